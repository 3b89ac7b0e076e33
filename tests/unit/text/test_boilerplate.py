"""What belongs to an article and what does not: summarizer.text.boilerplate."""

from __future__ import annotations

import re

import pytest

from summarizer.tables import rows
from summarizer.text.boilerplate import body, headline
from summarizer.text.clean import clean

ROWS = rows("text/boilerplate.tsv")
WHOLE = [row for row in ROWS if row[0] in ("line", "stamp", "section")]
ENDS = [row for row in ROWS if row[0] in ("dateline", "place", "date", "head", "tail")]

NEWS = {
    "en": "Shelling damaged the water plant on Monday.",
    "uk": "Обстріл пошкодив водогін у понеділок.",
    "ru": "Обстрел повредил водопровод в понедельник.",
    "zh": "供水设施周一在炮击中受损。",
}


def kept(text: str) -> list[str]:
    """Return the blocks of `text` that `body` lets through."""
    cleaned = clean(text)
    return [span.of(cleaned.text) for span in body(cleaned)]


def test_every_row_names_a_kind_a_language_a_pattern_and_an_example() -> None:
    """A row of the table has four cells, of a known kind and language."""
    for row in ROWS:
        assert len(row) == 4, row
        assert row in WHOLE or row in ENDS, row
        assert row[1] in {"en", "uk", "ru", "zh", "any"}, row


def test_the_building_blocks_are_all_used() -> None:
    """Each block of the table of parts is named by a pattern or by another block."""
    parts = rows("text/boilerplate_parts.tsv")
    patterns = [pattern for _, pattern in parts] + [row[2] for row in ROWS]
    used = {name for pattern in patterns for name in re.findall(r"\{([a-z_]+)\}", pattern)}
    assert used == {name for name, _ in parts}


@pytest.mark.parametrize("example", [row[3] for row in WHOLE])
def test_a_line_of_the_table_is_left_out(example: str) -> None:
    """The example of a row for whole lines goes, and the news around it stays."""
    assert kept(f"{NEWS['en']}\n\n{example}\n\n{NEWS['uk']}") == [NEWS["en"], NEWS["uk"]]


@pytest.mark.parametrize("example", [row[3] for row in ENDS])
def test_an_end_of_the_table_is_cut_off(example: str) -> None:
    """The example of a row for the ends of lines loses that end and keeps its news."""
    (block,) = kept(example)
    assert block != example
    assert block in example
    assert block[-1] in ".。"


