"""API keys: a file of them tells who may call.

Only the SHA-256 of a key is kept, so who reads the file cannot call. A salt or a slow hash would
add nothing: a key is 256 random bits, and nobody guesses those.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from hmac import compare_digest
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import structlog

from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

# A scanner that looks for lost keys finds one by its beginning.
_BEGINNING = "summarizer_"
_KEY_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")

_log = structlog.get_logger(__name__)

_Stamp: TypeAlias = "tuple[int, int, int, int]"


class Entry(NamedTuple):
    """A line of the file: the name of a caller, and the SHA-256 of one of its keys."""

    name: str
    digest: bytes


class Keys:
    """The keys of a file, as it stands at the moment; safe to use from many threads.

    A file that changes is read again at the next use. One that cannot be read then, has a fault or
    no key in it changes nothing: the keys last read go on to count, and the fault is logged.
    """

    def __init__(self, path: Path) -> None:
        """Read the file; raises SettingsError, naming the line, where it cannot be used."""
        self._path = path
        self._lock = Lock()
        self._stamp = _stamp(path)
        self._entries = read(path)
        self._fault = ""

    def caller(self, key: bytes) -> str | None:
        """Return the name of the caller whose key this is, or None.

        Each line is compared, and in full: the time taken tells nothing of them.
        """
        given = sha256(key).digest()
        found = None
        for entry in self._current():
            if compare_digest(entry.digest, given):
                found = entry.name
        return found

    def _current(self) -> tuple[Entry, ...]:
        with self._lock:
            stamp = _stamp(self._path)
            if stamp is None or stamp != self._stamp:
                self._read_again(stamp)
            return self._entries

    def _read_again(self, stamp: _Stamp | None) -> None:
        try:
            self._entries = read(self._path)
        except SettingsError as error:
            if self._fault != str(error):
                self._fault = str(error)
                _log.error("keys_kept", reason=self._fault)
            return
        self._stamp, self._fault = stamp, ""
        callers = sorted({entry.name for entry in self._entries})
        _log.info("keys_read", keys=len(self._entries), callers=callers)


def new() -> str:
    """Return a new key."""
    return _BEGINNING + secrets.token_urlsafe(_KEY_BYTES)


def line(name: str, key: str) -> str:
    """Return the line that lets `name` call with `key`; raises ValueError for no good name."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name has 1 to 64 of the characters A-Z a-z 0-9 . _ -")
    return f"{name} {sha256(key.encode()).hexdigest()}"


def read(path: Path) -> tuple[Entry, ...]:
    """Return the keys in a file; a name may have several. `#` begins a comment.

    Raises SettingsError, naming file and line, where there is none, or a line is not `NAME SHA256`.
    """
    found: dict[bytes, int] = {}
    entries = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(file, start=1):
                words = text.partition("#")[0].split()
                if not words:
                    continue
                entry = _entry(words, f"{path}, line {number}")
                if entry.digest in found:
                    raise _unusable(
                        f"{path}, line {number}", f"has the key of line {found[entry.digest]}"
                    )
                found[entry.digest] = number
                entries.append(entry)
    except OSError as error:
        raise _unusable(str(path), error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        raise _unusable(str(path), "is not UTF-8") from None
    if not entries:
        raise _unusable(str(path), "has no key")
    return tuple(entries)


def _entry(words: list[str], place: str) -> Entry:
    # No word is ever quoted: it may be a key that somebody took for its hash.
    if len(words) != 2:
        raise _unusable(place, "must be NAME SHA256")
    name, digest = words
    if not _NAME.fullmatch(name):
        raise _unusable(place, "a name has 1 to 64 of the characters A-Z a-z 0-9 . _ -")
    if not _DIGEST.fullmatch(digest):
        raise _unusable(place, "the SHA-256 of a key has 64 hexadecimal digits")
    return Entry(name, bytes.fromhex(digest))


def _unusable(place: str, why: str) -> SettingsError:
    return SettingsError(f"api.keys_file: {place}: {why}")


def _stamp(path: Path) -> _Stamp | None:
    """Return what differs when the file does: another file, a write, other permissions."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_ctime_ns, found.st_size
