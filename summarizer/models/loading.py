"""Makes working summarisers and translators of what is installed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.domain import InstalledModel
from summarizer.errors import ModelError, StoreError
from summarizer.models import store
from summarizer.models.base import Decoding
from summarizer.models.batching import Batching
from summarizer.models.ctranslate import CTranslate
from summarizer.models.extractive import Extractive
from summarizer.models.manifest import verified
from summarizer.models.tokens import tokens
from summarizer.models.translation import Translation
from summarizer.models.translator import Seq2SeqTranslator
from summarizer.models.written import Written

if TYPE_CHECKING:
    from summarizer.models.base import Engine, Entails, Summarizer
    from summarizer.models.catalog import ModelCard
    from summarizer.models.manifest import Manifest
    from summarizer.models.tokens import Tokens
    from summarizer.settings import Models as Settings


@dataclass(frozen=True, slots=True)
class Models:
    """What works: summarisers, the preferred ones first, and translation; and what does not.

    `faults` say, for the operator, what is installed or required and cannot be used.
    `entailment` looks again at what the checks warn of, where there is one.
    """

    summarizers: tuple[Summarizer, ...]
    translation: Translation
    faults: tuple[str, ...] = ()
    entailment: Entails | None = None


def load(settings: Settings) -> Models:
    """Return the models to serve, every file of them verified; the extractive summariser is last.

    Where the settings do not say which ones are preferred, those are that do the least else: a
    model for one pair of languages is usually better at it than one for a hundred. A model
    that cannot be used is a fault of the result, and takes no other with it.
    """
    directory = store.place(settings.directory)
    names = chosen(settings.serve)
    with ThreadPoolExecutor(_cores()) as pool:
        found = list(
            pool.map(
                lambda name: _loaded(directory, name, settings),
                names or [folder.name for folder in store.folders(directory)],
            )
        )
    entailment = _entailment(Path(settings.nli)) if settings.nli else None
    working = [one for one in found if not isinstance(one, str)]
    if not names:
        working.sort(key=lambda one: len(one.installed.pairs or one.installed.languages))
    return Models(
        summarizers=(*(one for one in working if isinstance(one, Written)), Extractive()),
        translation=Translation([one for one in working if isinstance(one, Seq2SeqTranslator)]),
        faults=tuple(one for one in (*found, entailment) if isinstance(one, str)),
        entailment=None if isinstance(entailment, str) else entailment,
    )


def chosen(serve: str) -> list[str]:
    """Return the ids that the setting `models.serve` lists."""
    return [name.strip() for name in serve.split(",") if name.strip()]


def _entailment(folder: Path) -> Entails | str:
    """Return the model of inference in `folder`, or why it cannot be used."""
    try:
        # Serving without one goes without torch.
        from summarizer.models.entailment import Entailment

        return Entailment(folder)
    except ImportError as error:
        return f"models.nli: {error.name} is not installed: `pip install summarizer[nli]`"
    except ModelError as error:
        return f"models.nli: {error}"


def _loaded(directory: Path, name: str, settings: Settings) -> Written | Seq2SeqTranslator | str:
    """Return an installed model at work, or why it cannot be used."""
    try:
        manifest = verified(store.find(directory, name))
        installed, tokenizer, engine = _running(directory / name, manifest, settings)
    except (ModelError, StoreError) as error:
        return str(error)
    if manifest.model.task == "summarise":
        return Written(engine, tokenizer, installed, manifest.model.decoding)
    return Seq2SeqTranslator(installed, tokenizer, engine, _decoding(manifest.model))


def _running(
    folder: Path, manifest: Manifest, settings: Settings
) -> tuple[InstalledModel, Tokens, Engine]:
    """Return what a model is, its tokenizer, and its engine."""
    card = manifest.model
    if not card.commercial and not settings.accept_noncommercial:
        raise ModelError(
            f"{card.id}: its licence ({card.licence}) forbids commercial use; set "
            "models.accept_noncommercial where that is right"
        )
    if manifest.engine == "ctranslate2" and manifest.parity is None:
        raise ModelError(f"{card.id}: was never held to parity with the original")
    installed = InstalledModel(
        id=card.id,
        revision=manifest.revision,
        task=card.task,
        languages=card.sources,
        engine=manifest.engine,
        licence=card.licence,
        pairs=card.pairs if card.task == "translate" else (),
    )
    tokenizer = tokens(folder, card.family, card.labels, card.context)
    return installed, tokenizer, _engine(folder, manifest, settings)


def _decoding(card: ModelCard) -> Decoding:
    """Return how a translator is decoded."""
    told = dict(card.decoding)
    plain = Decoding(max_tokens=int(told.get("max_tokens", card.context - 1)))
    return replace(
        plain,
        beam=int(told.get("beam", plain.beam)),
        length_penalty=float(told.get("length_penalty", plain.length_penalty)),
        no_repeat_ngram=int(told.get("no_repeat_ngram", plain.no_repeat_ngram)),
    )


def _engine(folder: Path, manifest: Manifest, settings: Settings) -> Engine:
    limit = manifest.model.context
    # A batch keeps one core busy; a model on a GPU runs one at a time.
    threads = settings.threads or _cores()
    engine: Engine
    if manifest.engine == "ctranslate2":
        engine = CTranslate(folder, limit=limit, threads=threads, device=settings.device)
    else:
        engine, threads = _transformers(folder, limit, settings), 1
    return Batching(
        engine,
        threads=threads,
        batch_tokens=settings.batch_tokens,
        window_seconds=settings.window_ms / 1000,
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _transformers(folder: Path, limit: int, settings: Settings) -> Engine:
    try:
        # Serving converted models goes without torch.
        from summarizer.models.torch import Transformers
    except ImportError as error:
        raise ModelError(
            f"{folder.name} runs with transformers, and {error.name} is not installed: "
            "`pip install summarizer[torch]`"
        ) from error
    return Transformers(folder, limit=limit, device=settings.device)
