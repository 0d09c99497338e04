"""Calibration on the screen: the sessions, and the room in which one is compared and agreed on."""
