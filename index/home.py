"""How files of a home are named where names are kept: from the home on, so that it can be moved.

    /srv/footnote/stories/harbour/uploads/0123456789abcdef/log.txt    in use, and shown to people
    home:stories/harbour/uploads/0123456789abcdef/log.txt             in manifests, catalogues and jobs

Files outside the home and addresses of the web have one name in both places.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

MARK = "home:"
"""No path in use and no address begins like this: paths are absolute, addresses http or https."""

LONGEST_STORY = 64
STORY_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_STORY - 1}}}")
"""A story's name, which is its folder's."""

_ELSEWHERE = re.compile(
    rf"(?:[A-Za-z]:)?/(?:.*?/)?(?P<upload>stories/{STORY_NAME.pattern}/uploads/[0-9a-f]{{16}})/", re.DOTALL
)
"""A file handed over, as a home of another path named it before names were kept from the home on."""


class Home:
    """The folder FOOTNOTE_HOME by its present path, which need not exist."""

    def __init__(self, folder: Path) -> None:
        # abspath, as ingest names what it reads: links are not followed.
        self._folder = Path(os.path.abspath(folder)).as_posix()  # noqa: PTH100

    def kept(self, name: str) -> str:
        """A name in use, as it is to be kept."""
        inside = f"{self._folder}/"
        return MARK + name.removeprefix(inside) if name.startswith(inside) else name

    def found(self, name: str) -> str:
        """A kept name, as it is to be used.

        An absolute one lies outside the home, or an older version kept it, which is right for as long as the
        home stays where it is. After a move a file handed over is known by its folder, whose name is made of
        its content (index/store/uploads.py).
        """
        if name.startswith(MARK):
            return f"{self._folder}/{name.removeprefix(MARK)}"
        old = _ELSEWHERE.match(name) if "/uploads/" in name else None  # few names have it
        if old and Path(self._folder, old["upload"]).is_dir():
            return f"{self._folder}/{name[old.start('upload') :]}"
        return name
