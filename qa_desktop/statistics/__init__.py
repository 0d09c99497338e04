"""Agreement and intervals: numbers in, numbers out."""
