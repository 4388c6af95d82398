"""Names are found layer by layer; ordinary words stay. No language model: a plain stand-in reads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_language import PlainLanguage
from triangulate.raw.model import Turn
from triangulate.raw.transcripts import turns_of
from triangulate.text.names import Names
from triangulate.text.offsets import OffsetMap
from triangulate.text.pseudonymise import Pseudonymiser

pytestmark = pytest.mark.fast

NAMES = Names.of(
    deny_list=["Quenby Fennimore", "Mark Hope", "the Moor"],
    organisations=[
        ("Wessmoor Constabulary", "Force"),
        ("Tarnshire and Dale Police", "Force"),
        ("Severnside Division", "Division"),
        ("NA", "Force"),
    ],
    participants=["P-014", "12"],
)


def masked(text: str, names: Names = NAMES, turns: Sequence[Turn] | None = None, **entities: str) -> str:
    nlp = PlainLanguage({words.replace("_", " "): label for words, label in entities.items()})
    turns = turns_of(text, "txt") if turns is None else turns
    return OffsetMap(Pseudonymiser(names, nlp).edits(text, turns)).apply(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("I asked Quenby Fennimore about it.", "I asked [Person 1] about it."),
        ("I asked quenby fennimore about it.", "I asked [Person 1] about it."),
        ("That was Quenby's idea, Fennimore’s too.", "That was [Person 1]'s idea, [Person 1]’s too."),
        ("I asked Fenimore, and Quenbey Fennimore.", "I asked [Person 1], and [Person 1]."),
        ("Then Mark came, and mark said no.", "Then [Person 1] came, and [Person 1] said no."),
        ("Wessmoor Constabulary and wessmoor police.", "[Force 1] and [Force 1] police."),
        ("At Wesmoor, the Wess-moor way.", "At [Force 1], the [Force 1] way."),
        ("They do it in Tarnshire, at the Dale.", "They do it in [Force 1], at the [Force 1]."),
        ("He came from the Moor.", "He came from [Organisation 1]."),
        ("We asked NA and they said n/a, na, no.", "We asked [Force 1] and they said n/a, na, no."),
        ("It is P-014 speaking.", "It is [Participant 1] speaking."),
        ("QUENBY FENNIMORE was there.", "[Person 1] was there."),
        ("Quenby\u00a0Fennimore, Q. Fennimore.", "[Person 1], [Person 1]."),
        ("file quenby_fennimore_2.mp3", "file [Person 1]_2.mp3"),
    ],
)
def test_denied_names_are_masked_in_every_form(text: str, safe: str) -> None:
    assert masked(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "Mark it as done. Will you mark it? I hope so, with hope of more.",
        "Hope you have a good day.",
        "I may go in March, in May, or on Monday, at Christmas.",
        "Police and probation use ARMS, RM2000, OASys, MAPPA, MOSOVO and ViSOR.",
        "The Home Office, the College of Policing, HMPPS and the NPS. My SPOC in the LDU.",
        "I was reading in the bath, eating a sandwich, up the hill.",
        "It took 7 hours for 43 forces, 12 people.",
        "XXXX said that XXX was XX, [Person 3] agreed (unintelligible).",
        "So, erm, I'd like to grant him that. Grant him that, then.",
        "In England and Wales, in Spain, an Irish lad.",
        "The market was named, a fennimoreish unhopeful remarkable marking.",
    ],
)
def test_ordinary_words_and_words_of_the_field_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (
            "I went with DS Pennifold and Mrs Thistlewick.",
            "I went with DS [Person 1] and Mrs [Person 2].",
        ),
        ("Then pc loveridge came.", "Then pc [Person 1] came."),
        ("It's the DC. He's seen him.", "It's the DC. He's seen him."),
        (
            "Over in Skelby, round Skelby way, at skelby.",
            "Over in [Place 1], round [Place 1] way, at [Place 1].",
        ),
        (
            "In Reading and in Bath, in Leeds and leeds.",
            "In [Place 1] and in [Place 2], in [Place 3] and [Place 3].",
        ),
        ("We trained with Greater Manchester Police.", "We trained with [Force 1]."),
        ("Corraleigh Constabulary did, Corraleigh was first.", "[Force 1] did, [Force 1] was first."),
        ("We sat in skelby, under harkerby police.", "We sat in [Place 1], under [Force 1] police."),
        ("I met Siobhan McHale, and Siobhan's sister.", "I met [Person 1], and [Person 1]'s sister."),
        (
            "I saw Priya Nair. nair said so. Priya-led it was.",
            "I saw [Person 1]. [Person 1] said so. [Person 1]-led it was.",
        ),
        ("I asked dave widdop.", "I asked [Person 1]."),
        ("We met in Harkerby-on-Sea, St. Mary's.", "We met in [Place 1], [Place 2]'s."),
        ("Then Hope Okafor rang.", "Then [Person 1] rang."),
    ],
)
def test_names_that_nobody_listed_are_masked_by_their_company(text: str, safe: str) -> None:
    assert masked(text, Names()) == safe


def test_the_models_entities_are_masked_whatever_it_takes_them_for() -> None:
    text = "We used Turning Point a lot, and Turning Point closed."
    for label in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
        assert "Turning" not in masked(text, Names(), Turning_Point=label)


def test_an_entity_gives_up_titles_kept_words_and_the_opening_of_a_sentence() -> None:
    text = "Ring Detective Sergeant Okafor. Ring the MOSOVO unit. Probably."
    found = masked(
        text, Names(), **{"Ring_Detective_Sergeant_Okafor": "PERSON", "MOSOVO": "ORG", "Probably": "ORG"}
    )
    assert found == "Ring Detective Sergeant [Person 1]. Ring the MOSOVO unit. Probably."


def test_speaker_labels_that_are_names_are_masked_and_others_kept() -> None:
    text = (
        "Dawn Smith: Hello.\nP1: Hello Dawn.\nDawn Smith: Yes, dawn is early.\nP1: It is.\n"
        "Interviewer: Hm.\nKO: Yes.\nKO: No.\nParticipant: Well.\nParticpant: Well."
    )
    found = masked(text, Names())
    assert found.replace("[Person 1]", "").splitlines()[0] == ": Hello."
    assert "Dawn" not in found and "KO" not in found and "dawn is early" in found
    for label in ("P1:", "Interviewer:", "Participant:", "Particpant:"):
        assert label in found


def test_a_participants_id_is_masked_in_a_label_too() -> None:
    text = "Interviewer: Hello.\nP-014: Hello.\nInterviewer: So.\nP-014: So."
    assert masked(text) == text.replace("P-014", "[Participant 1]")


def test_headings_and_words_between_turns_are_masked_as_turns_are() -> None:
    said = "\n\nInterviewer: Hello.\nParticipant: Hello."
    text = "Interview with Quenby Fennimore, Skelby, 14 March 2018" + said
    found = masked(text)
    assert found.startswith("Interview with [Person 1], [Name 1], [Date 1]\n\nInterviewer: Hello.")


def test_one_person_has_one_number_and_two_who_share_a_name_are_not_made_one() -> None:
    text = "Priya Nair and Dave Nair came. Priya left. Nair stayed."
    assert masked(text, Names()) == "[Person 1] and [Person 2] came. [Person 1] left. [Person 3] stayed."


def test_accents_and_invisible_characters_hide_no_name() -> None:
    names = Names.of(deny_list=["Siân Llŷr"])
    for said in ("Siân Llŷr", "Sian Llyr", "Sia\u0302n Lly\u0302r", "Si\u00adân Llŷr", "SIÂN LLŶR"):
        assert masked(f"I asked {said} there.", names) == "I asked [Person 1] there."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # What stands there of a person who is an ordinary word: does, has, is joined, asked, named.
        ("I asked Carol Widdop. Then carol puts the kettle on.", "carol"),
        ("I asked Grace Widdop. It was grace's idea.", "grace"),
        ("I asked Hope Widdop. Then hope and me went.", "hope"),
        ("I asked Will Widdop. So will never wrote it down.", "will"),
        ("I asked Will Widdop. Will might know.", "Will"),
        ("I asked Rose Widdop. That was rose.", "rose"),
        ("I asked Faith Widdop. They gave it to faith.", "faith"),
        ("I asked Mark Widdop. Then ask mark about it.", "mark"),
        ("I asked May Widdop. May just laughed.", "May"),
        ("I asked Jo Widdop. Then jo rang them back.", "jo"),
        # Of one whom nothing introduces, at the beginning of a sentence.
        ("I forget her name. Hope, I think.", "Hope"),
        ("I forget her name. Hope something.", "Hope"),
        ("Who was it? Grace? No.", "Grace"),
        ("Who was it? Mark, he's the sergeant.", "Mark"),
        ("Who was it? Rose just laughed.", "Rose"),
    ],
)
def test_a_name_that_is_an_ordinary_word_is_told_by_its_place_in_the_sentence(text: str, left: str) -> None:
    safe = masked(text, Names())
    assert left not in safe.replace("[Person 1]", ""), safe


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I asked Carol Widdop. We sang a carol together.", "sang a carol"),
        ("I asked Grace Widdop. By the grace of God.", "the grace of"),
        ("I asked Hope Widdop. I hope she stays, hope is all.", "hope is all"),
        ("I asked Will Widdop. So will you come? They will.", "will you come? They will."),
        ("I asked Dawn Widdop. Then dawn is early.", "dawn is early"),
        ("I asked May Widdop. It was busy in May.", "busy in May"),
        (
            "Will it help? Mark my words. Grant him that. Hope so.",
            "Will it help? Mark my words. Grant him that",
        ),
    ],
)
def test_the_same_words_stay_where_nobody_is_meant(text: str, kept: str) -> None:
    assert kept in masked(text, Names())


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("We call him Spud. Then ask spud.", "We call him [Person 1]. Then ask [Person 1]."),
        ("It's Skelby jail, as everyone calls it.", "It's [Name 1] [Name 2], as everyone calls it."),
        ("They sat there, which they all call the Ark.", "They sat there, which they all call the [Name 1]."),
        ("He was at Skelby Police College.", "He was at [Force 1] [Organisation 1]."),
        ("Over in High Skelby now.", "Over in [Place 1] now."),
        ("I asked de Skelby.", "I asked [Name 1]."),
        ("He says harkerby all the time.", "He says [Place 1] all the time."),
        ("They met at st josephs.", "They met at [Place 1]."),
        (
            "I saw Sgt Skelby-Bray. Then sgt skelby-bray rang.",
            "I saw Sgt [Person 1]. Then sgt [Person 1] rang.",
        ),
        ("The OM rang. [laughs] Perfect. Right.", "The OM rang. [laughs] Perfect. Right."),
    ],
)
def test_nicknames_bodies_and_parts_of_names_are_told_by_their_company(text: str, safe: str) -> None:
    assert masked(text, Names()) == safe


def test_two_given_names_are_found_without_the_surname() -> None:
    assert "Mi " not in masked("I asked Young Mi Widdop. I'd have Young Mi any day.", Names())


def test_role_labels_in_capitals_stay() -> None:
    text = "INT: Well.\nOM: Yes.\nINT: And?\nOM: No."
    assert masked(text, Names()) == text


LETTERS = st.text(alphabet="abMark ésFenimorQuby.,'’-:\n[]1@\u0302\u200b", max_size=120)


@settings(max_examples=60, deadline=None)
@given(LETTERS)
def test_no_text_breaks_it_and_no_word_is_masked_in_part(text: str) -> None:
    nlp = PlainLanguage()
    edits = Pseudonymiser(NAMES, nlp).edits(text, turns_of(text, "txt"))
    OffsetMap(edits).apply(text)
    for edit in edits:
        before, after = text[: edit.start][-1:], text[edit.end :][:1]
        assert not (before.isalnum() and text[edit.start].isalnum() and edit.rule != "pattern")
        assert not (after.isalnum() and text[edit.end - 1].isalnum() and edit.rule != "pattern")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["{} said", "with {}.", "from {}'s", "({})", "“{}”", "ask {}, then", "to {}\nSo", "{}"]),
    st.sampled_from(
        ["Quenby Fennimore", "quenby fennimore", "Fennimore", "FENNIMORE", "Wessmoor", "wessmoor"]
    ),
)
def test_a_denied_name_is_found_in_any_surroundings(frame: str, name: str) -> None:
    assert name.split()[-1] not in masked(frame.format(name))


def test_a_long_text_without_sense_is_read_in_reasonable_time() -> None:
    # Two hundred thousand words: minutes if anything were quadratic.
    text = "Dave Widdop Dave-Nair said " * 8000
    assert "Widdop" not in masked(text, Names(), ())
