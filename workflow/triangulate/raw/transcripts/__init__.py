"""Transcripts: the canonical text that every offset refers to, and who said what in it."""

from triangulate.raw.transcripts.reader import FORMATS, read_transcript
from triangulate.raw.transcripts.turns import turns_of

__all__ = ["FORMATS", "read_transcript", "turns_of"]
