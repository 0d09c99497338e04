"""The Method sheet: settings that can be changed, what each figure means and who defined it, what was left out."""

from dataclasses import dataclass, field

from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.left_out import left_out
from qa_desktop.exports.canvas import Canvas, lines_of, row_height
from qa_desktop.exports.plan import CellValue, Choices, Sheet, at
from qa_desktop.statistics.measure import MAX_WIDTH, MIN_N

TITLE = "Method"
_FIRST = 5
_LAST = 4
_WIDTH = 160
_WANTED = "The share within tolerance that is aimed at."
_NCHS = "Parker et al., NCHS Data Presentation Standards for Proportions, Vital Health Stat 2(175), 2017"

_DEFINITIONS = (
    (
        "Reference",
        "The consensus that stands on Matrix where there is one and the basis is Consensus, else the gauge's answer, "
        "else none: then answers are compared with each other only.",
        "",
    ),
    (
        "Exact",
        "Share of reviewers' answers that equal the reference. N/A is an answer: N/A against a mark is not exact.",
        "",
    ),
    (
        "Within tolerance",
        "On a scale: at most the rating tolerance of levels apart. A number: in the same range. Elsewhere: exact.",
        "",
    ),
    (
        "Deviation",
        "Credit of the answer less credit of the reference, times 100: points of the standard's own 0 to 100 scale; "
        "one level of five is 25. Above 0 is lenient. N/A earns no credit and has no deviation.",
        "",
    ),
    ("Mean distance", "Mean of the deviations without their signs (mean absolute deviation).", ""),
    (
        "Leniency",
        "Mean deviation with Student's t interval; “lenient” or “harsh” only where the interval leaves out 0. “No lean "
        "shown” where it holds 0: the answers show no lean, and a wide interval may still hide one.",
        "Student, Biometrika 6:1–25, 1908; bias after Bland and Altman, Lancet i:307–310, 1986",
    ),
    (
        "Interval of a share",
        "Of 95 %, resampling interactions: each is left out in turn (jackknife), as answers on one hang together. The "
        "variance that shows gives an effective number of answers, on which the score limits stand, with Student's t "
        "on one degree less than there are interactions. Where all agree, the interactions themselves are the number. "
        "One interaction alone has no interval. The counts and each step stand on the hidden sheet “_intervals”.",
        "Tukey 1958; Korn and Graubard, Survey Methodology 24:193–201, 1998; Wilson, JASA 22:209–212, 1927; Dean and "
        "Pagano, J. Survey Stat. Methodol. 3:484–503, 2015",
    ),
    (
        "Too few to judge",
        f"A share on fewer than {MIN_N} observations or with an interval {MAX_WIDTH:.0%} wide or wider; a mean of "
        "fewer than two. α and AC1 carry the words below the same number of interactions, as a caution of our own.",
        _NCHS,
    ),
    (
        "Pairs agree",
        "Mean over interactions of the share of pairs of people, the gauge among them, that gave the same answer.",
        "Fleiss, Psychological Bulletin 76:378–382, 1971",
    ),
    (
        "α (alpha)",
        "Krippendorff's alpha among all people: ordinal on a scale and interval on numbers (N/A is missing there), "
        "nominal elsewhere (N/A is a category). 1 is perfect, 0 what chance gives.",
        "Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011",
    ),
    (
        "AC1",
        "Gwet's AC1 among all people; the categories are those of the scale and N/A. Stays meaningful where nearly "
        "everybody gives the same answer. Its interval is Student's, cut at 1.",
        "Gwet, Brit. J. Math. Stat. Psychol. 61:29–48, 2008; Handbook of Inter-Rater Reliability, 4th ed., 2014",
    ),
    (
        "Gap of totals",
        "A reviewer's total less the reference's, both before auto-fail, so that an auto-fail does not hide how the "
        "rest was judged. Auto-fail disagreements are counted apart.",
        "",
    ),
    (
        "Total of the reference",
        "What the form's scoring makes of the reference's answers, as if one person had given them. It follows the "
        "consensus: the hidden sheet “_reference” has a row for each interaction with the credit of each answer, "
        "whether the form asks for it then, the weight that counts (N/A as the form has it) and what that earns; then "
        "the weighted mean of each section, the inner ones first, and of the whole, cut at the form's cap. There is "
        "none while an answer that the form asks for is missing.",
        "",
    ),
    ("Auto-fail differs", "Answers on standards with an auto-fail where one strikes and the reference does not.", ""),
    (
        "Order of discussion",
        "Discussion: auto-fail disagreements first, then the greatest mean difference of credits between two people, "
        "the gauge among them (a mark against N/A counts 1), then as in the session. Questions and Summary: auto-fail "
        "disagreements with the reference first, then the least within tolerance, then the least exact, then as in the "
        "form; what has no reference comes after, as on Discussion.",
        "",
    ),
    ("N/A rate", "Share of a reviewer's answers to scored standards that are N/A.", ""),
)
_NOT_LIVE = (
    "Totals and outcomes of people on Scores: they follow the form's own scoring of what each answered.",
    "α, AC1, pairs that agree, range and the distribution of answers on Questions and Matrix: they do not depend on "
    "the reference or a tolerance.",
    "The order of the rows on Discussion, and who said what there: as when the file was written.",
    "The reference of a standard answered with a number: the consensus entered in the program, else the gauge's.",
    "What is typed into yellow cells of Matrix, Scores and Discussion is read back by “Read workbook back” in the "
    "calibration room, or by “qa-desktop read-workbook”; "
    "settings typed here change this file only.",
)


