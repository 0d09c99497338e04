"""Forms and answers as files that people write."""
