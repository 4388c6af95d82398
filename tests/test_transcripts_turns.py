"""Turns: who speaks, from where to where, and when."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from triangulate.problems import Problems
from triangulate.raw.transcripts import read_transcript, turns_of
from triangulate.raw.transcripts.turns import analyse

pytestmark = pytest.mark.fast


def told(text: str, format: str = "txt", interviewers: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Speaker, first letter of the role, words."""
    turns = turns_of(text, format, interviewers)
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    assert all(turn.line == text.count("\n", 0, turn.span.start) + 1 for turn in turns)
    return [(turn.speaker, turn.role[0], turn.span.of(text)) for turn in turns]


def remarks(text: str, format: str = "txt", interviewers: tuple[str, ...] = ()) -> list[str]:
    return [remark.code for remark in analyse(text, format, interviewers)[1]]


TWO = [("i", "How?"), ("p", "Fine.")]


@pytest.mark.parametrize(
    "text",
    [
        "INT: How?\nP1: Fine.",
        "Interviewer: How?\nInterviewee: Fine.",
        "I: How?\nR: Fine.",
        "R: How?\nP: Fine.",
        "Q: How?\nA: Fine.",
        "Q1: How?\nA1: Fine.",
        "MODERATOR: How?\nParticipant 12: Fine.",
        "INT:\nHow?\n\nP1:\nFine.\n",
        "INT\tHow?\nP1\tFine.",
        "INT - How?\nP1 – Fine.",
        "INT (00:00:01): How?\nP1 (00:00:02): Fine.",
        "[00:00:01] INT: How?\n[00:00:02] P1: Fine.",
        "00:01 INT: How?\n00:02 P1: Fine.",
        "00:00:01\nINT: How?\n00:00:02\nP1: Fine.",
        "INT: How? #00:00:01-3#\nP1: Fine. #00:00:02-5#",
        "**INT:** How?\n**P1:** Fine.",
        "Interviewer\nHow?\nParticipant\nFine.",
        "Interviewer  0:01\nHow?\n\nParticipant  0:02\nFine.",
        "Interview with a force\n\nINT: How?\nP1: Fine.",
        "Date: 3 May\nInterviewer: Jane\nParticipant: P04\n\nINT: How?\nP04: Fine.",
        "Interviewer: Jane\nParticipant: P04\nDate: 3 May\nDuration: 40 min\n\nINT: How?\nP04: Fine.",
        "Anna Berg: How?\nBen: Fine.",
        "Dan (interviewer): How?\nEve: Fine.",
    ],
)
def test_the_usual_forms_of_labels_open_turns(text: str) -> None:
    assert [(role, words) for _, role, words in told(text)] == TWO


def test_a_time_before_or_after_the_label_is_kept_in_seconds() -> None:
    for text in (
        "[00:01:02] INT: a?\n1:00:03.5 P1: b",
        "INT (1:02): a?\nP1 [1:00:03,5]: b",
        "(01:02)\nINT: a?\n\n01:00:03.5\nP1: b",
        "Interviewer 01:02\na?\nParticipant 01:00:03.5\nb",
    ):
        assert [turn.time_start for turn in turns_of(text, "txt")] == [62.0, 3603.5]
    (turn,) = turns_of("INT: a #00:01:02-5#", "txt")
    assert (turn.time_start, turn.time_end) == (None, 62.0)


def test_a_turn_goes_on_over_paragraphs_until_the_next_label() -> None:
    text = "INT: How?\n\nP1: Fine.\nAnd more.\n\nAt 10:30 I left: it was late.\nINT: Oh?"
    assert told(text)[1] == ("P1", "p", "Fine.\nAnd more.\n\nAt 10:30 I left: it was late.")


@pytest.mark.parametrize(
    "inside",
    [
        "Remember: it matters.",
        "So: what next.",
        "10:30 was the time.",
        "http://example.org is it.",
        "The point is this: nobody came.",
        "Note: the tape stops.",
        "Date: I forget.",
        "Three things: one, two and three.",
    ],
)
def test_a_colon_inside_speech_opens_no_turn_even_at_a_line_beginning(inside: str) -> None:
    text = f"INT: How?\nP1: Fine.\n{inside}\nINT: Why?\nP1: Because.\n{inside}\nINT: Good?"
    assert [speaker for speaker, _, _ in told(text)] == ["INT", "P1", "INT", "P1", "INT"]


