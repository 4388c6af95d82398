"""Is this zip archive safe to open? Asked before any library is given an xlsx, docx, odt or qdpx.

Nothing is unpacked to disk. Sizes are first judged by what the archive declares and then measured
while reading, since the declaration can lie and a library that believes it would fill the memory.
"""

from __future__ import annotations

import copy
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from triangulate.problems import Problems
from triangulate.raw.decoding import looks_like_web_page
from triangulate.source import Source

MAX_MEMBERS = 10_000
MAX_TOTAL = 500 * 1_000_000
MAX_RATIO = 200
#: Members below this unpacked size are never called bombs: short repetitive parts pack very well.
RATIO_FROM = 10 * 1_000_000
#: The most that :func:`read_member` returns.
MAX_PART = 100 * 1_000_000

_BLOCK = 1 << 16
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENTRY = b"PK\x01\x02"
_XML_ENDINGS = (".xml", ".rels", ".qde", ".rdf", ".vml")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
    OSError,
)


class FalseSize(Exception):
    """A member holds more than the archive declares, or more than its reader allows."""


def check_archive(path: Path, source: Source, problems: Problems) -> bool:
    """Whether the zip archive at ``path`` may be opened; what speaks against it is reported.

    True means: whole and not encrypted; at most ``MAX_MEMBERS`` members of together at most
    ``MAX_TOTAL`` bytes (measured), no big one packed more than ``MAX_RATIO`` fold; names relative,
    without ``..`` or backslash, and unique even when case and Unicode form are disregarded; no
    macros; and no XML member with a DOCTYPE, or unreadable before its root element.
    """
    if not _opens_as_zip(path, source, problems):
        return False
    if (count := _directory_entries(path)) > MAX_MEMBERS:
        problems.add("archives.too-many", source, count=count, limit=MAX_MEMBERS)
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            # Reading is worth the time, and safe, only when the declarations are acceptable.
            return (
                _acceptable(members, source, problems)
                and all([_sound(archive, info, source, problems) for info in members])
                and _not_encrypted(archive, source, problems)
            )
    except _DAMAGE as damage:
        problems.add("archives.damaged", source, reason=_reason(damage))
        return False


def read_member(path: Path, name: str, limit: int = MAX_PART) -> bytes:
    """The bytes of one member of an archive that :func:`check_archive` has accepted.

    Raises KeyError when there is no such member, :class:`FalseSize` when it holds more than
    ``limit`` bytes, and what :mod:`zipfile` raises for damage.
    """
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
        if info.file_size > limit:
            raise FalseSize(name)
        return b"".join(_blocks(archive, info))


def member_names(path: Path) -> tuple[str, ...]:
    """The names of the members of an accepted archive, in the archive's order."""
    with zipfile.ZipFile(path) as archive:
        return tuple(archive.namelist())


def _opens_as_zip(path: Path, source: Source, problems: Problems) -> bool:
    try:
        with path.open("rb") as handle:
            head = handle.read(4096)
    except OSError as failure:
        problems.add("archives.unreadable", source, reason=failure.strerror or "it is no file")
        return False
    if not head:
        problems.add("archives.empty", source)
    elif head.startswith(_OLE):
        problems.add("archives.old-office", source)
    elif looks_like_web_page(head):
        problems.add("archives.web-page", source)
    elif not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        problems.add("archives.not-zip", source, ending=path.suffix.lower())
    else:
        return True
    return False


def _directory_entries(path: Path) -> int:
    """How many directory entries the file can hold, counted by their signature.

    zipfile makes an object of each entry on opening, which millions of them turn into a hang.
    """
    count = 0
    tail = b""
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            count += (tail + block).count(_ENTRY)
            tail = block[-len(_ENTRY) + 1 :]
    return count


