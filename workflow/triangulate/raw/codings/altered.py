"""What of a coding was read otherwise than its file has it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from triangulate.raw.codings.found import Found, Offsets, Passage
from triangulate.raw.codings.placing import Placed
from triangulate.raw.model import Alteration, AlterationStep


def alterations(
    coding: Found, document: str, code: str, label: str, coder: str, placed: Placed
) -> tuple[Alteration, ...]:
    """All of them for a coding that was found as ``coding`` and read with these ids at this place. That a
    program calls a code by its label, or a transcript without its ending, is none."""
    made: list[Alteration] = []
    if coding.document not in (document, Path(document).stem):
        made.append(Alteration("document", coding.document, document, "the transcript that the name means"))
    if coding.code not in (code, label):
        path = " > ".join((*coding.parents, coding.code))
        made.append(Alteration("code", path, code, "the code of the codebook that the name means"))
    if not coding.coder.strip():
        made.append(Alteration("coder", "", coder, "no coder is named: the file's name stands in"))
    elif coding.coder != coder:
        made.append(Alteration("coder", coding.coder, coder, "white space"))
    return (*made, *_of_place(coding, placed))


def _of_place(coding: Found, placed: Placed) -> Iterator[Alteration]:
    span = placed.span
    if span is None:
        return
    given: tuple[int, int] | None = None
    if isinstance(coding.place, Offsets):
        given = coding.place.start, coding.place.end
    elif isinstance(coding.place, Passage):
        given = coding.place.offsets
    before = "" if given is None else f"{given[0]}:{given[1]}"
    step: AlterationStep
    if placed.score is not None:
        step, reason = (
            "likened",
            f"the quoted text is not there to the letter; likeness {placed.score:.0f} of 100",
        )
    elif placed.moved:
        where = "later" if placed.moved > 0 else "earlier"
        step, reason = "searched", f"the quoted text stands {abs(placed.moved)} code points {where}"
    elif given is not None and given != (span.start, span.end):
        step, reason = "counted", f"counted in {placed.counted or 'the text that the file keeps itself'}"
    else:
        return
    yield Alteration(step, before, f"{span.start}:{span.end}", reason)
