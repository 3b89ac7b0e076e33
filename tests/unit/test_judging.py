"""What is served of a summariser's hypotheses."""

from __future__ import annotations

import pytest

from summarizer.domain import Article, Flag, Summary, SummarySentence
from summarizer.errors import Unfaithful
from summarizer.judging import chosen, refuse_unverified
from summarizer.text.article import read
from tests.serving import JUDGE

ARTICLE = read(
    "The council of Brindle met on Monday. It heard that the bridge will open in May. The mayor, "
    "Ada Finch, said that work goes on. Buses will run again in June.",
    "en",
)
GOOD = "The council met on Monday."
# A model that found no end.
ENDLESS = "The bridge will open in May in May in May in May in May."
LOOPING = "Buses will run will run will run will run again in June."


def summary(*sentences: SummarySentence, score: float = 0.0) -> Summary:
    """Return a short summary of the article."""
    return Summary("short", "en", "written@1", sentences, 4, score)


def written(text: str, *sources: int) -> SummarySentence:
    """Return a sentence that a model wrote from these of the article."""
    return SummarySentence(text, sources, verbatim=False)


def test_the_first_hypothesis_without_an_error_is_taken() -> None:
    """Though another is likelier."""
    faulty, good = summary(written(ENDLESS, 1), score=-1), summary(written(GOOD, 0), score=-2)
    taken = chosen(
        [faulty, good, summary(written("Work goes on.", 2))], ARTICLE, JUDGE, repairs=True
    )
    assert taken == good
    assert all(sentence.verified for sentence in taken.sentences)


def test_a_faulty_sentence_is_replaced_by_its_source() -> None:
    """Word for word, with a note of what it stands for; the others stay as they were written."""
    taken = chosen(
        [summary(written(GOOD, 0), written(LOOPING, 2, 3))], ARTICLE, JUDGE, repairs=True
    )
    assert taken.text == "The council met on Monday. Buses will run again in June."
    kept, replaced = taken.sentences
    assert (kept.verbatim, replaced.verbatim, replaced.sources) == (False, True, (3,))
    (note,) = replaced.flags
    assert (note.check, note.severity, note.output) == ("repetition", "note", LOOPING)
    assert replaced.verified


def test_a_source_that_cannot_be_read_alone_brings_the_one_before_it() -> None:
    """It is the council that heard, and the summary has to say so."""
    taken = chosen([summary(written(ENDLESS, 1))], ARTICLE, JUDGE, repairs=True)
    assert [sentence.sources for sentence in taken.sentences] == [(0,), (1,)]
    assert taken.text.startswith("The council of Brindle met on Monday. It heard")


def test_a_source_that_can_be_read_alone_is_preferred() -> None:
    """Of several that bear the sentence."""
    taken = chosen([summary(written(ENDLESS, 1, 2))], ARTICLE, JUDGE, repairs=True)
    assert [sentence.sources for sentence in taken.sentences] == [(2,)]


def test_a_source_is_not_said_twice() -> None:
    """Two faulty sentences from one source become one."""
    taken = chosen(
        [summary(written(LOOPING, 3), written(LOOPING, 3))], ARTICLE, JUDGE, repairs=True
    )
    assert taken.text == "Buses will run again in June."


def test_the_hypothesis_with_the_fewest_faulty_sentences_is_mended() -> None:
    """And none that is worse."""
    worse = summary(written(ENDLESS, 1), written(LOOPING, 3))
    better = summary(written(GOOD, 0), written(LOOPING, 3))
    assert chosen([worse, better], ARTICLE, JUDGE, repairs=True).sentences[0].text == GOOD


def test_where_nothing_is_to_be_repaired_the_sentence_is_served_flagged() -> None:
    """As it was written."""
    taken = chosen([summary(written(ENDLESS, 1))], ARTICLE, JUDGE, repairs=False)
    (sentence,) = taken.sentences
    assert (sentence.text, sentence.verified) == (ENDLESS, False)
    assert {flag.check for flag in sentence.flags} == {"repetition"}


class Inference:
    """Says of every sentence that it follows from its sources, with this probability."""

    revision = "1"

    def __init__(self, probability: float) -> None:
        self._probability = probability
        self.asked: list[tuple[str, str]] = []

    def probability(self, premise: str, conclusion: str) -> float:
        self.asked.append((premise, conclusion))
        return self._probability


# It says a word twice, for which there is a warning.
DOUBTFUL = "Buses will run again again in June."


@pytest.mark.parametrize(("probability", "severity"), [(0.95, "note"), (0.5, "warning")])
def test_a_warning_becomes_a_note_where_a_model_infers_the_sentence(
    probability: float, severity: str
) -> None:
    """Which then is verified; the model is asked about the sources of that sentence alone."""
    inference = Inference(probability)
    told = summary(written(GOOD, 0), written(DOUBTFUL, 3))
    taken = chosen([told], ARTICLE, JUDGE, repairs=True, entailment=inference)
    (flag,) = taken.sentences[1].flags
    assert flag.severity == severity
    assert taken.sentences[1].verified is (severity == "note")
    assert inference.asked == [(ARTICLE.sentences[3].text, DOUBTFUL)]


def test_no_model_clears_an_error() -> None:
    """It is not even asked."""
    inference = Inference(1.0)
    taken = chosen(
        [summary(written(LOOPING, 3))], ARTICLE, JUDGE, repairs=False, entailment=inference
    )
    assert {flag.severity for flag in taken.sentences[0].flags} == {"error"}
    assert inference.asked == []


def test_the_articles_own_sentences_are_read_by_no_check() -> None:
    """Whatever they say."""
    odd: Article = read(ENDLESS + " " + GOOD, "en")
    sentence = SummarySentence(ENDLESS, (0,), verbatim=True)
    assert chosen([summary(sentence)], odd, JUDGE, repairs=True).sentences == (sentence,)


def test_a_strict_request_is_refused_with_what_failed() -> None:
    """By length, language and sentence; a note is no failure."""
    doubt = Flag("numbers", "warning", "says 7 where the source has 8", "7", "8")
    note = Flag("names", "note", "a Latin name", "Brindle", "")
    flagged = SummarySentence("Seven.", (0,), verbatim=False, flags=(note, doubt))
    noted = SummarySentence("Eight.", (0,), verbatim=False, flags=(note,))
    refuse_unverified({"short": {"en": summary(noted)}})
    with pytest.raises(Unfaithful) as refused:
        refuse_unverified({"short": {"en": summary(noted, flagged)}})
    assert refused.value.failed == (
        "the short summary in en, sentence 2: numbers: says 7 where the source has 8: 7",
    )
