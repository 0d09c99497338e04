"""Recordings: what they are, their samples, their picture, who speaks when, and playing them.

PyAV, NumPy and QtMultimedia are imported inside the functions that need them, so that the program starts quickly.
"""
