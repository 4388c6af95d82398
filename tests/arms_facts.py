"""The facts of the committed ARMS study, from its raw files through readers and analysis functions.

No workflow run, no language model: transcripts are read for their group and length alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
from triangulate.analysis.agreement import statement_agreement, theme_agreement
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.comparison import compare_statements, compare_themes
from triangulate.analysis.cumulative_link import cumulative_link_models
from triangulate.analysis.mapping_summary import returns, summarise
from triangulate.analysis.sample import sample_table
from triangulate.audit.whole import Audit, audit_published
from triangulate.facts import strands
from triangulate.facts.fact import Fact
from triangulate.problems import Problems
from triangulate.raw.everything import read_transcripts
from triangulate.raw.mapping import read_mapping
from triangulate.raw.model import Transcript
from triangulate.raw.register import read_register
from triangulate.raw.statements import read_statements
from triangulate.records.people import left_out, people_table
from triangulate.records.strands import answers_table, forms_table, mapping_table, respondents_table
from triangulate.study.load import load_study
from triangulate.study.model import Study

ROOT = Path(__file__).resolve().parents[1]


@cache
def arms() -> Study:
    """What the study declares."""
    problems = Problems()
    study = load_study(ROOT, problems)
    assert study is not None, [str(problem) for problem in problems]
    return study


@cache
def arms_audit() -> Audit:
    """Everything that its printed figures tell by themselves."""
    study = arms()
    assert study.mapping is not None
    assert study.published is not None
    return audit_published(ROOT, study.published, study.groups, study.mapping.instrument)


def _minutes(transcript: Transcript) -> float | None:
    times = [t for turn in transcript.turns for t in (turn.time_start, turn.time_end) if t is not None]
    return max(times) / 60 if times else None


@cache
def arms_facts() -> dict[str, Fact]:
    """Facts of the sample, the mapping and the statement strand by id."""
    study, problems = arms(), Problems()
    assert study.mapping is not None
    assert study.statements is not None
    instrument = study.statements.instrument
    participants = read_register(study, problems)
    people = people_table(participants)
    forms, mapping = read_mapping(study, problems)
    respondents, answers = read_statements(study, problems)
    transcripts = read_transcripts(study, participants, problems)
    problems.raise_errors()
    group_of = {p.transcript: p.group for p in participants or ()}
    documents = pd.DataFrame(
        {
            "group": [group_of.get(t.document) or group_of[Path(t.document).stem] for t in transcripts],
            "minutes": [_minutes(t) for t in transcripts],
        }
    )
    out = left_out(people)
    members = respondents_table(respondents, {}, out)
    sample = sample_table(study.groups, people, forms_table(forms), members, documents)
    table = mapping_table(mapping, study.mapping.instrument)
    matrix = answer_matrix(answers_table(answers, instrument, out), study.groups, instrument)
    found = [
        *strands.sample_facts(sample),
        *strands.instrument_facts(instrument),
        *strands.mapping_facts(summarise(table, study.groups, study.mapping.instrument)),
        *strands.returns_facts(returns(table, study.groups, study.mapping.instrument)),
        *strands.statement_facts(statement_agreement(matrix), instrument),
        *strands.theme_facts(theme_agreement(matrix, seed=study.seed, repetitions=200)),
        *strands.comparison_facts(compare_statements(matrix), "statement", study.groups),
        *strands.comparison_facts(
            compare_themes(matrix, seed=study.seed, repetitions=200), "theme", study.groups
        ),
        *strands.model_facts(cumulative_link_models(matrix), study.groups),
    ]
    return {fact.id: fact for fact in found}