@dataclass
class MethodSheet:
    """Draws the Method sheet."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.widths |= {1: 24, 2: 14, 3: 78, 4: 50}
        canvas.heading(
            "Method",
            "What the figures rest on. Yellow cells may be changed; the figures that do not follow are listed last.",
        )
        starts = [_FIRST - 1]
        row = self._settings(_FIRST)
        starts.append(row + 1)
        row = self._sentences(row + 1, "Left out, and why", left_out(self.context))
        definitions = row + 1
        row = self._define(definitions)
        starts += [definitions, *range(definitions + 2, row)]
        starts.append(row + 1)
        row = self._sentences(row + 1, "Figures that do not follow a change", _NOT_LIVE)
        return canvas.sheet(
            choices=(Choices(at(_FIRST, 2), '"Consensus,Gauge"'),) if self.context.gauge else (),
            page=canvas.page(starts, row, _LAST),
        )

    def _settings(self, first: int) -> int:
        self._heading(first - 1, ("Settings", "Value", "Meaning", "Name in formulas"))
        settings = self.context.figures.settings
        lines: tuple[tuple[str, str, CellValue, str, str], ...] = (
            (
                "Basis",
                "Basis",
                "Consensus",
                "input" if self.context.gauge else "centre",
                "Consensus: what is typed goes before the gauge. Gauge: never."
                if self.context.gauge
                else "Nobody is the gauge: what is typed as consensus is the reference.",
            ),
            ("Rating tolerance", "Tol_Rating", settings.rating, "input", "In levels of a scale."),
            ("Total tolerance", "Tol_Points", settings.points, "input", "In points of a total."),
            ("Foundation target", "Target_Foundation", settings.foundation_target, "input_share", _WANTED),
            ("Finesse target", "Target_Finesse", settings.finesse_target, "input_share", _WANTED),
            ("Least observations", "Min_N", MIN_N, "input", "With fewer, a share is too few to judge."),
            (
                "Widest interval",
                "Max_Width",
                MAX_WIDTH,
                "input_share",
                "With one as wide, a share is too few to judge too.",
            ),
        )
        for row, (label, name, value, look, meaning) in enumerate(lines, first):
            self.canvas.put(row, 1, label, "strong")
            self.canvas.put(row, 2, value, look)
            self.canvas.put(row, 3, meaning, "text_apart")
            self.canvas.put(row, 4, name, "muted_apart")
            self.canvas.name(name, 2, row, row)
        return first + len(lines)

    def _sentences(self, row: int, title: str, sentences: tuple[str, ...]) -> int:
        self._heading(row, (title, None, None, None))
        for place, sentence in enumerate(sentences, row + 1):
            self.canvas.across(place, 1, _LAST, sentence, "wrap_top")
            self.canvas.heights[place] = row_height(lines_of(sentence, _WIDTH))
        return row + 1 + len(sentences)

    def _define(self, row: int) -> int:
        self._heading(row, ("What the figures mean", None, None, "Source"))
        for place, (term, meaning, source) in enumerate(_DEFINITIONS, row + 1):
            self.canvas.put(place, 1, term, "strong_top")
            self.canvas.across(place, 2, 3, meaning, "wrap_top")
            self.canvas.put(place, 4, source or None, "muted_apart")
            self.canvas.heights[place] = row_height(max(lines_of(meaning, 92), lines_of(source, 48)))
        return row + 1 + len(_DEFINITIONS)

    def _heading(self, row: int, titles: tuple[CellValue, ...]) -> None:
        self.canvas.line(row, titles, "section")
        self.canvas.heights[row] = 20
