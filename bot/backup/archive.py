"""The file: a gzipped tar whose first member says what else is in it, each with its size and SHA-256.

Reading believes nothing: names, kinds, order and sizes must be those of the manifest before a byte is
written, and no name leads out of the folder. What tarfile itself would allow is beside the point
(https://docs.python.org/3/library/tarfile.html#hints-for-further-verification).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bot.backup.copy import MODELS, SAVED
from index.errors import UsageError
from index.ingest.progress import Meter, Tell, silent

FORMAT = 1
MANIFEST = "footnote-backup.json"
LARGEST_MANIFEST = 64_000_000
CHUNK = 1 << 20
LEVEL = 6
"""Of gzip: its own default. Vectors do not compress, texts to about a third."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file by its path from the home, with forward slashes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds. `version` is that of the program which made it, `created` an ISO time."""

    version: str
    created: str
    caches: bool
    stories: dict[str, int]
    files: tuple[Entry, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.files)


def entries(folder: Path) -> Iterator[Entry]:
    """Every file in a folder, hashed, in order of name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            yield Entry(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def write(file: IO[bytes], folder: Path, contents: Contents, progress: Tell = silent) -> None:
    """Write the archive of a folder, which nobody changes meanwhile; raises `OSError`."""
    meter = Meter("packing", contents.size, "bytes", progress)
    with (
        gzip.GzipFile("", "wb", LEVEL, file) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        told = json.dumps(asdict(contents), indent=1).encode()
        first = tarfile.TarInfo(MANIFEST)
        first.size = len(told)
        archive.addfile(first, io.BytesIO(told))
        for entry in contents.files:
            member = tarfile.TarInfo(entry.name)
            member.size, member.mode = entry.size, 0o600
            member.mtime = int((folder / entry.name).stat().st_mtime)
            with (folder / entry.name).open("rb") as source:
                archive.addfile(member, source)
            meter.step(entry.size)


def read_contents(path: Path) -> Contents:
    """What an archive says it holds; raises `UsageError` as `unpack` does."""
    with _opened(path, whole=False) as archive:
        return _contents(path, archive)


def unpack(path: Path, folder: Path, progress: Tell = silent) -> Contents:
    """Write an archive's files into an empty folder, each checked against the manifest.

    Raises:
        UsageError: the file is no backup, or is damaged, cut short or tampered with.
        OSError: the disk refuses.
    """
    with _opened(path, whole=True) as archive:
        contents = _contents(path, archive)
        meter = Meter("unpacking", contents.size, "bytes", progress)
        for entry in contents.files:
            member = _next(archive)
            if member is None:
                raise _damaged(path, "it ends too early")
            if (member.name, member.size) != (entry.name, entry.size) or not _plain(member):
                raise _damaged(path, f"{member.name[:80]!r} is not what its manifest names")
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if _written(archive, member, target) != entry.sha256:
                raise _damaged(path, f"{entry.name} is not what was saved")
            os.utime(target, (member.mtime, member.mtime))
            meter.step(entry.size)
        if _next(archive) is not None:
            raise _damaged(path, "it holds more than its manifest names")
    return contents


@contextmanager
def _opened(path: Path, *, whole: bool) -> Iterator[tarfile.TarFile]:
    """The archive as a stream, read once in order: no seeking to where a forged header points.

    `whole` also checks that nothing but padding follows the last member, and gzip's own checksum.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    try:
        with gzip.open(path) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as archive:
                yield archive
            if whole and (packed.read(CHUNK).strip(b"\0") or packed.read(1)):
                raise _damaged(path, "something follows its end")
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(f"{path} is no backup of Footnote, or is damaged ({error}): use another") from None


def _next(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    archive.members = []  # type: ignore[attr-defined]  # else tarfile keeps every header it has seen
    return archive.next()


def _contents(path: Path, archive: tarfile.TarFile) -> Contents:
    first = _next(archive)
    if first is None or first.name != MANIFEST or not _plain(first) or first.size > LARGEST_MANIFEST:
        raise UsageError(f"{path} is no backup of Footnote: it does not begin with {MANIFEST}")
    try:
        contents = _parsed(json.loads(b"".join(_chunks(archive, first))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, f"its manifest cannot be read: {error}") from None
    if contents.format > FORMAT:
        raise UsageError(f"{path} was made by a newer version of Footnote; upgrade this one")
    names = [entry.name for entry in contents.files]
    if len(set(names)) != len(names):
        raise _damaged(path, "its manifest names a file twice")
    for name in names:
        if not is_safe(name):
            raise _damaged(path, f"{name[:80]!r} is no name of a file in a home")
    return contents


def _parsed(fields: dict[str, Any]) -> Contents:
    files = tuple(Entry(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in fields["files"])
    if any(entry.size < 0 for entry in files):
        raise ValueError("a size is negative")
    return Contents(
        version=str(fields["version"]),
        created=str(fields["created"]),
        caches=bool(fields["caches"]),
        stories={str(name): int(number) for name, number in fields["stories"].items()},
        files=files,
        format=int(fields["format"]),
    )


def is_safe(name: str) -> bool:
    """Whether a name is one that a backup may have: inside the home, under what is saved there."""
    path = PurePosixPath(name)
    return (
        path.as_posix() == name
        and name.isprintable()
        and "\\" not in name
        and path.parts[:1] in {(top,) for top in (*SAVED, MODELS)}
        and ".." not in path.parts
    )


def _plain(member: tarfile.TarInfo) -> bool:
    """A file and nothing else: no link, no device, no file with holes."""
    return member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()


def _written(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write a member to a new file, durably; its SHA-256."""
    digest = hashlib.sha256()
    with target.open("xb") as file:
        for chunk in _chunks(archive, member):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _chunks(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    source = archive.extractfile(member)
    while source is not None and (chunk := source.read(CHUNK)):
        yield chunk


def _damaged(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path} is damaged or was tampered with ({reason}): use another backup")
