"""Problems with zip archives: xlsx, docx, odt and qdpx files are such."""

from __future__ import annotations

from triangulate.problems.model import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "archives.unreadable",
        "The file cannot be opened: {reason}.",
        "Check that it is there and that you may read it.",
    ),
    error(
        "archives.empty",
        "The file is empty.",
        "Copy it again from where it came from.",
    ),
    error(
        "archives.web-page",
        "The file is a web page, not a document: most likely the login page of a web site.",
        "Log in there and download the file again.",
    ),
    error(
        "archives.old-office",
        "The file is an old Office file (.doc, .xls) or protected by a password.",
        "Open it in its program, remove the password, and save it in today's format.",
    ),
    error(
        "archives.not-zip",
        "The file is not what its ending {ending!r} says; its content is something else.",
        "Open it in the program that made it and save it with the right ending.",
    ),
    error(
        "archives.damaged",
        "The file is cut off or damaged ({reason}).",
        "Copy it again from where it came from.",
    ),
    error(
        "archives.encrypted",
        "The file is protected by a password.",
        "Open it in its program, remove the password and save it.",
    ),
    error(
        "archives.compression",
        "The part {member!r} is compressed in a way that documents do not use (method {method}).",
        "Open the file in its program and save it again.",
    ),
    error(
        "archives.too-many",
        "The file holds {count:part|parts}; more than {limit} are not opened.",
        "Save the document again without attachments, or split it.",
    ),
    error(
        "archives.too-large",
        "The file's parts add up to {megabytes} MB unpacked; more than {limit} MB are not opened.",
        "Save it without pictures, sound and film, or split it.",
    ),
    error(
        "archives.bomb",
        "The part {member!r} unpacks to {ratio} times its size, as files made to do harm do.",
        "Do not use this file; ask whoever sent it.",
    ),
    error(
        "archives.false-size",
        "The part {member!r} is larger than the file says it is, as in files made to do harm.",
        "Do not use this file; ask whoever sent it.",
    ),
    error(
        "archives.unsafe-name",
        "The part {member!r} would be unpacked outside its folder.",
        "Do not use this file; open it in its program and save it again.",
    ),
    error(
        "archives.duplicate-name",
        "The part {member!r} is in the file twice, so that programs disagree on what it says.",
        "Open the file in its program and save it again.",
    ),
    error(
        "archives.macros",
        "The file contains macros ({member}).",
        "Save it without macros, as .xlsx or .docx.",
    ),
    error(
        "archives.doctype",
        "The part {member!r} declares a document type or entities, which no document needs.",
        "Do not use this file; open it in its program and save it again.",
    ),
    error(
        "archives.damaged-part",
        "The part {member!r} is not well-formed XML ({reason}).",
        "Open the file in its program and save it again.",
    ),
    error(
        "archives.missing-part",
        "The file has no part {member!r}, which holds its text.",
        "Check that it is the right file; open it in its program and save it again.",
    ),
    error(
        "archives.large-part",
        "The part {member!r} holds more than {limit} MB.",
        "Split the file.",
    ),
)
