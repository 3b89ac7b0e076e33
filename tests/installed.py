"""The test models, installed as an operator installs them."""

from __future__ import annotations

from pathlib import Path

from summarizer.models import catalog, install, store

MODELS = Path(__file__).parent / "models"
CATALOG = MODELS / "catalog.toml"


def install_test_models(directory: Path, name: str = "test") -> Path:
    """Convert the test models of a set into `directory`, and return it."""
    cards = catalog.load(str(CATALOG)).members(name)
    with store.locked(directory, "tests", lambda holder: None):
        for card in cards:
            folder = MODELS / card.repository.split("/")[1]
            install.from_checkpoint(directory, folder, card, "ctranslate2", str(folder))
    return directory
