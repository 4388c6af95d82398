"""Problems with transcripts."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "transcripts.format",
        "{ending!r} is not a format that transcripts are read from.",
        "Save the transcript as .docx, .odt, .txt, .vtt or .srt.",
    ),
    error(
        "transcripts.same-document",
        "The transcript has the file name of {other}, and codings name a transcript by that alone.",
        "Rename one of the two, in the register and in the codings as well.",
    ),
    error(
        "transcripts.unreadable",
        "The transcript cannot be opened: {reason}.",
        "Check that it is there and that you may read it.",
    ),
    error(
        "transcripts.too-large",
        "The transcript has {megabytes} MB; more than {limit} MB is no interview.",
        "Check that it is the right file; save a transcript without pictures or sound.",
    ),
    error(
        "transcripts.web-page",
        "The file is a web page, not a transcript: most likely the login page of a web site.",
        "Log in there and download the transcript again.",
    ),
    error(
        "transcripts.nul",
        "The file contains NUL characters, as text in UTF-16 without a byte order mark does.",
        "Open it in a text editor and save it as UTF-8.",
    ),
    error(
        "transcripts.encoding",
        "The text is neither UTF-8 nor UTF-16 nor Windows-1252 ({reason}).",
        "Open it in the program that made it and save it as UTF-8.",
    ),
    error(
        "transcripts.empty",
        "The transcript has no words.",
        "Put the transcript there, or remove the file and blank its cell in the register.",
    ),
    error(
        "transcripts.no-group",
        "It is not said which group {document!r} is from.",
        "Name it in a register (interviews: register: in config.yaml), or put it into a folder named "
        "after its group.",
    ),
    error(
        "transcripts.no-cues",
        "The file has no cue (a line such as 00:00:01.000 --> 00:00:04.000), so it is no {format} file.",
        "Export it again as WebVTT or SubRip, or save it as .txt.",
    ),
    warning(
        "transcripts.encoding-assumed",
        "The text is not UTF-8 and was read as Windows-1252.",
        "Check accented letters and quotation marks; better, save it as UTF-8.",
    ),
    warning(
        "transcripts.replacement",
        "The text contains {count:character|characters} lost in an earlier conversion ({character}).",
        "Restore them from the original transcript.",
    ),
    warning(
        "transcripts.carriage-returns",
        "Lines end with a bare carriage return, which stays in the text; they are not counted as lines.",
        "Save the transcript with the line ends of Windows or Unix (CRLF or LF).",
    ),
    warning(
        "transcripts.not-read",
        "The document includes another file ({part}), which is not read.",
        "Open it in Word, break the link so that the text becomes part of it, and save.",
    ),
    warning(
        "transcripts.no-header",
        "The file does not begin with WEBVTT.",
        "Check that it is whole; export it again as WebVTT.",
    ),
    warning(
        "transcripts.stray-text",
        "{words!r} belongs to no cue and is read as spoken by nobody.",
        "Give the cue its time line, or remove the line.",
    ),
    warning(
        "transcripts.backwards",
        "The cue ends before it begins ({start} --> {end}).",
        "Correct the times.",
    ),
    warning(
        "transcripts.no-labels",
        "No speaker labels were found; the whole text is taken as the participant's.",
        "If an interviewer speaks in it, open each turn with a label such as INT: and P1:.",
    ),
    warning(
        "transcripts.interviewer-guessed",
        "{label!r} is taken for the interviewer, since {reason}.",
        "If this is wrong, name the interviewer's label under interviews: interviewers: in config.yaml.",
    ),
    warning(
        "transcripts.interviewer-not-found",
        "None of the interviewer labels in the config ({configured}) opens a turn; found are {found}.",
        "Correct the labels in the config or in the transcript.",
    ),
    warning(
        "transcripts.no-interviewer",
        "No label could be told to be the interviewer's; all of {found} are taken as participants.",
        "Name the interviewer's label under interviews: interviewers: in config.yaml.",
    ),
    warning(
        "transcripts.one-sided",
        "Only the interviewer has labels; paragraphs without one are taken as the participant's.",
        "Label the participant's turns too, so that nothing depends on this.",
    ),
    warning(
        "transcripts.label-misspelt",
        "The label {label!r} occurs once and was read as {known!r}.",
        "Correct the label.",
    ),
)
