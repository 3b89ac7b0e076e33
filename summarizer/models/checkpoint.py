"""Which files of a public checkpoint are needed; a repository holds others besides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection

    from summarizer.models.tokens import Family

TOKENIZER: dict[Family, tuple[str, ...]] = {
    "marian": ("source.spm", "target.spm", "vocab.json"),
    "bart": ("vocab.json", "merges.txt"),
    "m2m100": ("sentencepiece.bpe.model", "vocab.json", "special_tokens_map.json"),
    "nllb": ("sentencepiece.bpe.model", "special_tokens_map.json"),
    "t5": ("spiece.model",),
}
"""What text is cut into pieces with; served beside a converted model."""

CONFIG = "config.json"

_OPTIONAL = (
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.json",
)

# The best first: a safetensors file can hold nothing but numbers.
_WEIGHTS = (
    re.compile(r"model\.safetensors"),
    re.compile(r"model-\d+-of-(?P<parts>\d+)\.safetensors"),
    re.compile(r"pytorch_model\.bin"),
    re.compile(r"pytorch_model-\d+-of-(?P<parts>\d+)\.bin"),
)
_INDEX = re.compile(r"-\d+-of-\d+\.(\w+)$")


def files(there: Collection[str], family: Family, weights: str | None = None) -> list[str]:
    """Return the names of those files, of all that are `there`, which the model consists of.

    `weights` are the file of weights to take; else the safest is chosen. Raises StoreError, naming
    what is missing.
    """
    required = (CONFIG, *TOKENIZER[family])
    missing = [name for name in required if name not in there]
    if missing:
        raise StoreError(f"{', '.join(missing)} is missing in the checkpoint")
    optional = [name for name in _OPTIONAL if name in there and name not in required]
    return [*required, *optional, *([weights] if weights else _weights(there))]


def is_weights(name: str) -> bool:
    """Tell whether a file of that name holds weights."""
    return any(pattern.fullmatch(name) for pattern in _WEIGHTS)


def _weights(there: Collection[str]) -> list[str]:
    for pattern in _WEIGHTS:
        matches = [match for name in sorted(there) if (match := pattern.fullmatch(name))]
        parts = matches[0].groupdict().get("parts") if matches else None
        if matches and (parts is None or len(matches) == int(parts)):
            names = [match.group() for match in matches]
            return [*([_INDEX.sub(r".\1.index.json", names[0])] if parts else []), *names]
    raise StoreError("the checkpoint has no weights: model.safetensors or pytorch_model.bin")
