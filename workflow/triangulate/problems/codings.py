"""Problems with codings.

What concerns one coding is a warning: the coding is kept in the import's list as not placed, with the
reason, and the report counts it. What makes a whole file unreadable is an error. No message quotes
what a participant said.
"""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "codings.unreadable",
        "The file cannot be opened: {reason}.",
        "Check that it is there and that you may read it.",
    ),
    error(
        "codings.too-large",
        "The file has {megabytes} MB; more than {limit} MB are not read.",
        "Check that it is the right file; export the codings without pictures, sound and film.",
    ),
    error(
        "codings.web-page",
        "The file is a web page, not codings: most likely the login page of a web site.",
        "Log in there and download the file again.",
    ),
    error(
        "codings.nul",
        "The file contains NUL characters, so it is not text in UTF-8.",
        "Save it as CSV in UTF-8.",
    ),
    error(
        "codings.encoding",
        "The text is neither UTF-8 nor UTF-16 nor Windows-1252 ({reason}).",
        "Save it as CSV in UTF-8.",
    ),
    error(
        "codings.csv",
        "The file is not well-formed CSV: {reason}.",
        "Look for a quotation mark that is not closed at or before this line.",
    ),
    error(
        "codings.missing-columns",
        "The columns {missing} are missing; found are {found}.",
        "The first row must have the columns document,start,end,code,coder and may have text and memo.",
    ),
    error(
        "codings.duplicate-column",
        "The column {column!r} is there twice.",
        "Keep one of the two.",
    ),
    error(
        "codings.no-project",
        "The archive has no project.qde, so it is no REFI-QDA project.",
        "Export the project again as REFI-QDA (.qdpx).",
    ),
    error(
        "codings.not-refi",
        "project.qde opens with {root!r} instead of a REFI-QDA project.",
        "Export the project again as REFI-QDA (.qdpx).",
    ),
    error(
        "codings.not-taguette",
        "The database has no table {table!r} as Taguette projects have.",
        "Export the project from Taguette as SQLite3 database.",
    ),
    error(
        "codings.damaged-database",
        "The database cannot be read ({reason}).",
        "Export the project from Taguette again.",
    ),
    error(
        "codings.lead-coder",
        "The lead coder {coder!r} has coded nothing.{hint}",
        "Name one of {coders}, or leave lead_coder out: then who coded most documents is counted.",
    ),
    warning(
        "codings.none",
        "The file has no codings.",
        "Check that it is the right export.",
    ),
    warning(
        "codings.encoding-assumed",
        "The file is not UTF-8 and was read as Windows-1252.",
        "Check accented letters; better, save it as UTF-8.",
    ),
    warning(
        "codings.unknown-column",
        "The column {column!r} is not read.",
        "Remove it, or give it one of the names document, start, end, code, coder, text, memo.",
    ),
    warning(
        "codings.row-length",
        "The row has {cells} cells where the header has {columns}; its coding is not placed.",
        "Put quotation marks around cells that contain the delimiter.",
    ),
    warning(
        "codings.no-coder",
        "No coder is named here; the codings count as those of {coder!r}, after the file's name.",
        "Name the coder.",
    ),
    warning(
        "codings.no-code",
        "The highlighted passage has no code.",
        "Give it a code, or remove the highlight.",
    ),
    warning(
        "codings.unknown-code",
        "The code {name!r} is not in the codebook; the coding is not placed.{hint}",
        "Add the code to the codebook, or correct its name.",
    ),
    warning(
        "codings.ambiguous-code",
        "The code {name!r} may mean {candidates}; the coding is not placed.",
        "Use the code's id, or write its parent before it.",
    ),
    warning(
        "codings.unknown-document",
        "{name!r} is no transcript of this study; {count:coding of it is|codings of it are} not placed.{hint}",
        "Correct the document's name, or add the transcript.",
    ),
    warning(
        "codings.ambiguous-document",
        "{name!r} may mean {candidates}; {count:coding of it is|codings of it are} not placed.",
        "Write the transcript's file name with its ending.",
    ),
    warning(
        "codings.not-numbers",
        "Start {start!r} and end {end!r} are not both whole numbers; the coding is not placed.",
        "Write offsets as whole numbers, counted from 0.",
    ),
    warning(
        "codings.backwards",
        "The coding ends at {end} and begins at {start}; it is not placed.",
        "Correct the offsets: the end is the first character after the passage.",
    ),
    warning(
        "codings.outside",
        "The offsets {start} to {end} lie outside {document} ({length} characters); the coding is not "
        "placed.",
        "Correct the offsets, or check that the transcript is the version that was coded.",
    ),
    warning(
        "codings.inside-character",
        "The offsets {start} to {end} cut a character of {document} in two; the coding is not placed.",
        "Count offsets in characters, or add the quoted text as a column text.",
    ),
    warning(
        "codings.text-not-found",
        "The quoted text is not in {document}; the coding is not placed.",
        "Check that the transcript is the version that was coded.",
    ),
    warning(
        "codings.moved",
        "The quoted text stands {distance} characters {direction} in {document} than the offsets say.",
        "Nothing to do if the transcript was changed after coding; else correct the offsets.",
    ),
    warning(
        "codings.fuzzy",
        "The quoted text was found in {document} by likeness only (score {score} of 100).",
        "Compare the two; correct the quoted text or the transcript.",
    ),
    warning(
        "codings.no-plain-text",
        "The text that was coded is not in the project; offsets in {document} could not be checked.",
        "Export the project with its sources included.",
    ),
    warning(
        "codings.ignored-kind",
        "Not of text and so not placed: {count:coding|codings} of {kind}.",
        "Only codings of text are read; code the transcript instead.",
    ),
    warning(
        "codings.whole-document",
        "A code is attached to {document} as a whole; it covers no passage and is not placed.",
        "Code the passage that it is about.",
    ),
    warning(
        "codings.twice",
        "{coder!r} gave this passage of {document} the code {code!r} before.",
        "Remove one of the two; both are counted.",
    ),
)
