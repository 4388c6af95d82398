"""Transcripts are prepared once, numbered over the study, cut into segments; the cache forgets."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_language import PlainLanguage
from triangulate.problems import Problems
from triangulate.raw.model import Span, Transcript
from triangulate.raw.transcripts import read_transcript, turns_of
from triangulate.source import Source
from triangulate.text.names import Names
from triangulate.text.numbering import write_key
from triangulate.text.prepare import prepare, prepare_with_key

pytestmark = pytest.mark.fast

NAMES = Names.of(deny_list=["Quenby Fennimore"], organisations=[("Wessmoor Constabulary", "Force")])
FIRST = "Interviewer: Who's there?\nParticipant: Priya Nair, of Wessmoor. Ring 01632 960123. I asked Quenby."
SECOND = "Interviewer: And you?\nParticipant: Dave Pennifold. quenby fennimore told me, in Skelby.\n\nYes."


def transcript(document: str, text: str, format: str = "txt") -> Transcript:
    return Transcript(document, format, text, turns_of(text, format), "", Source(document))  # type: ignore[arg-type]


def without_space(parts: Iterable[str]) -> str:
    return "".join("".join(parts).split())


STUDY = [
    transcript("b.txt", FIRST),
    transcript("a.txt", SECOND),
    transcript("c.txt", "Dave Nair, in Skelby."),
]


def test_numbers_follow_documents_by_name_and_not_the_order_of_processing() -> None:
    made = {p.document: p.text for p in prepare(STUDY, NAMES, None, PlainLanguage())}
    assert made["a.txt"] == (
        "Interviewer: And you?\nParticipant: [Person 1]. [Person 2] told me, in [Place 1].\n\nYes."
    )
    assert made["b.txt"] == (
        "Interviewer: Who's there?\nParticipant: [Person 3], of [Force 1]. Ring [Phone]. I asked [Person 2]."
    )
    assert made["c.txt"] == "[Person 4], in [Place 1]."
    for seed in range(3):
        shuffled = random.Random(seed).sample(STUDY, len(STUDY))
        again = prepare(shuffled, NAMES, None, PlainLanguage())
        assert [p.document for p in again] == [t.document for t in shuffled]
        assert {p.document: p.text for p in again} == made


def test_a_kind_that_is_sure_in_one_document_is_the_kind_in_all() -> None:
    study = [
        transcript("a.txt", "We met in Corraleigh once."),
        transcript("b.txt", "I know Corraleigh Constabulary. Then Corraleigh again."),
        transcript("c.txt", "They sent Corraleigh Constabulary. Corraleigh Constabulary it was."),
    ]
    first, *_ = prepare(study, Names(), None, PlainLanguage())
    assert first.text == "We met in [Force 1] once."


def test_a_number_that_a_transcriber_used_is_passed_over() -> None:
    made = prepare(
        [transcript("a.txt", "[Person 1] met Quenby. [person 2] did not.")], NAMES, None, PlainLanguage()
    )
    assert made[0].text == "[Person 1] met [Person 3]. [person 2] did not."


def test_two_documents_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one document name"):
        prepare([STUDY[0], STUDY[0]], NAMES, None, PlainLanguage())


def test_the_key_says_what_each_bracket_stands_for_and_where(tmp_path: Path) -> None:
    preparation = prepare_with_key(STUDY, NAMES, None, PlainLanguage())
    write_key(tmp_path / "apart" / "key.csv", preparation.key)
    with (tmp_path / "apart" / "key.csv").open(encoding="utf-8", newline="") as handle:
        rows = [tuple(row.values()) for row in csv.DictReader(handle)]
    assert ("Person", "2", "Quenby", "b.txt") in rows
    assert ("Person", "2", "quenby fennimore", "a.txt") in rows
    assert ("Place", "1", "Skelby", "a.txt;c.txt") in rows
    assert ("Phone", "", "01632 960123", "b.txt") in rows
    assert len(rows) == len(set(rows)) == 8


def test_segments_are_the_sentences_of_turns_in_the_pseudonymised_text() -> None:
    made = prepare(STUDY, NAMES, None, PlainLanguage())[1]
    found = [
        (s.turn, s.sentence, s.speaker, s.role, made.text[s.start : s.end], s.line) for s in made.segments
    ]
    assert found == [
        (1, 1, "Interviewer", "interviewer", "And you?", 1),
        (2, 1, "Participant", "participant", "[Person 1].", 2),
        (2, 2, "Participant", "participant", "[Person 2] told me, in [Place 1].", 2),
        (2, 3, "Participant", "participant", "Yes.", 4),
    ]
    assert made.words == 9
    assert made.turns[0].span.of(made.text) == "And you?"


def test_sentences_that_a_redaction_joins_are_one_segment() -> None:
    # The stand-in ends a sentence at ``St.``; the name goes on.
    made = prepare([transcript("a.txt", "We sat in St. Mary. Then home.")], Names(), None, PlainLanguage())[0]
    assert [made.text[s.start : s.end] for s in made.segments] == ["We sat in [Place 1].", "Then home."]


def test_a_name_in_a_cues_label_is_published_as_a_bracket_and_times_are_kept() -> None:
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Interviewer>Hello?\n\n"
        "00:00:03.000 --> 00:01:30.000\n<v Quenby Fennimore>Hello. Yes.</v>\n"
    )
    made = prepare([transcript("a.vtt", text, "vtt")], NAMES, None, PlainLanguage())[0]
    assert made.text == text.replace("Quenby Fennimore", "[Person 1]")
    assert [s.speaker for s in made.segments] == ["Interviewer", "[Person 1]", "[Person 1]"]
    assert [s.time_start for s in made.segments] == [1.0, 3.0, 3.0]
    assert made.minutes == 1.5


def test_a_second_run_reads_nothing_and_gives_the_same(tmp_path: Path) -> None:
    first = prepare_with_key(STUDY, NAMES, tmp_path, PlainLanguage())
    nlp = PlainLanguage()
    second = prepare_with_key(STUDY, NAMES, tmp_path, nlp)
    assert nlp.texts == []
    assert second.key == first.key
    for one, other in zip(first.documents, second.documents, strict=True):
        assert replace(one, moves=other.moves) == other
        assert one.moves.edits == other.moves.edits


def test_one_changed_transcript_is_the_only_one_read(tmp_path: Path) -> None:
    prepare(STUDY, NAMES, tmp_path, PlainLanguage())
    nlp = PlainLanguage()
    changed = [transcript("b.txt", FIRST + " More of it."), *STUDY[1:]]
    prepare(changed, NAMES, tmp_path, nlp)
    assert any("More of it." in text for text in nlp.texts)
    assert all(text in changed[0].text for text in nlp.texts)
    assert len(list(tmp_path.iterdir())) == 3


def test_other_names_make_every_entry_anew(tmp_path: Path) -> None:
    prepare(STUDY, Names(), tmp_path, PlainLanguage())
    nlp = PlainLanguage()
    prepare(STUDY, NAMES, tmp_path, nlp)
    assert len(nlp.texts) > 4


def test_somebody_who_withdrew_leaves_no_trace_in_the_cache(tmp_path: Path) -> None:
    prepare(STUDY, NAMES, tmp_path, PlainLanguage())
    (tmp_path / ".half.findings-written.json").write_text("pennifold")
    (tmp_path / "notes.json").write_text("not ours")
    prepare(STUDY[:1], NAMES, tmp_path, PlainLanguage())
    left = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert left.pop("notes.json") == "not ours"
    assert len(left) == 1
    assert "pennifold" not in "".join(left.values())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_damaged_entry_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    whole = prepare(STUDY[:1], NAMES, folder, PlainLanguage())
    (entry,) = folder.iterdir()
    good = entry.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    entry.write_bytes(good[:at] if data.draw(st.booleans()) else good[:at] + b"7" + good[at + 1 :])
    again = prepare(STUDY[:1], NAMES, folder, PlainLanguage())
    assert [p.text for p in again] == [p.text for p in whole]
    assert entry.read_bytes() == good


def test_a_fully_cached_study_never_imports_the_language_model(tmp_path: Path) -> None:
    prepare(STUDY[:1], NAMES, tmp_path, PlainLanguage())
    program = f"""
