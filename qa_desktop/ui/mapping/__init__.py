"""The assistant that is told where the turns stand in a table or JSON file that nothing here knows."""
