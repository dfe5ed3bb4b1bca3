"""Whatever people type or call their files, it becomes options and names that nothing can be done with."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import typed_options
from bot.conversation.typed import GRAMMAR, NAMES
from index.edits import Change, Edit, Edits
from index.model import Document
from index.store.uploads import safe_name

WORDS = st.lists(
    st.one_of(
        st.sampled_from(["list", "create", "add", "story=", 'text="', '"', "=", "on"]), st.text(max_size=8)
    ),
    max_size=8,
)
EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(Change),
        st.sampled_from(["/a", "/b"]),
        st.sampled_from(["2020-01-02", "1999-12-31"]),
    ),
    max_size=6,
)


@given(st.sampled_from(sorted(GRAMMAR)), WORDS.map(" ".join))
def test_any_line_becomes_options_of_its_command(command: str, line: str) -> None:
    options = typed_options(command, line)
    assert set(options) <= {*NAMES, "action"}
    action = next(iter(GRAMMAR[command]))  # what is done when none is named
    for name, value in options.items():
        assert (name, value) == ("action", action) or all(word in line for word in value.split())


@given(st.text(max_size=300))
def test_any_name_becomes_that_of_a_file_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) < 150
    assert safe.isprintable()
    assert not safe.startswith(".")
    assert PurePosixPath(safe).name == safe
    assert PureWindowsPath(safe).name == safe
    assert safe_name(safe) == safe


@given(EDITS, EDITS)
def test_edits_come_to_the_same_one_by_one_and_through_json(first: list[Edit], second: list[Edit]) -> None:
    at_once = Edits().after([*first, *second])
    assert Edits().after(first).after(second) == at_once
    assert Edits.of_json(at_once.as_json()) == at_once
    document = Document("A text.", "A title", "/a", "text/plain")
    corrected = at_once.applied(document)
    assert at_once.applied(corrected) == corrected
    assert (corrected.text, corrected.hash) == (document.text, document.hash)
    assert at_once.readmit(document).allows(document)