def test_a_recurring_name_is_a_label_unless_it_is_a_word_of_the_text() -> None:
    text = "Mary: How is it?\nBob: Fine.\nProgress: slow.\nMary: Why?\nBob: No progress.\nProgress: none."
    assert [speaker for speaker, _, _ in told(text)] == ["Mary", "Bob", "Mary", "Bob"]
    # A name that is also a word is a label when it opens many turns.
    text = "Mark: How?\nWill: I will, mark that.\n" * 3
    assert [speaker for speaker, _, _ in told(text)] == ["Mark", "Will"] * 3


def test_a_name_that_occurs_once_opens_no_turn_among_others() -> None:
    assert [s for s, _, _ in told("INT: How?\nP1: Fine.\nAnna: Tea!\nINT: Why?")] == ["INT", "P1", "INT"]


def test_a_misspelt_label_is_read_as_the_one_meant_and_remarked() -> None:
    text = "Dan: How?\nParticipant: Fine.\nDan: Why?\nParticpant: Because."
    assert [(speaker, role) for speaker, role, _ in told(text)] == [
        ("Dan", "i"),
        ("Participant", "p"),
        ("Dan", "i"),
        ("Particpant", "p"),
    ]
    assert "transcripts.label-misspelt" in remarks(text)


def test_what_precedes_the_first_label_is_nobodys() -> None:
    assert told("Interview\nRecorded in spring.\n\nINT: How?")[0] == ("INT", "i", "How?")


def test_without_labels_each_paragraph_is_the_participants() -> None:
    text = "First I went.\n\n[00:02:00] Then it was 10:30.\n"
    assert told(text) == [("", "p", "First I went."), ("", "p", "Then it was 10:30.")]
    assert remarks(text) == ["transcripts.no-labels"]
    assert turns_of(text, "txt")[1].time_start == 120.0


def test_unlabelled_answers_to_labelled_questions_are_the_participants() -> None:
    text = "INT: How?\nFine.\nReally.\nINT: Why?\nBecause."
    assert told(text) == [
        ("INT", "i", "How?"),
        ("", "p", "Fine.\nReally."),
        ("INT", "i", "Why?"),
        ("", "p", "Because."),
    ]
    assert remarks(text) == ["transcripts.one-sided"]


def test_configured_labels_decide_who_asks() -> None:
    text = "Ann: I think so?\nBob: Why?\nAnn: Perhaps?\nBob: I see."
    assert told(text, interviewers=("bob",))[0][:2] == ("Ann", "p")
    assert told(text, interviewers=("Ann",))[0][:2] == ("Ann", "i")
    assert remarks(text, interviewers=("Bob",)) == []
    assert "transcripts.interviewer-not-found" in remarks(text, interviewers=("Zoe",))
    # A configured label is one even where it occurs once, in any form with a colon.
    assert [s for s, _, _ in told("x y z: How?\nP1: Fine.", interviewers=("X Y Z",))] == ["x y z", "P1"]


def test_else_who_asks_most_is_guessed_to_be_the_interviewer_and_it_is_remarked() -> None:
    opens = "Ann: Welcome, do sit down.\nBob: Where?\n"
    text = opens + "Ann: How did you find the training that was offered?\nBob: It was long.\n" * 3
    assert {speaker: role for speaker, role, _ in told(text)} == {"Ann": "i", "Bob": "p"}
    asks = (
        "Bob: Hello there everybody, good morning.\n" + "Ann: How?\nBob: It was a long story, you see.\n" * 3
    )
    assert {speaker: role for speaker, role, _ in told(asks)} == {"Ann": "i", "Bob": "p"}
    assert remarks(asks) == ["transcripts.interviewer-guessed"]


def test_several_participants_and_interviewers_are_told_apart() -> None:
    text = "Moderator: How?\nP1: Fine.\nP2: Bad.\nInterviewer 2: Why?\nF3: Who knows.\nF3: Me."
    assert {speaker: role for speaker, role, _ in told(text)} == {
        "Moderator": "i",
        "P1": "p",
        "P2": "p",
        "Interviewer 2": "i",
        "F3": "p",
    }


def test_a_monologue_under_one_label_is_the_participants() -> None:
    assert told("Ann: I went?\nAnn: I came?") == [("Ann", "p", "I went?"), ("Ann", "p", "I came?")]


VTT = """WEBVTT - A talk

NOTE
INT: not spoken

STYLE
::cue { color: red }

first
00:00:01.000 --> 00:00:04.500 align:start
<v Dan>Hello <i>there</i>?</v>

00:05.000 --> 00:06.000
<v.loud Eve Smith>Yes,
indeed.</v>
<v Dan>Good.</v>

00:00:07.000 --> 00:00:08.000
And so on.
"""


