"""The article in the markup of a page: summarizer.text.html."""

from __future__ import annotations

import pytest

from summarizer.text.html import ExtractedPage, extract

ONE = "The council said that shelling had damaged the water plant and two schools on Monday."
TWO = "Crews restored the supply to half of the town by evening, and trucks brought water."
THREE = "The mayor asked residents to boil water until the laboratory has tested the mains."


def lines(markup: str) -> list[str]:
    """Return the lines of the article in `markup`."""
    return extract(markup).text.splitlines()


def test_paragraphs_become_lines_and_each_stands_once() -> None:
    """A short article is neither duplicated nor glued together."""
    assert lines(f"<article><p>{ONE}</p><p>{TWO}</p></article>") == [ONE, TWO]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Двоє поранених.",
        "Трое раненых.",
        "两人受伤。",
        "供水設施在砲擊中受損，市長呼籲居民將水煮沸。",
        "Two were hurt.",
    ],
)
def test_a_short_paragraph_of_any_language_is_an_article(paragraph: str) -> None:
    """News may be one short sentence, in any script."""
    assert lines(f"<html><body><p>{paragraph}</p></body></html>") == [paragraph]


@pytest.mark.parametrize(
    "noise",
    [
        "<nav><a href='/'>Home</a> <a href='/n'>News</a></nav>",
        "<footer>Contact us at the desk</footer>",
        "<div class='sidebar'><h3>Most read</h3><ul><li><a href='/a'>Castles</a></li></ul></div>",
        "<aside><p>Castles to see this year.</p></aside>",
        "<div class='ad'>Buy castles now</div>",
        "<div class='advertisement'><span>Buy castles now</span></div>",
        "<div class='ad-slot'>Buy castles now</div>",
        "<div style='display: none'>Buy castles now, says a hidden text.</div>",
        "<p hidden>Buy castles now, says a hidden text.</p>",
        "<div aria-hidden='true'>Buy castles now, says a hidden text.</div>",
        "<script>var text = 'Buy castles now.';</script>",
        "<style>p { content: 'castles' }</style>",
        "<!-- castles -->",
        "<form><label>Your castles</label><input></form>",
        "<div class='cookie-banner'><p>We use cookies for castles.</p></div>",
        "<div id='comments'><p>Nice castles, says a reader.</p></div>",
        "<div class='related'><a href='/c'>Castles to see</a></div>",
        "<figure><img src='c.jpg'><figcaption>Castles. Photo: Agency</figcaption></figure>",
        "<button>Share castles</button>",
    ],
)
def test_what_stands_around_an_article_is_left_out(noise: str) -> None:
    """Menus, adverts, hidden parts, comments, captions and scripts are no part of the text."""
    page = f"<html><body>{noise}<article><p>{ONE}</p>{noise}<p>{TWO}</p></article>{noise}</body>"
    text = extract(page).text.lower()
    assert "castles" not in text
    assert "contact" not in text
    assert [line for line in lines(page) if line in (ONE, TWO)] == [ONE, TWO]


def test_all_blocks_between_adverts_are_kept() -> None:
    """An advert does not end the article."""
    blocks = [f"<div class='part'><p>{text}</p></div>" for text in (ONE, TWO, THREE)]
    assert lines(f"<main>{'<div class=ad>Buy now</div>'.join(blocks)}</main>") == [ONE, TWO, THREE]


def test_quotations_lists_and_tables_are_kept() -> None:
    """Block quotes, list items and cells are part of the news."""
    text = extract(
        f"<article><p>{ONE}</p><blockquote><p>“Nobody is left in the cellars,” he said.</p>"
        "</blockquote><ol><li>an exchange of prisoners</li><li>safe passage for grain</li></ol>"
        f"<table><tr><td>Killed</td><td>3</td></tr></table><p>{TWO}</p></article>"
    ).text
    for part in ("Nobody is left", "an exchange of prisoners", "safe passage", "Killed"):
        assert part in text


@pytest.mark.parametrize(
    "quote",
    [
        "<div><blockquote>“We hold the bank,”</blockquote><cite>said Col. Anna Sample</cite></div>",
        "<blockquote><p>“We hold the bank,”</p><cite>said Col. Anna Sample</cite></blockquote>",
        "<figure><blockquote>“We hold the bank,”</blockquote></figure>"
        "<cite>said Col. Anna Sample</cite>",
    ],
)
def test_the_speaker_of_a_pull_quote_is_kept(quote: str) -> None:
    """The name after a quotation stays with it."""
    text = extract(f"<article><p>{ONE}</p>{quote}<p>{TWO}</p></article>").text
    assert "said Col. Anna Sample" in text


