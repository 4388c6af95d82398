"""A trace and a check told to a person, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from triangulate.evidence.findings import Findings
from triangulate.evidence.opening import Value
from triangulate.evidence.trace import Match, Trace
from triangulate.evidence.withdrawn import Search

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_SOURCES = 12
_SHOWN_FINDINGS = 60


def tell_trace(trace: Trace, console: Console) -> None:
    """The chain from a printed number to its raw cells, as a short story."""
    held = "" if trace.status == "published" else f"  [yellow]{escape(trace.status)}[/]"
    console.print(f"[bold]{escape(trace.display)}[/]  {escape(trace.id)}{held}")
    console.print(f"  {escape(trace.method)}")
    steps = Table.grid(padding=(0, 2))
    steps.add_column(style="dim", no_wrap=True)
    steps.add_column(overflow="fold")
    steps.add_row("value", f"{escape(_said(trace.value))} {escape(trace.unit)}")
    if trace.n is not None:
        steps.add_row("rests on", f"n = {trace.n}")
    times = {0: "not in the report", 1: "once in the report"}.get(
        trace.printed, f"{trace.printed} times in the report"
    )
    steps.add_row("printed", times)
    steps.add_row("recorded in", f"{escape(trace.notebook)}, cell {escape(trace.cell)}")
    steps.add_row("worked out by", escape(trace.function))
    if trace.code_sha256:
        steps.add_row("", f"[dim]version {escape(trace.version)}, code sha256 {trace.code_sha256[:16]}…[/]")
    if trace.parameters:
        steps.add_row(
            "with", escape(", ".join(f"{name} = {value}" for name, value in trace.parameters.items()))
        )
    if trace.rows is not None:
        plural = "" if trace.rows == 1 else "s"
        rows = f"{trace.rows:,} row{plural} of data/processed/{trace.table}.parquet"
        steps.add_row("from", f"{rows} ({escape(trace.selector)})")
    for number, source in enumerate(trace.sources[:_SHOWN_SOURCES]):
        digest = f"sha256 {source.sha256[:16]}…" if source.sha256 else "[red]the file is gone[/]"
        place = f"#{source.selector}" if source.selector else ""
        line = f"{escape(source.path)}{escape(_shortened(place))}  [dim]{digest}[/]"
        steps.add_row("" if number else "read in", line)
    if len(trace.sources) > _SHOWN_SOURCES:
        steps.add_row("", f"and {len(trace.sources) - _SHOWN_SOURCES} more; --json lists all")
    steps.add_row("worked out again", _again(trace))
    console.print(steps)


def _again(trace: Trace) -> str:
    if trace.agrees is None:
        return f"[yellow]not done:[/] {escape(trace.reason or '')}"
    said = escape(_said(trace.recomputed))
    if trace.agrees:
        return f"[green]agrees:[/] {said}, from the raw files by other code"
    return f"[red]differs:[/] the raw files give {said}"


def _said(value: Value) -> str:
    return "not defined" if value is None else str(value)


def _shortened(place: str) -> str:
    return place if len(place) <= 100 else f"{place[:97]}…"


def tell_matches(text: str, matches: Sequence[Match], console: Console) -> None:
    """The facts that print as the text looked for."""
    if not matches:
        console.print(f"No fact prints as {escape(repr(text))}.")
        return
    table = Table(pad_edge=False, box=None)
    for heading in ("Fact", "Prints as", "In the report", "Method"):
        table.add_column(heading, overflow="fold")
    for match in matches:
        times = f"{match.printed}×" if match.printed else "–"
        table.add_row(escape(match.id), escape(match.display), times, escape(match.method))
    console.print(table)


def tell_findings(findings: Findings, console: Console) -> None:
    """What a check found: everything that differs, then how much was looked at."""
    for finding in findings.found[:_SHOWN_FINDINGS]:
        console.print(f"[red]{escape(finding.kind.value)}[/]  {escape(str(finding))}")
    more = len(findings.found) - _SHOWN_FINDINGS
    if more > 0:
        console.print(f"… and {more} more; --json lists all.")
    for note in findings.notes:
        console.print(f"[dim]{escape(note)}[/]")
    looked = ", ".join(f"{count:,} {what}" for what, count in findings.checked.items())
    console.print(f"Checked {looked or 'nothing'} in {findings.seconds:.1f} s.")
    for reason, count in findings.unchecked.items():
        console.print(f"[dim]{count:,} facts were not worked out again: {escape(reason)}.[/]")
    if findings.good:
        console.print("[green]Everything is as it was made.[/]")
    else:
        count = len(findings.found)
        console.print(f"[red]{count:,} thing{' is' if count == 1 else 's are'} not as made.[/]")


def tell_search(search: Search, console: Console) -> None:
    """What is left of a participant."""
    for hit in search.hits:
        colour = "dim" if hit.allowed else "red"
        why = f" ({hit.allowed})" if hit.allowed else ""
        console.print(
            f"[{colour}]{escape(hit.what)}[/]  {escape(hit.file)}: {escape(hit.found)}{escape(why)}"
        )
    for note in search.notes:
        console.print(f"[dim]{escape(note)}[/]")
    console.print(
        f"Searched {search.searched:,} files for {escape(search.participant)}; "
        f"{len(search.not_searched)} pictures and PDF files could not be."
    )
    if search.good:
        console.print("[green]Nothing is left but what may be.[/]")
