"""Configurations, instruments, codebooks and registers that are wrong, and what is to be said."""

from __future__ import annotations

from pathlib import Path

from spoiling import (
    ANSWERS,
    CODEBOOK,
    CONFIG,
    MAPPING,
    REGISTER,
    STATEMENTS,
    TALK,
    add,
    both,
    case,
    edit,
    instead,
    put,
    query,
    remove,
    said,
)

_W3 = "W3,ward,Plover Hospital,nurse,2024-01-10,,"


def _undecodable(study: Path) -> None:
    path = study / CONFIG
    path.write_bytes(path.read_bytes().replace(b"handovers", b"hand\xfcbers"))


def _wider(study: Path) -> None:
    head, *rows = (study / REGISTER).read_text(encoding="utf-8").splitlines()
    (study / REGISTER).write_text("\n".join([f"{head},phone", *(f"{row},-" for row in rows)]) + "\n")


CONFIGS = [
    case("no config at all", remove(CONFIG), said("declared.missing-file", "is not there", CONFIG)),
    case(
        "an empty config",
        put(CONFIG, ""),
        said("declared.missing-key", "no 'study'", CONFIG, line=1),
        said("declared.missing-key", "no 'groups'", CONFIG, line=1),
    ),
    case(
        "a mistyped key",
        edit(CONFIG, "title:", "tilte:"),
        said("declared.unknown-key", "Did you mean 'title'?", CONFIG, line=1),
        said("declared.missing-key", "no 'title'", CONFIG, line=1),
    ),
    case(
        "a mistyped strand",
        edit(CONFIG, "mapping: {", "maping: {"),
        said("declared.unknown-key", "Did you mean 'mapping'?", CONFIG, line=6),
    ),
    case("a config that is not UTF-8", _undecodable, said("declared.not-utf8", "Save it as UTF-8", CONFIG)),
    case(
        "a bracket that is not closed",
        edit(CONFIG, "min_n: 3}}", "min_n: 3}"),
        said("declared.yaml", "expected ',' or '}'", CONFIG),
    ),
    case(
        "a key that stands twice",
        add(CONFIG, "seed: 8"),
        said("declared.duplicate-key", "'seed'", CONFIG, line=14),
    ),
    case(
        "a list where keys belong",
        put(CONFIG, "- study\n- groups\n"),
        said("declared.wrong-value", "not a mapping of keys", CONFIG, line=1),
    ),
    case(
        "an alias that contains itself",
        edit(CONFIG, "seed: 7", "seed: &a [*a]"),
        said("declared.yaml", "alias", CONFIG, line=2),
        said("declared.wrong-value", "whole number", CONFIG, line=2),
    ),
    case(
        "yes for true",
        edit(CONFIG, "synthetic: true", "synthetic: yes"),
        said("declared.wrong-value", "study.synthetic: 'yes' is not true or false", CONFIG, line=1),
    ),
    case(
        "no group",
        put(CONFIG, "study: {id: a, title: A, synthetic: true}\ngroups: []\n"),
        said("declared.wrong-value", "at least 1", CONFIG, line=2),
    ),
    case(
        "a group's id with a slash",
        both(
            edit(CONFIG, "{id: home,", "{id: home/care,"),
            edit(MAPPING, "checks:\n", "checks: []\n"),
            edit(
                MAPPING,
                "  - {id: enough, groups: [ward, home], expr: staff <= beds, severity: warning,"
                " label: More staff than places}\n",
                "",
            ),
            edit(MAPPING, "places, groups: [ward, home]", "places, groups: [ward]"),
            edit(MAPPING, "Staff, groups: [ward, home]", "Staff, groups: [ward]"),
        ),
        said("declared.unsafe-id", "'home/care'", CONFIG, line=5),
    ),
    case(
        "two groups of one label",
        edit(CONFIG, "label: Home care", "label: WARD"),
        said("declared.duplicate-id", "group label 'WARD'", CONFIG, line=5),
    ),
    case(
        "a seed in words",
        edit(CONFIG, "seed: 7", "seed: seven"),
        said("declared.wrong-value", "seed: 'seven' is not a whole number", CONFIG, line=2),
    ),
    case(
        "a disclosure rule of nought",
        edit(CONFIG, "min_n: 3", "min_n: 0"),
        said("declared.wrong-value", "privacy.disclosure.min_n: 0 is below 1", CONFIG, line=13),
    ),
    case(
        "an instrument that is not there",
        remove(STATEMENTS),
        said("declared.missing-file", "config/statements.yaml is not there", CONFIG, line=7),
    ),
    case(
        "a register that is not there",
        remove(REGISTER),
        said("declared.missing-file", REGISTER, CONFIG, line=9),
    ),
    case(
        "a source above the study",
        edit(CONFIG, "sources: [data/raw/mapping]", "sources: [../elsewhere]"),
        said("declared.outside", "../elsewhere", CONFIG, line=6),
    ),
    case(
        "an absolute path",
        edit(CONFIG, "codebook: config/codebook.yaml", "codebook: /etc/passwd"),
        said("declared.outside", "/etc/passwd", CONFIG, line=11),
    ),
    case(
        "curly brackets in a path",
        edit(CONFIG, "codebook: config/codebook.yaml", "codebook: 'config/{group}.yaml'"),
        said("declared.braces", "without { and }", CONFIG, line=11),
    ),
    case(
        "a path that no disk can hold",
        edit(CONFIG, "codebook: config/codebook.yaml", 'codebook: "config/\\0.yaml"'),
        said("declared.outside", "leads outside", CONFIG, line=11),
    ),
    case(
        "a path longer than any",
        edit(CONFIG, "sources: [data/raw/mapping]", f"sources: [{'long/' * 2000}{'x' * 300}]"),
        said("declared.outside", "leads outside", CONFIG, line=6),
    ),
    case(
        "a lead coder who coded nothing",
        edit(
            CONFIG, "  codings: [data/raw/codings]\n", "  codings: [data/raw/codings]\n  lead_coder: alec\n"
        ),
        said("codings.lead-coder", "Did you mean 'alex'?", CONFIG, line=13),
    ),
    case(
        "a truth value where a name belongs",
        edit(CONFIG, "id: small", "id: true"),
        said("declared.wrong-value", "put it in quotation marks", CONFIG, line=1),
    ),
    case(
        "two groups and nothing that says whose transcript is whose",
        edit(CONFIG, "  register: data/raw/participants.csv\n", ""),
        *(
            said("transcripts.no-group", f"'{name}'", TALK + name)
            for name in ("W1.txt", "W2.txt", "W5.txt", "H1.txt", "H5.txt")
        ),
    ),
    case(
        "a source that is not there",
        edit(CONFIG, "sources: [data/raw/statements]", "sources: [data/raw/statments]"),
        said("files.missing", "data/raw/statments is not there", "data/raw/statments"),
    ),
]

