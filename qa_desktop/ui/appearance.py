"""How large the text is, and light or dark: what the actions change, and the settings remember."""

from collections.abc import Callable, Mapping

from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.theme import Theme

STEP = 0.1


def appearance(theme: Theme, preferences: Preferences) -> Mapping[str, Callable[[], object]]:
    """What the actions do, by id."""

    def scale(by: float) -> None:
        theme.set_scale(theme.scale + by)
        preferences.change(text_scale=theme.scale)

    def switch() -> None:
        choice = "light" if theme.dark else "dark"
        theme.choose(choice)
        preferences.change(theme=choice)

    return {"larger": lambda: scale(STEP), "smaller": lambda: scale(-STEP), "theme": switch}