def test_a_work_named_inside_a_sentence_stays_there() -> None:
    """A `cite` within a paragraph does not break the sentence."""
    (line,) = lines("<p>The weekly <cite>Example Post</cite> printed the letter on Monday.</p>")
    assert line == "The weekly Example Post printed the letter on Monday."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The army<sup><a href='#n1'>1</a></sup> withdrew.", "The army withdrew."),
        ("The army<a href='#n1'><sup>[1]</sup></a> withdrew.", "The army withdrew."),
        ("A strip of 10 km<sup>2</sup> was mined.", "A strip of 10 km² was mined."),
        ("Some 10<sup>6</sup> people fled.", "Some 10⁶ people fled."),
        ("Less CO<sub>2</sub> was counted.", "Less CO₂ was counted."),
        ("On the 26<sup>th</sup> they left.", "On the 26th they left."),
        ("It is 10<sup>1<b>2</b></sup> metres.", "It is 10¹² metres."),
        ("It is 10<sup><small>2</small></sup> metres.", "It is 10² metres."),
        ("He said <q>we <b>hold</b></q> and left.", "He said “we hold” and left."),
        ("<q>“We hold,”</q> he said.", "“We hold,” he said."),
        ("Killed were <del>3</del><ins>13</ins> people.", "Killed were 13 people."),
        ("Killed were <s>3</s> 13 people.", "Killed were 13 people."),
        ("Some 3&#150;5 people and 3\x965 dogs fled.", "Some 3–5 people and 3–5 dogs fled."),
        ("Killed\x1f3 people.", "Killed 3 people."),
        ("The <b>cease</b>fire <a href='/x'>began</a>.", "The ceasefire began."),
        ("Smith &amp; Sons &#8212; &laquo;Ні&raquo;.", "Smith & Sons — «Ні»."),
    ],
)
def test_marks_inside_a_sentence(markup: str, text: str) -> None:
    """Footnotes and what is struck out go; raised figures, quotations and entities are told."""
    assert lines(f"<article><p>{markup}</p><p>{TWO}</p></article>") == [text, TWO]


def test_a_line_break_never_glues_two_words() -> None:
    """The words on both sides of `<br>` stay two words."""
    text = extract(f"<article><p>The army withdrew<br>from the city.<br/>{ONE}</p></article>").text
    assert text.split()[:6] == ["The", "army", "withdrew", "from", "the", "city."]


@pytest.mark.parametrize(
    "page",
    [
        "<ul>{}</ul>".format(
            "".join(
                f"<li><a href='/{n}'>Bridge {n} opens</a><span>7 Aug</span></li>" for n in "abcd"
            )
        ),
        "".join(f"<h2><a href='/{n}'>Bridge {n} opens</a></h2>" for n in "abcd"),
        "".join(
            f"<div><h2><a href='/{n}'>Bridge {n} opens</a></h2><p>Bridge {n} is open.</p></div>"
            for n in "abcd"
        ),
    ],
    ids=["list", "headings", "teasers"],
)
def test_a_list_of_headlines_is_no_article(page: str) -> None:
    """A page that only leads to stories gives an empty text."""
    assert extract(f"<html><body><main>{page}</main></body></html>").text == ""


def test_an_article_with_links_is_no_list_of_headlines() -> None:
    """Links to other stories below an article, or a linked headline, do not empty it."""
    links = "".join(f"<p><a href='/{n}'>Bridge {n} opens to cars today</a></p>" for n in "abcd")
    page = f"<article><h1><a href='/'>Water is back</a></h1><p>{ONE}</p><p>{TWO}</p></article>"
    assert ONE in lines(page)
    assert ONE in lines(page.replace("</article>", f"<p>{THREE}</p><p>{ONE}</p>{links}</article>"))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<meta property='og:title' content='Water is back'><title>x | Site</title>",
            "Water is back",
        ),
        ("<title>Water  is\nback</title>", "Water is back"),
        ("", None),
    ],
)
def test_the_title_is_the_headline_of_the_page(head: str, title: str | None) -> None:
    """The title comes from what the page declares; without one there is None."""
    page = f"<html><head>{head}</head><body><p>{ONE}</p></body></html>"
    assert extract(page) == ExtractedPage(title, ONE)


def test_a_heading_is_the_title_where_nothing_else_is() -> None:
    """A page whose only headline is its `h1` has that title."""
    assert (
        extract(f"<article><h1>Water is back</h1><p>{ONE}</p></article>").title == "Water is back"
    )


def test_a_declared_encoding_is_not_believed() -> None:
    """The markup is text already: what it says of its bytes does not matter."""
    declared = '<?xml version="1.0" encoding="utf-16"?><meta charset="gb2312">'
    assert extract(f"{declared}<p>Обстріл. 供水受损。</p>").text == "Обстріл. 供水受损。"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        " \n ",
        "\x00" * 10,
        "<",
        "<!--",
        "<script>",
        "<frameset><frame></frameset>",
        "<div>" * 100_000,
        "<ul><li>" * 20_000,
        "<table><tr><td>" * 12_000,
        "<p class='" + "a " * 100_000 + "'>",
        "<a href='x'>y</a>" * 5_000,
        "<p>" + "x<sup>1</sup>" * 10_000,
        "".join(map(chr, range(256))) * 50,
        "<p>\ud800</p>",
    ],
    ids=[
        "empty",
        "blank",
        "nul",
        "bracket",
        "comment",
        "script",
        "frames",
        "deep",
        "lists",
        "tables",
        "attribute",
        "links",
        "notes",
        "binary",
        "surrogate",
    ],
)
def test_broken_and_hostile_markup_never_raises(markup: str) -> None:
    """Whatever is sent as HTML, there is an answer, if an empty one."""
    assert isinstance(extract(markup).text, str)


def test_an_address_in_the_markup_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction opens no connection, whatever the page refers to."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    page = f"<link rel='canonical' href='http://192.0.2.1/x'><iframe src='http://192.0.2.1'></iframe><p>{ONE}</p>"
    assert lines(page) == [ONE]
