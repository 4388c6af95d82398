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
    lines = [line for line in drawn.splitlines() if line.strip()]
    # The title and a colour for each rule say nothing.
    return "\n".join(line for line in lines if not re.match(r"\s*(---|title:|style )", line))


def drawn_readme(readme: str, graph: str) -> str:
    """The README with the diagram between its marks."""
    head, _, rest = readme.partition(OPEN)
    _, _, tail = rest.partition(CLOSE)
    return f"{head}{OPEN}\n```mermaid\n{graph}\n```\n{CLOSE}{tail}"


if __name__ == "__main__":
    page = REPOSITORY / "README.md"
    page.write_text(drawn_readme(page.read_text(encoding="utf-8"), rule_graph()), encoding="utf-8")
