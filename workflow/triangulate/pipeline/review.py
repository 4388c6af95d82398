"""The queue of quotes that a person reads before anything of them is published, and its way back."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from triangulate.files import write_bytes, write_text
from triangulate.problems import Problems, nearest
from triangulate.raw.formbytes import workbook_bytes
from triangulate.records.spans import Spans
from triangulate.records.tables import read_table, rows_of
from triangulate.source import Source
from triangulate.study.model import Study
from triangulate.study.review import (
    ACCEPT,
    REJECT,
    REVIEW,
    Review,
    Reviewed,
    key_of,
    read_review,
    review_text,
)

QUEUE = "results/audit/review/queue.xlsx"
COLUMNS = ("decision", "standing", "text", "doubts", "chosen", "group", "code", "place", "sha256")
_WIDTHS = (12, 12, 90, 46, 9, 14, 26, 20, 20)
#: Rules of pseudonymisation that go by a list or a shape; what others masked was a guess.
_SURE = frozenset({"deny-list", "pattern", "gazetteer", "title"})
_CAPITAL = re.compile(r"(?<![.!?…:\"“”‘’'\[(\n]\s)(?<=\s)([A-Z][a-z]{2,})\b")
_LOWER = re.compile(r"\b[a-z]{3,}\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of the queue. ``doubts`` say what to look at; ``chosen`` that the report would print it;
    ``place`` where it stands, to be read in its transcript."""

    text: str
    doubts: tuple[str, ...]
    chosen: bool
    group: str
    code: str
    standing: str
    place: str = ""


def queue(
    bank: pd.DataFrame,
    suggested: pd.DataFrame,
    redactions: pd.DataFrame,
    transcripts: list[str],
    review: Review,
) -> list[Entry]:
    """Every text of the quote bank once: those the report would print first, then those with most doubts.

    ``bank`` and ``suggested`` are the tables quote_bank and quotes; ``redactions`` as in
    ``data/processed``.
    """
    everyday = {word for text in transcripts for word in _LOWER.findall(text)}
    chosen = set(suggested["text"])
    guessed = _Guessed(redactions[~redactions["rule"].isin(_SURE)])
    found: dict[str, Entry] = {}
    for row in rows_of(bank.astype({"start": "int64", "end": "int64"})):
        text = str(row.text)
        if text not in found:
            doubts = (*guessed.within(str(row.document), row.start, row.end), *_capitals(text, everyday))
            found[text] = Entry(
                text,
                doubts,
                text in chosen,
                str(row.group),
                str(row.label),
                review.standing(text),
                f"{row.document}, line {row.line}" if hasattr(row, "line") else str(row.document),
            )
    return sorted(found.values(), key=lambda e: (not e.chosen, -len(e.doubts), e.text))


class _Guessed:
    """The replacements that pseudonymisation made on a guess."""

    def __init__(self, redactions: pd.DataFrame) -> None:
        places = redactions[["document", "new_start", "new_end"]]
        self._spans = Spans(places.set_axis(["document", "start", "end"], axis=1))
        self._made = list(zip(redactions["rule"], redactions["replacement"], strict=True))

    def within(self, document: str, start: int, end: int) -> Iterator[str]:
        """Those within a passage, in words."""
        for rule, replacement in sorted({self._made[i] for i in self._spans.at(document, start, end)}):
            yield f"{replacement} was masked on a guess ({rule})"


def _capitals(text: str, everyday: set[str]) -> Iterator[str]:
    """Words written with a capital within a sentence that nobody says without one."""
    for word in sorted(set(_CAPITAL.findall(text))):
        if word.lower() not in everyday:
            yield f"“{word}” stands as it was said"


