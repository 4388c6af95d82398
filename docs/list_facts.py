"""Write docs/reference/facts.md: every family of fact ids and every measure, from the package."""

from __future__ import annotations

from pathlib import Path

from triangulate.facts.measures import MEASURES, Measure

PAGE = Path(__file__).resolve().parent / "reference" / "facts.md"
HEAD = """\
# What a fact is called

Made by `python docs/list_facts.py` from `workflow/triangulate/facts/`; do not edit by hand.

Every value of the report is one row of `results/facts.csv`: `id`, `value` (unrounded; percentages are 0 to 100), `display` (as it is
printed), `unit`, `n`, `group`, `method` (a sentence), `function` (what worked it out), `rows` (which rows of which table it rests on),
`notebook` and `cell` (where), `status` (published, or suppressed and why). `triangulate trace ID` follows one to its raw cells.

An id is dotted, in lower case and stable: a family, what it is about, and last the measure. Words in ‹angle marks› are ids of the
configuration.

## Families

| id | about |
|---|---|
"""
#: What each family is about; a test holds that a run of the ARMS study records no other.
FAMILIES = {
    "mapping.‹group›.‹item›.‹measure›": "one item of the mapping form, over the organisations that answered it",
    "returns.‹group›.‹measure›": "how many forms came back, and how full",
    "ratio.‹group›.‹part›.of_‹whole›.‹measure›": "a part of the form's whole, as a percentage",
    "statements.‹group›.‹statement›.‹measure›": "the answers to one statement",
    "statements.‹group›.‹statement›.count.‹code›": "how many gave the answer with this scale code",
    "themes.‹group›.‹theme›.‹measure›": "the statements of one theme together",
    "comparison.‹statement or theme›.‹measure›": "the first group against the second",
    "comparison.‹statement or theme›.‹group›_v_‹group›.‹measure›": "the same for each pair, where there are more than two groups",
    "cumulative_link.‹what›.‹measure›": "the ordinal model over all statements",
    "comparison.‹statement or theme›.all_groups.‹measure›": "all groups at once, where there are more than two",
    "sensitivity.‹theme›.‹measure›": "whether a comparison stands under other choices",
    "coding.‹group›.‹code›.‹measure›": "one code in the interviews of a group",
    "agreement.‹code›.‹measure›": "two human coders on one code",
    "integration.‹theme›.‹group›.‹measure›": "what was ticked beside what was said",
    "sample.‹group›.‹measure›": "who took part; the group `all` is everybody",
    "instrument.‹measure›": "how many statements and themes were asked",
    "published.mapping_summary.‹group›.‹item›.‹measure›": "the audit of one printed row",
    "published.statement_agreement.‹group›.denominators": "the audit of a group's printed percentages",
    "published.relations.‹relation›.verdict": "the audit of a declared relation between printed figures",
}


def page() -> str:
    """The whole page."""
    rows = [f"| `{id}` | {about} |" for id, about in FAMILIES.items()]
    table = ["| measure | unit | printed | what it is |", "|---|---|---|---|"]
    table += [f"| `{name}` | {m.unit} | {_printed(m)} | {m.words} |" for name, m in sorted(MEASURES.items())]
    return HEAD + "\n".join(rows) + "\n\n## Measures\n\n" + "\n".join(table) + "\n"


def _printed(measure: Measure) -> str:
    match measure.decimals:
        case None:
            return "as it is"
        case -1:
            return "whole, or with up to two decimals"
        case 0:
            return "whole"
        case decimals:
            return f"{decimals} decimal{'s' if decimals > 1 else ''}"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
