"""A file on this machine, named in a command: what an upload is elsewhere."""

from __future__ import annotations

import asyncio
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError, UsageError


@dataclass(frozen=True, slots=True)
class LocalFile:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size(self) -> int:
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    async def save(self, path: Path, limit: int) -> None:
        """Raises `SourceError` when it is too large, or cannot be read."""
        await asyncio.to_thread(self._save, path, limit)

    def _save(self, path: Path, limit: int) -> None:
        if self.size > limit:
            raise SourceError(f"it holds more than {limit / 1e6:.1f} MB")
        try:
            shutil.copyfile(self.path, path)
        except OSError as error:
            raise SourceError(f"it cannot be read ({(error.strerror or 'an error').lower()})") from error


def words(line: str) -> list[str]:
    """File names as a shell would read them; raises `UsageError` for a quotation mark that is left open."""
    try:
        return shlex.split(line)
    except ValueError:
        raise UsageError("a quotation mark is left open in the names of the files") from None
