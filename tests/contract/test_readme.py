"""What the README shows is what the service answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.running import ROOT

if TYPE_CHECKING:
    from tests.running import RunningService

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_answer_in_the_readme_is_real(live: RunningService) -> None:
    """To the last offset."""
    shown = re.search(r"```json\n(.+?)\n```", README, re.DOTALL)
    assert shown
    article = (ROOT / "tests" / "data" / "xi-zelensky-call.en.txt").read_text(encoding="utf-8")
    assert json.loads(shown[1]) == live.summarise(text=article, lengths=["short"]).json()


def test_every_file_that_the_readme_links_to_is_there() -> None:
    """A newcomer follows them."""
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