@pytest.mark.parametrize(
    ("glued", "language"),
    [
        ("КИЇВ, 26 квітня (Агенція) — {}", "uk"),
        ("Київ. 26 квітня. УНІАН – {}", "uk"),
        ("КИЇВ, 26 квіт. /Приклад/. {}", "uk"),
        ("Укрінформ. {}", "uk"),
        ("МОСКВА, 3 авг - Агентство. {}", "ru"),
        ("МОСКВА, 3 августа. /ТАСС/. {}", "ru"),
        ("Киев. 3 августа 2023 года. ИНТЕРФАКС-УКРАИНА - {}", "ru"),
        ("KYIV, April 26 (Reuters) - {}", "en"),
        ("LVIV, Aug 3 (Other Wire) — {}", "en"),
        ("KYIV, Ukraine (AP) — {}", "en"),
        ("KYIV, Ukraine, April 26, 2023 (AFP) – {}", "en"),
        ("WASHINGTON (AFP) -- {}", "en"),
        ("NEW YORK, Aug 3 (Example News Agency) -- {}", "en"),
        ("LONDON/KYIV, April 26 (Reuters) - {}", "en"),
        ("April 26 (Reuters) - {}", "en"),
        ("(CNN) {}", "en"),
        ("Kyiv, Ukraine — {}", "en"),
        ("{} —Reuters", "en"),
        ("【示例网报道 记者 王示例】{}", "zh"),
        ("3 серпня, КИЇВ – {}", "uk"),
        ("Київ, 3 серпня (Укрінформ). {}", "uk"),
        ("中央社基輔3日綜合外電報導，{}", "zh"),
        ("{}（編輯：王小明）1120803", "zh"),
        ("{}（新华社）", "zh"),
        ("UPDATE 2-KYIV, April 26 (Reuters) - {}", "en"),
        ("date 2023-04-27 {}", "en"),
        ("date 2023-04-27{}", "en"),
        ("2023-04-27 KYIV, April 26 (Reuters) - {}", "en"),
        ("(Reuters) - {}", "en"),
        ("(新华社北京4月26日电){}", "zh"),
        ("新华社基辅8月3日电 {}", "zh"),
        ("新华社基辅8月3日电（记者王示例）{}", "zh"),
        ("中央社台北3日電 {}", "zh"),
        ("（中央社記者王小明台北3日電）{}", "zh"),
        ("中新网4月26日电 {}", "zh"),
        ("本报讯 {}", "zh"),
        ("【示例网综合报道】{}", "zh"),
        ("路透社基辅8月3日電：{}", "zh"),
        ("{} (Reuters)", "en"),
        ("{} (With inputs from agencies)", "en"),
        ("{} Reporting by Anna Sample in Kyiv; editing by Borys Example", "en"),
        ("{} © 2023 Example Wire", "en"),
        ("{} Фото: Агенція", "uk"),
        ("{} Читайте також: Ціни на хліб зросли", "uk"),
        ("{} Все права защищены.", "ru"),
        ("{}（记者 王示例）", "zh"),
        ("{}（完）", "zh"),
        ("RPT-UPDATE 2-{}", "en"),
        ("(Recasts, adds quotes from the mayor) {}", "en"),
        ("(3rd LD) KYIV, May 3 (Yonhap) -- {}", "en"),
        ("MOSCOW, May 3. /TASS/. {}", "en"),
        ("KYIV -- (AP) {}", "en"),
        ("Kyiv [Ukraine], May 3 (ANI): {}", "en"),
        ("{} /AFP", "en"),
        ("{} Enditem", "en"),
        ("Блискавка! {}", "uk"),
        ("ОНОВЛЕНО 10:32. {}", "uk"),
        ("(Доповнено: коментар міського голови) {}", "uk"),
        ("КИЇВ. УНН. {}", "uk"),
        ("КИЇВ, 3 тра - РБК-Україна. {}", "uk"),
        ("{} /Укрінформ/", "uk"),
        ("{} Укрінформ.", "uk"),
        ("Молния! {}", "ru"),
        ("ПОВТОР - {}", "ru"),
        ("(Добавлены подробности, комментарий мэра) {}", "ru"),
        ("新华社快讯：{}", "zh"),
        ("突发！{}", "zh"),
        ("（二次更新）{}", "zh"),
        ("（更新：增加市长讲话）{}", "zh"),
        ("（国际）{}", "zh"),
        ("据新华社基辅8月3日电 {}", "zh"),
        ("路透基辅8月3日电 - {}", "zh"),
        ("［記者王小明／綜合報導］{}", "zh"),
        ("〔中央社〕{}", "zh"),
    ],
)
def test_what_is_glued_to_the_news_is_cut_off(glued: str, language: str) -> None:
    """Datelines, stamps and credits go from the ends of a paragraph, and nothing else does."""
    assert kept(glued.format(NEWS[language])) == [NEWS[language]]


