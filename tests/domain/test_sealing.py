from qa_desktop.domain import sealing


def test_a_salt_is_never_the_same_twice() -> None:
    assert len(sealing.new_salt()) == 32
    assert sealing.new_salt() != sealing.new_salt()


def test_the_digest_is_the_same_for_ever() -> None:
    assert sealing.digest("ab", "text") == "268798243831700f7cfcab795718093e78cd83a47b00910acb22120d2e948c6e"


def test_text_holds_until_it_is_changed_and_after_it_was_erased() -> None:
    sealed = sealing.digest("ab", "text")
    assert sealing.holds("ab", "text", sealed)
    assert not sealing.holds("ab", "Text", sealed)
    assert not sealing.holds("ac", "text", sealed)
    assert sealing.holds("", "", sealed)
    assert sealing.is_erased("", sealed)
    assert not sealing.is_erased("ab", sealed)
    assert not sealing.is_erased("", "")
