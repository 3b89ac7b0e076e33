"""The real small files of public checkpoints: configurations and tokenizers, without weights."""

from __future__ import annotations

import lzma
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summarizer.models.tokens import Family

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "checkpoints"


@dataclass(frozen=True)
class PublicFiles:
    """A public checkpoint whose tokenizer is complete, and a pair that it knows."""

    name: str
    family: Family
    pair: Pair
    context: int
    labels: Mapping[str, str]

    def unpack(self, folder: Path) -> Path:
        """Put the files into `folder` as the hub has them; skip the test where they are missing."""
        source = FOLDER / self.name
        if not source.is_dir():
            pytest.skip(f"there are no files of public checkpoints in {FOLDER}")
        folder.mkdir(parents=True, exist_ok=True)
        for path in source.iterdir():
            if path.suffix == ".xz":
                (folder / path.stem).write_bytes(lzma.decompress(path.read_bytes()))
            else:
                shutil.copyfile(path, folder / path.name)
        return folder


PUBLIC = {
    files.name.split("--")[1]: files
    for files in (
        PublicFiles("Helsinki-NLP--opus-mt-uk-en", "marian", Pair("uk", "en"), 512, {}),
        PublicFiles("Helsinki-NLP--opus-mt-zh-en", "marian", Pair("zh-Hans", "en"), 512, {}),
        PublicFiles("Helsinki-NLP--opus-mt-tc-big-fr-en", "marian", Pair("fr", "en"), 1024, {}),
        PublicFiles(
            "Helsinki-NLP--opus-mt-tc-big-en-pt",
            "marian",
            Pair("en", "pt"),
            1024,
            {"pt": ">>por<<"},
        ),
        PublicFiles("sshleifer--distilbart-cnn-12-6", "bart", Pair("en", "en"), 1024, {}),
        PublicFiles("facebook--bart-large-cnn", "bart", Pair("en", "en"), 1024, {}),
        PublicFiles(
            "facebook--m2m100_418M",
            "m2m100",
            Pair("en", "uk"),
            1024,
            {"en": "__en__", "uk": "__uk__", "ru": "__ru__"},
        ),
    )
}
