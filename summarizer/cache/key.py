"""The key of a cached value: equal exactly when everything that made the value is equal."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from summarizer import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

PIPELINE_VERSION = 3
"""Raise it when a change of the code may give the same fields another answer."""

_TABLES = ("text", "glossary")


def key(**fields: str | Sequence[str]) -> str:
    """Return the SHA-256 (64 hex digits) of named fields and the pipeline version.

    The order of the arguments does not matter, that of a list does. Names and values are
    length-prefixed and lists are counted, so no two different sets of fields hash the same bytes.
    """
    digest = hashlib.sha256(b"%d;" % PIPELINE_VERSION)
    for name, value in sorted(fields.items()):
        if isinstance(value, str):
            parts, count = [value], b""
        else:
            parts, count = list(value), b"[%d]" % len(value)
        digest.update(count)
        for part in (name, *parts):
            # A lone surrogate has no UTF-8, and must not be an error here.
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(encoded))
            digest.update(encoded)
    return digest.hexdigest()


def answer_key(**fields: str | Sequence[str]) -> str:
    """Return the key of what was made of named fields.

    It changes with every table of language facts: each may change any answer.
    """
    return key(**fields, tables=[tables.digest(folder) for folder in _TABLES])
