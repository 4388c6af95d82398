"""Every text in a file, whatever its format, with the place where it stands.

Of a picture only what it says of itself is text; what it shows is not read. Of bytes that are no text at all, such
as a font, only long runs of printable characters are: a short id may stand in any bytes by chance.
"""

from __future__ import annotations

import html
import io
import json
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_MOST_MEMBER = 200_000_000
#: Elements that may stand within a word or a name, as two runs of a Word document do; all others part words.
_JOINING = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|em|i|mark|q|s|small|span|strong|sub|sup|u|wbr|text:span|text:a"
    r"|w:(?!p\b|tc\b|tr\b|tab\b|br\b|cr\b)\w+)\b[^>]*>"
)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_PICTURE = re.compile(r"(data:[a-z/+.-]+;base64,)[A-Za-z0-9+/=\s]+")
#: Data that a page carries for its script.
_DATA = re.compile(r'(<script\b[^>]*type="application/(?:ld\+)?json"[^>]*>)(.*?)(</script>)', re.DOTALL)
_MARKUP = frozenset(
    {".html", ".htm", ".xml", ".svg", ".qde", ".rels", ".xhtml", ".opf", ".ncx", ".rdf", ".fodt"}
)
_LONGEST_BLOB = 20_000
#: By so many bytes it is told whether a file is text.
_HEAD = 8_000
#: Printable characters in a row that hardly stand together by chance.
_RUN = re.compile(rb"[\x20-\x7e]{16,}")


class Part(NamedTuple):
    """One text. ``place`` says where in the file (empty for the whole of it); ``picture`` that it is the
    place of a picture, whose letters are drawn and not written."""

    place: str
    text: str
    picture: bool = False


class NotOpened(Exception):
    """Why a file cannot be searched, in words."""


def parts_of(data: bytes, name: str) -> Iterator[Part]:
    """All texts in a file; :class:`NotOpened` where it is not what its ending says."""
    ending = Path(name).suffix.lower()
    try:
        if data.startswith(b"PK\x03\x04"):
            yield from _archive(data)
        elif data.startswith(b"%PDF"):
            yield from _pdf(data)
        elif data.startswith(b"\x89PNG"):
            yield Part("", "", picture=True)
            yield from _png(data)
        elif data.startswith(b"\xff\xd8\xff"):
            yield Part("", "", picture=True)
            yield from _printable(data)
        elif data.startswith((b"$FL2", b"$FL3")):
            yield from _spss(data)
        elif data.startswith(b"PAR1"):
            yield from _parquet(data)
        elif data.startswith(b"SQLite format 3\0"):
            yield from _database(data)
        elif ending == ".ipynb":
            yield from _notebook(json.loads(data))
        elif ending in (".json", ".jsonld"):
            yield Part("", "\n".join(_strings(_json(data))))
        elif _is_binary(data):
            yield from _printable(data)
        else:
            yield from _text(data, ending)
    except (
        OSError,
        ValueError,
        KeyError,
        struct.error,
        zlib.error,
        sqlite3.Error,
        zipfile.BadZipFile,
    ) as fault:
        raise NotOpened(f"{type(fault).__name__}: {fault}") from None


def _json(data: bytes) -> Any:
    """The value of a JSON file, also of one under a line of its own, as caches have it."""
    try:
        return json.loads(data)
    except ValueError:
        return json.loads(data.partition(b"\n")[2])


def _is_binary(data: bytes) -> bool:
    """Whether these bytes are in no encoding of text: a nought among the first, and no mark of UTF-16."""
    return b"\0" in data[:_HEAD] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _printable(data: bytes) -> Iterator[Part]:
    runs = [run.decode("ascii") for run in _RUN.findall(data)]
    if runs:
        yield Part("among the bytes", "\n".join(runs))


def _text(data: bytes, ending: str) -> Iterator[Part]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8", "replace")
    if ending not in _MARKUP:
        yield Part("", text)
        return
    yield from markup(text)


def markup(text: str) -> Iterator[Part]:
    """What a reader sees of a page, what stands in its tags, comments and attributes, and the strings of
    the data that it carries."""
    text = _PICTURE.sub(r"\1", text)
    for number, found in enumerate(_DATA.finditer(text), start=1):
        yield Part(f"data {number} of the page", "\n".join(_readable(json.loads(found[2]))))
    text = _DATA.sub(r"\1\3", text)
    yield Part("", html.unescape(_TAG.sub("\n", _JOINING.sub("", text))))
    yield Part("in the markup", html.unescape("\n".join(_TAG.findall(text))))


def _readable(value: Any) -> Iterator[str]:
    """The strings of data for a page; those that are markup themselves as a reader sees them."""
    for words in _strings(value):
        yield html.unescape(_TAG.sub("\n", _JOINING.sub("", words))) if "</" in words else words


def _archive(data: bytes) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            yield Part("comment of the archive", archive.comment.decode("utf-8", "replace"))
        for info in archive.infolist():
            yield Part("names of the members", spaced(info.filename))
            if info.comment:
                yield Part(f"comment of {info.filename}", info.comment.decode("utf-8", "replace"))
            if info.is_dir():
                continue
            if info.file_size > _MOST_MEMBER:
                raise ValueError(f"the member {info.filename} is too large to search")
            for place, text, picture in parts_of(archive.read(info), info.filename):
                yield Part(f"{info.filename}, {place}" if place else info.filename, text, picture)


