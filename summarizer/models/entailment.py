"""Asks a model of natural language inference whether one text follows from another."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from summarizer.errors import ModelError
from summarizer.models.manifest import digest

if TYPE_CHECKING:
    from pathlib import Path

_FOLLOWS = "entailment"


class Entailment:
    """One checkpoint with a label "entailment", on the CPU; safe to call from many threads."""

    def __init__(self, folder: Path) -> None:
        """Load the checkpoint in `folder`, weights as safetensors; raises ModelError."""
        self._name = folder.name
        self._lock = Lock()
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
            )
        except (OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
            raise ModelError(f"{self._name} does not load: {error}") from error
        self._model: Any = model.eval()
        labels = {str(name).lower(): index for index, name in model.config.id2label.items()}
        if _FOLLOWS not in labels:
            raise ModelError(f"{self._name} has no label {_FOLLOWS}, but {', '.join(labels)}")
        self.revision = _revision(folder)
        self._label = labels[_FOLLOWS]
        self._limit = min(self._tokenizer.model_max_length, model.config.max_position_embeddings)

    @torch.inference_mode()
    def probability(self, premise: str, conclusion: str) -> float:
        """Return how likely (0 to 1) `conclusion` follows from `premise`.

        A premise beyond the model's context is cut at its end; 0 where the conclusion alone is.
        """
        # A fast tokenizer keeps how it cuts in itself.
        with self._lock:
            if len(self._tokenizer(conclusion)["input_ids"]) > self._limit // 2:
                return 0.0
            given = self._tokenizer(
                premise,
                conclusion,
                truncation="only_first",
                max_length=self._limit,
                return_tensors="pt",
            )
        return float(self._model(**given).logits[0].softmax(-1)[self._label])


def _revision(folder: Path) -> str:
    """Return eight hex digits that change with any file of the checkpoint."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256("".join(map(digest, files)).encode()).hexdigest()[:8]
