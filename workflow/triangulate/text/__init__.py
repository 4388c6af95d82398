"""Transcripts made safe and cut into segments: names replaced by an edit script with an offset map.

The stage reads :class:`~triangulate.raw.model.Transcript` values and gives pseudonymised texts; nothing
after it sees a raw transcript. Importing it does not import spaCy: the model is loaded by
:mod:`triangulate.text.language` when a transcript is read that no cache entry answers for. Whoever
only moves offsets, or asks which model it is, does not load the rest: nothing is gathered here.
"""
