"""Knows what stands in a text of any language as it is: addresses, handles, figures, marks."""

from __future__ import annotations

import re

VERBATIM = re.compile(
    # Web and mail addresses, names of hosts.
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,4}\b"
    # Handles and tags; control tokens of models, which a text may speak of.
    r"|[@#]\w+|</?\w{1,12}>|>>\w{1,12}<<|__\w{1,12}__"
)
_LETTER = re.compile(r"[^\W\d_]")


def is_verbatim(text: str) -> bool:
    """Say whether nothing in `text` can be translated: it has no word."""
    return not _LETTER.search(VERBATIM.sub(" ", text))
