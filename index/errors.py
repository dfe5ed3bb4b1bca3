"""Everything that can go wrong, as a tree. Each message is one sentence: what was wrong, what to do.

FootnoteError            shown to a person as it is; exit status 1
├── UsageError           the request itself was wrong; exit status 2
├── SourceError          one file or page could not be read; the rest goes on
├── StoryError           the story does not exist, or has nothing in it yet
├── SnapshotError        a snapshot is damaged or was built otherwise; the old one keeps serving
├── ModelError           the model cannot be loaded
├── StorageError         the disk refused (full, read-only, locked by another build)
└── QuoteMismatch        a quote no longer equals its source; it is dropped and logged
"""

from __future__ import annotations


class FootnoteError(Exception):
    """An error a person may read: its text is one sentence without internals."""

    exit_status = 1


class UsageError(FootnoteError):
    exit_status = 2


class SourceError(FootnoteError):
    pass


class StoryError(FootnoteError):
    pass


class SnapshotError(FootnoteError):
    pass


class ModelError(FootnoteError):
    pass


class StorageError(FootnoteError):
    pass


class QuoteMismatch(FootnoteError):  # noqa: N818 -- named for what it means, not for what it is
    pass