def test_voices_of_a_vtt_file_speak_and_time_lines_belong_to_nobody() -> None:
    assert told(VTT, "vtt") == [
        ("Dan", "i", "Hello <i>there</i>?"),
        ("Eve Smith", "p", "Yes,\nindeed."),
        ("Dan", "i", "Good."),
        ("Dan", "i", "And so on."),
    ]
    times = [(turn.time_start, turn.time_end) for turn in turns_of(VTT, "vtt")]
    assert times == [(1.0, 4.5), (5.0, 6.0), (5.0, 6.0), (7.0, 8.0)]


SRT = """1
00:00:01,000 --> 00:00:04,000
INT: Hello?
Anybody?

2
00:00:05,000 --> 00:00:06,000
P1: Yes.

And after a pause.

3
00:00:07,000 --> 00:00:08,000
More.
4
00:00:09,000 --> 00:00:10,000
INT: Good.
"""


def test_labels_of_an_srt_file_hold_until_the_next_one() -> None:
    assert told(SRT, "srt") == [
        ("INT", "i", "Hello?\nAnybody?"),
        ("P1", "p", "Yes.\n\nAnd after a pause."),
        ("P1", "p", "More."),
        ("INT", "i", "Good."),
    ]


def test_cues_without_labels_are_the_participants() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:03.000 --> 00:04.000\nTwo.\n"
    assert told(text, "vtt") == [("", "p", "One."), ("", "p", "Two.")]


def test_oddities_of_cues_are_remarked() -> None:
    text = "WEBVTT\n\n00:02.000 --> 00:01.000\nINT: a\n\nINT: stray words\n"
    assert sorted(remarks(text, "vtt")) == ["transcripts.backwards", "transcripts.stray-text"]


words = st.text("ab c?", min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(st.sampled_from(["INT", "P1", "P2"]), words), min_size=1, max_size=8))
@settings(max_examples=30)
def test_cue_payloads_equal_those_of_webvtt(cues: list[tuple[str, str]]) -> None:
    blocks = [
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n<v {who}>{said}" for n, (who, said) in enumerate(cues)
    ]
    text = "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"
    captions = webvtt.from_string(text).captions
    turns = turns_of(text, "vtt")
    assert [turn.span.of(text) for turn in turns] == [caption.text for caption in captions]
    assert [turn.speaker for turn in turns] == [caption.voice for caption in captions]
    assert [turn.time_start for turn in turns] == [caption.start_in_seconds for caption in captions]


@given(
    st.lists(st.tuples(st.booleans(), words), min_size=2, max_size=12),
    st.sampled_from(["\n", "\n\n", " \n"]),
)
def test_a_transcript_written_turn_by_turn_is_read_turn_by_turn(
    turns: list[tuple[bool, str]], end: str
) -> None:
    text = end.join(f"{'INT' if asks else 'P1'}: {said}" for asks, said in turns)
    expected = [("INT" if a else "P1", "i" if a else "p", said) for a, said in turns]
    assert told(text) == expected


pieces = st.sampled_from(
    [
        "INT: ",
        "P1: ",
        "Ann: ",
        "\n",
        "\n\n",
        "00:01 --> 00:02",
        "00:01:02",
        "[1:02]",
        "<v Ann>",
        "</v>",
        "#",
        "-",
        "\t",
        "WEBVTT",
        "NOTE",
        "Date: ",
        "words ",
        "? ",
        ":",
        "\U0001f600",
        "**",
        "1",
        "\r",
        "\x0c",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join), st.sampled_from(["txt", "docx", "vtt", "srt"]))
@settings(max_examples=150)
def test_turns_of_any_text_are_ordered_trimmed_and_apart(text: str, format: str) -> None:
    turns = turns_of(text, format)
    for turn in turns:
        said = turn.span.of(text)
        assert said == said.strip() != ""
        assert turn.span.end <= len(text)
        if format in ("vtt", "srt"):
            assert " --> " not in said.split("\n")[0] or "\r" in said or "<v" in said
    assert all(one.span.end <= other.span.start for one, other in pairwise(turns))


def test_the_same_words_in_cues_and_in_a_file_name_with_spaces_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a; $(b) 'c'.vtt"
    path.write_text(VTT, encoding="utf-8")
    problems = Problems()
    transcript = read_transcript(path, tmp_path, problems, ("Dan",))
    assert transcript is not None and len(transcript.turns) == 4
    assert not list(problems)
    path.write_text(VTT.removeprefix("WEBVTT - A talk\n"), encoding="utf-8")
    read_transcript(path, tmp_path, problems, ("Dan",))
    assert [problem.code for problem in problems] == ["transcripts.no-header"]
