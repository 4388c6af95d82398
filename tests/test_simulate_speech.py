"""How the simulated practitioners speak, how their talk is laid out, and how coders err, piece by piece."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator
from triangulate.problems import Problems
from triangulate.raw.transcripts import read_transcript
from triangulate.simulate.bank import Line, load_bank, parse
from triangulate.simulate.coders import CODER_A, HumanCoding, code_transcript, kappa_by_turn
from triangulate.simulate.content import sides
from triangulate.simulate.conversation import Conversation, Piece, Utterance
from triangulate.simulate.identifiers import Planter
from triangulate.simulate.idiolect import idiolect
from triangulate.simulate.layout import Style, lay_out
from triangulate.simulate.ledger import Ledger
from triangulate.simulate.people import Person
from triangulate.simulate.similarity import shingles, similarity
from triangulate.simulate.speaker import Speaker, rank_of
from triangulate.simulate.transcript_files import write_transcript
from triangulate.simulate.wording import Wording
from triangulate.study.model import Codebook

ROOT = Path(__file__).parents[1]


def person(role: str = "Detective constable", name: str = "Karen Lumb", **more: str) -> Person:
    return Person("P01", more.get("group", "police"), "Wessmoor Constabulary", role, "included", name, {})


@pytest.mark.fast
@pytest.mark.parametrize(
    ("role", "group", "rank"),
    [
        ("Detective constable", "police", "constable"),
        ("Detective sergeant", "police", "sergeant"),
        ("Detective inspector", "police", "inspector"),
        ("Civilian investigator", "police", "staff"),
        ("Probation officer", "nps", "officer"),
        ("Senior probation officer", "nps", "senior"),
        ("Quality and development officer", "nps", "quality"),
    ],
)
def test_roles_of_the_register_have_a_rank(role: str, group: str, rank: str) -> None:
    assert rank_of(person(role, group=group)) == rank


@pytest.mark.fast
def test_nobody_says_what_contradicts_their_rank_or_what_they_said() -> None:
    speaker = Speaker(person("Detective sergeant"))
    assert not speaker.can_say({"rank": frozenset({"constable", "staff"})})
    speaker.has_said({"spouse": frozenset({"wife"}), "service": frozenset({"mid", "long"})})
    assert not speaker.can_say({"spouse": frozenset({"husband"})})
    speaker.has_said({"service": frozenset({"long"})})
    assert not speaker.can_say({"service": frozenset({"mid"})})
    with pytest.raises(ValueError, match="contradicts"):
        speaker.has_said({"spouse": frozenset({"husband"})})


@pytest.mark.fast
def test_an_idiolect_leaves_passages_and_articles_alone() -> None:
    for seed in range(30):
        rng = Generator(PCG64(seed))
        words = idiolect(rng).speak("As a matter of course a chap rings, and I don't mind, do I? We go.", rng)
        assert words.startswith("As a matter of course a ")
        assert "an " not in words and "  " not in words
        assert words.endswith(("go.",))


@pytest.mark.fast
def test_variants_are_said_in_turn_and_not_the_same_ones_twice() -> None:
    ledger, rng = Ledger(), Generator(PCG64(1))
    line = Line("x", parse("{a|b} and {c|d} and [[code|{e|f}]]"), {})
    first = ledger.variants(line, rng)
    second = ledger.variants(line, rng)
    assert sum(a != b for a, b in zip(first, second, strict=True)) >= 2
    assert ledger.uses("x") == 2


@pytest.mark.fast
def test_somebody_named_again_goes_by_the_given_name_mostly() -> None:
    forms: Counter[str] = Counter()
    for seed in range(120):
        planter = Planter(person(), frozenset({"Karen Lumb"}), Generator(PCG64(seed)))
        first = planter.fill("colleague", False)
        again = planter.fill("colleague_again", False)
        assert first.identifier is not None and again.identifier is not None
        forms[again.identifier.form] += 1
        if again.identifier.form == "given_name":
            assert first.text.casefold().startswith(again.text.casefold())
        if again.identifier.form == "misspelt":
            assert again.text.casefold() != first.text.casefold()
            assert abs(len(again.text) - len(first.text)) <= 1
    assert forms["given_name"] > 70 and forms["misspelt"] > 1


@pytest.mark.fast
def test_wording_numbers_passages_and_keeps_identifiers_apart() -> None:
    rng = Generator(PCG64(3))
    planter = Planter(person(), frozenset(), rng)
    wording = Wording(Ledger(), planter, idiolect(rng), rng)
    line = Line("y", parse("Yes. [[a_code|so <colleague> said.]] And [[b_code|that]]"), {})
    pieces = wording.practitioner(line)
    assert [p.code for p in pieces] == [None, "a_code", "a_code", "a_code", None, "b_code"]
    assert [p.passage for p in pieces if p.passage is not None] == [0, 0, 0, 1]
    assert pieces[2].identifier is not None and pieces[2].identifier.kind == "person"


PLAIN = Style(("Interviewer", "Participant"), ("Interview P01",), curly=False, tab=False, divided=False)


def small_talk() -> Conversation:
    return Conversation(
        "P01",
        "police",
        (
            Utterance("interviewer", (Piece('Well? It\'s "on".'),)),
            Utterance(
                "participant",
                (
                    Piece("One. Two, "),
                    Piece("three. Four. Five. Six.", "training_thorough", 0),
                    Piece(" Seven. Eight. Nine. Ten."),
                ),
            ),
            Utterance("interviewer", (Piece("Thanks."),)),
        ),
    )


@pytest.mark.fast
@pytest.mark.parametrize("format", ["docx", "txt", "vtt"])
@pytest.mark.parametrize("changed", [{}, {"curly": True}, {"tab": True}, {"heading": ()}])
def test_what_is_laid_out_is_what_the_reader_reads(
    format: str, changed: dict[str, object], tmp_path: Path
) -> None:
    style = replace(PLAIN, **changed)  # type: ignore[arg-type]
    laid = lay_out(small_talk(), format, style, 1800)  # type: ignore[arg-type]
    path = tmp_path / f"P01.{format}"
    write_transcript(path, laid, format, windows=format == "txt")  # type: ignore[arg-type]
    problems = Problems()
    read = read_transcript(path, tmp_path, problems)
    assert read is not None and list(problems) == []
    assert read.text == laid.text
    assert [turn.span for turn in read.turns] == [speech.span for speech in laid.speeches]
    assert laid.coded[0].span.of(read.text) == "three. Four. Five. Six."
    assert laid.speeches[laid.coded[0].speech].span.of(read.text).count("three.") == 1


@pytest.mark.fast
def test_a_cue_is_cut_at_sentences_but_never_in_a_passage() -> None:
    laid = lay_out(small_talk(), "vtt", replace(PLAIN, heading=()), 1800)
    cues = [speech.span.of(laid.text) for speech in laid.speeches]
    assert cues == [
        'Well? It\'s "on".',
        "One.",
        "Two, three. Four. Five. Six.",
        "Seven. Eight. Nine.",
        "Ten.",
        "Thanks.",
    ]


@pytest.mark.fast
@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_shifted_boundaries_stay_in_the_turn_and_keep_half_of_the_passage(seed: int) -> None:
    codebook = load_codebook()
    laid = lay_out(small_talk(), "txt", PLAIN, 1800)
    shaky = replace(CODER_A, missed=0.0, confused=0.0, shifted=1.0, extra=0.0)
    (coding,) = code_transcript(laid, shaky, codebook, Generator(PCG64(seed)))
    speech = laid.speeches[1].span
    assert speech.start <= coding.span.start < coding.span.end <= speech.end
    meant = set(range(laid.coded[0].span.start, laid.coded[0].span.end))
    kept = meant & set(range(coding.span.start, coding.span.end))
    assert len(kept) * 3 >= len(meant)


def load_codebook() -> Codebook:
    problems = Problems()
    from triangulate.source import Source
    from triangulate.study.instruments import codebook
    from triangulate.study.yamltext import read_yaml

    document = read_yaml(
        ROOT / "config" / "codebook.yaml", Source("config/codebook.yaml"), problems, "the codebook"
    )
    assert document is not None
    return codebook(document, problems)


@pytest.mark.fast
def test_a_code_that_only_one_coder_used_has_a_kappa_of_nought() -> None:
    laid = {"d": lay_out(small_talk(), "txt", PLAIN, 1800)}
    span = laid["d"].coded[0].span
    longer = replace(span, end=span.end + 1)
    first = [HumanCoding(span, "joint_late"), HumanCoding(longer, "training_thorough")]
    second = [HumanCoding(span, "training_thorough")]
    found, turns = kappa_by_turn(laid, {"d": first}, {"d": second}, load_codebook())
    assert turns == 1
    assert found == {"training_thorough": 1.0, "joint_late": 0.0}


@pytest.mark.fast
def test_similarity_of_equal_texts_is_one_and_of_strangers_nought() -> None:
    words = "one two three four five six seven eight nine ten"
    found = similarity("police", {"a": words, "b": words.upper(), "c": "quite another thing"})
    assert found.pairs == 3
    assert found.resemblance_max == found.containment_max == 1.0
    assert found.resemblance_mean == pytest.approx(1 / 3)
    assert similarity("nps", {"a": words}).resemblance_max == 0.0
    assert len(shingles(words)) == 3 and shingles("too short") == frozenset()


@pytest.mark.fast
def test_similarity_is_counted_as_the_definition_says() -> None:
    """Five of seven shingles of the shorter text are in the longer one of nine: 5/11 and 5/7."""
    common = "a b c d e f g h i j k l"
    first, second = f"{common} m n", f"x y {common} z w"
    found = similarity("police", {"a": first, "b": second})
    assert found.resemblance_max == pytest.approx(5 / 11)
    assert found.containment_max == pytest.approx(5 / 7)


@pytest.mark.fast
def test_a_fragment_with_both_sides_is_known_as_such() -> None:
    codebook = load_codebook()
    found = {f.id: sides(f, codebook) for f in load_bank().fragments}
    assert found["pv-027"] == {"positive", "negative"}
    assert found["pt-001"] == {"positive"}
    assert found["po-001"] == frozenset()


@pytest.mark.fast
def test_a_careless_coder_misses_and_confuses_within_the_side_of_an_area() -> None:
    codebook = load_codebook()
    laid = lay_out(small_talk(), "txt", PLAIN, 1800)
    blind = replace(CODER_A, missed=1.0, extra=0.0)
    assert code_transcript(laid, blind, codebook, Generator(PCG64(1))) == []
    exact = replace(CODER_A, missed=0.0, confused=0.0, shifted=0.0, extra=0.0, memo=0.0)
    span = laid.coded[0].span
    assert code_transcript(laid, exact, codebook, Generator(PCG64(1))) == [
        HumanCoding(span, "training_thorough")
    ]
    muddled = replace(exact, confused=1.0)
    for seed in range(20):
        (coding,) = code_transcript(laid, muddled, codebook, Generator(PCG64(seed)))
        assert coding.code in ("training_joint_valued", "training_positive")
