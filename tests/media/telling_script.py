"""A program that plays signs and speaks: run by the tests in a process of its own, beside a sound server of theirs.

Usage: telling_script.py STEP...     tone:NAME[:LEVEL]  say:WORDS  stop  wait:SECONDS
Prints "lost" when it cannot be heard, and the longest time in milliseconds in which the screen would have stood still.
"""

import sys
import time

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from qa_desktop.media.earcons import Tone, melody
from qa_desktop.media.speech_dispatcher import SpeechDispatcher
from qa_desktop.media.tone_player import TonePlayer

application = QCoreApplication(sys.argv[:1])
player = TonePlayer()
speech: list[SpeechDispatcher] = []
late = [time.monotonic(), 0.0]


def tick() -> None:
    now = time.monotonic()
    late[:] = [now, max(late[1], now - late[0])]


def do(step: str) -> None:
    name, _, rest = step.partition(":")
    if name == "tone":
        tone, _, level = rest.partition(":")
        player.play(melody(Tone(tone), int(level or 0)))
    elif name == "say":
        if not speech:
            speech.append(SpeechDispatcher("en"))
            speech[0].lost.connect(lambda: print("lost", flush=True))
        speech[0].say(rest)
    elif name == "stop":
        player.stop()
        for each in speech:
            each.stop()
    elif name == "wait":
        loop = QEventLoop()
        QTimer.singleShot(round(float(rest) * 1000), loop.quit)
        loop.exec()


do("wait:0.1")
late[:] = [time.monotonic(), 0.0]
clock = QTimer(interval=2)
clock.timeout.connect(tick)
clock.start()
for argument in sys.argv[1:]:
    do(argument)
print(f"late {late[1] * 1000:.0f}", flush=True)
player.close()
