"""SPSS system files (.sav), read from their bytes.

Layout as in the PSPP developers' guide, "System File Format": a header of 176 bytes, dictionary
records (2 variables, 3 and 4 value labels, 6 documents, 7 extensions) up to record 999, then cases
of eight-byte elements, plain, as bytecode, or as bytecode in zlib blocks.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.tables import Rows, plain_digits

_MOST_BYTES = 400_000_000
_CODE_PAGES = {2: "ascii", 3: "cp1252", 28591: "latin-1", 65001: "utf-8"}


@dataclass(slots=True)
class _Variable:
    """``width`` is 0 for a number; ``missing`` holds single values and one range (low, high)."""

    index: int
    name: str
    width: int
    missing: list[bytes] = field(default_factory=list)
    range: tuple[float, float] | None = None
    labels: dict[bytes, bytes] = field(default_factory=dict)


class _Reader:
    """The bytes of a file with a place in them."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file, self.at = data, file, 0
        self.order = "<" if data[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise Unreadable(self.file, "it is cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def ints(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"{self.order}{count}i", self.take(4 * count))

    def double(self, data: bytes) -> float:
        return float(struct.unpack(f"{self.order}d", data)[0])


def read_spss(data: bytes, file: str) -> Rows:
    """The cases under a first row of variable names, with value labels and missing values."""
    try:
        return _read(data, file)
    except (struct.error, zlib.error, ValueError, LookupError, OverflowError) as fault:
        raise Unreadable(file, f"it is damaged ({fault})") from None


def _read(data: bytes, file: str) -> Rows:
    if data[:4] not in (b"$FL2", b"$FL3") or len(data) < 176:
        raise Unreadable(file, "it is no SPSS file")
    reader = _Reader(data, file)
    reader.at = 72
    (compression,) = reader.ints(1)
    reader.at = 84
    bias = reader.double(reader.take(8))
    reader.at = 176
    dictionary = _Dictionary(reader)
    dictionary.read()
    encoding = dictionary.encoding
    variables = dictionary.columns()
    elements = _elements(reader, compression, bias)
    width = sum(max(1, -(-v.width // 8)) if v.width else 1 for v in dictionary.variables)
    header = [dictionary.long_name(v.name) for v, _ in variables]
    rows = [header]
    for case in _cases(elements, width):
        cells = [_cell(case, reader, v, parts, encoding) for v, parts in variables]
        if any(cells):
            rows.append(cells)
    labels = {
        column: {
            _value(value, reader, v, encoding): label.decode(encoding).rstrip(" ")
            for value, label in v.labels.items()
        }
        for column, (v, _) in enumerate(variables)
        if v.labels
    }
    missing = {
        column: _missing(v, {row[column] for row in rows[1:]}, reader, encoding)
        for column, (v, _) in enumerate(variables)
        if v.missing or v.range
    }
    return Rows(file, None, rows, labels, missing)


class _Dictionary:
    """Everything before the cases."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self.variables: list[_Variable] = []
        self._by_index: dict[int, _Variable] = {}
        self._names: dict[str, str] = {}
        self._very_long: dict[str, int] = {}
        self.encoding = "cp1252"

    def read(self) -> None:
        """All records, up to the end of the dictionary."""
        index = 0
        pending: list[tuple[bytes, bytes]] = []
        while True:
            (kind,) = self._reader.ints(1)
            if kind == 2:
                index += 1
                self._variable(index)
            elif kind == 3:
                pending = self._labels()
            elif kind == 4:
                (count,) = self._reader.ints(1)
                for place in self._reader.ints(count):
                    if place in self._by_index:
                        self._by_index[place].labels.update(pending)
            elif kind == 6:
                (lines,) = self._reader.ints(1)
                self._reader.take(80 * lines)
            elif kind == 7:
                self._extension()
            elif kind == 999:
                self._reader.take(4)
                return
            else:
                raise Unreadable(self._reader.file, f"it has a record of the unknown type {kind}")

    def _variable(self, index: int) -> None:
        reader = self._reader
        width, labelled, missing, _, _ = reader.ints(5)
        name = reader.take(8).decode("latin-1").rstrip(" ")
        if labelled:
            (length,) = reader.ints(1)
            reader.take(-(-length // 4) * 4)
        values = [reader.take(8) for _ in range(abs(missing))]
        if width < 0:  # the continuation of a string
            return
        variable = _Variable(index, name, width)
        if missing < 0 and len(values) > 1:
            variable.range = reader.double(values[0]), reader.double(values[1])
            values = values[2:]
        variable.missing = values
        self.variables.append(variable)
        self._by_index[index] = variable

    def _labels(self) -> list[tuple[bytes, bytes]]:
        (count,) = self._reader.ints(1)
        found = []
        for _ in range(count):
            value = self._reader.take(8)
            length = self._reader.take(1)[0]
            text = self._reader.take(-(-(length + 1) // 8) * 8 - 1)
            found.append((value, text[:length]))
        return found

    def _extension(self) -> None:
        subtype, size, count = self._reader.ints(3)
        if size < 0 or count < 0:
            raise Unreadable(self._reader.file, "an extension record is damaged")
        data = self._reader.take(size * count)
        if subtype == 3 and len(data) >= 32:
            page = struct.unpack(f"{self._reader.order}8i", data[:32])[7]
            self.encoding = _CODE_PAGES.get(page, f"cp{page}")
        elif subtype == 20:
            self.encoding = data.decode("ascii", "replace").strip().lower()
        elif subtype == 13:
            self._raw_names = data
            for pair in data.split(b"\t"):
                short, _, long = pair.partition(b"=")
                self._names[short.decode("latin-1")] = long.decode("latin-1")
        elif subtype == 14:
            for entry in data.replace(b"\0", b"").split(b"\t"):
                short, _, width = entry.partition(b"=")
                if width.strip().isdigit():
                    self._very_long[short.decode("latin-1")] = int(width)

    def long_name(self, short: str) -> str:
        """A variable's own name."""
        try:
            return self._names.get(short, short).encode("latin-1").decode(self.encoding)
        except (UnicodeDecodeError, LookupError):
            raise Unreadable(self._reader.file, "a variable's name cannot be decoded") from None

    def columns(self) -> list[tuple[_Variable, list[tuple[int, int]]]]:
        """Each variable with the elements that hold it: (first element, bytes). A string of more
        than 255 bytes is kept in several variables, each of 252 bytes."""
        found: list[tuple[_Variable, list[tuple[int, int]]]] = []
        at = 0
        place = 0
        while place < len(self.variables):
            variable = self.variables[place]
            declared = self._very_long.get(variable.name, 0)
            pieces = -(-declared // 252) if declared > 255 else 1
            parts = []
            for piece in self.variables[place : place + pieces]:
                parts.append((at, min(piece.width, 255) if pieces > 1 else piece.width))
                at += max(1, -(-piece.width // 8))
            found.append((variable, parts))
            place += pieces
        return found


def _elements(reader: _Reader, compression: int, bias: float) -> Iterator[bytes | None]:
    """The cases' elements of eight bytes; None for a number that is missing."""
    if compression == 0:
        for at in range(reader.at, len(reader.data) - 7, 8):
            yield reader.data[at : at + 8]
        return
    data = reader.data[reader.at :] if compression == 1 else _inflated(reader)
    at = 0
    while at + 8 <= len(data):
        codes = data[at : at + 8]
        at += 8
        for code in codes:
            if code == 0:
                continue
            if code == 252:
                return
            if code == 253:
                yield data[at : at + 8]
                at += 8
            elif code == 254:
                yield b" " * 8
            elif code == 255:
                yield None
            else:
                yield struct.pack(f"{reader.order}d", code - bias)


def _inflated(reader: _Reader) -> bytes:
    start = struct.unpack(f"{reader.order}3q", reader.take(24))
    reader.at = start[1]
    _, _, _, blocks = struct.unpack(f"{reader.order}2q2i", reader.take(24))
    pieces = []
    size = 0
    for _ in range(blocks):
        _, offset, plain, packed = struct.unpack(f"{reader.order}2q2i", reader.take(24))
        size += plain
        if size > _MOST_BYTES:
            raise Unreadable(reader.file, "it holds more than a study can")
        unpacker = zlib.decompressobj()
        pieces.append(unpacker.decompress(reader.data[offset : offset + packed], plain))
    return b"".join(pieces)


def _cases(elements: Iterator[bytes | None], width: int) -> Iterator[list[bytes | None]]:
    case: list[bytes | None] = []
    for element in elements:
        case.append(element)
        if len(case) == width:
            yield case
            case = []


def _cell(
    case: list[bytes | None],
    reader: _Reader,
    variable: _Variable,
    parts: list[tuple[int, int]],
    encoding: str,
) -> str:
    first = case[parts[0][0]]
    if not variable.width:
        return "" if first is None else _number(reader.double(first))
    pieces = []
    for start, width in parts:
        count = -(-width // 8)
        pieces.append(b"".join(e or b" " * 8 for e in case[start : start + count])[:width])
    return b"".join(pieces).decode(encoding).rstrip(" ")


def _value(data: bytes, reader: _Reader, variable: _Variable, encoding: str) -> str:
    if variable.width:
        return data.decode(encoding).rstrip(" ")
    return _number(reader.double(data))


def _number(value: float) -> str:
    # The largest negative double is the system's missing value.
    if value != value or value <= -1.7976931348623157e308 or value == float("inf"):
        return ""
    return plain_digits(value)


def _missing(variable: _Variable, texts: set[str], reader: _Reader, encoding: str) -> set[str]:
    found = {_value(value, reader, variable, encoding) for value in variable.missing}
    if variable.range:
        low, high = variable.range
        found |= {text for text in texts if text and low <= float(text) <= high}
    return found & texts
