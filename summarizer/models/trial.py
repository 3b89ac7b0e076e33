"""Has a model begin to write, so that it is known to work before anybody waits for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.deadline import NEVER
from summarizer.errors import ModelError

if TYPE_CHECKING:
    from summarizer.domain import Pair
    from summarizer.models.base import Decoding, Engine
    from summarizer.models.tokens import Tokens

# By language (BCP 47), of as many words as any sentence.
SENTENCES = {
    "en": "The council heard on Monday that the bridge will open in May.",
    "uk": "У понеділок рада почула, що міст відкриють у травні.",
    "ru": "В понедельник совет узнал, что мост откроют в мае.",
    "zh-Hans": "市议会星期一得知，大桥将于五月通车。",
    "zh-Hant": "市議會星期一得知，大橋將於五月通車。",
}
# Every matrix of a model has done its work by then; a whole summary would take it many seconds.
_TOKENS = 8


def try_out(engine: Engine, tokens: Tokens, pair: Pair, decoding: Decoding) -> None:
    """Return when the model has written some tokens; raises ModelError."""
    source = tokens.source(SENTENCES[pair.source], pair)
    few = replace(decoding, min_tokens=1, max_tokens=_TOKENS, hypotheses=1)
    ((written,),) = engine.generate([source], few, NEVER)
    if not written.pieces:
        raise ModelError(f"nothing was written of {SENTENCES[pair.source]!r}")