@pytest.mark.parametrize(
    "line",
    [
        "###",
        "* * *",
        "— — —",
        "2023-04-27",
        "10:32",
        "By Anna Sample",
        "By ANNA SAMPLE and BORYS EXAMPLE, Associated Press",
        "By A. Writer | Example Wire",
        "By Anna Sample, April 26, 2023",
        "Автори: Олена Приклад, Іван Зразок",
        "记者 王示例 李示例 北京报道",
        "作者：王示例",
        "（记者：王示例 编辑：李示例）",
        "(责任编辑：王示例)",
        "責任編輯：王示例",
        "Reporting by A. Writer, B. Writer and C. Writer; Editing by D. Editor",
        "Additional reporting by Anna Sample in Lviv, writing by Borys Example",
        "Photo: X/AP",
        "Photo by Anna Sample/Getty Images",
        "FILE PHOTO: Smoke rises over the town, April 26, 2023. REUTERS/Anna Sample",
        "Residents queue for water. Anna Sample/AFP via Getty Images",
        "(Getty Images)",
        "Фото — Агенція",
        "Фото: Агентство / А. Пример",
        "Ілюстративне фото: Агенція",
        "图：示例社",
        "图片来源：示例社",
        "▲图为受损的供水设施。",
        "Read more: Bread prices rise in June",
        "Related: Bread prices rise",
        "Дивіться також: Ціни на хліб зросли",
        "Читать далее",
        "延伸閱讀：麵包漲價",
        "Subscribe",
        "Sign up for our daily newsletter here.",
        "Follow us on Facebook and X",
        "Підпишіться на наш Telegram-канал, щоб не пропустити новини",
        "Подпишитесь на наш Telegram",
        "扫描二维码关注我们",
        "關注我們的頻道",
        "Share this",
        "Share on Facebook",
        "Facebook Twitter WhatsApp",
        "Поділитися у Facebook",
        "分享到：",
        "ADVERTISEMENT",
        "РЕКЛАМА",
        "廣告",
        "(With inputs from agencies)",
        "With files from the Example Wire",
        "© 2023 Example Wire. All rights reserved.",
        "Copyright 2023 Example Wire",
        "© Агенція, 2023. Усі права захищено.",
        "版权所有",
        "Published 10:32, 26 April 2023",
        "Updated: April 26, 2023 at 10:32 a.m. EDT",
        "Last updated on 26 April 2023",
        "Опубліковано: 26.04.2023, 10:32",
        "26 апреля 2023, 10:32",
        "发布时间：2023-04-26 10:32",
        "2023年4月26日 10:32",
        "We use cookies to give you the best experience. Read our policy.",
        "Accept all cookies",
        "12 Comments",
        "Залишити коментар",
        "#Ukraine #war",
        "@examplewire",
        "Follow @examplewire on X",
        "https://example.org/news/1",
        "Категория:Примеры",
        "{{example|2023}}",
        "[[Category:Examples]]",
        "██ Held by the army",
        "Топ новин",
        "(Фото: пресс-служба)",
        "（本文来源：示例网）",
        "更多新闻请关注示例网",
        "BC-UKRAINE-DAM/URGENT",
        "^BC-Ukraine-Dam,1st Ld-Writethru,0450<",
        "AP-Ukraine-Dam, 2nd Ld-Writethru, 450",
        "UKRAINE-CRISIS/DAM (UPDATE 2)",
        "УКРАЇНА-ДАМБА/ТЕРМІНОВО",
        "Word count: 450",
        "a0423",
        "(This May 3 story has been refiled to fix a typo in the headline)",
        "(This story corrects the spelling of the town in paragraph 1.)",
        "Anna Sample, Reuters",
        "With reporting by Reuters and AP",
        "With information from the Example Wire and agencies",
        "Молния",
        "(Оновлено)",
        "Фото ілюстративне",
        "Наш канал у Telegram",
        "2023年8月3日10:32 来源：示例网",
        "-完-",
    ],
)
def test_lines_that_are_no_news_are_left_out(line: str) -> None:
    """Bylines, credits, captions, links, calls, notices and stamps go wherever they stand."""
    news = NEWS["en"]
    assert kept(line) == []
    assert kept(f"{line}\n\n{news}\n\n{line}\n\n{NEWS['ru']}\n{line}") == [news, NEWS["ru"]]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, troops had left the town.",
        "By Monday troops had left the town of Sample and Example.",
        "By the time Anna Sample arrived, the bridge was gone.",
        "Photo shows smoke over the harbour, the ministry said.",
        "Photos of the damage were published by the council on Monday.",
        "Video of the attack was verified by two experts.",
        "Image processing showed two new trenches.",
        "Subscribe or leave, the editors told their readers on Monday.",
        "Subscribers rose to 300,000 after the attack, the company said.",
        "Sign language interpreters joined the rescue teams.",
        "Share prices fell by 3 percent after the attack.",
        "Share of renewables in the grid fell to 12 percent.",
        "The U.N. copyright office said the archive had been saved.",
        "Copyright law will change in June, parliament decided.",
        "He told the agency (Reuters) reported that the bridge had been hit.",
        "The agency (Reuters) reported that the bridge had been hit.",
        "Reuters reported that the bridge had been hit.",
        "Reuters, citing two officials, said that the bridge had been hit.",
        "AP-led investigators counted 12 craters.",
        "Updated sanctions list names 12 people.",
        "Published figures show that 12 people were hurt.",
        "Updated at least 12 times, the list now names 300 people.",
        "Reporting by local media says that two people were hurt.",
        "Research by Example University shows that the river is clean.",
        "Editing by hand took the archivists three years.",
        "Follow the money, the prosecutor told the court.",
        "Join the army or leave, the recruits were told.",
        "Related attacks were reported in two other towns.",
        "Read the letter aloud, the judge told him.",
        "Comments by the minister drew protests.",
        "More than 12 people were hurt.",
        "Source of the fire was a drone, the police said.",
        "Advertisement of tobacco is banned from June.",
        "Cookies and tea were handed out at the border.",
        "The site uses 12 cameras to watch the river.",
        "NATO — the alliance of 32 states — will meet in June.",
        "Kyiv — the capital — was hit twice.",
        "Kyiv (the capital) was hit twice.",
        "U.S. officials said that the talks would go on.",
        "April 26 was the deadliest day of the month.",
        "On April 26, 2023, the bridge was hit.",
        "2023 was the deadliest year of the war.",
        "10 people were hurt.",
        "May 9 parade cancelled in three towns.",
        "May said in April that the talks had failed.",
        "(The minister later withdrew the remark.)",
        "The list of the dead names Anna Sample and Borys Example.",
        "We use drones, the commander said.",
        "Killed: 3",
        "Kharkiv region: two people were hurt.",
        "- 800 anti-aircraft systems;",
        "• Two bridges were hit.",
        "Correction of the front line took three days.",
        "The end of the war is not near.",
        "Київ — столиця України.",
        "КИЇВ — столиця України.",
        "Київ, 26 квітня: на площі загинули троє людей.",
        "26 квітня у Києві загинули троє людей.",
        "Читайте листи з фронту, сказав він.",
        "Читайте між рядками, закликав міністр.",
        "Фото з місця події оприлюднила поліція.",
        "Автор книги загинув на фронті.",
        "Автори звіту нарахували 12 обстрілів.",
        "За матеріалами справи, він передав карту.",
        "За матеріалами СБУ суд виніс вирок.",
        "Джерело повідомило про вибух.",
        "Детальніше про це міністр обіцяв розповісти завтра.",
        "Реклама тютюну заборонена з червня.",
        "Підписання угоди відклали до червня.",
        "Оновлено склад комісії, до неї увійшли 12 осіб.",
        "Укрінформ повідомив про вибух.",
        "США — союзник України.",
        "Редактор газеты заявил, что архив спасён.",
        "Источник сообщил о взрыве.",
        "По материалам дела, он передал карту.",
        "Фотографии разрушений опубликовала полиция.",
        "Читать письма запретили, сказал он.",
        "Москва — столица России.",
        "Подписка на газету подорожала на 3 процента.",
        "3 августа в Киеве прошла встреча.",
        "ТАСС сообщило о взрыве.",
        "记者周一在现场看到，供水设施受损。",
        "记者获悉，两人受伤。",
        "来源不明的无人机坠毁。",
        "图片显示，供水设施受损。",
        "新华社记者在现场看到，两人受伤。",
        "新华社报道说，两人受伤。",
        "新华社8月3日报道，两人受伤。",
        "据新华社消息，两人受伤。",
        "综合分析显示，损失很大。",
        "AP journalists saw two craters.",
        "Agencies of the U.N. left the town.",
        "— Two bridges were hit.",
        "This story has no end, the mayor said.",
        "美国国务院8月3日电报称，会谈将继续。",
        "分享情报的协议已经签署。",
        "广告牌在爆炸中倒塌。",
        "相关阅读材料已交给法庭。",
        "关注战争的人越来越多。",
        "更新后的名单有12人。",
        "4月26日，两人受伤。",
        "2023年，战争仍在继续。",
        "（他后来撤回了这一说法。）",
        "分享经验是会议的主题。",
        "The bridge fell - officials said. Reuters reported it.",
        "Information from captured soldiers suggests that 13 brigades were moved.",
        "Source: The fleet lost 3 ships near the bridge, an officer said.",
        "This report was published by the council on Monday and names 13 victims.",
        "Written by Borys Example, the plan named three targets.",
        "Three people were killed in the attack, the mayor said.",
        "In Brodivka, May 3 (Friday) began with an air alert.",
        "У Бродівці, 3 травня (п'ятниця) загинули двоє людей.",
        "В Бродовке, 3 мая (пятница) погибли двое.",
        "ГУР — Росія готує новий наступ.",
        "ГУР (Міноборони) — Росія готує новий наступ.",
        "США — Иран: переговоры возобновлены.",
        "NATO, Ukraine — Experts met in Kyiv on Friday.",
        "Джерело: у флоту залишилося 3 кораблі.",
        "Источник: у флота осталось 3 корабля.",
        "Підписатися під угодою відмовилися 13 країн.",
        "Подписаться под заявлением отказались 13 стран.",
        "Наш канал зв'язку перервано, сказав командир.",
        "俄罗斯国防部官网消息，三架无人机被击落。",
        "乌克兰国防部官网消息：三架无人机被击落。",
        "（据俄方报道）两人失踪。",
        "国家电网5月3日电厂遭袭后停止供电。",
        "两人失踪。（完全证实）",
    ],
)
def test_news_that_looks_like_boilerplate_stays(line: str) -> None:
    """A sentence that begins with a place, a date, "By", "Photo" or the like is kept whole."""
    assert kept(f"{line}\n\n{NEWS['en']}") == [line, NEWS["en"]]


