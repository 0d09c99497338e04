"""Exact numbers, and how they are shown."""

from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction, places: int = 1) -> Decimal:
    """Round half up (away from zero) to so many decimals, exactly."""
    scaled = value * 10**places
    whole = int(abs(scaled) + Fraction(1, 2))
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)


def percent(value: Fraction, places: int = 1) -> str:
    """A share from 0 to 1 as a percentage without its sign: `3/4` is `75.0`."""
    return str(rounded(value * 100, places))


def signed_points(difference: Fraction) -> str:
    """A difference of two shares in points with its sign: `+5.0`, `−2.5`, `0.0`."""
    points = rounded(difference * 100)
    if points == 0:
        return "0.0"
    return f"+{points}" if points > 0 else f"−{abs(points)}"
