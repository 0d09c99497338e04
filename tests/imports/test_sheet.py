from datetime import UTC, datetime, timedelta, timezone

import pytest

from qa_desktop.domain.interactions import Agent, Channel, SurveyResponse
from qa_desktop.imports.sheet import Sheet, looks_like_sheet, read_sheet

ZONE = timezone(timedelta(hours=2))


def read(*lines: str) -> Sheet:
    return read_sheet([(number, line.split("|")) for number, line in enumerate(lines, start=1)], ZONE)


def test_every_column() -> None:
    sheet = read(
        "external_id|channel|recording|transcript|agent|agent id|team|queue|started_at|customer_reference|direction|"
        "agent_channel|csat|nps|ces|survey_comment|tags",
        "L-1|voice|a.wav|a.vtt|Ann Lee|77|Blue|Billing|2026-01-14T09:31:00Z|C-9|Inbound|right|5|0|7|Fine|a; b,a",
    )
    (row,) = sheet.rows
    assert (row.line, row.external_id, row.recording, row.transcript) == (2, "L-1", "a.wav", "a.vtt")
    assert (row.channel, row.agent) == (Channel.CALL, Agent("Ann Lee", "Blue", "77"))
    assert (row.queue, row.customer_reference, row.direction) == ("Billing", "C-9", "inbound")
    assert row.started_at == datetime(2026, 1, 14, 9, 31, tzinfo=UTC)
    assert (row.agent_channel, row.survey) == (1, SurveyResponse(5, 0, 7, "Fine"))
    assert row.tags == ("a", "b")
    assert (sheet.problems, sheet.unknown, sheet.local_times) == ((), (), 0)


def test_other_names_in_any_order_and_unknown_columns() -> None:
    sheet = read("CSAT Score (1-5)|Shoe size|Agent Name|Call ID", "4|42|Ann|7")
    assert (sheet.rows[0].external_id, sheet.rows[0].agent, sheet.rows[0].survey.csat) == ("7", Agent("Ann"), 4)
    assert sheet.unknown == ("Shoe size",)


def test_a_time_without_a_zone_is_local_and_counted() -> None:
    sheet = read("id|start time", "1|2026-01-14 09:31")
    assert sheet.rows[0].started_at == datetime(2026, 1, 14, 9, 31, tzinfo=ZONE)
    assert sheet.local_times == 1
    own = read_sheet([(1, ("id", "date")), (2, ("1", "2026-01-14 09:31"))]).rows[0].started_at
    assert own is not None
    assert own.replace(tzinfo=None) == datetime(2026, 1, 14, 9, 31)  # noqa: DTZ001
    assert own.tzinfo is not None


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("csat", "6", "CSAT “6” is not a whole number from 1 to 5"),
        ("csat", "0", "CSAT “0”"),
        ("nps", "11", "NPS “11” is not a whole number from 0 to 10"),
        ("nps", "-1", "NPS “-1”"),
        ("ces", "8", "CES “8” is not a whole number from 1 to 7"),
        ("csat", "4.5", "CSAT “4.5”"),
        ("csat", "great", "CSAT “great”"),
        ("csat", "8/10", "CSAT “8/10”"),
        ("started_at", "14.13.2026", "the time “14.13.2026” was left out"),
        ("started_at", "2026-02-30", "the time “2026-02-30”"),
        ("channel", "pigeon", "the channel “pigeon”"),
        ("agent_channel", "middle", "the agent channel “middle”"),
        ("team", "Blue", "a team without an agent"),
    ],
)
def test_a_cell_that_cannot_be_used_is_left_out_and_told(column: str, cell: str, said: str) -> None:
    sheet = read(f"external_id|queue|{column}", f"L-1|Billing|{cell}")
    (row,) = sheet.rows
    assert (row.queue, row.survey, row.started_at, row.channel) == ("Billing", SurveyResponse(), None, None)
    (problem,) = sheet.problems
    assert problem.line == 2
    assert said in problem.sentence
    assert not problem.whole


def test_whole_numbers_of_a_spreadsheet_may_have_a_decimal_point() -> None:
    assert read("id|csat", "1|5.0").rows[0].survey.csat == 5


def test_rows_without_identity_and_repeated_numbers_are_refused() -> None:
    sheet = read("external_id|agent", "1|Ann", "|Ben", "1|Cid", "|")
    assert [row.line for row in sheet.rows] == [2]
    assert [(problem.line, problem.whole) for problem in sheet.problems] == [(3, True), (4, True)]