@pytest.mark.parametrize(
    ("heading", "links"),
    [
        ("Most read", ["Five castles to see", "Best soups of the year"]),
        ("Read more:", ["- Bread prices rise"]),
        ("Читайте також:", ["Ціни на хліб зросли", "Міст відкрили"]),
        ("Читать также", ["Цены на хлеб выросли"]),
        ("相关阅读", ["面包价格上涨", "新桥通车"]),
    ],
)
def test_a_heading_of_links_takes_its_links_along(heading: str, links: list[str]) -> None:
    """Lines without a final mark go with the heading above them; the next sentence stays."""
    text = "\n".join([NEWS["en"], heading, *links, NEWS["zh"]])
    assert kept(text) == [NEWS["en"], NEWS["zh"]]


@pytest.mark.parametrize(
    "line",
    [
        "ODESA — Two people were hurt in the port.",
        "Одеса, 3 травня — У порту поранено двох людей.",
        "ХЕРСОН (порт) — Двое получили ранения.",
        "据塔斯社电，两人失踪。",
        "【示例网报道】两人失踪。",
        "2024-05-03 Two people were hurt in the port.",
    ],
)
def test_a_place_or_date_within_the_story_is_news(line: str) -> None:
    """What may be a dateline is one only before the first sentence."""
    assert kept(f"{NEWS['en']}\n{line}") == [NEWS["en"], line]
    assert kept(f"A headline\n{line}")[1] != line


