"""White space taken out of texts, held against the same done letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.raw.codings.spaces import collapse, said_places

pytestmark = pytest.mark.fast


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \t\n\u00a0\u2003\ud800")), max_size=60))
def test_texts_are_collapsed_as_letter_by_letter(text: str) -> None:
    kept: list[str] = []
    origin: list[int] = []
    for index, letter in enumerate(text):
        if letter.isspace() and kept and kept[-1] == " ":
            continue
        kept.append(" " if letter.isspace() else letter)
        origin.append(index)
    assert collapse(text).text == "".join(kept)
    assert collapse(text).origin == tuple(origin)
    assert said_places(text) == [i for i, letter in enumerate(text) if not letter.isspace()]
