"""What the rule coder keeps between runs: parsed turns, and what the rules found in a document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_rule_coder import rules
from triangulate import sealed
from triangulate.coding import remembered
from triangulate.coding.parsed import Parser, Turn, parsed_turns
from triangulate.coding.remembered import Remembered
from triangulate.coding.rules import Hit, RuleCoder


class Counting(Parser):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def parse(self, texts, processes: int = 1):  # type: ignore[no-untyped-def]
        self.texts += texts
        return super().parse(texts, processes)


def said(text: str) -> list[Turn]:
    return [Turn(1, 0, text, ((0, len(text), 1),), "How was it?")]


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parsed")
    turns = {"a": said("We've fallen behind with the visits."), "b": said("The course wasn't thorough.")}
    list(parsed_turns(turns, folder, Parser()))
    return folder


def test_the_model_gives_lemmas_and_token_patterns_work(cached: Path) -> None:
    turns = {"a": said("We've fallen behind with the visits."), "b": said("The course wasn't thorough.")}
    parser = Counting()
    made = rules("fall behind", [{"LEMMA": "visit"}], "thorough")
    coder = RuleCoder(made, parser.vocab)
    found = {
        name: [hit.reason for hit in coder.code(turns[name][0], *docs[0])]
        for name, docs in parsed_turns(turns, cached, parser)
    }
    assert found == {"a": ["c/1, c/2: fallen behind"], "b": []}
    assert parser.texts == []


def test_one_changed_transcript_parses_one_and_leaves_no_trace_of_the_old(cached: Path) -> None:
    parser = Counting()
    turns = {"a": said("We've fallen behind with the visits."), "b": said("Somebody else's words.")}
    list(parsed_turns(turns, cached, parser))
    assert parser.texts == ["Somebody else's words.", "How was it?"]
    assert len(list(cached.glob("*.spacy"))) == 2
    assert not any(b"thorough" in path.read_bytes() for path in cached.iterdir())


def test_a_damaged_entry_is_parsed_again(tmp_path: Path) -> None:
    turns = {"a": said("It takes six hours.")}
    list(parsed_turns(turns, tmp_path, Parser()))
    (entry,) = tmp_path.glob("*.spacy")
    entry.write_bytes(entry.read_bytes()[:50])
    parser = Counting()
    ((_, docs),) = parsed_turns(turns, tmp_path, parser)
    assert parser.texts and docs[0][0].text == "It takes six hours."


MADE = rules("fall behind", "thorough")
TURNS = {"a": [Turn(1, 0, "We fell behind.", ((0, 15, 1),))], "b": [Turn(1, 0, "Thorough.", ((0, 9, 1),))]}
HIT = Hit(0, 15, 1, "c", (MADE[0],), "fell behind")


def keep(folder: Path) -> None:
    kept = Remembered(folder, MADE, TURNS)
    kept.keep("a", [HIT])
    kept.keep("b", [])


@pytest.mark.fast
def test_what_was_found_is_found_again_and_nothing_found_is_not_the_same_as_not_looked(
    tmp_path: Path,
) -> None:
    assert Remembered(tmp_path, MADE, TURNS).hits("a") is None
    keep(tmp_path)
    again = Remembered(tmp_path, MADE, TURNS)
    assert again.hits("a") == [HIT] and again.hits("b") == []


@pytest.mark.fast
def test_other_words_places_rules_or_code_are_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path)
    entries = sorted(tmp_path.iterdir())
    others = [
        Remembered(tmp_path / "none", MADE, TURNS),
        Remembered(tmp_path, rules("fall behind", "never thorough"), {}),
    ]
    assert others[0].hits("a") is None
    assert not list(tmp_path.glob("*.hits.json"))  # nobody's document is in use any more
    for turns in (
        {**TURNS, "a": [replace(TURNS["a"][0], text="We fell apart..")]},
        {**TURNS, "a": [replace(TURNS["a"][0], start=3, cuts=((3, 18, 1),))]},
        {**TURNS, "a": [replace(TURNS["a"][0], cuts=((0, 15, 2),))]},
    ):
        keep(tmp_path)
        found = Remembered(tmp_path, MADE, turns)
        assert found.hits("a") is None and found.hits("b") == []
    keep(tmp_path)
    assert sorted(tmp_path.iterdir()) == entries
    monkeypatch.setattr(remembered.sealed, "code_of", lambda *places: "other code")
    assert Remembered(tmp_path, MADE, TURNS).hits("a") is None


@pytest.mark.fast
@pytest.mark.parametrize("content", [None, 7, [7], [[1, 2]], [[0, 1, 1, "c", ["c/9"], []]], {"a": 1}])
def test_an_entry_of_hits_of_another_shape_is_no_entry(tmp_path: Path, content: object) -> None:
    keep(tmp_path)
    for entry in tmp_path.iterdir():
        sealed.save(entry, content)
    assert Remembered(tmp_path, MADE, TURNS).hits("a") is None
