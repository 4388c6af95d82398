"""Raw files found and opened: bytes, text, and the parts of zip archives."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

_MOST_MEMBERS = 10_000
_MOST_BYTES = 400_000_000


class Unreadable(Exception):
    """A raw file that this second implementation cannot read: the file and the reason, in words."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


def raw_files(directory: Path, sources: Sequence[str], endings: Sequence[str]) -> list[str]:
    """The files below the configured ``sources`` with these endings, as sorted paths from the study.

    Hidden files, office lock files and what a link leads to outside the study are passed over.
    """
    found: set[str] = set()
    root = directory.resolve()
    for source in sources:
        start = directory / source
        for path in [start] if start.is_file() else start.rglob("*"):
            inner = path.relative_to(start).parts if path != start else (path.name,)
            if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in inner):
                continue
            if path.suffix.lower() in endings and path.resolve().is_relative_to(root) and path.is_file():
                found.add(path.relative_to(directory).as_posix())
    return sorted(found)


def decoded(data: bytes, file: str) -> str:
    """Text by its byte order mark, else as UTF-8, else as Windows-1252; the mark is dropped."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        encodings = ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(file, "its bytes are no text")


class Package:
    """A zip archive whose parts are read with a bound on their size."""

    def __init__(self, directory: Path, file: str) -> None:
        self.file = file
        try:
            self._archive = zipfile.ZipFile(directory / file)
        except (OSError, zipfile.BadZipFile) as fault:
            raise Unreadable(file, f"it is no zip archive ({fault})") from None
        members = self._archive.infolist()
        if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _MOST_BYTES:
            raise Unreadable(file, "it holds more than a document can")
        self.names = tuple(member.filename for member in members)

    def read(self, name: str) -> bytes:
        """One part; KeyError if there is none."""
        info = self._archive.getinfo(name)
        try:
            with self._archive.open(info) as handle:
                data = handle.read(_MOST_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
            raise Unreadable(self.file, f"the part {name} is damaged ({fault})") from None
        if len(data) > _MOST_BYTES:
            raise Unreadable(self.file, f"the part {name} is too large")
        return data

    def xml(self, name: str) -> Element:
        """The root element of one part; KeyError if there is none."""
        return parsed(self.read(name), f"{self.file}, part {name}")


def parsed(data: bytes, file: str) -> Element:
    """The root of an XML document that has no DOCTYPE, and so no entities of its own."""
    guard = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unreadable(file, "it has a DOCTYPE")

    guard.StartDoctypeDeclHandler = refuse
    guard.EntityDeclHandler = refuse
    try:
        guard.Parse(data, True)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as fault:
        raise Unreadable(file, f"its XML is damaged ({fault})") from None


def name_of(element: Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Element, attribute: str) -> str:
    """An attribute by its name without namespace; empty if there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == attribute:
            return value
    return ""


def named(root: Element, name: str) -> Iterator[Element]:
    """Elements below ``root`` of one name, whatever their namespace."""
    return (element for element in root.iter() if name_of(element) == name)
