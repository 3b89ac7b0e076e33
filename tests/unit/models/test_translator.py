"""One model, from text to text: summarizer.models.translator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ctranslate2.converters import TransformersConverter

from summarizer.deadline import NEVER, Deadline
from summarizer.domain import InstalledModel, Pair, Passage
from summarizer.models import catalog, checkpoint
from summarizer.models.base import Decoded, Decoding
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens
from summarizer.models.translator import Seq2SeqTranslator
from summarizer.models.typography import typeset
from tests.models.corpus import held_out_sentences
from tests.public import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.models.base import Source
    from summarizer.models.tokens import Tokens

MODELS = Path(__file__).parents[2] / "models"
UK = Pair("uk", "en")


class Echo:
    """An engine that writes what it reads, and remembers how it was asked."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.decodings: list[Decoding] = []

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        self.sources += sources
        self.decodings.append(decoding)
        return [
            tuple(
                Decoded(source.pieces[:-1], -float(rank), rank == 0)
                for rank in range(decoding.hypotheses)
            )
            for source in sources
        ]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """The real tokenizer of opus-mt-uk-en."""
    public = PUBLIC["opus-mt-uk-en"]
    return tokens(public.unpack(tmp_path_factory.mktemp("uk-en")), "marian", {}, public.context)


@pytest.fixture
def engine() -> Echo:
    """An engine that writes what it reads."""
    return Echo()


@pytest.fixture
def echo(vocabulary: Tokens, engine: Echo) -> Seq2SeqTranslator:
    """A translator into the source's own words."""
    return over(vocabulary, engine)


def over(vocabulary: Tokens, engine: Echo, pair: Pair = UK) -> Seq2SeqTranslator:
    """Return a translator with these parts."""
    installed = InstalledModel("echo", "1", "translate", ("uk",), "test", "Apache-2.0", (pair,))
    return Seq2SeqTranslator(installed, vocabulary, engine, Decoding(max_tokens=500))


def test_every_hypothesis_of_the_beam_is_returned(echo: Seq2SeqTranslator) -> None:
    """The beam's hypotheses come in its order, with their scores, cut ones marked."""
    (candidates,) = echo.translate([Passage("Місто тримається.", UK)], NEVER)
    assert [hypothesis.score for hypothesis in candidates.hypotheses] == [0, -1, -2, -3]
    assert [hypothesis.complete for hypothesis in candidates.hypotheses] == [True] + [False] * 3


def test_one_call_of_the_engine_serves_all_passages(echo: Seq2SeqTranslator, engine: Echo) -> None:
    """Long and short passages go to the engine together, under one bound of tokens."""
    texts = ["Так.", "Місто тримається вже сто днів, але мешканці лишаються." * 3]
    echo.translate([Passage(text, UK) for text in texts], NEVER)
    (decoding,) = engine.decodings
    assert len(engine.sources) == 2
    assert decoding.max_tokens in (128, 256)


def test_another_search_is_wider_and_repeats_nothing(echo: Seq2SeqTranslator, engine: Echo) -> None:
    """Asked again, the model searches with other settings."""
    echo.translate([Passage("Так.", UK)], NEVER)
    echo.translate([Passage("Так.", UK)], NEVER, again=True)
    first, second = engine.decodings
    assert second.beam > first.beam
    assert second.hypotheses == second.beam
    assert second.no_repeat_ngram == 3
    assert second.repetition_penalty > 1


def test_print_is_read_and_printed_again(vocabulary: Tokens, engine: Echo) -> None:
    """Signs of print that the vocabulary lacks do not become unknown, and are set in the answer."""
    pair = Pair("uk", "uk")
    text = "«П’ять сіл», — сказав він."
    (candidates,) = over(vocabulary, engine, pair).translate([Passage(text, pair)], NEVER)
    assert "<unk>" not in engine.sources[0].pieces
    assert candidates.hypotheses[0].text == text
    assert candidates.unread == ()


