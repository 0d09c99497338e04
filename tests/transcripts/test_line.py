"""LINE's chat history, as phones of several languages write it."""

import pytest

from qa_desktop.domain.transcripts import NeedsDayOrder
from qa_desktop.transcripts.detect import read_transcripts


@pytest.mark.parametrize(
    "text",
    [
        "[LINE] Chat history with Kim\n\n2019/12/31(Tue)\n23:59\tKim\tHello\n"
        '23:59\tMax\t"Same\nto ""you"""\n2020/01/01(Wed)\n00:05\tKim\t[Photo]\n00:06\tKim unsent a message.\n',
        "\ufeff[LINE] Kimとのトーク履歴\r\n\r\n2019/12/31(火)\r\n23:59\tKim\tHello\r\n"
        '23:59\tMax\t"Same\r\nto ""you"""\r\n2020/01/01(水)\r\n0:05\tKim\t[Photo]\r\n0:06\tKimが退出しました\r\n',
        "[LINE] Chat history with Kim\n\nTue, 12/31/2019\n11:59PM\tKim\tHello\n"
        '11:59PM\tMax\t"Same\nto ""you"""\n\nWed, 01/01/2020\n12:05AM\tKim\t[Photo]\n12:06AM\tKim left\n',
        "[LINE] Chat history with Kim\n\n2019.12.31 Tuesday\n午後11:59\tKim\tHello\n"
        '午後11:59\tMax\t"Same\nto ""you"""\n2020.01.01 Wednesday\n午前0:05\tKim\t[Photo]\n午前0:06\tleft\n',
    ],
)
def test_a_line_chat(text: str) -> None:
    (chat,) = read_transcripts(text.encode(), "[LINE] chat.txt")
    assert (chat.format, chat.channel, chat.conversation) == ("line", "chat", "Kim")
    assert chat.started_at == "2019-12-31T23:59:00"
    assert [(turn.start, turn.speaker, turn.text) for turn in chat.turns] == [
        (0.0, "Kim", "Hello"), (0.0, "Max", 'Same\nto "you"'), (360.0, "Kim", "[Photo]"),
    ]  # fmt: skip
    assert [note.reason.partition(":")[0] for note in chat.skipped] == ["a notice of LINE and no message"]


def test_a_line_chat_asks_which_is_the_day_where_nothing_tells() -> None:
    text = "[LINE] Chat history with Kim\n\nTue, 03/04/2020\n11:59\tKim\tHi\n"
    with pytest.raises(NeedsDayOrder):
        read_transcripts(text.encode())
    (chat,) = read_transcripts(text.encode(), day_first=True)
    assert chat.started_at == "2020-04-03T11:59:00"