@pytest.mark.parametrize(
    "lines",
    [
        ["KYIV — Two were hurt.", "SUMY — Three were hurt.", "ODESA — Nobody was hurt."],
        ["Київ, 3 травня — Поранено двох.", "Суми, 3 травня — Поранено трьох."],
        ["ХАРЬКОВ (область) — Ранены двое.", "СУМЫ (город) — Ранены трое."],
        ["2024-05-03 Two bridges were hit.", "2024-05-04 Three trains were stopped."],
        ["2024-05-03 两座桥梁被击中。", "2024-05-04 三列火车停运。"],
        ["3 May 2024", "Two bridges were hit.", "4 May 2024", "Three trains were stopped."],
        ["10:30", "Two bridges were hit.", "10:45", "Three trains were stopped."],
        ["2024年5月3日", "两座桥梁被击中。", "2024年5月4日", "三列火车停运。"],
    ],
)
def test_places_and_dates_of_a_list_are_kept(lines: list[str]) -> None:
    """Where several lines begin with a place or a date, or stand below one, they are news."""
    assert kept("\n".join(lines)) == lines
    assert kept("\n\n".join(["A headline", *lines]))[1:] == lines


def test_the_dates_of_a_page_are_no_chronicle() -> None:
    """Several stamps above the first sentence, or one after it, tell when it was published."""
    above = "26 April 2023\nA headline\nBy Anna Sample\n10:32"
    assert kept(f"{above}\n{NEWS['en']}") == ["A headline", NEWS["en"]]
    assert kept(f"{NEWS['en']}\n27 April 2023\n{NEWS['uk']}") == [NEWS["en"], NEWS["uk"]]


