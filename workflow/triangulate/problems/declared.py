"""Problems with what a study declares: config, instruments and codebook."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "declared.missing-file",
        "{what} is not there.",
        "Create the file, or correct the path in config/config.yaml.",
    ),
    error(
        "declared.not-utf8",
        "The file is not UTF-8 text ({reason}).",
        "Save it as UTF-8.",
    ),
    error(
        "declared.yaml",
        "The file is not valid YAML: {reason}.",
        "Correct the indentation, bracket or quote at this line.",
    ),
    error(
        "declared.duplicate-key",
        "The key {key!r} stands here twice.",
        "Keep one of the two; YAML would silently use the last.",
    ),
    error(
        "declared.unknown-key",
        "{key!r} is not a key of {where}.{hint}",
        "Allowed keys are {allowed}.",
    ),
    error(
        "declared.missing-key",
        "{where} has no {key!r}.",
        "Add it; docs/reference/config.md says what it holds.",
    ),
    error(
        "declared.wrong-value",
        "{where}: {reason}.",
        "Correct the value; docs/reference/config.md says what every key holds.",
    ),
    error(
        "declared.duplicate-id",
        "The {kind} {id!r} is declared twice.",
        "Give each {kind} an id of its own.",
    ),
    error(
        "declared.unsafe-id",
        "The {kind} id {id!r} cannot be part of a fact id or a file name.",
        "Use letters, digits, hyphen and underscore, beginning with a letter or digit.",
    ),
    error(
        "declared.unknown-reference",
        "{where} names the {kind} {id!r}, which is not declared.{hint}",
        "Declare it, or correct the name.",
    ),
    error(
        "declared.cycle",
        "The code {id!r} is its own ancestor through {path}.",
        "Give one of these codes another parent, or none.",
    ),
    error(
        "declared.expression",
        "The check {id!r} cannot be read: {reason}.",
        "Use item ids, numbers, + - * /, comparisons, and, or, not and brackets.",
    ),
    error(
        "declared.outside",
        "{where} leads outside the study directory ({path}).",
        "Keep every file of a study inside its directory and write the path relative to it.",
    ),
    error(
        "declared.braces",
        "{where} holds curly brackets ({path}), which a run takes for a place to be filled in.",
        "Rename the file or folder without {{ and }}.",
    ),
    error(
        "declared.bounds",
        "{where}: min {min} is above max {max}.",
        "Exchange or correct the two.",
    ),
    error(
        "declared.no-agree",
        "No point of the answer scale counts as agreement.",
        "Mark the points that do with agree: true.",
    ),
    warning(
        "declared.empty-theme",
        "The theme {id!r} has no statements.",
        "Remove the theme, or give a statement this theme.",
    ),
)