def spaced(name: str) -> str:
    """A file name with what parts its words turned to spaces, beside itself."""
    return f"{name}\n{re.sub(r'[_.-]+', ' ', name)}"


def pdf_pages(data: bytes, *, drawings: bool = True) -> list[str]:
    """The text of each page of a PDF; without ``drawings``, what stands in placed pictures is left out.

    Raises ValueError for what is no PDF that can be read.
    """
    import pypdfium2
    import pypdfium2.raw

    texts: list[str] = []
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                if not drawings:
                    for placed in list(page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_FORM], max_depth=1)):
                        page.remove_obj(placed)
                read = page.get_textpage()
                texts.append(read.get_text_range())
                read.close()
                page.close()
    except pypdfium2.PdfiumError as fault:
        raise ValueError(f"the PDF cannot be read ({fault})") from None
    return texts


def _pdf(data: bytes) -> Iterator[Part]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    texts = pdf_pages(data)
    try:
        reader = PdfReader(io.BytesIO(data))
        about = [str(value) for value in (reader.metadata or {}).values()]
        xmp = reader.xmp_metadata
        if xmp is not None:
            about.append(xmp.stream.get_data().decode("utf-8", "replace"))
        yield Part("metadata", "\n".join(about))
        for number, page in enumerate(reader.pages, start=1):
            yield Part(f"page {number}", texts[number - 1] if number <= len(texts) else "")
            notes = [str(note.get_object().get("/Contents", "")) for note in page.get("/Annots") or ()]
            if any(notes):
                yield Part(f"notes on page {number}", "\n".join(notes))
        for attached, contents in reader.attachments.items():
            yield Part("names of attachments", spaced(attached))
            for content in contents:
                yield from (Part(f"{attached}, {p.place}", p.text) for p in parts_of(content, attached))
    except (PyPdfError, AttributeError, TypeError, RecursionError) as fault:
        raise ValueError(f"the PDF cannot be read ({fault})") from None


def _png(data: bytes) -> Iterator[Part]:
    """The text chunks of a picture: title, author, software, comment, XMP, EXIF."""
    at = 8
    while at + 8 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind == b"tEXt":
            yield Part("metadata", body.replace(b"\0", b"\n").decode("latin-1"))
        elif kind == b"zTXt":
            key, _, rest = body.partition(b"\0")
            yield Part("metadata", f"{key.decode('latin-1')}\n{zlib.decompress(rest[1:]).decode('latin-1')}")
        elif kind == b"iTXt":
            key, _, rest = body.partition(b"\0")
            packed, words = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
            yield Part("metadata", (zlib.decompress(words) if packed else words).decode("utf-8", "replace"))
        elif kind == b"eXIf":
            yield Part("metadata", body.decode("latin-1"))
        at += 12 + size


def _spss(data: bytes) -> Iterator[Part]:
    import pyreadstat

    with tempfile.NamedTemporaryFile(suffix=".sav") as handle:
        handle.write(data)
        handle.flush()
        try:
            columns, meta = pyreadstat.read_sav(handle.name, user_missing=True, output_format="dict")
        except Exception as fault:  # whatever ReadStat makes of a damaged file
            raise ValueError(f"the SPSS file cannot be read ({fault})") from None
    about = [meta.file_label or "", *(meta.notes or []), *meta.column_names]
    about += [label for label in meta.column_labels if label]
    about += [str(label) for labels in meta.value_labels.values() for label in labels.values()]
    yield Part("names, labels and notes", "\n".join(about))
    for column, held in columns.items():
        cells = {cell for cell in held if isinstance(cell, str)}
        if cells:
            yield Part(f"variable {column}", "\n".join(sorted(cells)))


def _parquet(data: bytes) -> Iterator[Part]:
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(io.BytesIO(data)).read()
    for column in table.column_names:
        cells = {cell for cell in table.column(column).to_pylist() if isinstance(cell, str)}
        if cells:
            yield Part(f"column {column}", "\n".join(sorted(cells)))


def _database(data: bytes) -> Iterator[Part]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in named:
            rows = connection.execute('SELECT * FROM "{}"'.format(table.replace('"', '""')))
            yield Part(f"table {table}", "\n".join(str(cell) for row in rows for cell in row))
    finally:
        connection.close()


def _notebook(content: Any) -> Iterator[Part]:
    """Each cell by its id, with its outputs; markup in an output is taken apart."""
    for cell in content.get("cells", []):
        place = f"cell {cell.get('id', '?')}"
        yield Part(place, "\n".join(_strings({k: v for k, v in cell.items() if k != "outputs"})))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            rest = {k: v for k, v in output.items() if k != "data"}
            yield Part(place, "\n".join(_strings(rest)))
            for kind, value in data.items():
                words = "\n".join(_strings(value))
                if kind in ("text/html", "image/svg+xml"):
                    yield from (Part(place, part.text) for part in markup(words))
                elif not kind.startswith("image/"):
                    yield Part(place, words)
    yield Part("metadata", "\n".join(_strings(content.get("metadata", {}))))


def _strings(value: Any) -> Iterator[str]:
    """All strings of a JSON value, keys too; a list of lines is put together, a picture left out."""
    if isinstance(value, str):
        if len(value) < _LONGEST_BLOB or " " in value[:_LONGEST_BLOB]:
            yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield str(key)
            yield from _strings(held)
    elif isinstance(value, list):
        if value and all(isinstance(line, str) for line in value) and any("\n" in line for line in value):
            yield from _strings("".join(value))
        else:
            for held in value:
                yield from _strings(held)
