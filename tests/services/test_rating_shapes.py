"""Tables of ratings in the shapes in which they are published, against the figures printed beside them."""

from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.services.rating_shapes import doubts
from qa_desktop.services.rating_tables import read_ratings
from qa_desktop.statistics.alpha import Level
from qa_desktop.statistics.answers import AnswerTable, prepare
from qa_desktop.statistics.overview import NOBODY_KNOWN, Wishes, overview

# Westlund and Kurland (1953), the Winnipeg patients, in Landis and Koch (1977), Biometrics 33:159-174.
SCLEROSIS = """New Orleans \\ Winnipeg,1,2,3,4,Total
1,38,5,0,1,44
2,33,11,3,0,47
3,10,14,5,6,35
4,3,7,3,10,23
Total,84,37,11,17,149
"""
# Hout, Duncan and Sobel (1987), Sociol. Methodol. 17:145-184, in Agresti (1990), Categorical Data Analysis, ch. 10.
FUN = """          "Never fun" "Fairly often" "Very often" "Always fun"
"Never fun"      7 7 2 3
"Fairly often"   2 8 3 7
"Very often"     1 5 4 9
"Always fun"     2 8 9 14
"""
# Siskel and Ebert on 160 films, in Agresti and Winner (1997), Chance 10(2):10-14.
FILMS = ";Con;Mixed;Pro\nCon;24;8;13\nMixed;8;13;11\nPro;10;9;64\n"
# Ten subjects, fourteen reviewers, five categories, as in the usual example of Fleiss' kappa: 0.210.
COUNTS = """subject 1 2 3 4 5 n
1 0 0 0 0 14 14
2 0 2 6 4 2 14
3 0 0 3 5 6 14
4 0 3 9 2 0 14
5 2 2 8 1 1 14
6 7 7 0 0 0 14
7 3 2 6 3 0 14
8 2 5 3 2 2 14
9 6 5 2 1 0 14
10 0 2 2 3 7 14
total 20 28 39 21 32 140
"""
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C, laid out as there.
UNITS = """Observer  1  2  3  4  5  6  7  8  9 10 11 12
A         1  2  3  3  2  1  4  1  2  *  *  *
B         1  2  3  3  2  2  4  1  2  5  *  3
C         *  3  3  3  2  3  4  2  2  5  1  *
D         1  2  3  3  2  4  4  1  2  5  1  *
"""
PLAIN = "item,A,B\n1,4,5\n2,3,3\n3,5,\n"


def read(folder: Path, written: str, *, counts: bool = False) -> AnswerTable:
    path = folder / "table.csv"
    path.write_text(written, encoding="utf-8")
    return read_ratings(path, counts=counts)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (SCLEROSIS, {"cohen_kappa": "0.2079", "cohen_kappa_se": "0.05046", "cohen_kappa_linear": "0.3797"}),
        (FUN, {"cohen_kappa": "0.1293", "cohen_kappa_se": "0.06860", "cohen_kappa_linear": "0.2374"}),
        (FUN, {"cohen_kappa_linear_se": "0.07832"}),
        (FILMS, {"cohen_kappa": "0.389", "cohen_kappa_se": "0.060", "cohen_kappa_ci_low": "0.27"}),
        (UNITS, {"krippendorff_alpha_nominal": "0.743", "krippendorff_alpha_ordinal": "0.815"}),
    ],
)
def test_published_tables_in_their_own_shape(tmp_path: Path, written: str, printed: dict[str, str]) -> None:
    found = overview(prepare(read(tmp_path, written), Level.ORDINAL, None), Wishes()).values
    for name, figure in printed.items():
        half = 0.5 * 10.0 ** -len(figure.partition(".")[2])
        assert found[name] == pytest.approx(float(figure), abs=half), name


def test_a_cross_table_names_its_reviewers_and_categories(tmp_path: Path) -> None:
    table = read(tmp_path, SCLEROSIS)
    assert (table.reviewers, table.categories) == (("New Orleans", "Winnipeg"), ("1", "2", "3", "4"))
    assert len(table.items) == 149
    assert read(tmp_path, FILMS).reviewers == ("rows", "columns")


