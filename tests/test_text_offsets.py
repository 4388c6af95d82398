"""Edits move spans between a raw text and its pseudonymised form without losing a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.raw.model import Span
from triangulate.text.offsets import Edit, OffsetMap

pytestmark = pytest.mark.fast


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, OffsetMap]:
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    edits = [
        Edit(start, end, draw(st.text(min_size=1, max_size=8)), "Person", "test")
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, OffsetMap(edits)


@st.composite
def edited_with_span(draw: st.DrawFn) -> tuple[str, OffsetMap, Span]:
    text, moves = draw(edited())
    start = draw(st.integers(0, len(text)))
    return text, moves, Span(start, draw(st.integers(start, len(text))))


@given(edited_with_span())
def test_a_coding_off_the_redactions_covers_the_same_words_before_and_after(
    case: tuple[str, OffsetMap, Span],
) -> None:
    text, moves, span = case
    if any(span.overlaps(Span(edit.start, edit.end)) for edit in moves.edits):
        return
    assert moves.to_new(span).of(moves.apply(text)) == span.of(text)
    if span.start < span.end:
        assert moves.to_raw(moves.to_new(span)) == span


@given(edited_with_span())
def test_a_coding_over_redactions_covers_what_the_edits_make_of_its_words(
    case: tuple[str, OffsetMap, Span],
) -> None:
    text, moves, span = case
    inner = [edit for edit in moves.edits if span.overlaps(Span(edit.start, edit.end))]
    wide = Span(
        min([span.start, *(edit.start for edit in inner)]),
        max([span.end, *(edit.end for edit in inner)]),
    )
    expected, at = "", wide.start
    for edit in inner:
        expected += text[at : edit.start] + edit.replacement
        at = edit.end
    expected += text[at : wide.end]
    if span.start < span.end:
        assert moves.to_new(span).of(moves.apply(text)) == expected
        assert moves.to_raw(moves.to_new(span)) == wide


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_no_edits_change_nothing(text: str, a: int, b: int) -> None:
    moves = OffsetMap(())
    span = Span(min(a, b), max(a, b))
    assert moves.apply(text) == text
    assert moves.to_new(span) == moves.to_raw(span) == span


@given(edited(), st.data())
def test_moving_keeps_the_order_of_boundaries(case: tuple[str, OffsetMap], data: st.DataObject) -> None:
    text, moves = case
    p = data.draw(st.integers(0, len(text)))
    q = data.draw(st.integers(p, len(text)))
    for move, last in ((moves.to_new, len(text)), (moves.to_raw, len(moves.apply(text)))):
        low, high = min(p, last), min(q, last)
        assert move(Span(low, low)).start <= move(Span(high, high)).start
        assert move(Span(low, low)).end <= move(Span(high, high)).end


def test_a_boundary_inside_a_redaction_snaps_outward() -> None:
    text = "ask Dawn Holloway about it"
    moves = OffsetMap([Edit(4, 17, "[Person 1]", "Person", "test")])
    new = moves.apply(text)
    assert new == "ask [Person 1] about it"
    assert moves.to_new(Span(9, 23)).of(new) == "[Person 1] about"
    assert moves.to_new(Span(0, 6)).of(new) == "ask [Person 1]"
    assert moves.to_new(Span(6, 7)).of(new) == "[Person 1]"
    assert moves.to_raw(Span(8, 20)).of(text) == "Dawn Holloway about"
    assert moves.new_span_of(0).of(new) == "[Person 1]"


@pytest.mark.parametrize(
    ("start", "end", "replacement"), [(3, 3, "x"), (4, 3, "x"), (-1, 2, "x"), (0, 2, "")]
)
def test_an_edit_has_two_sides_that_are_not_empty(start: int, end: int, replacement: str) -> None:
    with pytest.raises(ValueError, match="edit"):
        Edit(start, end, replacement, "Person", "test")


def test_edits_out_of_order_overlapping_or_beyond_the_text_are_refused() -> None:
    first, second = Edit(0, 3, "x", "Person", "test"), Edit(2, 5, "y", "Person", "test")
    for edits in ((first, second), (Edit(4, 5, "x", "Person", "test"), first)):
        with pytest.raises(ValueError, match="overlap or are out of order"):
            OffsetMap(edits)
    with pytest.raises(ValueError, match="an edit ends at 3"):
        OffsetMap([first]).apply("ab")
