"""Times in words."""


def spell_time(seconds: float) -> str:
    """Seconds in words that are read at a glance: 0.9 s, 3 min 12 s, 1 h 2 min."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
