"""`qa-desktop agreement`: tables as people have them, and what is wrong with the others."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

PLAIN = "item,gauge,ana,ben\ni1,4,4,5\ni2,3,3,3\ni3,5,4,5\ni4,2,2,\ni5,1,2,1\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def test_json_has_counts_values_and_reasons(run: Run, table: Path) -> None:
    found = run("agreement", table, "--gauge", "gauge", "--level", "ordinal", "--json").document
    assert found["counts"]["n_ratings"] == 14
    assert found["values"]["gauge"]["ben"]["n"] == 4
    assert found["values"]["gauge"]["ana"]["exact_agreement"] == pytest.approx(0.6)
    assert found["values"]["cohen_kappa"] is None
    assert found["undefined"]["cohen_kappa"] == "it compares two reviewers, and there are 3"
    assert found["headline"]["measure"] == "krippendorff_alpha_ordinal"
    assert found["headline"]["label"] == "too few to judge"
    assert "cohen_kappa_weighted_custom" not in found["values"]


def test_for_people(run: Run, table: Path) -> None:
    out = run("agreement", table, "--gauge", "gauge").out
    assert "krippendorff alpha ordinal" in out
    assert "ana against the gauge" in out
    assert "it compares two reviewers, and there are 3: cohen kappa, cohen kappa linear" in out


@pytest.mark.parametrize(
    "written",
    [
        "\ufeffItem;gauge;ana;ben;\r\ni1;4,0;4;5;\r\n\r\ni2;3;3;3\r\ni3;5;4;5;\r\ni4;2;2;;\r\ni5;1;2;1;\r\n",
        'sep=;\n"item";"gauge";"ana";"ben"\ni1; 4 ;4;5\ni2;3;3;3\ni3;5;4;5\ni4;2;2;\ni5;1;2;1',
        PLAIN.replace(",", "\t"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_however_the_spreadsheet_writes_it(run: Run, table: Path, written: str, encoding: str) -> None:
    plain = run("agreement", table, "--json").document
    table.write_bytes(written.encode(encoding))
    assert run("agreement", table, "--json").document == plain


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "is empty"),
        ("item,ana,ana\n1,2,3\n", "two columns called “ana”"),
        ("ana,ben\n1,2\n", "must be called “item”"),
        ("item,ana,,ben\n1,2,,3\n", "Column 3 of “ratings.csv” has no name"),
        ("item\n1\n", "has no reviewers"),
        ("item,ana\n", "has a header only"),
        ("item,a,b\n1,2,3,4\n", "Line 2 of “ratings.csv” has “4” beyond the last column"),
        ('item,a,b\n1,"2,5",3.5\n', "Decimal points and decimal commas are mixed (a's answer to 1 is “2,5”)"),
        ("item,a,b\n1,50%,0.5\n", "Percentages and other numbers are mixed (a's answer to 1 is “50%”)"),
        ("item,rater,score\n1,a,2\n1,a,3\n", "has two marks of a for 1: leave one of them"),
        ("item,rater,score\n1,a,2\n1,,3\n", "has a mark for 1 without the rater"),
        ("item,a,b\n1,2," + "9" * 400 + "\n", "too large to be a mark"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(run: Run, table: Path, written: str, sentence: str) -> None:
    table.write_text(written, encoding="utf-8")
    assert sentence in run("agreement", table, "--json").sentence


@pytest.mark.parametrize("written", [".", "*", "-", "NaN", "#N/A", "NULL"])
def test_what_programs_write_for_a_missing_mark_is_missing_and_told(run: Run, table: Path, written: str) -> None:
    plain = run("agreement", table, "--json").document
    table.write_text(PLAIN.replace("i4,2,2,\n", f"i4,2,2,{written}\n"), encoding="utf-8")
    ended = run("agreement", table, "--json")
    assert ended.document == plain
    assert f"“{written}” stands for a missing mark (1)" in ended.err


def test_a_sign_among_the_categories_is_an_answer(run: Run, table: Path) -> None:
    table.write_text("item,a,b\n1,*,**\n2,-,*\n3,-,-\n", encoding="utf-8")
    assert run("agreement", table, "--categories", "*,**,-", "--json").document["counts"]["n_ratings"] == 6
    assert run("agreement", table, "--json").document["counts"]["n_ratings"] == 4


def test_na_however_it_is_written(run: Run, table: Path) -> None:
    table.write_text("item,g,a\n1,NA,4\n2,3,3\n3,NA,NA\n4,2,1\n", encoding="utf-8")
    plain = run("agreement", table, "--gauge", "g", "--json").document
    table.write_text("item,g,a\n1,N/A,4\n2,3,3\n3,n/a,na\n4,2,1\n", encoding="utf-8")
    assert run("agreement", table, "--gauge", "g", "--json").document == plain


@pytest.mark.parametrize(
    "written",
    [
        "item,a,b\n1,50%,75 %\n2,25%,25%\n3,100%,75%\n",
        "item,a,b\n1,5e1,7.5E1\n2,25.,25\n3,1e+2,75\n",
        "item,a,b\n1,+50,75\n2,25,25.00\n3,100,75\n",
        "item,rater,score\n1,a,50\n1,b,75\n2,b,25\n2,a,25\n3,a,100\n3,b,75\n",
    ],
)
def test_numbers_and_tables_however_they_are_written(run: Run, table: Path, written: str) -> None:
    table.write_text("item,a,b\n1,50,75\n2,25,25\n3,100,75\n", encoding="utf-8")
    plain = run("agreement", table, "--json").document
    table.write_text(written, encoding="utf-8")
    assert run("agreement", table, "--json").document == plain


def test_a_minus_sign_and_a_bare_point(run: Run, table: Path) -> None:
    table.write_text("item,a,b\n1,\u22121,-1\n2,.5,0.5\n", encoding="utf-8")
    assert run("agreement", table, "--json").document["values"]["krippendorff_alpha_interval"] == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--gauge", "zoe"], "There is no column “zoe”; the reviewers are gauge, ana, ben."),
        (["--categories", "1,2,3"], "gauge's answer to i1 is “4”, which is not among the categories"),
        (["--categories", "1,2,3,4,5,5"], "“5” stands twice among the categories"),
        (["--categories", "1,,2"], "a category is empty"),
        (["--tolerance", "-1"], "give a number from 0 on"),
        (["--spread-tolerance", "nan"], "give a number from 0 on"),
        (["--weights", "nowhere.csv"], "There is no file"),
    ],
)
def test_options_that_do_not_fit(run: Run, table: Path, options: list[str], sentence: str) -> None:
    assert sentence in run("agreement", table, *options).sentence


def test_words_need_an_order(run: Run, table: Path) -> None:
    table.write_text("item,a,b\n1,poor,good\n2,fair,fair\n3,good,good\n4,poor,fair\n", encoding="utf-8")
    assert "name the scale in its order" in run("agreement", table, "--level", "ordinal").sentence
    assert "needs numbers" in run("agreement", table, "--level", "interval").sentence
    found = run("agreement", table, "--level", "ordinal", "--categories", "poor,fair,good", "--json").document
    assert found["values"]["max_spread"] == 2
    assert found["values"]["percent_agreement_all_tol1"] == 0.75
    assert found["values"]["icc_2_1"] is None


def test_na_above_nominal_is_missing_to_coefficients_and_a_mismatch_to_agreement(run: Run, table: Path) -> None:
    table.write_text("item,g,a\n1,NA,4\n2,3,3\n3,NA,NA\n4,2,1\n5,4,4\n", encoding="utf-8")
    asked = ("agreement", table, "--gauge", "g", "--level", "ordinal", "--tolerance", "1", "--json")
    found = run(*asked).document["values"]
    assert found["percent_agreement_all"] == pytest.approx(3 / 5)
    assert found["percent_agreement_all_tol1"] == pytest.approx(4 / 5)
    assert found["gauge"]["a"]["exact_agreement"] == pytest.approx(3 / 5)
    assert found["gauge"]["a"]["within_tolerance"] == pytest.approx(4 / 5)
    assert found["gauge"]["a"]["na_rate"] == pytest.approx(1 / 5)
    assert found["gauge"]["a"]["mean_abs_deviation"] == pytest.approx(1 / 3)
    left_out = run(*asked, "--na", "missing").document["values"]
    assert left_out["gauge"]["a"]["within_tolerance"] == 1
    for key in ("krippendorff_alpha_ordinal", "gwet_ac1", "fleiss_kappa", "cohen_kappa_quadratic"):
        assert found[key] == pytest.approx(left_out[key])


@pytest.mark.parametrize(
    "written",
    [
        "disagreement\n0,1,3\n1,0,6\n3,6,0\n",
        "disagreement,P,N,S\nP,0,1,3\nN,1,0,6\nS,3,6,0\n",
        "disagreement,S,N,P\nS,0,6,3\nN,6,0,1\nP,3,1,0\n",
        "disagreement;0;1;3\n;1;0;6\n;3;6;0\n",
        "agreement\n1,0.8333333333333334,0.5\n0.8333333333333334,1,0\n0.5,0,1\n",
    ],
)
def test_weights_however_they_are_laid_out(run: Run, table: Path, tmp_path: Path, written: str) -> None:
    # Cohen (1968), Table 1: 200 patients; weighted kappa .348
    counts = {"PP": 88, "PN": 10, "PS": 2, "NP": 14, "NN": 40, "NS": 6, "SP": 18, "SN": 10, "SS": 12}
    rows = [f"{a},{b}" for (a, b), times in counts.items() for _ in range(times)]
    table.write_text("item,a,b\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows)), encoding="utf-8")
    matrix = tmp_path / "weights.csv"
    matrix.write_text(written, encoding="utf-8")
    found = run("agreement", table, "--categories", "P,N,S", "--weights", matrix, "--json").document["values"]
    assert found["cohen_kappa"] == pytest.approx(0.492, abs=0.0005)
    assert found["cohen_kappa_weighted_custom"] == pytest.approx(0.348, abs=0.0005)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("weights\n1,0\n0,1\n", "must say “agreement” or “disagreement”"),
        ("agreement\n1,0\n0,1\n", "must have 5 rows and 5 columns"),
        ("agreement\n" + "1,0,0,0,x\n" * 5, "a weight that is no number"),
        ("agreement\n" + "1,0,0,0,-2\n" * 5, "must be numbers from 0 on"),
        (
            "agreement,1,2,3,4,6\n" + "".join(f"{n},0,0,0,0,0\n" for n in (1, 2, 3, 4, 6)),
            "no weights for the category “5”",
        ),
    ],
)
def test_weights_that_do_not_fit(run: Run, table: Path, tmp_path: Path, written: str, sentence: str) -> None:
    matrix = tmp_path / "weights.csv"
    matrix.write_text(written, encoding="utf-8")
    assert sentence in run("agreement", table, "--weights", matrix).sentence


def test_names_with_dots_and_items_named_twice(run: Run, table: Path) -> None:
    table.write_text("item,a.b,c.d\n1,2,3\n1,3,3\n2,4,4\n", encoding="utf-8")
    ended = run("agreement", table, "--gauge", "a.b", "--json")
    assert ended.document["values"]["gauge"]["c.d"]["n"] == 3
    assert "1 of the 3 items bear the name of another" in ended.err


def test_counts_of_answers(run: Run, table: Path) -> None:
    table.write_text("item,yes,no\n1,3,0\n2,0,3\n3,2,1\n", encoding="utf-8")
    plain = run("agreement", table, "--json")
    assert "say so with --counts" in plain.err
    counted = run("agreement", table, "--counts", "--json")
    assert counted.err == ""
    assert counted.document["counts"]["n_ratings"] == 9
    assert counted.document["values"]["fleiss_kappa"] == pytest.approx(0.55)
    assert counted.document["values"]["conger_kappa"] is None
