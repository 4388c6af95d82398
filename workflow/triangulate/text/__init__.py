"""Transcripts made safe and cut into segments: names replaced by an edit script with an offset map.

The stage reads :class:`~triangulate.raw.model.Transcript` values and gives pseudonymised texts; nothing
after it sees a raw transcript. Importing it does not import spaCy: the model is loaded by
:mod:`triangulate.text.language` when a transcript is read that no cache entry answers for.
"""

from triangulate.text.names import Name, Names
from triangulate.text.numbering import KeyEntry, write_key
from triangulate.text.offsets import Edit, OffsetMap
from triangulate.text.prepare import Prepared, prepare
from triangulate.text.pseudonymise import Pseudonymiser
from triangulate.text.segments import Segment

__all__ = [
    "Edit",
    "KeyEntry",
    "Name",
    "Names",
    "OffsetMap",
    "Prepared",
    "Pseudonymiser",
    "Segment",
    "prepare",
    "write_key",
]