@pytest.mark.parametrize(
    ("cells", "channels"),
    [
        (["left", "R"], [0, 1]),
        (["1", "2"], [0, 1]),
        (["0", "1"], [0, 1]),
        (["ch_0", "ch_1"], [0, 1]),
        (["1", ""], [0, None]),
    ],
)
def test_ways_to_name_the_agent_channel(cells: list[str], channels: list[int | None]) -> None:
    sheet = read("id|agent_channel", *(f"{number}|{cell}" for number, cell in enumerate(cells)))
    assert [row.agent_channel for row in sheet.rows] == channels


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("external_id,recording,agent", True),
        ("file;agent;csat".replace(";", ","), True),
        ("start,end,speaker,text", False),
        ("conversationId,sendTime,senderType,text", False),
        ("Conversation ID,Date/Time,From,Message", False),
        ("external_id", False),
        ("agent,csat", False),
    ],
)
def test_a_sheet_is_told_from_a_table_of_turns(header: str, expected: bool) -> None:
    assert looks_like_sheet(header.split(",")) is expected


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Gesprächs-ID|Aufnahme|Mitarbeiter|Warteschlange|Datum|Uhrzeit|Kundenzufriedenheit (1-5)|Kommentar|Kanal",
            "7|a.wav|Jörg Weiß|Rechnung|14.01.2026|9:31|4,0|Nett|Anruf",
        ),
        (
            "ID appel|Enregistrement|Conseiller|File d'attente|Date et heure|Satisfaction client|Commentaire|Canal",
            "7|a.wav|Jörg Weiß|Rechnung|14/01/2026 9h31|4|Nett|Appel",
        ),
        (
            "ID llamada|Grabación|Agente|Cola|Fecha y hora|Satisfacción del cliente|Comentario|Canal",
            "7|a.wav|Jörg Weiß|Rechnung|14/01/2026 09:31|4/5|Nett|Llamada",
        ),
        (
            "ID chiamata|Registrazione|Operatore|Coda|Data|Ora|Soddisfazione cliente|Commento|Canale",
            "7|a.wav|Jörg Weiß|Rechnung|14/01/2026|9.31|4|Nett|Chiamata",
        ),
        (
            "Gespreks-ID|Opname|Medewerker|Wachtrij|Datum|Tijd|Klanttevredenheid|Opmerking|Kanaal",
            "7|a.wav|Jörg Weiß|Rechnung|14-01-2026|09:31|4 van 5|Nett|Telefoon",
        ),
        (
            "ID da chamada|ID chamada|Gravação|Atendente|Fila|Data e hora|Satisfação do cliente|Comentário|Canal",
            "x|7|a.wav|Jörg Weiß|Rechnung|14/01/2026 às 09:31|★★★★☆|Nett|Ligação",
        ),
    ],
)
def test_sheets_in_other_languages(lines: tuple[str, str]) -> None:
    assert looks_like_sheet(lines[0].split("|"))
    sheet = read(*lines)
    (row,) = sheet.rows
    assert sheet.problems == ()
    assert (row.external_id, row.recording, row.agent, row.queue) == ("7", "a.wav", Agent("Jörg Weiß"), "Rechnung")
    assert (row.started_at, row.channel) == (datetime(2026, 1, 14, 9, 31, tzinfo=ZONE), Channel.CALL)
    assert row.survey == SurveyResponse(4, comment="Nett")


def test_the_language_of_the_columns_tells_the_day_where_no_date_does() -> None:
    sheet = read("Anruf-ID|Datum", "1|03/04/2026", "2|05/04/2026")
    assert [row.started_at and row.started_at.month for row in sheet.rows] == [4, 4]
    assert "03/04/2026 were read as day, month, year" in sheet.notes[0]


def test_a_german_table_of_turns_is_no_sheet() -> None:
    assert not looks_like_sheet(["Gesprächs-ID", "Uhrzeit", "Absender", "Nachricht"])


@pytest.mark.parametrize(
    ("cells", "scores"),
    [
        (["good", "bad", "Offered", ""], [5, 1, None, None]),
        (["Gut", "Schlecht"], [5, 1]),
        (["sehr zufrieden", "zufrieden", "neutral", "unzufrieden", "sehr unzufrieden"], [5, 4, 3, 2, 1]),
        (["Très satisfait", "satisfaite", "mécontent"], [5, 4, 2]),
        (["muy satisfecho", "malo"], [5, 2]),
        (["👍", "👎🏽", "thumbs up"], [5, 1, 5]),
        (
            ["★★★★☆", "⭐⭐", "4 Sterne", "3 stars", "2/5", "5 - Very satisfied", "1 (sehr schlecht)"],
            [4, 2, 4, 3, 2, 5, 1],
        ),
        (["-", "k.A.", "n/a"], [None, None, None]),
    ],
)
def test_what_customers_say_in_words_and_stars(cells: list[str], scores: list[int | None]) -> None:
    sheet = read("id|satisfaction", *(f"{number}|{cell}" for number, cell in enumerate(cells)))
    assert [row.survey.csat for row in sheet.rows] == scores
    assert sheet.problems == ()
    assert any("good” as 5" in note for note in sheet.notes) == ("good" in cells)


def test_an_empty_sheet() -> None:
    assert read_sheet([]) == Sheet(())
