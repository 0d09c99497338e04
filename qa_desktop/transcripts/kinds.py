"""What a file is that holds no text, by its first bytes."""

ZIP = b"PK\x03\x04"
_DOCUMENTS = (
    (b"PK\x05\x06", "is an empty ZIP archive"),
    (ZIP, "is an Excel workbook, a Word document or a ZIP archive; save it as CSV first"),
    (b"\xd0\xcf\x11\xe0", "is an Excel or Word document in the old format; save it as CSV first"),
    (b"%PDF", "is a PDF document, which holds no turns that can be read"),
    (b"\x1f\x8b", "is a compressed file; unpack it first"),
    (b"SQLite format 3", "is a database, not a transcript"),
    (b"\x89PNG", "is a picture, not a transcript"),
    (b"\xff\xd8\xff", "is a picture, not a transcript"),
)  # fmt: skip
SOUNDS = (b"RIFF", b"RF64", b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"\xff\xf3", b"#!AMR", b"FORM")


def other_document(data: bytes) -> str | None:
    """What a file is that is neither text nor a recording (the rest of a sentence); None where nothing tells."""
    return next((sentence for magic, sentence in _DOCUMENTS if data.startswith(magic)), None)
