"""Codings made in other programs: read, placed in the canonical texts, verified; none is dropped."""

from triangulate.raw.codings.reader import READERS, coding_files, read_codings

__all__ = ["READERS", "coding_files", "read_codings"]