INSTRUMENTS = [
    case(
        "an item asked of an unknown group",
        edit(MAPPING, "groups: [ward], type: ratio", "groups: [wards], type: ratio"),
        said("declared.unknown-reference", "Did you mean 'ward'?", MAPPING, line=4),
    ),
    case(
        "an item of an unknown type",
        edit(MAPPING, "type: ratio", "type: rato"),
        said("declared.wrong-value", "number, text (did you mean 'ratio'?).", MAPPING, line=4),
    ),
    case(
        "min above max",
        edit(MAPPING, "type: ratio, min: 0", "type: ratio, min: 9, max: 1"),
        said("declared.bounds", "min 9", MAPPING, line=4),
    ),
    case(
        "a check that would run code",
        edit(MAPPING, "expr: staff <= beds", "expr: '__import__(\"os\").system(\"touch gone\")'"),
        said("declared.expression", "'enough' cannot be read", MAPPING, line=6),
    ),
    case(
        "a check over an unknown item",
        edit(MAPPING, "expr: staff <= beds", "expr: staff <= bed"),
        said("declared.unknown-reference", "Did you mean 'beds'?", MAPPING, line=6),
    ),
    case(
        "a statement of an unknown theme",
        edit(STATEMENTS, "{id: clear, theme: quality", "{id: clear, theme: qualty"),
        said("declared.unknown-reference", "Did you mean 'quality'?", STATEMENTS, line=10),
    ),
    case(
        "two statements of one id",
        edit(STATEMENTS, "{id: complete,", "{id: clear,"),
        said("declared.duplicate-id", "statement 'clear'", STATEMENTS, line=11),
        said("declared.duplicate-id", "statement column 'clear'", STATEMENTS, line=11),
    ),
    case(
        "a scale without agreement",
        both(edit(STATEMENTS, "label: Agree, agree: true", "label: Agree"),
             edit(STATEMENTS, "label: Agree strongly, agree: true", "label: Agree strongly")),
        said("declared.no-agree", "counts as agreement", STATEMENTS, line=1),
    ),
    case(
        "a scale with one label twice",
        edit(STATEMENTS, "{code: 2, label: Disagree}", "{code: 2, label: 'disagree  strongly'}"),
        said("declared.duplicate-id", "scale label", STATEMENTS, line=3),
    ),
    case(
        "codes that are their own ancestors",
        edit(CODEBOOK, "definition: How good", "parent: quality_positive, definition: How good"),
        said("declared.cycle", "'quality'", CODEBOOK, line=3),
        said("declared.cycle", "'quality_positive'", CODEBOOK, line=4),
    ),
    case(
        "a code with an unknown parent",
        edit(CODEBOOK, "parent: time,", "parent: tiem,"),
        said("declared.unknown-reference", "Did you mean 'time'?", CODEBOOK, line=7),
    ),
    case(
        "a pattern that the rule coder cannot read",
        edit(CODEBOOK, "Noise on the floor.", "Noise., patterns: [loud, {any: 3}]"),
        said("patterns.shape", "Pattern 2 of the code 'noise'", CODEBOOK, line=8),
    ),
    case(
        "a code without a definition",
        edit(CODEBOOK, ", definition: Praise.", ""),
        said("declared.missing-key", "no 'definition'", CODEBOOK, line=4),
    ),
]  # fmt: skip

