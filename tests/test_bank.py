"""The bank of interview fragments: its markup, and that it contradicts neither itself nor the study."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.problems import Problems
from triangulate.simulate.bank import (
    Bank,
    BankError,
    Choice,
    Line,
    Part,
    Passage,
    Slot,
    Words,
    load_bank,
    parse,
    passages,
)
from triangulate.simulate.names import DIVISIONS, FORCES, TOWNS
from triangulate.source import Source
from triangulate.study.instruments import codebook, statement_instrument
from triangulate.study.model import Codebook, StatementInstrument
from triangulate.study.yamltext import read_yaml

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


@pytest.fixture(scope="module")
def codes() -> Codebook:
    problems = Problems()
    path = ROOT / "config" / "codebook.yaml"
    document = read_yaml(path, Source("config/codebook.yaml"), problems, "the codebook")
    assert document is not None
    return codebook(document, problems)


@pytest.fixture(scope="module")
def instrument() -> StatementInstrument:
    problems = Problems()
    path = ROOT / "config" / "statements.yaml"
    document = read_yaml(path, Source("config/statements.yaml"), problems, "the statements")
    assert document is not None
    return statement_instrument(document, problems)


def lines(bank: Bank) -> list[Line]:
    """Every line of the bank, fragments' included."""
    found: list[Line] = [fragment.line for fragment in bank.fragments]
    for holder in (bank.guide, bank.repertoire):
        for name in type(holder).__dataclass_fields__:
            value = getattr(holder, name)
            groups = value.values() if isinstance(value, dict) else (value,)
            for group in groups:
                found.extend([group] if isinstance(group, Line) else group)
    return found


def said(parts: tuple[Part, ...], option: int) -> str:
    """The words of a text, one option of each choice taken, a slot as a word."""
    words = []
    for part in parts:
        if isinstance(part, Words):
            words.append(part.text)
        elif isinstance(part, Slot):
            words.append(f"Slot{part.name}")
        elif isinstance(part, Choice):
            words.append(said(part.options[option % len(part.options)], option))
        else:
            words.append(said(part.parts, option))
    return "".join(words)


# ---------------------------------------------------------------- markup


def test_a_text_is_cut_into_words_variants_slots_and_passages() -> None:
    assert parse("Well, {yes|no <town>}, [[code_a|it {is|was} so.]] Ask <colleague>.") == (
        Words("Well, "),
        Choice(((Words("yes"),), (Words("no "), Slot("town")))),
        Words(", "),
        Passage("code_a", (Words("it "), Choice(((Words("is"),), (Words("was"),))), Words(" so."))),
        Words(" Ask "),
        Slot("colleague"),
        Words("."),
    )


