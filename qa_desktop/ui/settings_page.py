"""The page of settings: every change works at once and is remembered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.media.playback import FASTEST, SLOWEST
from qa_desktop.ui.names_setting import NamesSetting
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.device_list import DeviceList
from qa_desktop.ui.review.sound import STEP, Sound
from qa_desktop.ui.setting_controls import NumberBox, NumberSetting, SwitchSetting
from qa_desktop.ui.text import breakable
from qa_desktop.ui.theme import Theme

WIDEST = 1180
"""Pixels beyond which a name and its control stand too far apart."""
NAMES = 200
"""Pixels of the column of names, so that the controls of all sections stand in line."""
THEMES = ("system", "light", "dark")


class SettingsPage(QScrollArea):
    """Everything that can be set; `left` says that the work goes on, `wanted` names an action that does more."""

    left = Signal()
    wanted = Signal(str)

    def __init__(self, preferences: Preferences, theme: Theme, sound: Sound) -> None:
        super().__init__()
        self._preferences = preferences
        self._theme = theme
        self._sound = sound
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fill(self) -> None:
        """Made when it is first looked at: the window is on the screen sooner."""
        self.device = DeviceList(self._preferences)
        self.theme, self.text_size = QComboBox(), NumberBox((75, 200, 10), " %", 0)
        self.used, self.empty = QLabel(), QPushButton(self.tr("Empty now"))
        self.watched = _label("", "")
        self.watch, self.unwatch = QPushButton(self.tr("Watch a folder…")), QPushButton(self.tr("Stop watching"))
        self.keys, self.back = QPushButton(self.tr("Change the keys…")), QPushButton(self.tr("Back to the work (Esc)"))
        self._first: QWidget = self.back
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """Give the keyboard to the first setting."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        sheet = QWidget()
        sheet.setObjectName("scrolled")
        page = QWidget()
        page.setMaximumWidth(WIDEST)
        across = QHBoxLayout(sheet)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(2)
        for words, role in (
            (self.tr("Settings"), "title"),
            (self.tr("Every change works at once and is remembered."), "muted"),
        ):
            column.addWidget(_label(words, role))
        halves = QHBoxLayout()
        halves.setSpacing(56)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._add_playing(left)
        self._add_names(left)
        for add in (self._add_import, self._add_privacy, self._add_look, self._add_keys):
            add(right)
        for half in (left, right):
            half.setSpacing(8)
            half.addStretch(1)
            halves.addLayout(half, 1)
        column.addLayout(halves, 1)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.setWidget(sheet)

    def _add_playing(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Playing"))
        number, switch = self._number, self._switch
        pair, speeds = QWidget(), QHBoxLayout()
        pair.setLayout(speeds)
        speeds.setContentsMargins(0, 0, 0, 0)
        self.presets = tuple(self._preset(place) for place in range(2))
        for spin in self.presets:
            speeds.addWidget(spin)
        speeds.addStretch(1)
        self._first = self.presets[0]
        _row(form, self.tr("The two speeds that one key switches between"), pair, self.presets[0])
        backtrack = number("backtrack_seconds", (0, 10, 0.5), " s")
        backtrack.setSpecialValueText(self.tr("nothing"))
        _row(form, self.tr("After a pause, hear again"), backtrack)
        _row(form, self.tr("One key replays the last"), number("replay_seconds", (1, 60, 1), " s"))
        _row(form, self.tr("… at the speed of"), number("replay_speed", (SLOWEST, 1.0, STEP), "×"))
        reach = self.tr("Evidence reaches back before the key by")
        _row(form, reach, number("reaction_seconds", (0, 60, 0.5), " s"))
        form.addRow(switch("skip_silence", self.tr("Skip silence of more than two seconds")))
        form.addRow(switch("skip_hold", self.tr("Skip hold music")))
        form.addRow(switch("levelling", self.tr("Level quiet sides automatically")))
        _row(form, self.tr("Sound device"), self.device)

    def _add_import(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Import"))
        form.addRow(self.watched)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.watch)
        row.addWidget(self.unwatch)
        row.addStretch(1)
        form.addRow(row)

    def _add_privacy(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Privacy"))
        words = self.tr("Keep decoded sound in memory only, never on the disk")
        form.addRow(self._switch("audio_in_memory", words))
        limit = self._number("audio_cache_mb", (100, 100_000, 100), " MB")
        _row(form, self.tr("Decoded recordings may take"), limit)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.used)
        row.addWidget(self.empty)
        row.addStretch(1)
        form.addRow(row)
        form.addRow(_label(self.tr("They are deleted when the program ends, and never leave this computer."), "small"))

    def _add_look(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Look"))
        names = (self.tr("As the system"), self.tr("Light"), self.tr("Dark"))
        for choice, name in zip(THEMES, names, strict=True):
            self.theme.addItem(name, choice)
        _row(form, self.tr("Light or dark"), self.theme)
        _row(form, self.tr("Size of text"), self.text_size)

    def _add_names(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Names of files"))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.names = NamesSetting(self._preferences)
        form.addRow(self.names)

    def _add_keys(self, column: QVBoxLayout) -> None:
        form = _section(column, self.tr("Keys"))
        form.addRow(_label(self.tr("Every action can have any key."), ""))
        row = QHBoxLayout()
        row.addWidget(self.keys)
        row.addStretch(1)
        form.addRow(row)

    def _number(self, name: str, bounds: tuple[float, float, float], unit: str) -> NumberSetting:
        whole = bounds[2] >= 100
        decimals = 0 if whole else 2 if bounds[2] < 0.5 else 1
        return NumberSetting(self._preferences, name, bounds, unit, decimals)

    def _switch(self, name: str, words: str) -> QCheckBox:
        return SwitchSetting(self._preferences, name, words)

    def _preset(self, place: int) -> NumberBox:
        spin = NumberBox((SLOWEST, FASTEST, STEP), "×", 2)
        spin.setAccessibleName((self.tr("First speed"), self.tr("Second speed"))[place])
        spin.valueChanged.connect(lambda value: self._set_preset(place, value))
        return spin

    # --- what is set ----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.empty.clicked.connect(self._empty)
        self.keys.clicked.connect(lambda: self.wanted.emit("change_keys"))
        self.watch.clicked.connect(lambda: self.wanted.emit("watch_folder"))
        self.unwatch.clicked.connect(lambda: self.wanted.emit("stop_watching"))
        self.back.clicked.connect(self.left)
        self.theme.activated.connect(lambda place: self._choose_theme(THEMES[place]))
        self.text_size.valueChanged.connect(lambda value: self._scale(value / 100))
        self._sound.state_changed.connect(lambda state: self.device.offer(state.devices))
        self._preferences.changed.connect(lambda _: self._display())
        for button in (self.empty, self.watch, self.unwatch, self.keys, self.back):
            button.setAutoDefault(True)
        self._display()

    def showEvent(self, event: QShowEvent) -> None:
        """Show how things stand now."""
        super().showEvent(event)
        if self.widget() is None:
            self._fill()
        self.device.offer(self._sound.state.devices)
        self._display()

    def _display(self) -> None:
        kept = self._preferences.settings
        for spin, speed in zip(self.presets, kept.preset_speeds, strict=True):
            spin.put(speed)
        self.theme.setCurrentIndex(THEMES.index(kept.theme) if kept.theme in THEMES else 0)
        self.text_size.put(round(self._theme.scale * 100))
        watched = breakable(kept.watch_folder)
        self.watched.setText(
            self.tr("What comes into “{0}” joins the worklist.").format(watched)
            if watched
            else self.tr("No folder is watched: what comes into one joins the worklist by itself.")
        )
        self.unwatch.setVisible(bool(watched))
        if self.isVisible():
            used = self._sound.decoding.size
            self.used.setText(self.tr("Now {0} MB").format(f"{used / 1e6:.0f}"))

    def _set_preset(self, place: int, speed: float) -> None:
        kept = list(self._preferences.settings.preset_speeds)
        kept[place] = round(speed, 2)
        self._preferences.change(preset_speeds=kept)

    def _choose_theme(self, choice: str) -> None:
        self._theme.choose(choice)
        self._preferences.change(theme=choice)

    def _scale(self, scale: float) -> None:
        self._theme.set_scale(scale)
        self._preferences.change(text_scale=self._theme.scale)

    def _empty(self) -> None:
        self._sound.decoding.empty()
        self._display()


def _section(column: QVBoxLayout, title: str) -> QFormLayout:
    heading = _label(title, "section")
    heading.setContentsMargins(0, 18, 0, 2)
    column.addWidget(heading)
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(10)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    column.addLayout(form)
    return form


def _row(form: QFormLayout, words: str, control: QWidget, named: QWidget | None = None) -> None:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setMinimumWidth(NAMES)
    label.setBuddy(named or control)
    if not control.accessibleName():
        control.setAccessibleName(words)
    form.addRow(label, control)


def _label(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
