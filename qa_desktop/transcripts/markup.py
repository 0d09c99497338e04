"""HTML as the plain text that it shows: no markup runs, nothing is fetched.

The standard library's parser takes minutes over hostile input (300,000 times `<!`); here tags are found in one pass.
"""

import html as entities
import re

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30}+)((?:[^<>"']|"[^"]{0,500}+"|'[^']{0,500}+'|["'])*+)>""")
_DECLARATION = re.compile(r"<[!?][^<>]{0,2000}+>")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BLOCK_TAGS = (
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset(["script", "style", "template", "title", "noscript", "object", "svg", "math"])
_DEEPEST = 20
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_LOOKS_LIKE = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>]{0,1000})?/?>|<!--|&(?:#\w{1,6}|[a-zA-Z]{2,10});")


def text_of_html(html: str) -> str:
    """The text that a piece of HTML shows: entities decoded, blocks and breaks as lines, quotations behind `> `."""
    reader = _Reader(html)
    reader.read()
    return _tidied(reader.lines)


def plain_text(text: str) -> str:
    """A text of which it is not known whether it is HTML: as it is where it holds no markup."""
    return text_of_html(text) if _LOOKS_LIKE.search(text) else text


def _tidied(lines: list[tuple[int, str]]) -> str:
    """Lines with their depth of quotation as text; of several empty ones one stays."""
    told: list[str] = []
    for depth, line in lines:
        text = line.strip(" ")
        if text or (told and told[-1].strip("> ")):
            told.append(f"{'> ' * min(depth, _DEEPEST)}{text}".rstrip())
    while told and not told[-1].strip("> "):
        told.pop()
    return "\n".join(told)


class _Reader:
    """Collects lines with their depth of quotation; `pre` keeps its line breaks, what is not seen is left out."""

    def __init__(self, html: str) -> None:
        self.lines: list[tuple[int, str]] = [(0, "")]
        self._html = html
        self._folded = html.casefold() if html.isascii() else re.sub("[A-Z]", lambda sign: sign[0].lower(), html)
        self._never: set[str] = set()
        self._parts: list[str] = []
        self._quoted = 0
        self._pre = 0

    def read(self) -> None:
        """Go through all of it once."""
        place = 0
        while True:
            begin = self._html.find("<", place)
            self._text(self._html[place : begin if begin >= 0 else len(self._html)])
            if begin < 0:
                break
            place = self._mark(begin)
        self._flush()

    def _mark(self, begin: int) -> int:
        """Take what stands at a `<`; the place behind it."""
        if self._html.startswith("<!--", begin):
            end = self._find("-->", begin + 4)
            if end >= 0:
                return end + 3
        tag = _TAG.match(self._html, begin)
        if tag is None:
            declaration = _DECLARATION.match(self._html, begin)
            if declaration is None:
                self._parts.append("<")
            return declaration.end() if declaration else begin + 1
        name = tag[2].lower()
        if name not in _UNSEEN:
            self._tag(name, bool(tag[1]), tag[3])
        elif not tag[1] and not tag[3].endswith("/"):
            end = self._find(f"</{name}", tag.end())
            return end if end >= 0 else tag.end()
        return tag.end()

    def _find(self, wanted: str, place: int) -> int:
        """Where it comes next, else -1; what never came before is not looked for again."""
        found = -1 if wanted in self._never else self._folded.find(wanted, place)
        if found < 0:
            self._never.add(wanted)
        return found

    def _tag(self, name: str, closes: bool, attributes: str) -> None:
        if name == "br":
            self._flush()
        elif name in ("td", "th"):
            self._parts.append(" ")
        elif name == "img" and (described := _ALT.search(attributes)):
            self._text(f"[{described[1] or described[2]}]" if described[1] or described[2] else "")
        elif name in _BLOCKS:
            self._block(name, closes)

    def _text(self, text: str) -> None:
        text = entities.unescape(text)
        if not self._pre:
            self._parts.append(_BLANKS.sub(" ", text))
            return
        *lines, last = text.split("\n")
        for line in lines:
            self._parts.append(line)
            self._flush()
        self._parts.append(last)

    def _block(self, name: str, closes: bool) -> None:
        step = -1 if closes else 1
        if "".join(self._parts).strip():
            self._flush()
        self._parts.clear()
        if name == "blockquote":
            self._quoted = max(0, self._quoted + step)
        elif name == "pre":
            self._pre = max(0, self._pre + step)
        elif name == "p":
            self.lines.append((self._quoted, ""))
        elif name == "li" and not closes:
            self._parts.append("- ")

    def _flush(self) -> None:
        line = "".join(self._parts)
        self.lines.append((self._quoted, line if self._pre else _BLANKS.sub(" ", line)))
        self._parts.clear()
