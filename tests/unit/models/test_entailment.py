"""A model of natural language inference, as its checkpoint says it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from transformers import BertForSequenceClassification

from summarizer.errors import ModelError
from summarizer.models.entailment import Entailment
from tests.inference import checkpoint

if TYPE_CHECKING:
    from pathlib import Path


def test_the_probability_is_that_of_the_label_entailment(tmp_path: Path) -> None:
    """Whatever place it has among the labels, and however it is written."""
    folder = checkpoint(tmp_path)
    model = BertForSequenceClassification.from_pretrained(folder)
    model.train(mode=False)
    ids = [2, 4, 5, 6, 7, 3, 4, 5, 6, 9, 8, 3]
    with torch.inference_mode():
        kinds = torch.tensor([[0] * 6 + [1] * 6])
        logits = model(input_ids=torch.tensor([ids]), token_type_ids=kinds).logits[0]
    expected = float(logits.softmax(-1)[2])
    found = Entailment(folder).probability("the bridge is open", "the bridge is not closed")
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_long_premise_is_cut_and_a_long_conclusion_follows_from_nothing(tmp_path: Path) -> None:
    """The conclusion is never cut: what is left of it might follow."""
    entailment = Entailment(checkpoint(tmp_path))
    assert 0 < entailment.probability("the bridge is open " * 40, "the bridge is open") < 1
    assert entailment.probability("the bridge is open", "the bridge is open " * 40) == 0.0


def test_a_checkpoint_that_does_not_say_what_follows_is_refused(tmp_path: Path) -> None:
    """A model of sentiment is none of inference."""
    folder = checkpoint(tmp_path, {0: "bad", 1: "good"})
    with pytest.raises(ModelError, match="has no label entailment, but bad, good"):
        Entailment(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(ModelError, match="does not load"):
        Entailment(tmp_path / "nothing")
