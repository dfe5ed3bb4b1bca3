"""Answers over the real model: the seed story, and a small one written for this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.errors import SnapshotError, UsageError
from index.ingest.build import build
from index.model import Document, Hit, Passage, Question
from index.query.evidence import answer
from index.query.reader import Reading, WordReader
from index.store.snapshot import Snapshot, Stories
from tests.stories import built

AGROUND = "The ferry Aurora ran aground near Skagen on Sunday"
TEXTS = {
    "2020-03-01 Ferry.txt": f"{AGROUND}. Nobody was hurt, the coast guard said.",
    "2020-03-02 Ferry again.txt": f"{AGROUND}, and its captain was questioned.\n\n"
    "The captain said the radar had failed. Was it the radar that failed?",
    "2020-03-09 Copy.txt": f"A reprint.\n\n{AGROUND}. Nobody was hurt, the coast guard said. It was late.",
    "Undated.txt": "The bakery on Main Street sells rye bread and nothing else.",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    return built(tmp_path_factory.mktemp("small"), TEXTS, embedder)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, seeds: Path) -> Snapshot:
    stories = Stories(tmp_path_factory.mktemp("seed"))
    build(stories, "seeds", [seeds], embedder)
    return stories.current("seeds")


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("When did Milley call Li?", "October 30, 2020"),
        ("Who wrote Peril?", "Bob Woodward and Robert Costa"),
        ("What did Zhao Lijian say?", "Zhao Lijian stated on Thursday"),
        (
            "Who is the chairman of the Joint Chiefs of Staff?",
            "Milley, the chairman of the Joint Chiefs of Staff",
        ),
    ],
)
def test_seed_questions_are_answered(seed: Snapshot, embedder: Embedder, question: str, held: str) -> None:
    found = answer(seed, embedder, Question(question))
    assert found.answered
    assert held in found.quotes[0].read(seed)
    assert found.quotes[0].citation.published == date(2021, 9, 17)
    assert found.quotes[0].citation.title.startswith("China avoids")
    assert not found.nearest


@pytest.mark.parametrize(
    "question", ["What is the capital of France?", "How did the Navy respond?", "Wie ist das Wetter?"]
)
def test_what_the_seed_does_not_say_is_declined(seed: Snapshot, embedder: Embedder, question: str) -> None:
    found = answer(seed, embedder, Question(question))
    assert not found.answered
    assert found.quotes == ()
    assert found.nearest
    assert found.confidence < 0.1


def test_question_in_another_language_is_told_apart(seed: Snapshot, embedder: Embedder) -> None:
    foreign = (
        "Wie ist das Wetter?",
        "Qui a écrit le livre ?",
        "Quando foi publicado o livro?",
        "誰が本を書きましたか",
    )
    english = ("What is the capital of France?", "How did the Navy respond?", "Peril?", "Who sank the ferry?")
    assert [answer(seed, embedder, Question(text)).foreign for text in foreign] == [True] * 4
    assert [answer(seed, embedder, Question(text)).foreign for text in english] == [False] * 4


def test_notice_at_the_end_of_the_seed_is_never_quoted(seed: Snapshot, embedder: Embedder) -> None:
    found = answer(seed, embedder, Question("Is this a condensed version of the information?"), top=10)
    assert not any("condensed version" in quote.read(seed) for quote in found.quotes + found.nearest)


def test_same_words_elsewhere_become_a_further_citation(small: Snapshot, embedder: Embedder) -> None:
    found = answer(small, embedder, Question("Where did the ferry Aurora run aground?"))
    assert "near Skagen" in found.quotes[0].read(small)
    (reprinted,) = (quote for quote in found.quotes if quote.read(small) == f"{AGROUND}.")
    documents = [reprinted.citation.document, *(citation.document for citation in reprinted.also)]
    assert len(documents) == 2
    assert len(documents) == len(set(documents))


def test_several_documents_are_quoted_where_one_would_fill_the_answer(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> None:
    texts = {
        "dam.txt": "The dam on the Asha was praised by Veland. The dam gives power, Veland said. "
        "The dam makes Veland rich. Veland will keep the dam.",
        "rice.txt": "Farmers fear for rice. Corrin said the dam takes its water.",
        "fish.txt": "Fishermen on the Asha said that the dam stops the salmon.",
    }
    story = built(tmp_path_factory.mktemp("dam"), texts, embedder)
    found = answer(story, embedder, Question("What did each side say about the dam?"), threshold=0)
    assert len({quote.span.document for quote in found.quotes}) == 3


def test_quotes_are_whole_sentences_and_highlights_are_words_of_the_question(
    small: Snapshot, embedder: Embedder
) -> None:
    found = answer(small, embedder, Question("What did the captain say about the radar?"))
    quote = found.quotes[0]
    assert quote.read(small).startswith("The captain said the radar had failed.")
    text = small.text(quote.span.document)
    assert {text[start:end].lower() for start, end in quote.highlights} <= {"captain", "radar"}


def test_bounds_are_kept_and_undated_documents_left_out(small: Snapshot, embedder: Embedder) -> None:
    early = answer(
        small, embedder, Question("Where did the ferry run aground?", as_of=date(2020, 3, 1)), threshold=0
    )
    assert {quote.citation.published for quote in early.quotes} == {date(2020, 3, 1)}
    assert all(not quote.also for quote in early.quotes)
    late = answer(
        small, embedder, Question("ferry Aurora", since=date(2020, 3, 2), until=date(2020, 3, 5)), threshold=0
    )
    assert {quote.citation.published for quote in late.quotes} == {date(2020, 3, 2)}
    bread = Question("What does the bakery on Main Street sell?")
    assert "rye bread" in answer(small, embedder, bread).quotes[0].read(small)
    assert not answer(small, embedder, replace(bread, since=date(1900, 1, 1))).answered
    nothing = answer(small, embedder, Question("ferry", until=date(1999, 1, 1)))
    assert (nothing.answered, nothing.nearest, nothing.hits) == (False, (), ())


def test_answers_are_the_same_every_time(small: Snapshot, embedder: Embedder) -> None:
    question = Question("Who was questioned about the ferry?")
    assert answer(small, embedder, question) == answer(small, embedder, question)


def test_threshold_moves_the_line(seed: Snapshot, embedder: Embedder) -> None:
    question = Question("What did Zhao Lijian say?")
    assert not answer(seed, embedder, question, threshold=1.0).answered
    assert answer(seed, embedder, Question("What is the capital of France?"), threshold=0.0).answered


def test_question_too_awkward_to_mean_anything_is_declined(seed: Snapshot, embedder: Embedder) -> None:
    for text in ("???", "\0", "\u202e", "🙂", "AND OR NOT", '"unclosed (', "a" * 1999):
        assert not answer(seed, embedder, Question(text)).answered
    with pytest.raises(UsageError):
        answer(seed, embedder, Question(""))


def test_snapshot_of_another_model_refuses(seed: Snapshot, hashing: Embedder) -> None:
    with pytest.raises(SnapshotError, match="was indexed with the model footnote-minilm"):
        answer(seed, hashing, Question("Who?"))


@pytest.mark.parametrize("reach", [0.0, 0.05, 0.3, 9.0])
def test_quotes_within_reach_of_the_first_lead(small: Snapshot, embedder: Embedder, reach: float) -> None:
    class Reaching(WordReader):
        pass

    Reaching.reach = reach
    question = Question("When did the ferry Aurora run aground?")
    found = answer(small, embedder, question, make_reader=Reaching)
    assert len(found.quotes) == 3
    below = [found.quotes[0].score - quote.score for quote in found.quotes]
    assert found.leading is not None
    assert all(one <= reach for one in below[: found.leading])
    assert found.leading == 3 or below[found.leading] > reach


def test_another_reader_takes_over(seed: Snapshot, embedder: Embedder) -> None:
    class LastSentence:
        name = "last"
        threshold = 0.0
        reach = 1.0
        orders_passages = True

        def read(
            self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
        ) -> list[Reading]:
            assert question
            assert not context
            return [
                Reading((*[0.0] * (len(passage.sentences) - 1), 9.0), (passage.sentences[-1],))
                for _, passage in passages
            ]

        def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
            return 1.0 if hits and readings and passages else 0.0

    found = answer(
        seed, embedder, Question("Who wrote Peril?"), make_reader=lambda _: LastSentence(), threshold=0
    )
    lasts = {passage.sentences[-1] for passage in seed.catalog.passages(range(seed.manifest.passages))}
    assert {(quote.span.start, quote.span.end) for quote in found.quotes} <= lasts
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert all(hit.score > 8 for hit in found.hits)
    assert all(quote.highlights == ((quote.span.start, quote.span.end),) for quote in found.quotes)


def test_who_says_it_is_quoted_with_it(tmp_path: Path, embedder: Embedder) -> None:
    said = 'Then Maud spoke: "Let it be cracked. A whole bell would lie about the swords in it."'
    bell = built(
        tmp_path, {"bell.txt": f"The bell hung in the mill for years. {said} Nobody answered."}, embedder
    )
    found = answer(bell, embedder, Question("What would a whole bell lie about?"))
    assert found.quotes[0].read(bell) == said


def test_rows_above_the_answer_are_quoted_and_not_highlighted(tmp_path: Path, embedder: Embedder) -> None:
    rows = ["Ship,Home,Master", "Stella,Wenlow,Ole Brandt", "Vega,Skerry,Piet Haan"]
    ships = built(tmp_path, {"ships.csv": "\n".join(rows)}, embedder)
    quote = answer(ships, embedder, Question("Who was the master of the Vega?"), threshold=0).quotes[0]
    assert quote.read(ships).startswith("Ship\tHome\tMaster")
    text = ships.text(quote.span.document)
    assert [text[start:end] for start, end in quote.highlights] == ["Vega"]


def test_the_date_over_an_entry_is_quoted_with_the_entry(tmp_path: Path, embedder: Embedder) -> None:
    diary = built(
        tmp_path,
        {
            "diary.txt": "Diary of Captain Berg\n\n3 January 1912\n\nIce all around us. Karl is ill.\n\n"
            "4 January 1912\n\nKarl died in the night. The mate read a prayer."
        },
        embedder,
    )
    shown = [
        quote.read(diary) for quote in answer(diary, embedder, Question("What was on 4 January 1912?")).quotes
    ]
    assert "4 January 1912\n\nKarl died in the night." in shown
    assert "4 January 1912" not in shown