def test_one_word_in_braces_is_a_place_for_the_guide() -> None:
    assert parse("On {statement_topic}?") == (Words("On "), Slot("statement_topic"), Words("?"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[code|no end", "without an end"),
        ("no beginning]]", "without its beginning"),
        ("[[no code here]]", "without a code"),
        ("{a|b", "without an end"),
        ("{only one variant}", "single variant"),
        ("a|b", "without its beginning"),
        ("{a|{b|c}}", "without an end"),
        ("[[one|[[two|nested]]]]", "without an end"),
        ("to <nowhere>", "no slot"),
        ("one < two", "no slot"),
    ],
)
def test_faulty_markup_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(BankError, match=says):
        parse(text)


@given(st.text("ab {}[]|<>town_.", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parts = parse(text)
    except BankError:
        return
    assert not set("{}|<>") & set(said(parts, 0))


# ---------------------------------------------------------------- what it holds


def test_the_bank_is_as_large_as_the_study_needs(bank: Bank) -> None:
    assert len(bank.fragments) >= 400
    by_group_and_code = Counter(
        (group, code) for f in bank.fragments for group in f.groups for code in set(f.codes)
    )
    assert min(by_group_and_code.values()) >= 6


def test_every_code_at_the_tip_of_the_codebook_is_spoken_about_by_both_groups(
    bank: Bank, codes: Codebook
) -> None:
    parents = {code.parent for code in codes.codes}
    tips = {code.id for code in codes.codes if code.id not in parents}
    for group in ("police", "nps"):
        assert {c for f in bank.fragments if group in f.groups for c in f.codes} == tips


def test_a_fragment_is_about_its_area(bank: Bank, codes: Codebook) -> None:
    for fragment in bank.fragments:
        areas = {codes.top(code) for code in fragment.codes}
        assert fragment.area in areas or (fragment.area == "none" and not areas), fragment.id


def test_fragments_are_of_spoken_length(bank: Bank) -> None:
    odd = {f.id: f.words for f in bank.fragments if not 35 <= f.words <= 125}
    assert odd == {}


def test_no_two_fragments_share_a_run_of_eight_words(bank: Bank) -> None:
    holders: dict[tuple[str, ...], str] = {}
    for fragment in bank.fragments:
        for option in (0, 1):
            words = re.findall(r"[\w'’]+", said(fragment.line.text, option).casefold())
            for at in range(len(words) - 7):
                run = tuple(words[at : at + 8])
                assert holders.setdefault(run, fragment.id) == fragment.id, " ".join(run)


def test_no_text_has_doubled_words_or_stray_spaces_whatever_variant_is_said(bank: Bank) -> None:
    doubled = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
    meant = {"had had", "that that", "yeah yeah", "tick tick", "slide slide", "bits bits"}
    for line in lines(bank):
        for option in range(4):
            text = said(line.text, option)
            found = doubled.search(text)
            assert found is None or found.group().casefold() in meant, (line.key, text)
            assert "  " not in text and " ," not in text and " ." not in text, (line.key, text)


def test_articles_go_with_every_variant(bank: Bank) -> None:
    vowel = r"a [aeio]\w"
    consonant = r"an (?!hour|heir|honest|HMIC|NPS|SPO|LDU|MO)[bcdfghjklmnpqrstvwxz]\w+"
    wrong = re.compile(rf"\b(?:{vowel}|{consonant})")
    allowed = ("a one", "a once", "a European")
    for line in lines(bank):
        for option in range(4):
            for found in wrong.finditer(said(line.text, option)):
                assert said(line.text, option)[found.start() :].startswith(allowed), (
                    line.key,
                    said(line.text, option)[found.start() : found.start() + 40],
                )


def test_answers_that_a_fragment_presupposes_are_answers_to_statements(
    bank: Bank, instrument: StatementInstrument
) -> None:
    statements = {statement.id for statement in instrument.statements}
    needed = [f for f in bank.fragments if f.answers]
    assert needed
    for fragment in needed:
        assert set(fragment.answers) <= statements
        assert set(fragment.answers.values()) <= {"agree", "disagree"}


def test_every_statement_has_a_topic_and_codes_that_explain_both_answers(
    bank: Bank, codes: Codebook, instrument: StatementInstrument
) -> None:
    statements = {statement.id: statement.theme for statement in instrument.statements}
    assert set(bank.guide.topics) == set(bank.explains) == set(statements)
    known = codes.by_id()
    for statement, by_answer in bank.explains.items():
        for answer, side in (("agree", "positive"), ("disagree", "negative")):
            assert by_answer[answer]
            assert {known[c].parent for c in by_answer[answer]} == {f"{statements[statement]}_{side}"}


def test_the_guide_asks_about_every_area_whatever_the_answer_is_about(bank: Bank, codes: Codebook) -> None:
    parents = {code.parent for code in codes.codes}
    for code in codes.codes:
        if code.id in parents:
            continue
        area = codes.top(code.id)
        for place in ("first", "later"):
            fitting = [
                q
                for q in bank.guide.questions[area]
                if (not q.codes or code.id in q.codes) and q.when in ("any", place)
            ]
            assert len(fitting) >= 2, (code.id, place)


def test_probes_and_questions_name_codes_of_their_own_area(bank: Bank, codes: Codebook) -> None:
    for asked in (bank.guide.questions, bank.guide.probes):
        for area, entries in asked.items():
            for line in entries:
                assert {codes.top(code) for code in line.codes} <= {area}


def test_every_closing_question_has_replies_and_some_opening_suits_every_rank(bank: Bank) -> None:
    assert {line.reply for line in bank.guide.closing} <= set(bank.repertoire.closing_replies)
    ranks = {
        "police": {"constable", "sergeant", "inspector", "staff"},
        "nps": {"officer", "senior", "quality"},
    }
    for group, wanted in ranks.items():
        offered = [line.says.get("rank", frozenset(wanted)) for line in bank.repertoire.openings[group]]
        for rank in wanted:
            assert sum(rank in ranks_of for ranks_of in offered) >= 3


def test_the_bank_names_no_organisation_or_town_itself(bank: Bank) -> None:
    """Names come through slots, where the ground truth notes them."""
    names = {force.name for force in FORCES} | set(DIVISIONS) | set(TOWNS)
    stems = {word for name in names for word in name.split() if len(word) > 6} - {
        "Constabulary",
        "Division",
        "Kingsferrow",
    }
    spoken = " ".join(said(line.text, option) for line in lines(bank) for option in (0, 1))
    assert not stems & set(re.findall(r"[A-Z]\w+", spoken)) - {"Police"}


def test_passages_of_a_text_come_in_order() -> None:
    text = parse("[[one|a.]] b [[two|c.]]")
    assert [passage.code for passage in passages(text)] == ["one", "two"]
