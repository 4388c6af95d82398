"""The files of the statement strand for other programs, from the table of answers."""

from __future__ import annotations

from pathlib import Path

from triangulate.analysis.answers import answer_matrix
from triangulate.exports.statements import held_back, levels_made_one, statement_export, write_sav
from triangulate.exports.statements_syntax import syntax
from triangulate.files import write_text
from triangulate.records.tables import read_table
from triangulate.study.model import Study


def export_statements(study: Study, answers: Path, sav: Path, commands: Path) -> None:
    """Write the SPSS file and, to be run beside it, the commands that work its tables out again.

    ``answers`` is the table of those who take part.
    """
    assert study.statements is not None
    matrix = answer_matrix(read_table(answers, "answers"), study.groups, study.statements.instrument)
    held = held_back(matrix, study.privacy)
    merged = levels_made_one(matrix, study.privacy, held)
    export = statement_export(matrix, held=held, merged=merged, min_n=study.privacy.min_n)
    title = f"{study.id}: delivery statements" + (" (synthetic)" if study.synthetic else "")
    write_sav(sav, export, title)
    write_text(commands, syntax(export, sav.name))
