"""A name is kept so that the same home finds it, and a home that was moved finds its file there."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.home import Home

PARTS = st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1, max_size=4)
BEFORE, AFTER = Home(Path("/srv/before")), Home(Path("/mnt/after"))


@given(
    PARTS, st.sampled_from(["/", "/srv/", "/srv/before", "/srv/before/", "https://", "https://a/srv/before/"])
)
def test_a_name_is_found_as_it_was_kept(parts: list[str], top: str) -> None:
    name = top + "/".join(parts)
    assert BEFORE.found(BEFORE.kept(name)) == name
    moved = f"/mnt/after/{name.removeprefix('/srv/before/')}" if name.startswith("/srv/before/") else name
    assert AFTER.found(BEFORE.kept(name)) == moved
