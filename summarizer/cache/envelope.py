"""The form in which a value lies in a cache: JSON that says what it is and proves itself whole.

    {"schema":1,"key":"9f2c...","encoding":"zlib","sha256":"77ab..."}
    <body>

The body is JSON in UTF-8, compressed when that pays. The digest is over the body as stored, so
nothing is decompressed or parsed before it has proved whole. It guards against damage and mix-ups,
not against somebody who may write to the cache and forges a digest.
"""

from __future__ import annotations

import hashlib
import json
import zlib

MAX_BYTES = 4 * 1024 * 1024
"""A payload's JSON is at most so many bytes, before compression."""

_SCHEMA = 1
_COMPRESS_FROM_BYTES = 1024
_PLAIN = "identity"
_COMPRESSED = "zlib"
# Level 1: a summary shrinks nearly as far as at level 6, in a third of the time.
_LEVEL = 1


def seal(key: str, payload: object) -> bytes | None:
    """Return `payload` (anything that JSON can say) as bytes that belong to `key`.

    None where it is larger than `MAX_BYTES`. Raises TypeError or ValueError for what JSON cannot
    say.
    """
    body = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    if len(body) > MAX_BYTES:
        return None
    if len(body) < _COMPRESS_FROM_BYTES:
        return _header(key, _PLAIN, body) + body
    body = zlib.compress(body, _LEVEL)
    return _header(key, _COMPRESSED, body) + body


def unseal(key: str, sealed: bytes) -> object | None:
    """Return the payload that was sealed for `key`.

    None for anything else: truncated, damaged, another key's, another schema's, too large.
    """
    # The header is never parsed: there is one right header for a key, an encoding and a body.
    header, newline, body = sealed.partition(b"\n")
    header += newline
    if header == _header(key, _COMPRESSED, body):
        return _parse(_decompress(body))
    if header == _header(key, _PLAIN, body):
        return _parse(body)
    return None


def _header(key: str, encoding: str, body: bytes) -> bytes:
    facts = {
        "schema": _SCHEMA,
        "key": key,
        "encoding": encoding,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(facts, separators=(",", ":")).encode("ascii") + b"\n"


def _decompress(body: bytes) -> bytes:
    """Return the decompressed body, or nothing where it is not whole or too large."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(body, MAX_BYTES)
    except zlib.error:
        return b""
    return plain if stream.eof and not stream.unused_data else b""


def _parse(body: bytes) -> object | None:
    if len(body) > MAX_BYTES:
        return None
    try:
        payload: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload
