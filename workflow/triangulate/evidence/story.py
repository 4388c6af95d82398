"""A trace and a check told to a person, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from triangulate.evidence.drawn import DrawnFile, FigureTrace, Plotted
from triangulate.evidence.findings import Findings
from triangulate.evidence.lookup import Story
from triangulate.evidence.opening import Value
from triangulate.evidence.places import SourceFile
from triangulate.evidence.quoted import QuoteTrace
from triangulate.evidence.trace import Match, Trace
from triangulate.evidence.withdrawn import Search

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_SOURCES = 12
_SHOWN_FACTS = 40
_SHOWN_FINDINGS = 60


def tell(story: Story, console: Console) -> None:
    """The chain behind a number, a quote or a figure, as a short story."""
    if isinstance(story, Trace):
        tell_trace(story, console)
    elif isinstance(story, QuoteTrace):
        tell_quote(story, console)
    else:
        tell_figure(story, console)


def _steps() -> Table:
    steps = Table.grid(padding=(0, 2))
    steps.add_column(style="dim", no_wrap=True)
    steps.add_column(overflow="fold")
    return steps


def _times(printed: int) -> str:
    return {0: "not in the report", 1: "once in the report"}.get(printed, f"{printed} times in the report")


def _add_sources(steps: Table, sources: Sequence[SourceFile]) -> None:
    for number, source in enumerate(sources[:_SHOWN_SOURCES]):
        digest = f"sha256 {source.sha256[:16]}…" if source.sha256 else "[red]the file is gone[/]"
        place = f"#{source.selector}" if source.selector else ""
        line = f"{escape(source.path)}{escape(_shortened(place))}  [dim]{digest}[/]"
        steps.add_row("" if number else "read in", line)
    if len(sources) > _SHOWN_SOURCES:
        steps.add_row("", f"and {len(sources) - _SHOWN_SOURCES} more; --json lists all")


def tell_trace(trace: Trace, console: Console) -> None:
    """The chain from a printed number to its raw cells, as a short story."""
    held = "" if trace.status == "published" else f"  [yellow]{escape(trace.status)}[/]"
    console.print(f"[bold]{escape(trace.display)}[/]  {escape(trace.id)}{held}")
    console.print(f"  {escape(trace.method)}")
    steps = _steps()
    steps.add_row("value", f"{escape(_said(trace.value))} {escape(trace.unit)}")
    if trace.n is not None:
        steps.add_row("rests on", f"n = {trace.n}")
    steps.add_row("printed", _times(trace.printed))
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
    _add_sources(steps, trace.sources)
    steps.add_row("worked out again", _again(trace))
    console.print(steps)


def _again(trace: Trace) -> str:
    if trace.agrees is None:
        return f"[yellow]not done:[/] {escape(trace.reason or '')}"
    said = escape(_said(trace.recomputed))
    if trace.agrees:
        return f"[green]agrees:[/] {said}, from the raw files by other code"
    return f"[red]differs:[/] the raw files give {said}"


def tell_quote(quote: QuoteTrace, console: Console) -> None:
    """The chain from a printed quote to its lines in the raw transcript."""
    awaits = "" if quote.standing == "released" else f"  [yellow]{quote.standing}[/]"
    console.print(f"“{escape(quote.text)}”  [bold]{escape(quote.id)}[/]{awaits}")
    steps = _steps()
    steps.add_row("printed", f"{_times(quote.printed)}; {escape(quote.chosen)}")
    others = [coder for coder in quote.coders if coder != quote.coder]
    also = f", and by {', '.join(others)} in part or whole" if others else ""
    steps.add_row("coded", escape(f"{quote.path}, by {quote.coder}{also}"))
    place = f"{quote.document} ({quote.group}), code points {quote.start} to {quote.end}"
    steps.add_row("stands in", f"{escape(place)} of the pseudonymised text")
    if quote.stretch is not None:
        raw = quote.stretch
        lines = f"line {raw.line}" if raw.line == raw.last_line else f"lines {raw.line} to {raw.last_line}"
        steps.add_row("", f"{lines}, code points {raw.start} to {raw.end} of the raw text")
    taken = ", ".join(f"{kind} ({times}×)" for kind, times in quote.redactions.items())
    steps.add_row("taken out", escape(taken) or "nothing")
    if quote.notebook:
        steps.add_row("counted in", f"{escape(quote.notebook)}, cell {escape(quote.cell)} ({quote.fact})")
    _add_sources(steps, quote.sources)
    if quote.agrees is None:
        again = f"[yellow]not done:[/] {escape(quote.reason or '')}"
    elif quote.agrees:
        again = f"[green]agrees:[/] the raw transcript gives the same words, sha256 {quote.sha256[:16]}…"
    else:
        again = f"[red]differs:[/] the raw transcript gives other words, sha256 {str(quote.again)[:16]}…"
    steps.add_row("cut out again", again)
    console.print(steps)


def tell_figure(figure: FigureTrace, console: Console) -> None:
    """The chain from a figure to the facts that it plots."""
    console.print(f"[bold]{escape(figure.caption or figure.id)}[/]")
    steps = _steps()
    steps.add_row("printed", f"in the report as #{escape(figure.anchor)}" if figure.anchor else _times(0))
    for number, file in enumerate(figure.files):
        steps.add_row("" if number else "files", f"{escape(file.path)}  {_as_listed(file)}")
    for number, notebook in enumerate(figure.notebooks):
        steps.add_row("" if number else "facts of", escape(notebook))
    for number, fact in enumerate(figure.facts[:_SHOWN_FACTS]):
        steps.add_row("" if number else "plots", f"{escape(fact.display)}  {escape(fact.id)}  {_mark(fact)}")
    if len(figure.facts) > _SHOWN_FACTS:
        steps.add_row("", f"and {len(figure.facts) - _SHOWN_FACTS} more; --json lists all")
    _add_sources(steps, figure.sources)
    if figure.reason:
        again = f"[yellow]not done:[/] {escape(figure.reason)}"
    elif figure.agrees:
        done = sum(fact.agrees is not None for fact in figure.facts)
        again = f"[green]agrees:[/] {done} of {len(figure.facts)} facts, from the raw files by other code"
    else:
        again = "[red]differs:[/] see what is marked above"
    steps.add_row("worked out again", again)
    console.print(steps)


def _as_listed(file: DrawnFile) -> str:
    if file.sha256 is None:
        return "[red]the file is gone[/]"
    if file.listed is None:
        return "[yellow]the manifest does not list it[/]"
    same = f"[dim]sha256 {file.sha256[:16]}…, as {escape(file.rule)} made it[/]"
    return same if file.sha256 == file.listed else "[red]it is not what the run made[/]"


def _mark(fact: Plotted) -> str:
    if fact.agrees is None:
        return "[dim]not worked out again[/]"
    return "[green]agrees[/]" if fact.agrees else f"[red]differs[/] {escape(fact.status)}"


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