def _acceptable(members: list[zipfile.ZipInfo], source: Source, problems: Problems) -> bool:
    """What the archive's directory declares, judged without reading any member."""
    before = len(problems.errors)
    total = sum(info.file_size for info in members)
    if total > MAX_TOTAL:
        problems.add(
            "archives.too-large",
            source,
            megabytes=round(total / 1_000_000),
            limit=MAX_TOTAL // 1_000_000,
        )
    seen: set[str] = set()
    for info in members:
        name = _shown(info.orig_filename)
        key = unicodedata.normalize("NFC", info.filename).casefold()
        if key in seen:
            problems.add("archives.duplicate-name", source, member=name)
        seen.add(key)
        if _unsafe(info.orig_filename):
            problems.add("archives.unsafe-name", source, member=name)
        if key.rsplit("/", 1)[-1] in _MACROS or "macrosheets/" in key:
            problems.add("archives.macros", source, member=name)
        if info.flag_bits & _ENCRYPTED:
            problems.add("archives.encrypted", source)
        elif info.compress_type not in _PACKING:
            problems.add("archives.compression", source, member=name, method=info.compress_type)
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > RATIO_FROM and ratio > MAX_RATIO:
            problems.add("archives.bomb", source, member=name, ratio=round(ratio))
    return len(problems.errors) == before


def _unsafe(name: str) -> bool:
    drive = len(name) > 1 and name[1] == ":"
    odd = "\\" in name or "\0" in name or not name
    return odd or drive or name.startswith("/") or ".." in name.split("/")


def _sound(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, problems: Problems) -> bool:
    """Read one member through: its size is as declared, its check sum holds, its XML is plain."""
    prolog = _Prolog() if info.filename.lower().endswith(_XML_ENDINGS) else None
    try:
        for block in _blocks(archive, info):
            if prolog is not None:
                prolog.feed(block)
    except FalseSize:
        problems.add("archives.false-size", source, member=_shown(info.filename))
        return False
    except _DAMAGE as damage:
        problems.add("archives.damaged", source, reason=_reason(damage))
        return False
    if prolog is not None and prolog.doctype:
        problems.add("archives.doctype", source, member=_shown(info.filename))
        return False
    if prolog is not None and prolog.fault:
        problems.add("archives.damaged-part", source, member=_shown(info.filename), reason=prolog.fault)
        return False
    return True


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes, measured: FalseSize where it goes on after its declared size.

    zipfile stops reading at the declared size, so one byte more is asked for, and the check sum,
    which zipfile would then compare with the wrong bytes, is taken here.
    """
    probe = copy.copy(info)
    probe.file_size = info.file_size + 1
    del probe.CRC
    left, check_sum = info.file_size, 0
    with archive.open(probe) as handle:
        while block := handle.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise FalseSize(info.filename)
            check_sum = zlib.crc32(block, check_sum)
            yield block
    if left or check_sum != info.CRC:
        raise zipfile.BadZipFile(f"{info.filename} is incomplete or altered")


class _Prolog:
    """Looks for a DOCTYPE before an XML document's root element, the only place for one."""

    def __init__(self) -> None:
        self.doctype = False
        self.fault: str | None = None
        self._done = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        self._parser.StartElementHandler = self._on_root

    def feed(self, block: bytes) -> None:
        """Take the next bytes; nothing happens once the root element has begun."""
        if self._done:
            return
        try:
            self._parser.Parse(block, False)
        except _Enough:
            self._done = True
        except (expat.ExpatError, ValueError, LookupError) as failure:
            # A prolog that this parser cannot read might be read by another, DOCTYPE and all.
            self._done = True
            self.fault = _reason(failure)

    def _on_doctype(self, *_: object) -> None:
        self.doctype = True
        raise _Enough

    def _on_root(self, *_: object) -> None:
        raise _Enough


class _Enough(Exception):
    """Stops the parser."""


def _not_encrypted(archive: zipfile.ZipFile, source: Source, problems: Problems) -> bool:
    """An OpenDocument file zips its encrypted parts openly and says so in its manifest only."""
    try:
        manifest = archive.read("META-INF/manifest.xml")
    except KeyError:
        return True
    if b"encryption-data" in manifest:
        problems.add("archives.encrypted", source)
        return False
    return True


def _shown(name: str) -> str:
    return name if len(name) <= 80 else name[:77] + "..."


def _reason(failure: BaseException) -> str:
    return str(failure).rstrip(".")[:200] or type(failure).__name__
