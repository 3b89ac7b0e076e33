"""The usual loop over CTranslate2, for benchmarks/serving.py: int8, sentence by sentence.

As in LibreTranslate, whoever comes uses the one translator of a model, with the settings that it
has by itself: all cores for one sentence, one sentence after the other.
"""

import os
import re
from pathlib import Path
from typing import Any

import ctranslate2
from flask import Flask, request

from summarizer.domain import Pair
from summarizer.models.manifest import read
from summarizer.models.tokens import tokens

MODELS = Path(os.environ["MODELS"])


class Model:
    """A converted model, and what it makes of a text."""

    def __init__(self, name: str) -> None:
        card = read(MODELS / name).model
        self.tokens = tokens(MODELS / name, card.family, card.labels, card.context)
        self.model = ctranslate2.Translator(str(MODELS / name))

    def __call__(self, text: str, target: str, **settings: Any) -> str:
        """Return what the model writes in the language `target`."""
        source = self.tokens.source(text, Pair("en", target))
        prefix = [list(source.prefix)] if source.prefix else None
        (result,) = self.model.translate_batch(
            [list(source.pieces)], target_prefix=prefix, beam_size=4, **settings
        )
        return self.tokens.text(result.hypotheses[0])


summarise = Model("distilbart-cnn-12-6")
into_slavic, into_chinese = Model("opus-mt-tc-big-en-zle"), Model("opus-mt-en-zh")
translators = {"uk": into_slavic, "ru": into_slavic, "zh-Hans": into_chinese}
app = Flask(__name__)


@app.post("/v1/summarise")
def answer() -> dict[str, Any]:
    """Answer with both summaries, and each in every language asked for."""
    asked = request.get_json()
    taught = {"no_repeat_ngram_size": 3, "length_penalty": 2.0}
    lengths = {"short": (30, 60), "long": (80, 180)}
    summaries = {
        length: {
            "en": summarise(
                asked["text"],
                "en",
                min_decoding_length=least,
                max_decoding_length=most,
                **taught,
            )
        }
        for length, (least, most) in lengths.items()
    }
    for by_language in summaries.values():
        sentences = re.split(r"(?<=[.!?])\s+", by_language["en"].strip())
        for language in asked["translate_to"]:
            translate = translators[language]
            by_language[language] = " ".join(translate(s, language) for s in sentences)
    return {
        "summaries": {
            length: {language: {"text": text} for language, text in found.items()}
            for length, found in summaries.items()
        }
    }
