"""Errors that a person can do something about."""


class InputError(Exception):
    """The input or the surroundings are at fault; the message is one plain sentence for the user."""


class UnfitError(InputError):
    """One value is at fault that cannot be kept; whatever else there is could be stored without it."""
