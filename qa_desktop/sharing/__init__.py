"""Packages in a team folder: what they are called, what stands in them, how they are written and read."""
