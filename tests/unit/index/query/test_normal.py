"""Words compared as SQuAD compares them."""

from __future__ import annotations

from index.query.normal import holds, normalised


def test_case_punctuation_and_articles_do_not_count() -> None:
    assert holds("It was the U.S. Navy, he said.", ["US navy", "u.s. navy"])
    assert holds("“Squid Game” is back.", ["Squid Game"])
    assert not holds("Squid Games are back.", ["Squid Game"])
    assert not holds("anything", ["", "the", "?"])


def test_a_space_stands_around() -> None:
    assert normalised(" The  ﬁrst,\nA second_one ") == " first second one "
    assert normalised("?") == "  "
