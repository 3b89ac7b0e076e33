"""The article in the markup of a page; nothing is ever fetched."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from lxml import html  # type: ignore[import-untyped]
from lxml.etree import ParserError, strip_tags  # type: ignore[import-untyped]
from trafilatura import extract as trafilatura_extract
from trafilatura.settings import use_config

from summarizer.text.clean import CONTROLS

# It logs pages that have no article, which is an answer here and no fault.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_CONFIG = use_config()
# By default a page of less than 250 characters is searched again with looser rules, which bring
# the menus in: but news may be that short.
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")

_UNSEEN = (
    "//*[@hidden or @aria-hidden='true' or contains(translate(@style, ' ', ''), 'display:none')]",
    "//*[re:test(@class, '(^|[ _-])(ads?|adverts?|advertisements?|promo|sponsored)($|[ _-])', 'i')]"
    "[not(.//p)]",
)
_REGEXP = {"re": "http://exslt.org/regular-expressions"}
_BLOCKS = frozenset({"article", "aside", "blockquote", "body", "div", "figure", "main", "section"})
_OPENING = ("“", "«", "„", '"', "「", "‘", "'")
_NOTE = re.compile(r"\s*[\[(]?(?:\d{1,3}|[a-z*†‡])[\])]?\s*")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ENDED = re.compile(r"""[.!?…。！？]["'»”’)\]）」』]*\s*\Z""")
# An article may have a link or two on lines of their own; a list of headlines has more.
_FEWEST_HEADLINES = 3
# Characters for what may stand beside a headline: a date, a section, a count of comments.
_BESIDE_LINK = 25


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """The headline of a page, where it has one, and its article, one paragraph a line.

    `text` is empty where there is no article: an empty page, or a list of headlines.
    """

    title: str | None
    text: str


def extract(markup: str) -> ExtractedPage:
    """Return the article that `markup` holds; broken or empty markup holds none.

    Menus, adverts, hidden parts, reader comments and the marks of footnotes are left out.
    """
    page = _parsed(markup)
    if page is None:
        return ExtractedPage(None, "")
    title = _title(page)
    links = {" ".join(link.text_content().split()) for link in page.iter("a")}
    _prepare(page)
    text = trafilatura_extract(page, include_comments=False, config=_CONFIG) or ""
    return ExtractedPage(title, "" if _is_index(text, links) else text)


def _parsed(markup: str) -> html.HtmlElement | None:
    """Return the tree of a whole document, even for a fragment; None where there is no element."""
    try:
        # As bytes, because lxml refuses a str that declares an encoding.
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return html.document_fromstring(
            markup.replace("\0", "").translate(CONTROLS).encode("utf-8", "ignore"), parser=parser
        )
    except ParserError:
        return None


def _title(page: html.HtmlElement) -> str | None:
    """Return the headline: what the page gives to others, else its heading, else its title."""
    for path in ("//meta[@property='og:title']/@content", "//h1", "//title"):
        for found in page.xpath(path):
            text = found if isinstance(found, str) else found.text_content()
            if words := text.split():
                return " ".join(words)
    return None


def _prepare(page: html.HtmlElement) -> None:
    """Mend in `page` what extraction would lose or glue together."""
    for path in _UNSEEN:
        for element in page.xpath(path, namespaces=_REGEXP):
            if element.getparent() is not None and element.tag not in ("html", "body"):
                element.drop_tree()
    # What is struck out is no longer said, and would run into what stands in its place.
    for element in list(page.iter("del", "s", "strike")):
        element.drop_tree()
    for element in list(page.iter("q")):
        _quote(element)
    for element in list(page.iter("sup", "sub")):
        _settle(element)
    strip_tags(page, "sup", "sub")
    # The speaker of a pull quote; inside a paragraph it is the name of a work.
    for element in list(page.iter("cite")):
        if element.getparent().tag in _BLOCKS:
            element.tag = "p"
        else:
            element.drop_tag()


def _settle(element: html.HtmlElement) -> None:
    """Drop a footnote mark, and make characters of raised and lowered figures (km², CO₂)."""
    text = element.text_content()
    parent = element.getparent()
    link = parent if parent.tag == "a" and parent.text_content() == text else element.find(".//a")
    if link is not None and _NOTE.fullmatch(text):
        (parent if link is parent else element).drop_tree()
    else:
        table = _RAISED if element.tag == "sup" else _LOWERED
        for part in element.iter():
            part.text = (part.text or "").translate(table)
            if part is not element:
                part.tail = (part.tail or "").translate(table)


def _quote(element: html.HtmlElement) -> None:
    """Write the quotation marks that a browser would show around a `q`."""
    quoted = element.text_content().strip()
    if quoted and not quoted.startswith(_OPENING):
        element.text = f"“{element.text or ''}"
        element.tail = f"”{element.tail or ''}"
    element.drop_tag()


def _is_index(text: str, links: set[str]) -> bool:
    """Tell whether `text` is a list of headlines, each the link to a story of its own.

    A sentence right below a headline is its teaser, and makes the page no article.
    """
    headlines = sentences = teasers = 0
    below_headline = False
    for line in text.splitlines():
        headline = _is_link(line.removeprefix("- "), links)
        sentence = not headline and bool(_ENDED.search(line))
        headlines += headline
        sentences += sentence
        teasers += sentence and below_headline
        if headline or sentence:
            below_headline = headline
    if headlines < _FEWEST_HEADLINES:
        return headlines > 0 and not sentences
    return headlines > sentences - teasers


def _is_link(line: str, links: set[str]) -> bool:
    """Tell whether `line` is the text of a link, but for a few characters at its end."""
    shortest = max(1, len(line) - _BESIDE_LINK)
    return any(line[:end] in links for end in range(len(line), shortest - 1, -1))
