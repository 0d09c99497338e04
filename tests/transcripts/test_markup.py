import time

import pytest

from qa_desktop.transcripts.markup import plain_text, text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Hi&nbsp;Kim &amp; Lee, 3 &lt; 4", "Hi Kim & Lee, 3 < 4"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<div>a</div>\n<div>b</div>", "a\nb"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<script>alert(1)</script><style>p{}</style>seen<!-- not -->", "seen"),
        ("<script>never closed", "never closed"),
        ("<blockquote>old<blockquote>older</blockquote></blockquote>new", "> old\n> > older\nnew"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ('<img src="http://example.invalid/x.gif" alt="a > b"><img src=y>', "[a > b]"),
        ("<a href='javascript:x'>click</a>", "click"),
        ("3 < 4 and <3 and a<b", "3 < 4 and <3 and a<b"),
        ("<td>a</td><td>b</td>", "a b"),
        ("", ""),
    ],
)
def test_what_html_shows(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_a_text_without_markup_stays_as_it_is() -> None:
    assert plain_text("if a < b and\n  c > d") == "if a < b and\n  c > d"
    assert plain_text("<b>bold</b>\n&amp; more") == "bold & more"


@pytest.mark.parametrize(
    "html",
    ["<!" * 100_000, "<a " * 100_000, "<!--" * 60_000, "<a b='" * 60_000, '<a b="' * 60_000 + ">", "<script>" * 30_000,
     "</" * 100_000, "&#" * 100_000, "<blockquote>" * 30_000 + "x"],
)  # fmt: skip
def test_hostile_html_ends_quickly(html: str) -> None:
    begun = time.process_time()
    text_of_html(html)
    assert time.process_time() - begun < 10