def write_queue(entries: list[Entry], workbook: Path, page: Path) -> None:
    """The queue as a workbook to fill in and as a page to read."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "quotes"
    sheet.append(COLUMNS)
    # No workbook can hold a text with such characters, so nobody can release it.
    holdable = [entry for entry in entries if not ILLEGAL_CHARACTERS_RE.search(entry.text)]
    for number, entry in enumerate(holdable, start=2):
        sheet.append(
            ("", entry.standing, None, "; ".join(entry.doubts), "yes" if entry.chosen else "", entry.group,
             entry.code, entry.place, key_of(entry.text))
        )  # fmt: skip
        cell = sheet.cell(number, 3)
        cell.value = entry.text
        # A quote may open with = or @; it is text, and no formula.
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    choice = DataValidation("list", formula1=f'"{ACCEPT},{REJECT}"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"A2:A{max(2, 1 + len(holdable))}")
    sheet.freeze_panes = "A2"
    write_bytes(workbook, workbook_bytes(book))
    write_text(page, _page(entries))


#: What is in doubt in a text: brackets that replace a name, and the words that the doubts quote.
_BRACKET = re.compile(r"\[[A-Z][^\[\]]{0,30}\]")
_QUOTED = re.compile(r"^“(.+)” stands")
_LOOK = """
:root{--ink:#1b1f24;--quiet:#5b6570;--line:#d9dee4}
body{font:16px/1.55 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1.2rem;color:var(--ink)}
h1{font-size:1.6rem;margin:0 0 .4rem}h2{font-size:1.15rem;margin:2rem 0 .3rem}
.restricted{border-left:4px solid #b35806;background:#fdf3e7;padding:.5rem .8rem}
ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:7.5rem 1fr;gap:.2rem 1rem;padding:.8rem 0;border-top:1px solid var(--line)}
.standing{font-size:.85rem;font-weight:600}.awaiting{color:#9a4a00}.released{color:#1d6b3a}.withheld{color:#9b1c31}
blockquote{margin:0;font:1.05rem/1.5 Georgia,serif}
.about,.doubts{grid-column:2;margin:0;font-size:.85rem;color:var(--quiet)}.doubts{color:#9a4a00;padding-left:1.1rem}
.doubts li{display:list-item;list-style:disc;padding:0;border:0}
mark{background:#ffe9a8;padding:0 .1em}mark.masked{background:#e3edf7}
@media (max-width:40rem){li{grid-template-columns:1fr}.about,.doubts{grid-column:1}}
""".replace("\n", "")
_NEXT = (
    "Write accept or reject into the column decision of queue.xlsx, save it, and run <code>triangulate review</code>. "
    "The next run prints what was accepted; a text that changes afterwards, if only by a letter, comes back here."
)


def _page(entries: list[Entry]) -> str:
    """The queue to read: what the report would print first, what is in doubt marked in its text."""
    waiting = sum(entry.standing == "awaiting" for entry in entries)
    chosen = [entry for entry in entries if entry.chosen]
    others = [entry for entry in entries if not entry.chosen]
    said = f"{waiting} of {len(entries)} texts await a decision."
    if entries and not waiting and all(entry.standing == "released" for entry in entries):
        said += " All are released."
    parts = [
        f"<h2>{heading} ({len(own)})</h2>\n<ol>\n{''.join(map(_item, own))}</ol>\n"
        for heading, own in (("The report would print these", chosen), ("Others to choose from", others))
        if own
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Quotes to review</title>'
        f"<style>{_LOOK}</style></head><body><main>\n<h1>Quotes to review</h1>\n"
        f'<p class="restricted">Restricted: what people said, before its release. {said}</p>\n<p>{_NEXT}</p>\n'
        + ("".join(parts) or "<p>There is no quote to review.</p>\n")
        + "</main></body></html>\n"
    )


def _item(entry: Entry) -> str:
    doubted = [match[1] for doubt in entry.doubts if (match := _QUOTED.match(doubt))]
    words = "|".join(rf"\b{re.escape(html.escape(word))}\b" for word in doubted)
    text = _BRACKET.sub(lambda m: f'<mark class="masked">{m.group()}</mark>', html.escape(entry.text))
    if words:
        text = re.sub(words, lambda m: f"<mark>{m.group()}</mark>", text)
    doubts = "".join(f"<li>{html.escape(doubt)}</li>" for doubt in entry.doubts)
    about = " · ".join(filter(None, (entry.group, entry.code, entry.place)))
    return (
        f'<li><span class="standing {entry.standing}">{entry.standing}</span><blockquote>{text}</blockquote>'
        f'<p class="about">{html.escape(about)}</p>'
        + (f'<ul class="doubts">{doubts}</ul>' if doubts else "")
        + "</li>\n"
    )


#: Who is written down to have accepted quotes of people who do not exist, and when.
SIMULATED = ("simulation", date(2018, 1, 1))


def read_queue(path: Path, reviewer: str, day: date, problems: Problems) -> dict[str, Reviewed]:
    """The decisions that a person wrote into the queue; rows without one are left as they are."""
    decisions: dict[str, Reviewed] = {}
    for source, decision, sha256 in _rows(path, problems):
        if decision in (ACCEPT, REJECT):
            decisions[sha256] = Reviewed(sha256, decision == ACCEPT, reviewer, day)
        elif decision:
            problems.add("review.decision", source, shown=decision, hint=nearest(decision, (ACCEPT, REJECT)))
    return decisions


def accept_all(path: Path, problems: Problems) -> dict[str, Reviewed]:
    """Every text of the queue of a synthetic study accepted: nobody said any of it."""
    return {sha256: Reviewed(sha256, True, *SIMULATED) for _, _, sha256 in _rows(path, problems)}


def _rows(path: Path, problems: Problems) -> Iterator[tuple[Source, str, str]]:
    """Place, decision and hash of each row whose text is the one that the hash stands for."""
    from openpyxl import load_workbook

    source = Source(path.name)
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
        rows = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
    except Exception as fault:  # openpyxl raises whatever a damaged file makes of it
        problems.add("review.queue", source, reason=str(fault) or type(fault).__name__)
        return
    if not rows or any(name not in rows[0] for name in ("decision", "text", "sha256")):
        problems.add("review.queue", source, reason="it has no columns decision, text and sha256")
        return
    decision, text, sha256 = (rows[0].index(name) for name in ("decision", "text", "sha256"))
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if key_of(row[text]) != row[sha256]:
            problems.add("review.changed-text", source.at(row=number))
        else:
            yield source.at(row=number), row[decision].strip().lower(), row[sha256]


def record_decisions(directory: Path, review: Review, made: dict[str, Reviewed]) -> None:
    """Write decisions into ``config/review.csv``, new ones in the place of old."""
    write_text(directory / REVIEW, review_text({**review.decisions, **made}))


def build_queue(
    study: Study,
    *,
    bank: Path,
    suggested: Path,
    redactions: Path,
    documents: Path,
    workbook: Path,
    page: Path,
) -> None:
    """The queue of the study in the current directory."""
    problems = Problems()
    review = read_review(Path(), study.synthetic, problems)
    problems.raise_errors()
    entries = queue(
        _as_text(bank),
        _as_text(suggested),
        read_table(redactions, "redactions"),
        list(read_table(documents, "documents")["text"]),
        review,
    )
    write_queue(entries, workbook, page)


def _as_text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)
