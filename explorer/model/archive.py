"""A zip file from an untrusted hand as a mapping of entry names to bytes, with every size known first.

Goal: whatever the bytes are, reading ends quickly, in bounded memory, with the entries or with one
:class:`SessionError`. The directory's own size is checked before :mod:`zipfile` builds an object
for each entry, an entry's before it is unpacked, and unpacking stops at the size it announced.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from explorer.model.errors import SessionError

__all__ = ["pack", "read_bounded", "unpack", "write_atomically"]

MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 1000
MOST_DIRECTORY_BYTES = 1024 * 1024
# Deflate packs nothing but repetition tighter than this; JSON and arrays stay far below.
MOST_RATIO = 200
SMALL = 1024 * 1024
END = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
READ_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    LookupError,
)


def read_bounded(path: Path) -> bytes:
    """The bytes of a regular file of at most 64 MiB.

    Raises:
        SessionError: it is missing, a folder, no regular file, unreadable or too large.
    """
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise SessionError("it is a folder; choose a .gradx file")
        if not stat.S_ISREG(kind):
            raise SessionError("it is not an ordinary file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except SessionError:
        raise
    except FileNotFoundError:
        raise SessionError("there is no such file") from None
    except (OSError, ValueError) as error:
        raise SessionError(f"it cannot be read ({_reason(error)})") from error
    if len(data) > MOST_BYTES:
        raise SessionError("it is larger than 64 MiB, more than a session can be")
    return data


def unpack(data: bytes) -> dict[str, bytes]:
    """The entries of a zip.

    Raises:
        SessionError: it is no zip, is damaged, is encrypted, or holds names or sizes that no session has.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return {entry.filename: _content(archive, entry) for entry in entries}
    except SessionError:
        raise
    except READ_ERRORS as error:
        raise SessionError("it is damaged; open an earlier copy") from error


def _check_directory(data: bytes) -> None:
    tail = data[-22:]
    start = len(data) - 22 if tail[:4] == END and tail[-2:] == b"\0\0" else data.rfind(END, max(0, len(data) - 65_557))
    if start < 0 or len(data) - start < 22:
        raise SessionError("it is not a session file (not a zip), or its end is cut off")
    entries, size = struct.unpack_from("<xxxxxxxxxxHI", data, start)
    if data[max(0, start - 20) : start][:4] == ZIP64_LOCATOR or entries > MOST_ENTRIES or size > MOST_DIRECTORY_BYTES:
        raise SessionError(f"it holds more than the {MOST_ENTRIES} entries that a session can have")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SessionError(f"it holds more than the {MOST_ENTRIES} entries that a session can have")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise SessionError("it unpacks to more than 64 MiB, more than a session can be")
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename.casefold() in seen:
            raise SessionError(f"it holds {_shown(entry.filename)} twice")
        seen.add(entry.filename.casefold())


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or any(c in name for c in "\\:\0") or len(name) > 200:
        raise SessionError(f"it holds an entry with the unsafe name {_shown(name)}")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SessionError(f"its entry {_shown(name)} is a link, which no session holds")
    if entry.is_dir() or stat.S_ISDIR(entry.external_attr >> 16):
        raise SessionError(f"its entry {_shown(name)} is a folder, which no session holds")
    if entry.flag_bits & 0x41:
        raise SessionError("it is encrypted; sessions have no passwords")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SessionError(f"its entry {_shown(name)} is packed in a way that no session is")
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size:
        raise SessionError(f"its entry {_shown(name)} unpacks to suspiciously much")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise SessionError(f"its entry {_shown(entry.filename)} is cut off")
    return content


def _shown(name: str) -> str:
    return ascii(name if len(name) <= 40 else name[:40] + "…")


def pack(entries: Mapping[str, bytes]) -> bytes:
    """A zip of those entries; the same entries always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            # Numbers that repeat would pack tighter than what is read back (see MOST_RATIO).
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".npy") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at ``path``: a crash at any moment leaves the old one or the new one whole.

    A link is followed, so that what it points at is replaced and not the link.

    Raises:
        SessionError: the place cannot be written.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise SessionError("it is a folder; give the file a name")
        temporary = target.with_name(f".{target.name[:100]}.{os.urandom(6).hex()}.tmp")
        try:
            _write_through(temporary, data, _mode_of(target))
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
    except SessionError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise SessionError(f"it cannot be written ({_reason(error)})") from error


def _write_through(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o666


def _flush_folder(folder: Path) -> None:
    """The rename itself reaches the disk where a folder can be opened (not on Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
