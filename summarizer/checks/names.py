"""Names: every name of the source is in the output, and every name of the output in the source.

What the glossary knows is compared by its entries, other names by their sound. That another entry
of the same kind stands where one is missing is an error. A name that is missing, or that the source
does not have, is a warning, for it may be said in other words; a fuller name, or one written as the
glossary does not know it, is a note. What a thing is to be called is not for this check to say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.checks.named import Named, nothing
from summarizer.checks.names_told import told
from summarizer.domain import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.checks.named import Recognise, Spot
    from summarizer.domain import Claim, Severity
    from summarizer.glossary import Glossary

_CHECK = "names"


def check(claim: Claim, glossary: Glossary, recognise: Recognise = nothing) -> Iterator[Flag]:
    """Yield the names that the claim's two sides do not share, as `glossary` knows them.

    `recognise` says where a Russian text has names.
    """
    output = Named(claim.output, claim.pair.target, glossary, recognise)
    if claim.is_translation:
        source = Named(claim.source, claim.pair.source, glossary, recognise)
        yield from _translation(source, output)
    else:
        yield from told(claim, output, _article(claim.article, claim.pair.source, glossary))


@lru_cache(maxsize=16)
def _article(sentences: tuple[str, ...], language: str, glossary: Glossary) -> Named:
    """Return what an article names; it is read for each sentence of each summary of it."""
    return Named("\n".join(sentences), language, glossary)


def _translation(source: Named, output: Named) -> Iterator[Flag]:
    lost = list(source.lost(output))
    missing = [spot for spot, sounds_there in lost if not sounds_there]
    extra = [spot for spot, sounds_there in output.lost(source) if not sounds_there]
    for one, other in _swapped(missing, extra):
        missing.remove(one)
        extra.remove(other)
        yield _replaced(one.text, other.text, "error")
    unsaid, unheard = tuple(source.unheard(output)), tuple(output.unheard(source))
    lacking = [spot.text for spot in missing if spot.is_named] + [name.text for name in unsaid]
    is_spelt_out = any(source.acronyms(output))
    added = [
        (spot.text, is_spelt_out or (output.language == "zh" and spot.is_state))
        for spot in extra
        if spot.is_named
    ]
    added += [(name.text, is_spelt_out or output.is_part(name, unheard)) for name in unheard]
    for said, is_fuller in added:
        if lacking:
            yield _replaced(lacking[0], said, "warning")
        elif is_fuller or _is_left_in_latin(said, output):
            yield Flag(_CHECK, "note", f"also names {said}", said, "")
        else:
            yield Flag(_CHECK, "warning", f"names {said}, which the source does not", said, "")
    if not added:
        for spot in missing:
            if spot.is_named:
                yield Flag(_CHECK, "warning", f"does not name {spot.text}", "", spot.text)
        for name in unsaid:
            # In English titles any word has a capital; a Chinese ear is the least sure.
            doubtful = output.language == "zh" or (
                source.language == "en" and source.is_in_title(name)
            )
            severity: Severity = "note" if doubtful else "warning"
            yield Flag(_CHECK, severity, f"does not name {name.text}", "", name.text)
    for spot, sounds_there in lost:
        if sounds_there and spot.is_named:
            message = f"writes {spot.text} in a way that the glossary does not know"
            yield Flag(_CHECK, "note", message, "", spot.text)


def _is_left_in_latin(name: str, text: Named) -> bool:
    """Say whether a name stands in Latin letters in another writing: a brand, a title, a band."""
    return text.language != "en" and name.isascii()


def _swapped(missing: Sequence[Spot], extra: Sequence[Spot]) -> list[tuple[Spot, Spot]]:
    """Return what stands for what else of its kind, each once."""
    pairs: list[tuple[Spot, Spot]] = []
    for was in missing:
        taken = [said for _, said in pairs]
        for said in extra:
            if said.is_named and said not in taken and was.kinds & said.kinds:
                pairs.append((was, said))
                break
    return pairs


def _replaced(was: str, said: str, severity: Severity) -> Flag:
    return Flag(_CHECK, severity, f"says {said} where the source has {was}", said, was)
