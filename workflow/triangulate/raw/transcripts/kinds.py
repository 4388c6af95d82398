"""What a speaker label says by itself: known kinds of speakers, and words that label nobody."""

from __future__ import annotations

import re

_NUMBER = r"(?:[ .#_-]{0,2}\d{1,4}[a-z]?)?"
_INTERVIEWER = re.compile(
    rf"(?:interviewers?|interv|intv|int|ivr|iv|researcher|moderator|mod|facilitator|fac){_NUMBER}"
)
_PARTICIPANT = re.compile(
    rf"(?:participants?|interviewee|ie|respondent|resp|informant|practitioner|part|ppt){_NUMBER}"
    r"|pp?[ .#_-]?\d{1,4}[a-z]?"
)
_NEUTRAL = re.compile(
    r"(?:speaker|spk|unknown speaker|unidentified speaker)[ .#_-]{0,2}(?:\d{1,3}|[a-z])?|[mf]\d{1,2}"
)
_WEAK_INTERVIEWER = re.compile(r"(?:i|q|question)(?:[ .#_-]?\d{1,3})?")
_WEAK_PARTICIPANT = re.compile(r"(?:p|a|answer)(?:[ .#_-]?\d{1,3})?")
_WEAK_EITHER = re.compile(r"(?:r|res|m|s)(?:[ .#_-]?\d{1,3})?")

_HEADER = frozenset(
    {
        "audio",
        "date",
        "date of interview",
        "duration",
        "file",
        "file name",
        "filename",
        "interview",
        "interview date",
        "interview id",
        "interview no",
        "interview number",
        "interview time",
        "length",
        "length of interview",
        "location",
        "participant id",
        "place",
        "place of interview",
        "project",
        "recorded",
        "recorded by",
        "recording",
        "site",
        "study",
        "time",
        "transcribed",
        "transcribed by",
        "transcriber",
        "transcript",
        "transcription",
        "venue",
    }
)
_PARTICULARS = frozenset(
    {
        "age",
        "agency",
        "appendix",
        "attendees",
        "background",
        "consent",
        "contents",
        "force",
        "gender",
        "group",
        "id",
        "introduction",
        "key",
        "language",
        "name",
        "note",
        "notes",
        "organisation",
        "organization",
        "page",
        "participants",
        "present",
        "rank",
        "ref",
        "reference",
        "role",
        "setting",
        "sex",
        "subject",
        "summary",
        "title",
        "topic",
        "version",
    }
)
_OPENING_WORDS = frozenset(
    {
        "actually",
        "again",
        "also",
        "and",
        "answer",
        "anyway",
        "basically",
        "because",
        "but",
        "conclusion",
        "example",
        "finally",
        "first",
        "firstly",
        "for example",
        "for instance",
        "however",
        "i mean",
        "important",
        "in short",
        "issue",
        "listen",
        "look",
        "maybe",
        "meaning",
        "next",
        "no",
        "note",
        "now",
        "ok",
        "okay",
        "please",
        "point",
        "problem",
        "reason",
        "remember",
        "result",
        "right",
        "second",
        "secondly",
        "see",
        "so",
        "still",
        "sure",
        "thanks",
        "the point is",
        "then",
        "third",
        "to be clear",
        "warning",
        "well",
        "yeah",
        "yes",
        "you know",
    }
)


def kind(key: str) -> str | None:
    """What a known label says of its speaker: interviewer, participant, neutral, the same with
    ``weak `` before it for single letters and ordinary words, or None for any other label."""
    inner = re.fullmatch(r"(.+?) ?\((.+)\)", key)
    for part in (key,) if inner is None else (key, inner.group(2), inner.group(1)):
        for name, pattern in (
            ("interviewer", _INTERVIEWER),
            ("participant", _PARTICIPANT),
            ("neutral", _NEUTRAL),
            ("weak interviewer", _WEAK_INTERVIEWER),
            ("weak participant", _WEAK_PARTICIPANT),
            ("weak neutral", _WEAK_EITHER),
        ):
            if pattern.fullmatch(part):
                return name
    return None


def is_header(key: str) -> bool:
    """Whether the word before a colon heads the particulars of an interview (``Date: …``)."""
    return key in _HEADER


def is_nobody(key: str) -> bool:
    """Whether the word before a colon is one for particulars of any kind, so that nobody speaks."""
    return key in _HEADER or key in _PARTICULARS


def is_opening_word(key: str) -> bool:
    """Whether the word is one that speech itself puts before a colon (``Remember: …``)."""
    return key in _OPENING_WORDS