def test_counts_have_figures_that_need_no_names(tmp_path: Path) -> None:
    table = read(tmp_path, COUNTS, counts=True)
    found = overview(prepare(table, None, None), Wishes())
    assert found.counts["n_ratings"] == 140
    assert found.values["fleiss_kappa"] == pytest.approx(0.210, abs=0.0005)
    for name in ("conger_kappa", "cohen_kappa_se", "kendall_w", "icc_2_1", "mean_pairwise_percent_agreement"):
        assert (found.values[name], found.undefined[name]) == (None, NOBODY_KNOWN)
    assert found.values["icc_1_1"] is not None


def test_counts_that_are_not_called_so_are_suspected(tmp_path: Path) -> None:
    without = (
        COUNTS.replace(" n\n", "\n")
        .replace(" 14\n", "\n")
        .partition("total")[0]
        .replace("1 0 0 0 0\n", "1 0 0 0 0 14\n")
    )
    (said,) = doubts(read(tmp_path, without))
    assert said == "Each row adds up to 14: if these are counts of answers by category, say so with --counts."
    assert doubts(read(tmp_path, PLAIN)) == []
    assert "“Mean” counts as marks" in doubts(read(tmp_path, "item,A,Mean\n1,2,2\n2,3,3\n"))[0]


@pytest.mark.parametrize(
    "written",
    [
        "item A B\n1 4 5\n2 3 3\n3 5 .\n",
        "   A B\n1  4 5\n2 3  3\n3 5 *\n",
        '"A" "B"\n"1" 4 5\n"2" 3 3\n"3" 5 .\n',
        ",A,B\n1,4,5\n2,3,3\n3,5,\n",
        "| Unit | A | B |\n|---|:-:|--:|\n| 1 | 4 | 5 |\n| 2 | 3 | 3 |\n| 3 | 5 |  |\n",
        "rater;1;2;3\nA;4;3;5\nB;5;3\n",
        "Coder,Unit,Value\nA,1,4\nB,1,5\nA,2,3\nB,2,3\nA,3,5\n",
    ],
)
def test_one_table_in_many_shapes(tmp_path: Path, written: str) -> None:
    plain, table = (prepare(read(tmp_path, each), None, None).table for each in (PLAIN, written))
    assert (table.items, table.reviewers, table.marks) == (plain.items, plain.reviewers, plain.marks)


def test_names_of_several_words_between_blanks(tmp_path: Path) -> None:
    table = read(tmp_path, "item    Ann Lee    Ben Orr\nCall 1    4,5    4\nCall 2    3    3,5\n")
    assert (table.items, table.reviewers) == (("Call 1", "Call 2"), ("Ann Lee", "Ben Orr"))
    assert table.marks[0] == ("4,5", "4")


@pytest.mark.parametrize(
    ("written", "counts", "sentence"),
    [
        ("item A B\n1 4\n2 3 3\n", False, "line 2 has 2 where the first line has 3: write “.” where a mark is missing"),
        (SCLEROSIS.replace(",44", ",45"), False, "says 45 as the total of line 2, and its counts add up to 44"),
        (",Yes,No\nYes,1,2\nNo,3,4\nSum,4,7\n", False, "says 7 as the total of column 3, and its counts add up to 6"),
        (",Yes,No\nYes,.4,.1\nNo,.1,.4\n", False, "“.4” is no count: shares times the number of items are"),
        (",Yes,No\nYes,0,0\nNo,0,0\n", False, "has no counts above 0"),
        (",Yes,No\nYes,9999999,0\nNo,0,0\n", False, "1,000,000 are the most"),
        (COUNTS.replace(" 14 14", " 14 15"), True, "says 15 as the total of line 2"),
        ("item,Yes,No\n1,2,half\n", True, "“half” is no count"),
        ("item,Yes\n1,2\n", True, "needs a column for each category"),
        ("rater,1\nA,4,5\n", False, "more marks in line 2 than its first line has items"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, written: str, counts: bool, sentence: str) -> None:
    with pytest.raises(InputError, match=r"^“table.csv” .*\.$") as told:
        read(tmp_path, written, counts=counts)
    assert sentence in str(told.value)
