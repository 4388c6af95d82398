"""Draw the workflow's rules, as Snakemake itself has them, into README.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
OPEN = "<!-- dag: drawn by `make dag` from the workflow itself -->"
CLOSE = "<!-- /dag -->"


def rule_graph() -> str:
    """The rules of the ARMS study as a Mermaid diagram, whatever has been made already."""
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js", "--forceall"]
    drawn = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
    return diagram(drawn)


def diagram(drawn: str) -> str:
    """Snakemake's diagram by the names of the rules, sorted, so that it is the same whenever it is drawn.

    An arrow that a longer way says too is left out: with all of them nobody could follow one.
    """
    names = dict(re.findall(r"(id\d+)\[(\w+)\]", drawn))
    after: dict[str, set[str]] = {name: set() for name in names.values()}
    for first, second in re.findall(r"(id\d+) --> (id\d+)", drawn):
        after[names[first]].add(names[second])

    def reached(name: str) -> set[str]:
        return {name}.union(*(reached(other) for other in after[name]))

    arrows = [
        f"\t{name} --> {other}"
        for name, others in after.items()
        for other in others
        if not any(other in reached(between) for between in others - {other})
    ]
    return "\n".join(["flowchart TB", *sorted(arrows)])


def drawn_readme(readme: str, graph: str) -> str:
    """The README with the diagram between its marks."""
    head, _, rest = readme.partition(OPEN)
    _, _, tail = rest.partition(CLOSE)
    return f"{head}{OPEN}\n```mermaid\n{graph}\n```\n{CLOSE}{tail}"


if __name__ == "__main__":
    page = REPOSITORY / "README.md"
    page.write_text(drawn_readme(page.read_text(encoding="utf-8"), rule_graph()), encoding="utf-8")
