from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts
from qa_desktop.transcripts.quotes import told_apart

HEAD = "From: Kim Lee <kim@a.example>\nTo: support@b.example\nDate: Wed, 14 Jan 2026 09:31:00 +0100\n"


def read(text: str | bytes) -> Transcript:
    (transcript,) = read_transcripts(text.encode() if isinstance(text, str) else text, "x.eml")
    assert (transcript.format, transcript.channel) == ("email", "email")
    return transcript


def texts(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def test_a_plain_message() -> None:
    transcript = read(HEAD + "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nHello,\n\nbye\n")
    assert transcript.started_at == "2026-01-14T09:31:00+01:00"
    assert texts(transcript) == [("Kim Lee", "Subject: Grüße\n\nHello,\n\nbye")]
    assert (transcript.turns[0].start, transcript.turns[0].role) == (0.0, Role.UNKNOWN)


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [("utf-8", "utf-8"), ("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("no-such", "utf-8"),
     ("us-ascii", "utf-8")],
)  # fmt: skip
def test_charsets_and_those_that_lie(charset: str, encoded: str) -> None:
    head = HEAD + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert read(head.encode() + "5 € ü".encode(encoded)).turns[0].text == "5 € ü"


def test_html_is_shown_as_text_where_there_is_no_plain_part() -> None:
    html = "<p onclick='x'>Hi <img src=http://t.example/p.gif></p><p>a&nbsp;&amp; b</p>"
    part = "--x\nContent-Type: text/{}\n\n{}\n"
    head = HEAD + "Content-Type: multipart/alternative; boundary=x\n\n"
    assert read(head + part.format("html", html) + "--x--").turns[0].text == "Hi\n\na & b"
    both = head + part.format("plain", "the plain one") + part.format("html", html) + "--x--"
    assert read(both).turns[0].text == "the plain one"


def test_attachments_are_named_without_their_folders_and_not_read() -> None:
    transcript = read(
        HEAD + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nbody\n--x\nContent-Type: audio/wav\n"
        'Content-Disposition: attachment; filename="../../..\\\\evil.wav"\n\n!!\n--x--'
    )
    assert transcript.turns[0].text == "body"
    assert [note.reason for note in transcript.skipped] == ["the attachment “evil.wav” is not read"]


def test_an_attached_message_came_before() -> None:
    inner = "From: Ann <ann@b.example>\nDate: Tue, 13 Jan 2026 09:31:00 +0100\nSubject: first\n\nearlier\n"
    transcript = read(
        HEAD + "Content-Type: multipart/mixed; boundary=x\nSubject: Fwd: first\n\n--x\n\nsee below\n--x\n"
        f"Content-Type: message/rfc822\n\n{inner}\n--x--"
    )
    assert texts(transcript) == [("Ann", "Subject: first\n\nearlier"), ("Kim Lee", "see below")]
    assert transcript.turns[1].start == 86_400.0


QUOTED = "> Dear Kim\n> we are sorry\n> > it broke\n"


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Thanks\n\nOn Mon, Jan 5, 2026 at 10:15 AM Ann <a@b.example> wrote:\n> old\n", "Thanks", [("Ann", "old")]),
        ("Danke\n\nAm 05.01.26 um 10:15 schrieb Ann:\n\n> alt\n", "Danke", [("Ann", "alt")]),
        ("Thanks\n\nOn Mon, Jan 5, 2026, at 10:15, Ann\n<a@b.example> wrote:\n> old\n", "Thanks", [("Ann", "old")]),
        ("Thanks\n\n-----Original Message-----\nFrom: Ann\nSent: Monday, January 5, 2026 10:15 AM\nTo: Kim\n"
         "Subject: x\n\nold\n", "Thanks", [("Ann", "old")]),
        ("Danke\n________________________________\nVon: Ann <a@b.example>\n"
         "Gesendet: Montag, 5. Januar 2026\nAn: Kim\n\nalt",
         "Danke", [("Ann", "alt")]),
        ("On Mon, Ann wrote:\n> old\n\nbelow", "below", [("Ann", "old")]),
        ("a\n\nOn Mon, Ann wrote:\n> b\n>\n> On Sun, Kim wrote:\n> > c\n", "a", [("Kim", "c"), ("Ann", "b")]),
        ("> one\nyes\n> two\nno\n", "> one\nyes\n> two\nno\n", []),
        ("nothing quoted: On Monday she wrote:\nfine", "nothing quoted: On Monday she wrote:\nfine", []),
        ("From: the heart\nwe thank you", "From: the heart\nwe thank you", []),
    ],
)  # fmt: skip
def test_quoted_replies_are_told_apart(text: str, own: str, quoted: list[tuple[str, str]]) -> None:
    found, said = told_apart(text)
    assert found == own
    assert [(each.who, each.text) for each in said] == quoted


