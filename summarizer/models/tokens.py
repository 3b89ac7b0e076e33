"""Turns text into the pieces that a model reads, and the pieces that it writes into text.

Plain sentencepiece and tokenizers, held by tests to the tokenizers of transformers: those take
seconds to import, and give wrong ids in silence when threads call them with differing arguments.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from summarizer.errors import ModelError
from summarizer.models.base import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from summarizer.domain import Pair

Family: TypeAlias = Literal["marian", "bart", "m2m100", "nllb", "t5"]
"""Which tokenizer, and which control tokens; `t5` is T5, mT5 and MADLAD-400."""

_START, _END, _PAD, _UNKNOWN = "<s>", "</s>", "<pad>", "<unk>"
_WORD = re.compile(r"\S+")
# Half a surrogate pair has no bytes.
_HALF = re.compile("[\ud800-\udfff]")


class Tokens(Protocol):
    """The tokenizer of one model; safe to call from many threads."""

    @property
    def limit(self) -> int:
        """The pieces that a source may have at most, control tokens included."""

    def source(self, text: str, pair: Pair) -> Source:
        """Return `text` as the model reads it; it may be longer than `limit`.

        What looks like a control token in `text` is text.
        """

    def count(self, text: str) -> int:
        """Return the number of pieces of `text`, without control tokens."""

    def unread(self, text: str) -> tuple[str, ...]:
        """Return the words of `text`, as they stand in it, with a sign unknown to the model."""

    def text(self, pieces: Sequence[str]) -> str:
        """Return the text that `pieces`, written by the model, stand for."""


def tokens(folder: Path, family: Family, labels: Mapping[str, str], limit: int) -> Tokens:
    """Return the tokenizer whose files lie in `folder`.

    `labels` maps a language (BCP 47) to what the model calls it. Raises ModelError where a file is
    missing or damaged, or where a label is not in the vocabulary.
    """
    try:
        if family == "bart":
            return _ByteLevel(folder, limit)
        return _SentencePiece(folder, family, labels, limit)
    except (OSError, RuntimeError, ValueError) as error:
        raise ModelError(f"{folder.name}: the tokenizer does not load: {error}") from error


class _SentencePiece:
    """Pieces of sentencepiece, looked up as strings: ids differ between file and model."""

    def __init__(self, folder: Path, family: Family, labels: Mapping[str, str], limit: int) -> None:
        reading, writing = _FILES[family]
        self._reader = SentencePieceProcessor(model_file=str(folder / reading))
        self._writer = SentencePieceProcessor(model_file=str(folder / writing))
        # Marian and M2M100 number the pieces in a file of its own, which lacks some of them.
        self._vocabulary = (
            frozenset(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
            if family in ("marian", "m2m100")
            else None
        )
        self._source_is_labelled = family in ("m2m100", "nllb")
        self._labels = labels
        self._controls = frozenset({_START, _END, _PAD, _UNKNOWN, *labels.values()})
        self._limit = limit
        known = _added(folder) if self._source_is_labelled else frozenset()
        unknown = {
            label for label in labels.values() if label not in known and not self._is_known(label)
        }
        if unknown:
            raise ValueError(f"not in the vocabulary: {', '.join(sorted(unknown))}")

    @property
    def limit(self) -> int:
        return self._limit

    def source(self, text: str, pair: Pair) -> Source:
        pieces = [piece if self._is_known(piece) else _UNKNOWN for piece in self._encode(text)]
        if self._source_is_labelled:
            return Source((self._labels[pair.source], *pieces, _END), (self._labels[pair.target],))
        label = self._labels.get(pair.target)
        return Source((*([label] if label else []), *pieces, _END))

    def count(self, text: str) -> int:
        return len(self._encode(text))

    def unread(self, text: str) -> tuple[str, ...]:
        if self._reads(text):
            return ()
        return tuple(w for w in dict.fromkeys(_WORD.findall(text)) if not self._reads(w))

    def text(self, pieces: Sequence[str]) -> str:
        controls = self._controls - {_UNKNOWN}
        text = str(self._writer.decode([p for p in pieces if p not in controls]))
        # A piece of the source side is written as it stands, with its mark of a blank.
        return text.replace("▁", " ").strip()

    def _encode(self, text: str) -> list[str]:
        text = _HALF.sub("\ufffd", text)
        pieces: list[str] = self._reader.encode(text, out_type=str)
        if self._controls.isdisjoint(pieces):
            return pieces
        # A vocabulary may hold its control tokens as words that a text can have.
        for control in sorted(self._controls):
            text = text.replace(control, f"{control[0]} {control[1:]}")
        return list(self._reader.encode(text, out_type=str))

    def _reads(self, text: str) -> bool:
        return all(map(self._is_known, self._encode(text)))

    def _is_known(self, piece: str) -> bool:
        if self._vocabulary is not None:
            return piece in self._vocabulary
        return not self._reader.is_unknown(self._reader.piece_to_id(piece))


# For reading, and for writing.
_FILES: dict[Family, tuple[str, str]] = {
    "marian": ("source.spm", "target.spm"),
    "m2m100": ("sentencepiece.bpe.model", "sentencepiece.bpe.model"),
    "nllb": ("sentencepiece.bpe.model", "sentencepiece.bpe.model"),
    "t5": ("spiece.model", "spiece.model"),
}


class _ByteLevel:
    """Byte-level BPE, as BART has it: it reads and writes any sign."""

    def __init__(self, folder: Path, limit: int) -> None:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        version, *lines = (folder / "merges.txt").read_text(encoding="utf-8").splitlines()
        if not version.startswith("#version"):
            raise ValueError("merges.txt does not begin with its version")
        merges = [(first, second) for first, second in (line.split(" ") for line in lines)]
        # Without special tokens: no text can become one.
        self._bpe = Tokenizer(BPE(vocabulary, merges))
        self._bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self._decoder = decoders.ByteLevel()
        self._limit = limit

    @property
    def limit(self) -> int:
        return self._limit

    def source(self, text: str, pair: Pair) -> Source:  # noqa: ARG002 - one language
        return Source((_START, *self._encode(text), _END), (_START,))

    def count(self, text: str) -> int:
        return len(self._encode(text))

    def unread(self, text: str) -> tuple[str, ...]:  # noqa: ARG002 - a byte is never unknown
        return ()

    def text(self, pieces: Sequence[str]) -> str:
        controls = (_START, _END, _PAD)
        return str(self._decoder.decode([p for p in pieces if p not in controls])).strip()

    def _encode(self, text: str) -> list[str]:
        # The models for news were taught with a blank before the first word, which makes it the
        # same piece as further on.
        text = _HALF.sub("\ufffd", text)
        return list(self._bpe.encode(f" {text}", add_special_tokens=False).tokens)


def _added(folder: Path) -> frozenset[str]:
    """Return the labels that were added to the pieces."""
    listed = json.loads((folder / "special_tokens_map.json").read_text(encoding="utf-8"))
    return frozenset(listed.get("additional_special_tokens", ()))
