"""The finished report read back: its page, its explorer, its figures, and the same text as PDF and Word file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError

from triangulate.evidence.drawn import MARKED
from triangulate.evidence.embedded import Damaged, Told, data_of, told_in
from triangulate.evidence.findings import Findings, Kind
from triangulate.evidence.opening import Recorded, number_in
from triangulate.evidence.passages import BANK, SUGGESTED, table_rows
from triangulate.evidence.printed import read_page
from triangulate.files import sha256_of_file
from triangulate.report.sametext import pdf_lacks, said_lost, word_differs
from triangulate.study.review import AWAITING, WITHHELD

REPORT = "results/report/index.html"
AUDIT = "results/audit/explorer.html"
PDF = "results/report/findings.pdf"
WORD = "results/report/findings.docx"
#: What a reader sees of a drawing: its words and its lines.
_SEEN = re.compile(r"<text\b[^>]*>(.*?)</text>|\b(?:d|transform|x|y)=\"([^\"]*)\"", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def check_report(directory: Path, facts: Mapping[str, Recorded], findings: Findings) -> None:
    """Every fact that the report prints, and every number in its prose."""
    path = directory / REPORT
    if not path.is_file():
        return  # the manifest has said so
    page = read_page(path.read_text(encoding="utf-8", errors="replace"))
    findings.checked["printed numbers"] = len(page.facts)
    for shown in page.facts:
        fact = facts.get(shown.id)
        where = f"line {shown.line}: "
        if fact is None:
            says = f"{where}it prints {shown.text!r} as {shown.id}, and there is no such fact."
            findings.add(Kind.PRINT_DIFFERS, REPORT, says, fact=shown.id, found=shown.text)
        elif fact.status != "published":
            says = f"{where}it prints {shown.id}, which is {fact.status}."
            findings.add(Kind.PRINT_DIFFERS, REPORT, says, fact=shown.id, found=shown.text)
        elif shown.text != fact.display:
            says = f"{where}{shown.id} prints as {shown.text!r}, and the fact as {fact.display!r}."
            findings.add(
                Kind.PRINT_DIFFERS, REPORT, says, fact=shown.id, expected=fact.display, found=shown.text
            )
        elif number_in(shown.value) != fact.number:
            says = f"{where}{shown.id} carries the value {shown.value!r}, and the fact {fact.value!r}."
            findings.add(
                Kind.PRINT_DIFFERS, REPORT, says, fact=shown.id, expected=fact.value, found=shown.value
            )
    for number in page.loose:
        says = f"line {number.line}: {number.text} has no fact behind it: “… {number.around} …”."
        findings.add(Kind.NUMBER_WITHOUT_FACT, REPORT, says, found=number.text)
    # Suggested quotes, and any other of the bank that the narrative asks for.
    rows = [row for name in (SUGGESTED, BANK) for row in table_rows(directory / name)]
    chosen = {" ".join(str(row.get("text") or "").split()) for row in rows}
    findings.checked["printed quotes"] = len(page.quotes)
    for quote in page.quotes:
        words = quote.text.strip("“”\"' ")
        if words in (AWAITING, WITHHELD):
            continue
        if words not in chosen and quote.text not in chosen:
            says = f"line {quote.line}: it prints a quote that is not in {SUGGESTED}: “{words[:80]}”."
            findings.add(Kind.QUOTE_DIFFERS, REPORT, says, found=words)


def check_explorer(directory: Path, facts: Mapping[str, Recorded], findings: Findings) -> None:
    """Every fact that the report and its audit edition carry for their explorer."""
    for name in (REPORT, AUDIT):
        path = directory / name
        if not path.is_file():
            continue
        try:
            data = data_of(path.read_text(encoding="utf-8", errors="replace"))
            told = [] if data is None else list(told_in(data))
        except Damaged as fault:
            findings.add(Kind.STORY_DIFFERS, name, f"The explorer cannot be read: {fault}.")
            continue
        for one in told:
            findings.checked["facts in explorers"] += 1
            says = _misses(one, facts.get(one.id), published=name == REPORT)
            if says:
                findings.add(Kind.STORY_DIFFERS, name, f"explorer: {one.id} {says}.", fact=one.id)


def _misses(told: Told, fact: Recorded | None, *, published: bool) -> str | None:
    """What is wrong with what an explorer tells of a fact, or None."""
    if fact is None:
        return "is no fact"
    held = None if fact.status == "published" else fact.status
    if told.held != held:
        return f"is told as {told.held or 'published'}, and is {fact.status}"
    if held and published:
        return "is told though it is held back" if (told.display, told.value) != (None, None) else None
    if told.display != fact.display or told.value != fact.number:
        return f"is told as {told.display!r} ({told.value!r}), and is {fact.display!r} ({fact.number!r})"
    return None


def check_drawings(directory: Path, facts: Mapping[str, Recorded], findings: Findings) -> None:
    """Every figure of the report: it is the file of its name, and draws facts that there are."""
    path = directory / REPORT
    if not path.is_file():
        return
    page = path.read_text(encoding="utf-8", errors="replace")
    try:
        figures = dict((data_of(page) or {}).get("figures", {}))
        told = {str(a): (str(about["file"]), str(about["sha256"])) for a, about in figures.items()}
    except (Damaged, KeyError, TypeError, ValueError, AttributeError):
        return  # the explorer's own check has said so
    for anchor, (name, digest) in told.items():
        findings.checked["figures in the report"] += 1
        file = directory / name
        if not file.resolve().is_relative_to(directory.resolve()) or not file.is_file():
            findings.add(Kind.DRAWING_DIFFERS, REPORT, f"It prints {name} as #{anchor}, which is gone.")
            continue
        svg = file.read_text(encoding="utf-8", errors="replace")
        if sha256_of_file(file) != digest:
            says = f"It is not the drawing that the report was made with (#{anchor})."
            findings.add(Kind.DRAWING_DIFFERS, name, says, expected=digest, found=sha256_of_file(file))
        elif _seen(svg) != _seen(_drawn(page, anchor)):
            says = f"#{anchor} shows something else than {name}, which it was made of."
            findings.add(Kind.DRAWING_DIFFERS, REPORT, says)
        for id in MARKED.findall(svg):
            if id not in facts:
                says = f"It draws {id}, and there is no such fact."
                findings.add(Kind.DRAWING_DIFFERS, name, says, fact=id)


def _drawn(page: str, anchor: str) -> str:
    """The drawing in the element of an id; empty where there is none."""
    at = page.find(f'id="{anchor}"')
    end = page.find("</figure>", at) if at >= 0 else -1
    return page[page.find("<svg", at) : end] if end >= 0 else ""


def _seen(svg: str) -> list[str]:
    return [_TAG.sub("", found[1] or found[2] or "") for found in _SEEN.finditer(svg)]


def check_documents(directory: Path, findings: Findings) -> None:
    """The PDF and the Word file against the words of the page: a number, or any word, that was changed in
    one of the three stands against the two others."""
    report = directory / REPORT
    if not report.is_file():
        return
    page = report.read_text(encoding="utf-8", errors="replace")
    word, pdf = directory / WORD, directory / PDF
    if word.is_file():
        findings.checked["formats compared"] += 1
        try:
            differs = word_differs(page, word.read_bytes())
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, ParseError) as fault:
            differs = f"it cannot be read ({type(fault).__name__})"
        if differs:
            findings.add(Kind.TEXTS_DIFFER, WORD, f"It does not say what the page says: {differs}.")
    if pdf.is_file():
        findings.checked["formats compared"] += 1
        differs = _pdf_differs(page, pdf)
        if differs:
            findings.add(Kind.TEXTS_DIFFER, PDF, f"It does not say what the page says: {differs}.")


def _pdf_differs(page: str, path: Path) -> str | None:
    try:
        lost = pdf_lacks(page, path.read_bytes())
    except (OSError, ValueError) as fault:
        return f"it cannot be read ({type(fault).__name__})"
    if lost:
        from triangulate.report.documents import without_glyph

        unseen = without_glyph("".join(lost))
        lost = {word: times for word, times in lost.items() if not unseen & set(word)}
    return said_lost(lost) if lost else None
