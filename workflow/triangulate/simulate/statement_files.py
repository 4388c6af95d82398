"""The answers as people and programs hand them in: spreadsheet cells as typed, and an SPSS file.

SPSS files carry the moment of their making in the header; here it is a fixed one, so that the same
answers are the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from numpy.random import Generator

from triangulate.files import replacing
from triangulate.simulate.people import Answer, Person
from triangulate.study.model import StatementInstrument, StatementStrand

#: The value that the SPSS file declares missing for answers that do not apply.
NOT_APPLICABLE_CODE = 9

# The file header of an SPSS system file: 4 bytes record type, 60 product name, five times 4
# (layout, case size, compression, weight, cases) and 8 bytes compression bias come before 9 bytes
# date and 8 bytes time; see "System File Format" in the PSPP Developers Guide.
_DATE_AND_TIME = slice(92, 109)
_MADE = b"01 Mar 1809:00:00"


def typed_answers(
    answers: Mapping[str, Answer], instrument: StatementInstrument, rng: Generator
) -> dict[str, str | None]:
    """One person's cells by statement; a blank is None.

    Most people choose labels from the form's list, some of them a code now and then; about one in
    eight writes codes throughout, and one in eight types labels by hand, with the spacing and case
    that hands have.
    """
    labels = {point.code: point.label for point in instrument.scale}
    manner = int(rng.integers(8))
    cells: dict[str, str | None] = {}
    for statement, answer in answers.items():
        slip = int(rng.integers(30))
        which = int(rng.integers(len(instrument.not_applicable)))
        if answer is None:
            cells[statement] = None
        elif answer == "na":
            cells[statement] = instrument.not_applicable[which]
        elif manner == 0 or slip == 0:
            cells[statement] = str(answer)
        elif manner == 1:
            cells[statement] = _by_hand(labels[answer], slip % 6)
        else:
            cells[statement] = labels[answer]
    return cells


def _by_hand(label: str, slip: int) -> str:
    """The label as a person may type it; half of the values of ``slip`` leave it as it is."""
    match slip:
        case 1:
            return label.lower()
        case 2:
            return f"{label} "
        case 3:
            return label.upper() if " " not in label else label.replace(" ", "  ", 1)
        case _:
            return label


def write_probation_file(
    path: Path, people: Sequence[Person], strand: StatementStrand, group_label: str
) -> None:
    """All answers as one SPSS file: a case a person, variable and value labels, 9 missing by
    declaration.

    Blanks are system-missing. The columns for respondent and group are strings under the configured
    names. The bytes depend on nothing but the answers.
    """
    instrument = strand.instrument
    columns: dict[str, object] = {
        strand.respondent: [person.participant_id for person in people],
        strand.group: [group_label for _ in people],
    }
    for statement in instrument.statements:
        columns[statement.heading] = np.array(
            [_number(person.answers[statement.id]) for person in people], dtype=np.float64
        )
    headings = [statement.heading for statement in instrument.statements]
    values: dict[int | float, str] = {point.code: point.label for point in instrument.scale}
    values[NOT_APPLICABLE_CODE] = instrument.not_applicable[0]
    with replacing(path) as temporary:
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            temporary,
            file_label="Delivery statements, probation (simulated)",
            column_labels=["Respondent", "Group", *(s.text for s in instrument.statements)],
            variable_value_labels={heading: values for heading in headings},
            missing_ranges={heading: [NOT_APPLICABLE_CODE] for heading in headings},
            variable_measure={heading: "ordinal" for heading in headings},
            variable_format={heading: "F1.0" for heading in headings},
        )
        data = bytearray(temporary.read_bytes())
        if data[:4] != b"$FL2" or len(data[_DATE_AND_TIME]) != len(_MADE):
            raise ValueError("the SPSS file has no header of the kind known here")
        data[_DATE_AND_TIME] = _MADE
        temporary.write_bytes(bytes(data))


def _number(answer: Answer) -> float:
    if answer is None:
        return float("nan")
    return float(NOT_APPLICABLE_CODE if answer == "na" else answer)
