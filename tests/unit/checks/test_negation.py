"""What is denied on one side only: summarizer.checks.negation."""

from __future__ import annotations

import pytest

from summarizer.checks.negation import check
from summarizer.domain import Claim, Pair
from summarizer.languages import LANGUAGES, primary
from summarizer.tables import rows

FAITHFUL = {
    "en": [
        "The army did not leave the city.",
        "Nobody was hurt in the fire.",
        "They walked home without a word.",
        "The road is not only long but steep.",
        "At least ten shops are closed.",
        "The cause is unknown.",
        "The crew failed to reach the port.",
        "The station will not open until May.",
        "The minister denied the report.",
        "The bridge has been rebuilt.",
        "He asked whether the bridge was safe or not.",
    ],
    "uk": [
        "Армія не покинула міста.",
        "У пожежі ніхто не постраждав.",
        "Вони йшли додому без жодного слова.",
        "Дорога не лише довга, а й крута.",
        "Не менше ніж десять крамниць зачинено.",
        "Причина невідома.",
        "Екіпаж не зміг дістатися порту.",
        "Станція не відкриється до травня, поки не завершать ремонт.",
        "Міністр заперечив це повідомлення.",
        "Міст відбудували.",
        "Він запитав, чи безпечний міст, чи ні.",
    ],
    "ru": [
        "Армия не покинула город.",
        "При пожаре никто не пострадал.",
        "Они шли домой без единого слова.",
        "Дорога не только длинная, но и крутая.",
        "Не менее десяти магазинов закрыто.",
        "Причина неизвестна.",
        "Экипаж не смог добраться до порта.",
        "Станция не откроется до мая, пока не закончат ремонт.",
        "Министр опроверг это сообщение.",
        "Мост восстановили.",
        "Он спросил, безопасен ли мост или нет.",
    ],
    "zh-Hans": [
        "军队没有离开这座城市。",
        "火灾中没有人受伤。",
        "他们一言不发地走回家。",
        "这条路不仅长，而且陡。",
        "至少有十家商店关门。",
        "原因不明。",
        "船员未能到达港口。",
        "车站直到五月才会开放。",
        "部长否认了这一报道。",
        "这座桥已经重建。",
        "他问这座桥是否安全。",
    ],
    "zh-Hant": [
        "軍隊沒有離開這座城市。",
        "火災中沒有人受傷。",
        "他們一言不發地走回家。",
        "這條路不僅長，而且陡。",
        "至少有十家商店關門。",
        "原因不明。",
        "船員未能到達港口。",
        "車站直到五月才會開放。",
        "部長否認了這一報導。",
        "這座橋已經重建。",
        "他問這座橋是否安全。",
    ],
}
"""The same sentences in each language: each pair of a row says the same."""


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("source", LANGUAGES)
def test_what_is_denied_on_both_sides_passes(source: str, target: str) -> None:
    """Negators meet negators, or words that may stand for them, in every pair of languages."""
    found = [
        (said, flag.message)
        for wanted, said in zip(FAITHFUL[source], FAITHFUL[target], strict=True)
        for flag in check(Claim(said, wanted, Pair(source, target)))
    ]
    assert found == []


ASSERTED = {
    "en": "The army left the city.",
    "uk": "Армія покинула місто.",
    "ru": "Армия покинула город.",
    "zh-Hans": "军队已经离开这座城市。",
    "zh-Hant": "軍隊已經離開這座城市。",
}


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("source", LANGUAGES)
def test_a_negation_on_one_side_is_an_error(source: str, target: str) -> None:
    """Both when it was lost and when it was made up, with the word that does it."""
    pair = Pair(source, target)
    (lost,) = check(Claim(ASSERTED[target], FAITHFUL[source][0], pair))
    assert (lost.check, lost.severity, lost.output) == ("negation", "error", "")
    assert lost.source in FAITHFUL[source][0]
    (added,) = check(Claim(FAITHFUL[target][0], ASSERTED[source], pair))
    assert (added.severity, added.source) == ("error", "")
    assert added.output in FAITHFUL[target][0]


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param(
            "The council flatly rejects the plan.", "Рада рішуче підтримує план.", Pair("en", "uk"),
            id="rejects",
        ),
        pytest.param("He refused to speak.", "他发表了讲话。", Pair("en", "zh-Hans"), id="refused"),
        pytest.param("Она отрицает вину.", "She admits her guilt.", Pair("ru", "en"), id="deny"),
        pytest.param("They failed to land.", "Экипаж сел там.", Pair("en", "ru"), id="failed-to"),
        pytest.param("他无法入睡。", "He fell asleep.", Pair("zh-Hans", "en"), id="unable"),
        pytest.param("They left with no guide.", "Вони пішли з гідом.", Pair("en", "uk"), id="no"),
    ],
)  # fmt: skip
def test_a_denial_is_not_turned_round(source: str, output: str, pair: Pair) -> None:
    """To reject, to refuse, to deny and to fail are lost where the output has no such word."""
    assert [flag.severity for flag in check(Claim(output, source, pair))] == ["error"]


def test_of_two_negations_one_may_not_be_lost() -> None:
    """Where both sides deny something, but not as often, it is told, and mostly means nothing."""
    source = "The road is not open and the bridge is not safe."
    (flag,) = check(Claim("Дорога не открыта, а мост надёжен.", source, Pair("en", "ru")))
    assert flag.severity == "note"


def test_what_both_sides_have_alike_accounts_for_no_negator() -> None:
    """A ban is a ban on both sides, so the negator beside it came out of nothing."""
    source = "The law bans fires and the town is safe."
    right = "Закон запрещает костры, и в городе безопасно."
    wrong = "Закон запрещает костры, и в городе не безопасно."
    assert list(check(Claim(right, source, Pair("en", "ru")))) == []
    assert [flag.severity for flag in check(Claim(wrong, source, Pair("en", "ru")))] == ["error"]


@pytest.mark.parametrize(
    ("output", "severities"),
    [("The road is not open.", ["error"]), ("The road is open.", []), ("Two shops burnt.", [])],
)
def test_a_summary_may_leave_out_and_not_make_up(output: str, severities: list[str]) -> None:
    """Only a negation that the article has nowhere is an error."""
    article = ("The road is open.", "Two shops burnt down.")
    claim = Claim(output, article[0], Pair("en", "en"), article)
    assert [flag.severity for flag in check(claim)] == severities
    elsewhere = (*article, "The bridge is not open.")
    claim = Claim(output, article[0], Pair("en", "en"), elsewhere)
    assert [flag.severity for flag in check(claim)] == ["warning" for _ in severities]


def test_every_language_has_its_negators() -> None:
    """Each has negators, denials, words inside others, and looks-alike."""
    kinds = {(language, kind) for language, kind, _ in rows("checks/negators.tsv")}
    for language in map(primary, LANGUAGES):
        for kind in ("none", "explicit", "denial", "negated", "fail"):
            assert (language, kind) in kinds