def test_a_quoted_message_is_a_turn_of_its_own_before_its_answer() -> None:
    transcript = read(
        HEAD + "\nThanks\n\nOn Mon, Jan 12, 2026 at 9:31 AM Ann Support <a@b.example> wrote:\n> old\n> text\n"
    )
    assert texts(transcript) == [("Ann Support", "old\ntext"), ("Kim Lee", "Thanks")]
    assert [turn.role for turn in transcript.turns] == [Role.AGENT, Role.UNKNOWN]
    assert transcript.turns[0].start == 0.0


def mailbox(*messages: str) -> bytes:
    return "".join(f"From x@y.example Wed Jan 14 09:31:00 2026\n{each}\n" for each in messages).encode()


def mail(number: str, day: int, subject: str, text: str, answers: str = "") -> str:
    answer = f"In-Reply-To: <{answers}>\n" if answers else ""
    return (
        f"From: P{number} <p@a.example>\nDate: {day} Jan 2026 10:00:00 +0000\nMessage-ID: <{number}>\n{answer}"
        f"Subject: {subject}\n\n{text}\n"
    )


def test_a_mailbox_is_parted_into_threads() -> None:
    data = mailbox(
        mail("2", 2, "Re: Order", "answer\n\nOn 1 Jan, P1 wrote:\n> question\n> of mine\n", "1"),
        mail("1", 1, "Order", "question of mine\n>From here"),
        mail("3", 1, "Other", "elsewhere"),
        mail("4", 3, "AW: Order", "by subject"),
        mail("5", 5, "Other", "an order of its own"),
    )
    first, second, *rest = read_transcripts(data)
    assert texts(first) == [
        ("P1", "Subject: Order\n\nquestion of mine\nFrom here"), ("P2", "answer"), ("P4", "by subject")]  # fmt: skip
    assert [turn.start for turn in first.turns] == [0.0, 86_400.0, 172_800.0]
    assert any("stand in the thread already" in note.reason for note in first.skipped)
    assert (first.conversation, second.conversation, [each.conversation for each in rest]) == (
        "Order",
        "Other",
        ["Other (2)"],
    )


def test_flowed_text() -> None:
    head = HEAD + "Content-Type: text/plain; format=flowed\n\n"
    assert read(head + "one \ntwo\n-- \nKim\n").turns[0].text == "one two\n--\nKim"


def test_a_message_saved_with_two_bytes_for_each_sign() -> None:
    for encoding in ("utf-16", "utf-16-le"):
        transcript = read((HEAD + "\nHello\n").encode(encoding))
        assert transcript.turns == read(HEAD + "\nHello\n").turns


@pytest.mark.parametrize("data", [HEAD + "\n", HEAD + "Content-Type: image/png\n\nx"])
def test_a_message_without_text_is_refused(data: str) -> None:
    with pytest.raises(InputError, match="e-mail without any text"):
        read(data)


def test_deep_nesting_and_many_quotations_end() -> None:
    deep = HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)) + "\nfound"
    with pytest.raises(InputError, match=r"nested|without any text"):
        read(deep)
    told_apart("\n".join("> " * 50 + "x" for _ in range(2000)))


def test_every_real_message_is_read(shared_data: Path) -> None:
    folder = shared_data / "interactions/chat/email"
    found = {path.name: read(path.read_bytes()) for path in sorted(folder.iterdir())}
    assert len(found) > 10
    assert "あいうえお" in found["multi_charset__japanese_shift_jis.eml"].turns[0].text
    assert "스티해" in found["multi_charset__ks_c_5601-1987.eml"].turns[0].text
    assert found["mime_emails__raw_email_with_illegal_boundary.eml"].started_at == "2007-10-21T19:38:13+10:00"
    assert found["error_emails__bad_date_header.eml"].started_at is None
