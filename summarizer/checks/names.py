"""Names: every name of the source is in the output, and every name of the output in the source.

What the glossary knows is compared by its entries, other names by their sound. That another entry
of the same kind stands where one is missing is an error; a name that is missing, or that the source
does not have, is a warning, since it may be said in other words; a fuller name is a note.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from summarizer.checks.named import Named
from summarizer.domain import Flag
from summarizer.glossary import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.named import Spot
    from summarizer.domain import Claim
    from summarizer.glossary import Glossary

_CHECK = "names"
# Titles and headlines have capitals where there is no name.
_CAPITALS_ARE_NAMES = ("uk", "ru", "zh")


def check(claim: Claim, glossary: Glossary | None = None) -> Iterator[Flag]:
    """Yield the names that the claim's two sides do not share; the glossary is ours by default."""
    known = glossary or shipped()
    source = Named(claim.source, claim.pair.source, known)
    output = Named(claim.output, claim.pair.target, known)
    if claim.is_translation:
        yield from _translation(source, output)


def _translation(source: Named, output: Named) -> Iterator[Flag]:
    missing, extra = list(source.lost(output)), list(output.lost(source))
    for pair in _swapped(missing, extra):
        missing.remove(pair[0])
        extra.remove(pair[1])
        yield _replaced(pair[0].text, pair[1].text, "error")
    unsaid, unheard = tuple(source.unheard(output)), tuple(output.unheard(source))
    lacking = [spot.text for spot in missing if spot.is_named] + [name.text for name in unsaid]
    spelt_out = any(source.acronyms(output))
    added = [(spot.text, spelt_out) for spot in extra if spot.is_named]
    added += [(name.text, spelt_out or output.is_part(name, unheard)) for name in unheard]
    for text, is_fuller in added:
        if lacking:
            yield _replaced(lacking[0], text, "warning")
        elif is_fuller:
            yield Flag(_CHECK, "note", f"names {text} besides", text, "")
        else:
            yield Flag(_CHECK, "warning", f"names {text}, which the source does not", text, "")
    if not added:
        for spot in missing:
            if spot.is_named:
                yield Flag(_CHECK, "warning", f"does not name {spot.text}", "", spot.text)
        severity = "warning" if source.language in _CAPITALS_ARE_NAMES else "note"
        for name in unsaid:
            yield Flag(_CHECK, severity, f"does not name {name.text}", "", name.text)


def _swapped(missing: list[Spot], extra: list[Spot]) -> list[tuple[Spot, Spot]]:
    """Return what stands for what else of its kind; each once."""
    pairs: list[tuple[Spot, Spot]] = []
    for spot in missing:
        taken = [other for _, other in pairs]
        for other in extra:
            if other.is_named and other not in taken and spot.kinds & other.kinds:
                pairs.append((spot, other))
                break
    return pairs


def _replaced(was: str, said: str, severity) -> Flag:
    return Flag(_CHECK, severity, f"says {said} where the source has {was}", said, was)