@pytest.mark.parametrize(
    "lines",
    [
        ["Killed", "3", "Wounded", "1,361 (+14)"],
        ["- Killed", "- 3"],
        ["Killed | Wounded", "3 | 14", "30 | 5"],
        ["Загиблі", "3", "Поранені", "14"],
        ["死亡", "3", "受伤", "14"],
    ],
)
def test_figures_below_their_label_are_kept(lines: list[str]) -> None:
    """The cells of a table, a line each or a row a line, are news; a lone number is not."""
    assert kept("\n".join([NEWS["en"], *lines])) == [NEWS["en"], *lines]
    assert kept(f"{NEWS['en']}\n12\n{NEWS['uk']}\nShare\n128") == [NEWS["en"], NEWS["uk"]]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("UPDATE 2-Shelling hits a dam", "Shelling hits a dam"),
        ("RPT-UPDATE 1-Shelling hits a dam", "Shelling hits a dam"),
        ("ТЕРМІНОВО: Обстріл дамби", "Обстріл дамби"),
        ("Молния! Обстрел плотины", "Обстрел плотины"),
        ("快讯：大坝遭炮击", "大坝遭炮击"),
        ("Kyiv: two hurt", "Kyiv: two hurt"),
        ("", ""),
    ],
)
def test_a_headline_has_no_wire_header(title: str, told: str) -> None:
    """Another version of a story, under the same headline, has the same headline."""
    assert headline(clean(title)) == told


def test_a_headline_is_kept_as_a_block_of_its_own() -> None:
    """A first line without a final mark stands beside the lead, not in it."""
    text = f"Water plant hit\nBy Anna Sample\nKYIV, April 26 (Reuters) - {NEWS['en']}"
    assert kept(text) == ["Water plant hit", NEWS["en"]]


def test_a_page_without_an_article_leaves_nothing() -> None:
    """Where every line is boilerplate the answer is empty, not an error."""
    assert body(clean("Advertisement\n\nShare this\n\n© 2023 Example Wire")) == ()
    assert body(clean("")) == ()


def test_spans_are_of_the_cleaned_text() -> None:
    """A span cuts the block out of `cleaned.text`, whatever was removed from the submission."""
    cleaned = clean("\ufeffBy  Anna Sample\r\n\r\nKYIV,\u00a0April 26 (AP) — Wa\u00adter is back.")
    (span,) = body(cleaned)
    assert span.of(cleaned.text) == "Water is back."


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "(" * 200_000,
        "A. A, " * 33_000,
        "KYIV, " * 33_000,
        ("By " + "A. A, " * 60 + "!\n") * 100,
        ("Reporting by " + "A. A, " * 60 + "!\n") * 100,
        ("a.m. " * 70 + "!\n") * 100,
        "x." + "(AP)." * 40_000,
        "BREAKING: " * 2_000,
    ],
    ids=["word", "brackets", "names", "places", "byline", "credits", "stamp", "tails", "heads"],
)
def test_hostile_text_comes_to_an_end(text: str) -> None:
    """No text makes the patterns search for ever (a slow one would hang this test)."""
    assert isinstance(body(clean(text)), tuple)
