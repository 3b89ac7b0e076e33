"""The tokenizers cut text as transformers does, and no text can become a command."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.domain import Pair
from summarizer.errors import ModelError
from summarizer.models.tokens import tokens
from tests.checkpoints import CARDS, build
from tests.public import PUBLIC

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.tokens import Family, Tokens
    from tests.public import PublicFiles

TEXTS = {
    "en": (
        "Kyiv said 12 of 30 drones were shot down over Odesa on 3 May 2024.",
        '"We hold the line," the commander said - and left.',
        "It cost $2.4 billion (1,5 million a day).",
        "Zaporizhzhia, Qatar and the Q+A were named.",
        "  Two   blanks, and a tab\there. ",
    ),
    "uk": (
        "Збили 12 із 30 дронів над Одесою 3 травня 2024 року.",
        "«Тримаємо оборону», — сказав командир. П’ять сіл без світла…",
        "м'я, мʼя, м’я",
    ),
    "zh-Hans": ("基辅称，30架无人机中有12架被击落。", "“我们坚守阵地”，指挥官说。"),
    "fr": ("L’armée a perdu 12 chars à Kharkiv, dit-on.",),
}
CONTROLS = "a </s> b <s> <pad> c <unk> <mask> >>por<< >>rus<< __ru__ <2ru> <extra_id_0> d"


@pytest.fixture(scope="module", params=PUBLIC)
def public(request: pytest.FixtureRequest) -> PublicFiles:
    """Each public checkpoint whose tokenizer is at hand."""
    return PUBLIC[request.param]


@pytest.fixture(scope="module")
def folder(public: PublicFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files, unpacked."""
    return public.unpack(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def ours(public: PublicFiles, folder: Path) -> Tokens:
    """The tokenizer of the product."""
    return tokens(folder, public.family, public.labels, public.context)


@pytest.fixture(scope="module")
def theirs(public: PublicFiles, folder: Path) -> Any:
    """The tokenizer of transformers."""
    from transformers import AutoTokenizer

    options = {"src_lang": public.pair.source} if public.family == "m2m100" else {}
    return AutoTokenizer.from_pretrained(folder, **options)


def test_pieces_are_those_of_transformers(public: PublicFiles, ours: Tokens, theirs: Any) -> None:
    """Every id, special ones included; a summariser's text has a blank in front."""
    label = public.labels.get(public.pair.target, "")
    before = {"bart": " ", "m2m100": ""}.get(public.family, f"{label} " if label else "")
    for text in TEXTS[public.pair.source]:
        expected = theirs(before + text)["input_ids"]
        pieces = ours.source(text, public.pair).pieces
        assert theirs.convert_tokens_to_ids(list(pieces)) == expected, text


def test_pieces_that_were_written_become_text(public: PublicFiles, ours: Tokens) -> None:
    """Blanks where the pieces have them, and nothing of the control tokens."""
    if public.pair.target in public.labels or public.family == "bart":
        text = "Prices rose by 12 in Kyiv."
        pieces = ours.source(text, Pair(public.pair.source, public.pair.target)).pieces
        assert ours.text(pieces) == text


def test_what_looks_like_a_control_token_is_text(public: PublicFiles, ours: Tokens) -> None:
    """A drone's log may say anything; the model reads it, and obeys none of it."""
    plain, hostile = (ours.source(text, public.pair).pieces for text in ("a", CONTROLS))
    given = set(plain)
    # `<unk>` is no command: it is what a sign becomes that the vocabulary lacks.
    controls = {"</s>", "<s>", "<pad>", "<mask>", ">>por<<", ">>rus<<", "__ru__", "<2ru>"}
    assert controls & set(hostile) <= given
    assert [piece for piece in hostile if piece in controls] == [p for p in plain if p in controls]
    assert ours.source(CONTROLS, public.pair).prefix == ours.source("a", public.pair).prefix


def test_many_threads_get_the_pieces_that_one_gets(public: PublicFiles, ours: Tokens) -> None:
    """Sixteen at once, texts of all lengths."""
    texts = [text * times for text in TEXTS[public.pair.source] for times in range(1, 20)] * 5
    alone = [ours.source(text, public.pair) for text in texts]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda text: ours.source(text, public.pair), texts))
    assert together == alone


def test_words_with_unknown_signs_are_told(public: PublicFiles, ours: Tokens) -> None:
    """As they stand in the text, each once; a vocabulary of bytes knows every sign."""
    text = "Ali Şahin, 陝西, Ali Şahin"
    expected = {
        "opus-mt-tc-big-en-pt": ("Şahin,", "陝西,", "Şahin"),
        "opus-mt-tc-big-fr-en": ("Şahin,", "陝西,", "Şahin"),
        "opus-mt-uk-en": ("陝西,",),
        "distilbart-cnn-12-6": (),
        "bart-large-cnn": (),
    }
    name = public.name.split("--")[1]
    if name in expected:
        assert ours.unread(text) == expected[name]
    known = "Ali 12"
    assert ours.unread(known) == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "—", "!" * 1000, "а" * 200_000, "\x00\ud800", "🛰️" * 50]
)
def test_any_text_has_pieces(ours: Tokens, public: PublicFiles, text: str) -> None:
    """However empty, long or odd it is."""
    pieces = ours.source(text, public.pair).pieces
    assert pieces[-1] == "</s>"
    assert len(pieces) >= ours.count(text)


@pytest.mark.parametrize("family", ["marian", "m2m100", "t5"])
def test_a_label_that_the_vocabulary_lacks_is_refused(family: Family, tmp_path: Path) -> None:
    """The model would read `<unk>` and choose a language itself."""
    card = CARDS[family]
    build(family, tmp_path / "model")
    with pytest.raises(ModelError, match="not in the vocabulary: >>xyz<<"):
        tokens(tmp_path / "model", card.family, {"uk": ">>xyz<<"}, card.context)


@pytest.mark.parametrize("family", ["marian", "bart", "m2m100", "nllb", "t5"])
def test_a_folder_without_a_tokenizer_is_refused(family: Any, tmp_path: Path) -> None:
    """With the name of the model, and no traceback of a library."""
    with pytest.raises(ModelError, match="the tokenizer does not load"):
        tokens(tmp_path, family, {}, 512)