import sys
sys.modules["spacy"] = None
from pathlib import Path
from triangulate.raw.model import Transcript
from triangulate.raw.transcripts import turns_of
from triangulate.source import Source
from triangulate.text.names import Names
from triangulate.text.prepare import prepare
text = {FIRST!r}
names = Names.of(["Quenby Fennimore"], [("Wessmoor Constabulary", "Force")])
study = [Transcript("b.txt", "txt", text, turns_of(text, "txt"), "", Source("b.txt"))]
print(prepare(study, names, Path(sys.argv[1]))[0].text)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == prepare(STUDY[:1], NAMES, None, PlainLanguage())[0].text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Quenby said. ", "In Skelby.", "Yes.\n", "Ring 01632 960123! ", "dave ", "\nP1: ", "Hm"]
        ),
        max_size=12,
    )
)
def test_segments_cover_every_word_of_every_turn_once_and_never_part_of_a_redaction(
    parts: list[str],
) -> None:
    text = "Interviewer: Well?\nP1: " + "".join(parts)
    made = prepare([transcript("a.txt", text)], NAMES, None, PlainLanguage())[0]
    spans = [Span(s.start, s.end) for s in made.segments]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    said = "".join(turn.span.of(made.text) for turn in made.turns)
    assert without_space(span.of(made.text) for span in spans) == without_space([said])
    for number in range(len(made.edits)):
        there = made.moves.new_span_of(number)
        touched = [span for span in spans if span.overlaps(there)]
        assert all(span.start <= there.start and there.end <= span.end for span in touched)


