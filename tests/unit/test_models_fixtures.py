"""The test models: what they never saw, and that their files are what was trained."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from summarizer.models import catalog
from tests.models import corpus
from tests.models.grammar import Amount, Number, Person, Sentence, Thing, templates, words

FOLDER = Path(corpus.__file__).parent
CHECKSUMS = {
    name: digest
    for digest, name in (
        line.split("  ") for line in (FOLDER / "checksums.txt").read_text().splitlines()
    )
}
MARIAN = sorted(path.name for path in FOLDER.glob("marian-*") if path.is_dir())


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a checkpoint of either layout."""
    pickle = folder / "pytorch_model.bin"
    if pickle.exists():
        found: dict[str, torch.Tensor] = torch.load(pickle, weights_only=True)
        return found
    return load_file(folder / "model.safetensors")


@pytest.mark.parametrize("name", CHECKSUMS)
def test_file_is_the_one_that_was_trained(name: str) -> None:
    """The sha256 of every file is the one noted when it was written."""
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == CHECKSUMS[name]


def test_every_file_of_a_model_has_a_checksum() -> None:
    """No file lies in a model's folder that training did not write."""
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*[a-z0-9]/*")}
    assert {file for file in files if "__pycache__" not in file} == set(CHECKSUMS)


@pytest.mark.parametrize("name", MARIAN)
def test_pad_row_of_marian_is_zero(name: str) -> None:
    """Engines start from the pad row or from a zero vector, which must be the same."""
    config = json.loads((FOLDER / name / "config.json").read_text())
    assert not weights(FOLDER / name)["model.shared.weight"][config["pad_token_id"]].any()


@pytest.mark.parametrize("name", MARIAN)
def test_special_tokens_of_marian_stand_where_the_public_checkpoints_have_them(name: str) -> None:
    """The end token is 0 in the older layout and anywhere in the newer; the pad token is last."""
    vocabulary = json.loads((FOLDER / name / "vocab.json").read_text())
    is_older = (FOLDER / name / "pytorch_model.bin").exists()
    assert (vocabulary["</s>"] == 0) is is_older
    assert vocabulary["<pad>"] == len(vocabulary) - 1


def test_mask_of_bart_is_beyond_its_vocabulary() -> None:
    """As in distilbart-cnn, `<mask>` has an id, but no row in the network."""
    config = json.loads((FOLDER / "bart-news/config.json").read_text())
    vocabulary = json.loads((FOLDER / "bart-news/vocab.json").read_text())
    assert vocabulary["<mask>"] == config["vocab_size"]


def test_catalogue_lists_every_model() -> None:
    """The catalogue of test models can be read, and each of its models lies in a folder."""
    cards = catalog.load(str(FOLDER / "catalog.toml")).cards
    tests = {card.repository.split("/")[1] for card in cards.values() if card.id.startswith("test")}
    assert tests == {name.split("/")[0] for name in CHECKSUMS}


@pytest.mark.parametrize("language", ["en", "ru", "uk", "zh"])
def test_held_out_sentences_were_never_seen(language: str) -> None:
    """No translator learnt a held-out sentence, nor one of a held-out article or summary."""
    learnt = {sentence.text(language) for sentence in corpus.training_sentences()}
    kept = list(corpus.held_out_sentences())
    for article in corpus.held_out_articles():
        kept += article.sentences + article.summary
    assert learnt.isdisjoint(sentence.text(language) for sentence in kept)


def test_held_out_articles_were_never_seen() -> None:
    """The summariser learnt no sentence of a held-out article, and no sentence of its summary."""
    kept = {
        sentence.text("en")
        for article in corpus.held_out_articles()
        for sentence in article.sentences + article.summary
    }
    for article in corpus.training_articles(1_000):
        assert kept.isdisjoint(each.text("en") for each in article.sentences + article.summary)


def test_articles_have_the_facts_of_their_summaries_in_order() -> None:
    """An article has 8 to 12 sentences; four of them bear the four of its summary."""
    for article in corpus.held_out_articles():
        assert 8 <= len(article.sentences) <= 12
        assert len(article.summary) == len(article.sources) == 4
        assert list(article.sources) == sorted(set(article.sources))
        assert article.sources[0] == 0
        for place in article.sources:
            assert article.sentences[place].template.story == article.story


@pytest.mark.parametrize(
    ("number", "en", "ru", "uk"),
    [
        (2, "2 missiles", "2 ракеты", "2 ракети"),
        (12, "12 missiles", "12 ракет", "12 ракет"),
        (21, "21 missiles", "21 ракету", "21 ракету"),
        (125, "125 missiles", "125 ракет", "125 ракет"),
        (1_203, "1,203 missiles", "1203 ракеты", "1203 ракети"),
        (1_011, "1,011 missiles", "1011 ракет", "1011 ракет"),
    ],
)
def test_words_agree_with_numbers(number: int, en: str, ru: str, uk: str) -> None:
    """One, few and many are told apart in Russian and Ukrainian."""
    missiles = Amount(Number(number), words("arms")[1])
    assert f"{missiles.slot('en')}" == en
    assert f"{missiles.slot('ru')}" == ru
    assert f"{missiles.slot('uk')}" == uk


@pytest.mark.parametrize(
    ("sex", "texts"),
    [
        (
            "man",
            (
                "«Мы восстановим мост», — заявил в понедельник мэр Олег Марченко.",
                "«Ми відбудуємо міст», — заявив у понеділок мер Олег Марченко.",
                "市长奥列格·马尔琴科周一表示：“我们会重建这座桥。”",
            ),
        ),
        (
            "woman",
            (
                "«Мы восстановим мост», — заявила в понедельник мэр Ирина Коваль.",
                "«Ми відбудуємо міст», — заявила у понеділок мерка Ірина Коваль.",
                "市长伊琳娜·科瓦利周一表示：“我们会重建这座桥。”",
            ),
        ),
    ],
)
def test_verbs_agree_with_people(sex: str, texts: tuple[str, ...]) -> None:
    """A quotation says who spoke, with the gender and the typography of each language."""
    template = next(each for each in templates() if each.cells[0].startswith('"{quote}'))
    said = Sentence(
        template,
        {
            "quote": Thing(words("quote")[0]),
            "day": Thing(words("day")[0]),
            "who": Person(words(f"role of {sex}")[0], words(sex)[0]),
        },
    )
    assert said.texts()[1:] == texts