REGISTERS = [
    case(
        "a register in a spreadsheet",
        both(instead(REGISTER, "data/raw/people.xlsx", b"PK\x03\x04"),
             edit(CONFIG, REGISTER, "data/raw/people.xlsx")),
        said("people.not-csv", "only .csv", "data/raw/people.xlsx"),
    ),
    case(
        "a register without dates of consent",
        edit(REGISTER, "consent_date", "consented"),
        said("people.missing-column", "'consent_date'", REGISTER, row=1),
        said("people.unknown-column", "'consented'", REGISTER, cell="E1"),
    ),
    case(
        "somebody registered twice",
        add(REGISTER, "W1,ward,Kestrel Hospital,nurse,2024-01-08,,"),
        said("people.duplicate-id", "'W1' stands here a second time", REGISTER, row=12),
    ),
    case(
        "a row without an id",
        add(REGISTER, ",ward,Kestrel Hospital,nurse,2024-01-08,,"),
        said("people.no-id", "participant_id", REGISTER, cell="A12"),
    ),
    case(
        "somebody of an unknown group",
        edit(REGISTER, "W3,ward", "W3,wrd"),
        said("people.unknown-group", "Did you mean 'ward'?", REGISTER, cell="B4"),
    ),
    case(
        "a date in another order",
        edit(REGISTER, "2024-01-08", "05/01/2024"),
        said("people.date", "2024-01-05 or 2024-05-01", REGISTER, cell="E2"),
    ),
    case(
        "a day that no month has",
        edit(REGISTER, "2024-01-08", "2024-02-30"),
        said("people.date", "no date", REGISTER, cell="E2"),
    ),
    case(
        "a respondent who is not registered",
        edit(ANSWERS, "W3,ward", "W33,ward"),
        said("people.unknown-respondent", "Did you mean 'W3'?", ANSWERS, row=4),
    ),
    case(
        "a respondent whose leading noughts a spreadsheet took away",
        both(edit(REGISTER, "W3,ward", "0070,ward"), edit(REGISTER, "W4,ward", "70A,ward"),
             edit(ANSWERS, "W3,ward", "70,ward"), edit(ANSWERS, "W4,ward", "70A,ward")),
        said("people.unknown-respondent", "Did you mean '0070'?", ANSWERS, row=4),
    ),
    case(
        "a respondent of another group than registered",
        edit(ANSWERS, "W3,ward", "W3,home"),
        said("people.group-conflict", "answered as 'home'", ANSWERS, row=4),
    ),
    case(
        "a transcript that is in no row",
        put(TALK + "W9.txt", "Interviewer: Yes?\nParticipant: No.\n"),
        said("people.unknown-transcript", "'W9.txt'", REGISTER),
    ),
    case(
        "a row whose transcript is not there",
        edit(REGISTER, _W3, _W3 + "W3.txt"),
        said("people.no-transcript-file", "'W3.txt'", REGISTER, row=4),
    ),
    case(
        "one transcript of two people",
        edit(REGISTER, _W3, _W3 + "W1.txt"),
        said("people.duplicate-transcript", "already named by participant 'W1'", REGISTER, row=4),
    ),
    case(
        "a transcript's name in another case",
        edit(REGISTER, ",W1.txt", ",w1.txt"),
        said("people.no-transcript-file", "upper and lower case count", REGISTER, row=2),
        said("people.unknown-transcript", "'W1.txt'", REGISTER),
    ),
    case(
        "a quotation mark in the register that is not closed",
        edit(REGISTER, "Kestrel Hospital,nurse,2024-01-08", '"Kestrel Hospital,nurse,2024-01-08'),
        said("files.csv-quotes", "never closed", REGISTER, line=2),
    ),
    query(
        "a register with a column more",
        _wider,
        said("people.unknown-column", "'phone', which was not read", REGISTER, cell="H1"),
    ),
    query(
        "somebody who withdrew before consenting",
        edit(REGISTER, "2024-01-15,2024-03-01", "2024-01-15,2024-01-01"),
        said("people.withdrawn-before-consent", "before consenting", REGISTER, cell="F11"),
    ),
    query(
        "a transcript of somebody who withdrew is missing",
        remove(TALK + "H5.txt"),
        said("people.no-consent", "'W5'", REGISTER, cell="E6"),
    ),
]  # fmt: skip
