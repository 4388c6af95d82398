"""Problems with files: what is there, what it is called, and whether it can be read at all."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

_FOUND = (
    error(
        "files.missing",
        "{path} is not there.",
        "Put the file or folder there, or correct the path in config/config.yaml.",
    ),
    warning(
        "files.nothing-found",
        "The folder holds no file to read (looked for {endings}).",
        "Put the raw files there, or take the folder out of config/config.yaml.",
    ),
    error(
        "files.outside",
        "{path} leads outside the study directory.",
        "Copy the file into the study; every file of a study is kept inside its directory.",
    ),
    error(
        "files.broken-link",
        "The link leads nowhere.",
        "Put the file itself here instead of the link.",
    ),
    error(
        "files.linked-folder",
        "This is a link to a folder, which is not followed.",
        "Put the folder itself here, or name its real place in config/config.yaml.",
    ),
    error(
        "files.not-regular",
        "This is neither a file nor a folder.",
        "Remove it; a device, pipe or socket cannot be raw data.",
    ),
    error(
        "files.name",
        "The file name holds characters that cannot be written down ({reason}).",
        "Rename the file with ordinary letters, digits, spaces and hyphens.",
    ),
    error(
        "files.braces",
        "The name holds curly brackets, which a run takes for a place to be filled in.",
        "Rename the file or its folder without {{ and }}.",
    ),
    error(
        "files.same-name",
        "The name differs from {other} only in case or in how its letters are encoded.",
        "Rename one of the two; on some computers they would be one file.",
    ),
    error(
        "files.too-large",
        "The file has {size} MB; the limit is {limit} MB.",
        "Check that it is the right file, and split it if it is.",
    ),
    error(
        "files.unreadable",
        "The file cannot be opened ({reason}).",
        "Check its permissions, and that it is not open in another program.",
    ),
    error(
        "files.legacy",
        "Files ending in {ending} are not read.",
        "Open it and save it as {instead}.",
    ),
    error(
        "files.named-ending",
        "Files ending in {ending!r} are not read here, yet config/config.yaml names this one.",
        "Save it in one of the formats read here: {endings}.",
    ),
    warning(
        "files.unexpected",
        "Files ending in {ending!r} are not read here (only {endings}).",
        "Move it elsewhere if it is no raw data; save it in another format if it is.",
    ),
    error(
        "files.empty",
        "The file is empty.",
        "Export it again, or remove it.",
    ),
    error(
        "files.not-what-it-says",
        "The name ends in {ending}, but the content is {content}.",
        "{advice}",
    ),
    error(
        "files.more",
        "{count:more error|more errors} of the same kind ({code}) in this file.",
        "Correct those listed above and check again; the rest often have the same cause.",
    ),
    warning(
        "files.more-queries",
        "{count:more query|more queries} of the same kind ({code}) in this file.",
        "Look at those listed above and check again; the rest often have the same cause.",
    ),
)

_CSV = (
    error(
        "files.nul",
        "The text holds NUL bytes: it is damaged, no text at all, or UTF-16 without its mark.",
        "Export the table again as CSV in UTF-8.",
    ),
    error(
        "files.encoding",
        "The text is in no encoding that is read here ({reason}).",
        "Save it as UTF-8 (in Excel: 'CSV UTF-8').",
    ),
    warning(
        "files.encoding-guessed",
        "The text is not UTF-8 and was read as Windows-1252.",
        "Check names with accents, and save the file as UTF-8 to be sure.",
    ),
    error(
        "files.csv-quotes",
        "The row that begins here cannot be read: {reason}.",
        'Close every quotation mark; a mark inside a quoted cell is doubled ("").',
    ),
    error(
        "files.row-length",
        "The row has {found} cells, the header has {wanted}.",
        "Check for a missing or an extra {delimiter}; cells that hold one need quotation marks.",
    ),
)

_TABLE = (
    error(
        "files.header-only",
        "The table has a header and no rows.",
        "Add the rows, or remove the file.",
    ),
    error(
        "files.duplicate-heading",
        "The heading {heading!r} stands over two columns ({columns}).",
        "Rename or remove one of them.",
    ),
    error(
        "files.several-sheets",
        "More than one sheet could be meant: {sheets}.",
        "Keep one of them in this file; move the others to files of their own, or hide them.",
    ),
    warning(
        "files.sheet-ignored",
        "The sheet {sheet!r} is neither form nor table, and was not read.",
        "Nothing to do if it holds no data; else move it to a file of its own.",
    ),
    error(
        "files.too-wide",
        "The sheet spreads over too many rows and columns to be one table.",
        "Delete stray entries far to the right of the table or far below it.",
    ),
    error(
        "files.merged",
        "The cells {range} are merged, so it is not clear for which of them the answer stands.",
        "Unmerge them and write the answer into each cell it is meant for.",
    ),
)

_CELL = (
    error(
        "files.percent-cell",
        "The cell is formatted as a percentage (stored value {shown}).",
        "Format it as a plain number and write the number that is meant.",
    ),
    error(
        "files.date-cell",
        "The cell holds a date or time ({shown}); spreadsheets make dates of entries such as 1-2.",
        "Format the cell as text or number and write the answer again.",
    ),
    error(
        "files.boolean-cell",
        "The cell holds the logical value {shown}.",
        "Write the answer as text or number.",
    ),
    error(
        "files.error-cell",
        "The cell holds the spreadsheet error {shown}.",
        "Correct the formula, or write the answer itself.",
    ),
    error(
        "files.number-cell",
        "The cell holds a number that cannot be used ({shown}).",
        "Write the number that is meant.",
    ),
    error(
        "files.formula-cell",
        "The cell holds a formula without a stored result.",
        "Open the file in a spreadsheet program and save it, or write the answer itself.",
    ),
    warning(
        "files.formula-used",
        "{count:cell holds a formula|cells hold formulas}, the first in {cell}; their stored results were used.",
        "Check that the file was saved after its last calculation.",
    ),
)

_DAMAGED = (
    error(
        "files.xlsx-damaged",
        "The workbook cannot be read ({reason}).",
        "Open it in a spreadsheet program and save it again as .xlsx.",
    ),
    error(
        "files.sav-damaged",
        "The SPSS file cannot be read ({reason}).",
        "Open it in SPSS and save it again as .sav, or export it as CSV.",
    ),
)

ENTRIES: tuple[Entry, ...] = _FOUND + _CSV + _TABLE + _CELL + _DAMAGED
