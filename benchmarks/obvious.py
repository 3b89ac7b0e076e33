"""What one would write first, for benchmarks/serving.py: Flask and transformers."""

import os
import re
from pathlib import Path
from typing import Any

import torch
from flask import Flask, request
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

CHECKPOINTS = Path(os.environ["CHECKPOINTS"])


class Model:
    """A checkpoint, and what it makes of a text."""

    def __init__(self, name: str) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(CHECKPOINTS / name)
        self.model = AutoModelForSeq2SeqLM.from_pretrained(CHECKPOINTS / name, dtype=torch.float32)

    @torch.inference_mode()
    def __call__(self, text: str, **settings: Any) -> str:
        """Return what the model writes."""
        inputs = self.tokenizer(text, return_tensors="pt", truncation=True)
        output = self.model.generate(**inputs, num_beams=4, **settings)
        return str(self.tokenizer.decode(output[0], skip_special_tokens=True))


summarise = Model("distilbart-cnn-12-6")
into_slavic, into_chinese = Model("opus-mt-tc-big-en-zle"), Model("opus-mt-en-zh")
translators = {
    "uk": (into_slavic, ">>ukr<<"),
    "ru": (into_slavic, ">>rus<<"),
    "zh-Hans": (into_chinese, ">>cmn_Hans<<"),
}
app = Flask(__name__)


@app.post("/v1/summarise")
def answer() -> dict[str, Any]:
    """Answer with both summaries, and each in every language asked for."""
    asked = request.get_json()
    taught = {"no_repeat_ngram_size": 3, "length_penalty": 2.0}
    summaries = {
        "short": {"en": summarise(asked["text"], min_length=30, max_length=60, **taught)},
        "long": {"en": summarise(asked["text"], min_length=80, max_length=180, **taught)},
    }
    for by_language in summaries.values():
        sentences = re.split(r"(?<=[.!?])\s+", by_language["en"].strip())
        for language in asked["translate_to"]:
            translate, label = translators[language]
            by_language[language] = " ".join(translate(f"{label} {s}") for s in sentences)
    return {
        "summaries": {
            length: {language: {"text": text} for language, text in found.items()}
            for length, found in summaries.items()
        }
    }
