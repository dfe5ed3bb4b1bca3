"""Names that texts come back to, and what only looks like one."""

from __future__ import annotations

from index.timeline.names import names

LOG = (
    "The Harbour Office closed in May. Captain Ina Vold signed the log of the Harbour Office.\n"
    "Captain Ina Vold left. Water rose; water fell. Water is not a name, nor is May, nor Tuesday.\n"
    "On Tuesday, May 3, a ship from New Bergen came. I'm told that New Bergen sent two."
)


def test_names_said_twice_come_in_order_of_the_texts_that_say_them() -> None:
    other = "Nobody from New Bergen wrote to Captain Ina Vold. Only Oslo did, once."
    assert names([LOG, other]) == ["Captain Ina Vold", "New Bergen", "Harbour Office"]


def test_what_only_opens_sentences_is_no_name() -> None:
    assert (
        names(["However it rained. However it snowed. Rain fell. Rain stopped. \u201cRain,\u201d she said."])
        == []
    )


def test_a_name_over_a_wrapped_line_and_with_curly_quotes_is_one() -> None:
    text = "They went to Mount\nO\u2019Hara. All of Mount O'Hara\u2019s snow was gone from Mount O'Hara."
    assert names([text]) == ["Mount O'Hara"]


def test_nothing_has_no_names() -> None:
    assert names([]) == names(["", "\n", "the end"]) == []