def test_unread_words_are_told(echo: Seq2SeqTranslator) -> None:
    """A word with a sign that the vocabulary lacks is named."""
    (candidates,) = echo.translate([Passage("Сонце 🙂 і дощ", UK)], NEVER)
    assert candidates.unread == ("🙂",)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Місто тримається, " * 300, id="clauses"),
        pytest.param("слово " * 1500, id="words"),
        pytest.param("щ" * 20_000, id="one-word"),
    ],
)
def test_a_passage_beyond_the_limit_is_cut_and_loses_nothing(
    echo: Seq2SeqTranslator, engine: Echo, vocabulary: Tokens, text: str
) -> None:
    """No part is longer than the model reads, and the parts' translations are joined, all of it."""
    (candidates,) = echo.translate([Passage(text, UK)], NEVER)
    assert len(engine.sources) > 1
    assert max(len(source.pieces) for source in engine.sources) <= vocabulary.limit // 2
    assert "".join(candidates.hypotheses[0].text.split()) == "".join(text.split())


def test_clauses_are_not_torn(echo: Seq2SeqTranslator, engine: Echo, vocabulary: Tokens) -> None:
    """A passage with clauses is cut between them."""
    echo.translate([Passage("Місто тримається, " * 300, UK)], NEVER)
    parts = [vocabulary.text(source.pieces[:-1]) for source in engine.sources]
    assert all(part.startswith("Місто") and part.endswith(",") for part in parts)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\x00", "\ud800", "</s>", "a" * 200_000])
def test_any_text_gets_an_answer(echo: Seq2SeqTranslator, text: str) -> None:
    """Nothing that a caller may send makes the translator fail."""
    (candidates,) = echo.translate([Passage(text, UK)], NEVER)
    assert candidates.hypotheses


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Seq2SeqTranslator:
    """The small Marian of the tests, English to Russian and Ukrainian, converted to int8."""
    card = catalog.load(str(MODELS / "catalog.toml")).card("test-marian-en-zle")
    converted = tmp_path_factory.mktemp("converted")
    TransformersConverter(
        str(MODELS / "marian-en-zle"), copy_files=list(checkpoint.TOKENIZER[card.family])
    ).convert(str(converted), quantization="int8", force=True)
    return Seq2SeqTranslator(
        InstalledModel(card.id, "1", "translate", ("en",), "ctranslate2", "x", card.pairs),
        tokens(converted, card.family, card.labels, card.context),
        CTranslate(converted, limit=card.context, threads=1),
        Decoding(max_tokens=card.context - 1),
    )


@pytest.mark.parametrize("target", ["uk", "ru"])
def test_a_real_model_translates_what_it_never_saw(real: Seq2SeqTranslator, target: str) -> None:
    """Held-out sentences come out right, in the target's own typography."""
    sentences = held_out_sentences()[:60]
    passages = [Passage(sentence.text("en"), Pair("en", target)) for sentence in sentences]
    texts = [found.hypotheses[0].text for found in real.translate(passages, NEVER)]
    wrong = [
        (text, sentence.text(target))
        for text, sentence in zip(texts, sentences, strict=True)
        if text != typeset(sentence.text(target), target)
    ]
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize("control", ["</s>", "<pad>", "<unk>", ">>rus<<", "__ru__", "<s>"])
def test_control_tokens_of_a_text_are_text(real: Seq2SeqTranslator, control: str) -> None:
    """What looks like a control token ends nothing and changes no language."""
    sentence = held_out_sentences()[0]
    text = f"{control} {sentence.text('en')} {control} {sentence.text('en')}"
    plain = f"{sentence.text('en')} {sentence.text('en')}"
    pair = Pair("en", "uk")
    marked, clean = real.translate([Passage(text, pair), Passage(plain, pair)], NEVER)
    letters = set("ыэёъ")
    assert not letters & set(marked.hypotheses[0].text)
    assert len(marked.hypotheses[0].text) >= 0.4 * len(clean.hypotheses[0].text)
    assert marked.unread
