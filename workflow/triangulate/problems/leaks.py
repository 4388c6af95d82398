"""Problems with what is about to be released."""

from __future__ import annotations

from triangulate.problems.model import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "leaks.name",
        "{where}names somebody or something that may not be named ({kind}): {text!r} in “{context}”.",
        "Nothing is released. Find what wrote it; if it comes from a transcript, add it to privacy: deny_list.",
    ),
    error(
        "leaks.machine",
        "{where}tells of the computer of this run: {text!r} in “{context}”.",
        "Nothing is released. Take it out of what wrote it.",
    ),
    error(
        "leaks.not-searched",
        "The file cannot be opened to be searched for names ({why}).",
        "Nothing is released. Make it again; if it is none of the study's outputs, take it away.",
    ),
    error(
        "leaks.more",
        "Like these: {count:more place|more places}.",
        "Repair the first ones and run again; they often have one cause.",
    ),
)
