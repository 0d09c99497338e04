"""What quality review is about: frozen values and pure functions, standard library only."""
