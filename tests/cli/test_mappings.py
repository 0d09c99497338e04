"""Templates of mappings on the command line: proposed, kept, used by their names, and deleted."""

from pathlib import Path

from tests.cli.conftest import Run

TABLE = "Wann;Seite;Gesagtes\n14/03/2026 10:00;Q1;Guten Tag, was ist?\n14/03/2026 10:01;Q2;Es geht nicht\n"


def test_a_mapping_is_proposed_kept_and_used_by_its_name(tmp_path: Path, run: Run) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "m.yaml"
    file.write_text(TABLE, encoding="utf-8")
    proposed = run("mapping", "propose", file)
    assert proposed.err == "What it reads: turns: 2, conversations: 1.\n"
    assert proposed.out == "fields:\n  text: Gesagtes\n  time: Wann\ntime:\n  format: day-first\n"
    mapping.write_text(
        proposed.out.replace("time: Wann", "time: Wann\n  role: Seite") + "roles: {Q1: agent}\n", encoding="utf-8"
    )
    assert run("mapping", "list").out.startswith("No template is saved yet")
    assert run("mapping", "save", mapping, "Dialler").out == "Kept as “Dialler”; use it with --mapping “Dialler”.\n"
    assert run("mapping", "save", mapping, "dialler").sentence.startswith("There is a template “Dialler” already")
    assert run("mapping", "save", mapping, "Dialler", "--replace").status == 0
    turns = run("transcript", file, "--mapping", "dialler", "--json").document["turns"]
    assert [(turn["start"], turn["role"]) for turn in turns] == [(0.0, "agent"), (60.0, "unknown")]
    ended = run("import", file, "--mapping", "Dialler", "--database", tmp_path / "raum.db")
    assert (ended.status, ended.out.splitlines()[-1]) == (0, "1 interaction: 1 added.")
    assert run("transcript", file, "--mapping", "Dailler").sentence.endswith('did you mean "Dialler"?')


def test_a_template_is_listed_shown_renamed_and_deleted_with_what_it_held(tmp_path: Path, run: Run) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("name: Norden\nfields: {text: a}\n", encoding="utf-8")
    run("mapping", "save", mapping)
    assert [each["name"] for each in run("mapping", "list", "--json").document] == ["Norden"]
    assert run("mapping", "rename", "Norden", "Süden").out == "Renamed to “Süden”.\n"
    assert "Süden" in run("mapping", "list").out
    assert run("mapping", "show", "Süden").out == run("mapping", "delete", "Süden").out == "fields:\n  text: a\n"
    assert run("mapping", "show", "Süden").status == 2


def test_a_date_that_may_be_two_days_is_told_while_proposing(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a.csv"
    file.write_text(TABLE.replace("14/03", "04/03"), encoding="utf-8")
    assert run("mapping", "propose", file).err.startswith("04/03/2026 10:00 may be read in two ways")


def test_an_import_says_how_what_is_not_recognised_may_be_read(tmp_path: Path, run: Run) -> None:
    folder, mapping = tmp_path / "in", tmp_path / "m.yaml"
    folder.mkdir()
    (folder / "a.csv").write_text(TABLE, encoding="utf-8")
    (folder / "b.json").write_text('{"lines": [{"say": "Good day"}]}', encoding="utf-8")
    room = ("--database", tmp_path / "raum.db")
    ended = run("import", folder, *room)
    assert ended.status == 2
    assert "“b.json” may be read by a mapping; “qa-desktop mapping propose” prints a first one for it." in ended.out
    mapping.write_text(run("mapping", "propose", folder / "a.csv").out, encoding="utf-8")
    run("mapping", "save", mapping, "Dialler")
    found = run("import", folder, *room, "--json").document["unrecognised"]
    assert [(Path(each["file"]).name, each["templates"]) for each in found] == [("a.csv", ["Dialler"]), ("b.json", [])]
    assert "has the form of a template: import it again with --mapping “Dialler”." in run("import", folder, *room).out
