"""The service as it is, for models that write the same whatever they read.

The checks run, and cost what they cost; but what they say of such models is left out, or each
sentence would be made again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer import judging
from summarizer.checks.faults import faults

if TYPE_CHECKING:
    from summarizer.checks.named import Recognise
    from summarizer.domain import Claim, Flag
    from summarizer.glossary import Glossary


def _believed(claim: Claim, glossary: Glossary | None, recognise: Recognise) -> tuple[Flag, ...]:
    faults(claim, glossary, recognise)
    return ()


vars(judging)["faults"] = _believed

from summarizer.wsgi import app  # noqa: E402, F401 - the checks are replaced by now
