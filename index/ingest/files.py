"""Find the files to read: folders, single files, zip archives and gzip files, in a stable order.

Nothing here looks at what a file says; that is `formats`. What cannot be read is a `Failure` in the
same stream, and the rest goes on.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from index.errors import UsageError

_CHUNK = 1 << 16
_MEMBERS = 10_000  # more members than this in one archive is a mistake or an attack
_TOTAL = 10  # an archive may unpack to this many times the limit of one file
_ARCHIVES = {".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz"}


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read.

    `origin` is the absolute path, or `archive.zip!inner/name.txt` for a member of an archive. `root` is
    the path that was asked for and led here, so that a later build can tell which files are gone.
    `modified` is seconds since 1970, None where it is not known.
    """

    origin: str
    root: str
    name: str
    data: bytes = field(repr=False)
    modified: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was left out, and why, in one sentence."""

    origin: str
    reason: str


class _Refused(Exception):  # noqa: N818 -- carries a reason to the nearest Failure, never leaves this module
    pass


def discover(paths: Sequence[Path], *, max_bytes: int) -> Iterator[Source | Failure]:
    """Every file below `paths`, each origin once, folders in the order of their names.

    In folders and archives, hidden files and those called README are left alone: they speak about the
    files, not in them. A file that is named itself is always read. Raises `UsageError` for a path that
    does not exist, before anything is read.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"There is no file or folder {_shown(str(path))}; check the path.")
    seen: set[str] = set()
    for path in paths:
        root = os.path.abspath(path)  # noqa: PTH100 -- resolve() would follow links and change the origin
        for found in _walk(root, root, max_bytes, set()):
            if found.origin not in seen:
                seen.add(found.origin)
                yield found


def _walk(path: str, root: str, limit: int, folders: set[tuple[int, int]]) -> Iterator[Source | Failure]:
    origin = Path(path).as_posix()
    try:
        held = _held(path, origin, limit, folders)
    except _Refused as refusal:
        yield Failure(_shown(origin), str(refusal))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        yield Failure(_shown(origin), f"It cannot be read ({reason}); check the file and its permissions.")
    else:
        if isinstance(held, list):
            for name in held:
                yield from _walk(os.path.join(path, name), root, limit, folders)  # noqa: PTH118 -- a str
        else:
            data, modified = held
            yield from _unpacked(
                Source(origin, Path(root).as_posix(), Path(path).name, data, modified), limit
            )


def _held(
    path: str, origin: str, limit: int, folders: set[tuple[int, int]]
) -> list[str] | tuple[bytes, float]:
    """The names in a folder, in order, or the bytes of a file and when it was modified."""
    _refuse_undecodable_name(origin)
    status = os.stat(path)  # noqa: PTH116 -- a str
    if stat.S_ISDIR(status.st_mode):
        key = (status.st_dev, status.st_ino)
        if key in folders:
            raise _Refused("This folder is reached a second time through a symbolic link; it is read once.")
        folders.add(key)
        return sorted(name for name in os.listdir(path) if not _is_left_alone(name))  # noqa: PTH208 -- names
    if not stat.S_ISREG(status.st_mode):
        raise _Refused("This is a device or a pipe, not a file; only files are read.")
    return _read(path, status.st_size, limit), status.st_mtime


def _read(path: str, size: int, limit: int) -> bytes:
    if size > limit:
        raise _Refused(_too_large(size, limit))
    with open(path, "rb") as file:  # noqa: PTH123 -- same
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _Refused(_too_large(len(data), limit))
    return data


def _unpacked(source: Source, limit: int) -> Iterator[Source | Failure]:
    suffix = PurePosixPath(source.name).suffix.lower()
    try:
        if suffix == ".zip":
            yield from _members(source, limit)
        elif suffix == ".gz":
            yield _gunzipped(source, limit)
        else:
            yield source
    except _Refused as refusal:
        yield Failure(source.origin, str(refusal))


def _gunzipped(source: Source, limit: int) -> Source:
    inner = PurePosixPath(source.name).stem
    if PurePosixPath(inner).suffix.lower() in _ARCHIVES:
        raise _Refused("It is an archive inside a gzip file; unpack it first.")
    return Source(source.origin, source.root, inner, _gunzip(source.data, limit), source.modified)


def _gunzip(data: bytes, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error):
        raise _Refused("It is not a whole gzip file, although its name says so; get it again.") from None
    if len(unpacked) > limit:
        raise _Refused(f"It unpacks to more than {_megabytes(limit)}, the limit for one file.")
    return unpacked


def _members(source: Source, limit: int) -> Iterator[Source | Failure]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _Refused("It is not a whole zip archive, although its name says so; make it again.") from None
    if len(members) > _MEMBERS:
        raise _Refused(f"It holds {len(members)} files, more than the {_MEMBERS} an archive may hold.")
    total = 0
    with archive:
        for member in members:
            inner = PurePosixPath(member.filename)
            if member.is_dir() or any(_is_left_alone(part) for part in inner.parts if part != ".."):
                continue
            origin = f"{source.origin}!{member.filename}"
            try:
                data = _member(archive, member, inner, min(limit, _TOTAL * limit - total))
            except _Refused as refusal:
                yield Failure(_shown(origin), str(refusal))
                continue
            total += len(data)
            yield Source(origin, source.root, inner.name, data, source.modified)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, inner: PurePosixPath, limit: int) -> bytes:
    _refuse_undecodable_name(member.filename)
    if inner.is_absolute() or ".." in inner.parts or "\\" in member.filename or ":" in inner.parts[0]:
        raise _Refused("Its name in the archive points outside of it; such members are not read.")
    if member.flag_bits & 0x1:
        raise _Refused("It is protected by a password; make the archive again without one.")
    if inner.suffix.lower() in _ARCHIVES:
        raise _Refused("It is an archive inside an archive; unpack it first.")
    if member.file_size > limit:
        raise _Refused(f"It declares {_megabytes(member.file_size)}, more than is allowed here.")
    data = bytearray()
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                data += chunk
                if len(data) > limit:  # counted while unpacking: the size an archive declares may be a lie
                    raise _Refused(f"It unpacks to more than {_megabytes(limit)}, which is allowed here.")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise _Refused("This member of the archive is damaged; make the archive again.") from None
    return bytes(data)


def _is_left_alone(name: str) -> bool:
    hidden = name.startswith(".") and not name.startswith("..")
    return hidden or name == "__MACOSX" or name.upper().split(".")[0] == "README"


def _refuse_undecodable_name(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise _Refused("Its name is not UTF-8 and cannot be cited; rename it.") from None


def _shown(name: str) -> str:
    return name.encode(errors="backslashreplace").decode()


def _too_large(size: int, limit: int) -> str:
    return f"It has {_megabytes(size)}, more than the limit of {_megabytes(limit)} for one file."


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
