"""Changes to documents, one by one and together."""

from __future__ import annotations

import json
from datetime import date

import pytest

from index.edits import Change, Edit, Edits
from index.model import Document

LOG = Document("The log.", "Log", "/a/log.txt", "text/plain", published=date(2021, 1, 1))
COPY = Document("The log.", "Copy", "/a/copy.txt", "text/plain")


def test_corrections_change_title_and_day_and_never_the_text() -> None:
    edits = Edits().after(
        [Edit(Change.TITLE, LOG.origin, "First"), Edit(Change.TITLE, LOG.origin, "Harbour log")]
    )
    edits = edits.after([Edit(Change.DATE, LOG.origin, "2020-05-09")])
    corrected = edits.applied(LOG)
    assert (corrected.title, corrected.published) == ("Harbour log", date(2020, 5, 9))
    assert (corrected.text, corrected.hash) == (LOG.text, LOG.hash)
    assert edits.after([Edit(Change.DATE, LOG.origin)]).applied(LOG).published is None
    assert edits.applied(COPY) == COPY


def test_what_is_removed_stays_away_under_another_name() -> None:
    edits = Edits().after([Edit(Change.REMOVE, LOG.origin, LOG.hash)])
    assert not edits.allows(LOG)
    assert not edits.allows(COPY)
    assert edits.readmit(COPY).allows(LOG)


def test_edits_come_back_from_json() -> None:
    edits = [
        Edit(Change.REMOVE, "/a/b", "ff"),
        Edit(Change.TITLE, "/a/c", "Größe"),
        Edit(Change.DATE, "/a/c"),
    ]
    assert [Edit.of_json(json.loads(json.dumps(edit.as_json()))) for edit in edits] == edits
    whole = Edits().after(edits)
    assert Edits.of_json(json.loads(json.dumps(whole.as_json()))) == whole
    with pytest.raises(ValueError, match="isoformat"):
        Edit.of_json({"change": "date", "origin": "/a", "value": "yesterday"})
