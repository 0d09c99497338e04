"""Use cases: one module for each thing that a person does."""