#: What stands in transcripts that offsets stumble over: letters in two code points, beyond the first plane,
#: names beside names and within longer ones, numbers at a name's end, line ends of Windows.
_PIECES = (
    "Quenby Fennimore", "quenby", "Quenby's", "Fennimore-", "Wessmoor Constabulary", "Skelby", "01632 960123", "Zoe\u0308",
    "cafe\u0301 ", "\U0001f600", "\U0001f469\u200d\U0001f692 ", "\u00a0", " and ", ". ", ", ", "\r\n", "\r\nP1: ", "Ho\u0308lle ", "he said ",
    "Fennimor", "(", ")", "4 March 2018",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14), st.data())
def test_codings_of_a_transcript_are_the_same_words_before_and_after_off_the_redactions(
    parts: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(("Interviewer: Well?\r\nP1: " + "".join(parts)).encode())
        raw = read_transcript(path, Path(folder), Problems())
    assert raw is not None and "\r" not in raw.text
    made = prepare([raw], NAMES, None, PlainLanguage())[0]
    start = data.draw(st.integers(0, len(raw.text) - 1))
    coding = Span(start, data.draw(st.integers(start + 1, len(raw.text))))
    moved = made.moves.to_new(coding)
    inside = [e for e in made.edits if coding.overlaps(Span(e.start, e.end))]
    if not inside:
        assert moved.of(made.text) == coding.of(raw.text)
        assert made.moves.to_raw(moved) == coding
        return
    # Over a redaction the ends snap outward: whole brackets, and between them the very words.
    wide = Span(min(coding.start, inside[0].start), max(coding.end, inside[-1].end))
    expected, at = "", wide.start
    for edit in inside:
        expected += raw.text[at : edit.start] + edit.replacement
        at = edit.end
    assert moved.of(made.text) == expected + raw.text[at : wide.end]
