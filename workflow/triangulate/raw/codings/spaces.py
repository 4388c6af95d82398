"""Where the white space of a text is: passages are compared without it, since programs do not keep it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_CODES = ("utf-32-le", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Spaced:
    """A text with white space collapsed, and the index in the original of each of its characters."""

    text: str
    origin: tuple[int, ...]


def collapse(text: str) -> Spaced:
    """``text`` with each run of white space as one space, remembering where characters came from."""
    codes = _code_points(text)
    space = _white(text, codes)
    kept = ~space
    kept[:1] = True
    kept[1:] |= ~space[:-1]
    single = np.where(space, np.uint32(ord(" ")), codes)[kept]
    return Spaced(single.tobytes().decode(*_CODES), tuple(np.flatnonzero(kept).tolist()))


def said_places(text: str) -> list[int]:
    """Indices of the characters other than white space."""
    found: list[int] = np.flatnonzero(~_white(text, _code_points(text))).tolist()
    return found


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode(*_CODES), dtype="<u4")


def _white(text: str, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    # A text has few different characters: each is asked about once.
    white = [ord(character) for character in set(text) if character.isspace()]
    return np.isin(codes, white)
