"""Every printed figure of a study beside the value that this run reproduces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import yaml

Value = float | int | str | None
COLUMNS = ["figure", "printed", "fact", "value", "reproduced", "agrees", "verdict", "note", "source"]
_ROUNDINGS = (
    (ROUND_HALF_UP, "reproduced"),
    (ROUND_HALF_EVEN, "reproduced, a half rounded to even"),
    (ROUND_DOWN, "reproduced, cut off instead of rounded"),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed figure: what it is called, its text as printed, and the fact that reproduces it."""

    figure: str
    text: str
    fact: str | None
    source: str
    note: str = ""


def compare(text: str, value: float) -> tuple[str, str]:
    """``value`` at the decimals of the printed ``text``, and the verdict in words.

    A binary float is taken at its shortest decimal form, so that 2.675 is a half and not a hair
    below it.
    """
    printed = Decimal(text.replace(",", ""))
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    exact = Decimal(repr(float(value)))
    for rounding, verdict in _ROUNDINGS:
        if exact.quantize(step, rounding=rounding) == printed:
            return str(exact.quantize(step, rounding=rounding)), verdict
    return str(exact.quantize(step, rounding=ROUND_HALF_UP)), "differs"


def reproduce(published: Path, values: Mapping[str, Value]) -> pd.DataFrame:
    """One row a printed figure, in the order of the files of ``config/published``.

    ``values`` are facts by id. Columns: ``COLUMNS``; ``agrees`` is true where the reproduced value
    prints as published under rounding or cutting off. A figure that the study itself contradicts
    elsewhere (column ``conflicts_with``) cannot agree with both places: it is *in conflict* where
    the other side is reproduced.
    """
    rows = []
    for printed in printed_figures(published):
        value = values.get(printed.fact) if printed.fact else None
        if not isinstance(value, int | float):
            shown, verdict = "", "no fact to compare with" if printed.fact is None else "not reproduced"
        else:
            shown, verdict = compare(printed.text, float(value))
            if verdict == "differs" and printed.note:
                verdict = "in conflict within the publication"
        rows.append(
            {
                "figure": printed.figure,
                "printed": printed.text,
                "fact": printed.fact or "",
                "value": value if isinstance(value, int | float) else None,
                "reproduced": shown,
                "agrees": verdict.startswith("reproduced"),
                "verdict": verdict,
                "note": printed.note,
                "source": printed.source,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def summary_of(rows: pd.DataFrame) -> pd.DataFrame:
    """How many printed figures end with each verdict."""
    return rows.groupby("verdict").size().rename("figures").reset_index()


def printed_figures(published: Path) -> list[Printed]:
    """All printed figures of a ``config/published`` folder, each with the fact that reproduces it.

    Mapping rows and areas meet facts by id. ``matches.yaml`` says which statement and which fact a
    printed statement and a figure of the prose are.
    """
    matches = _matches(published / "matches.yaml")
    found: list[Printed] = []
    for row in _read(published / "mapping_summary.csv"):
        for name in ("mean", "sd", "min", "max"):
            if row.get(name):
                text = _with_decimals(row[name], row.get(f"decimals_{name}", ""))
                label = {"mean": "mean", "sd": "SD", "min": "minimum", "max": "maximum"}[name]
                found.append(
                    Printed(
                        f"{row['group']}: {row['label']}, {label}",
                        text,
                        f"mapping.{row['group']}.{row['item']}.{name}".lower(),
                        row.get("source", ""),
                    )
                )
    for row in _read(published / "theme_agreement.csv"):
        for column, text in row.items():
            if column.endswith("_agree_pct") and text:
                group = column.removesuffix("_agree_pct")
                fact = f"themes.{group}.{row['theme']}.agree_pct_mean".lower()
                found.append(
                    Printed(f"{group}: {row['label']}, mean agreement", text, fact, row.get("source", ""))
                )
    for row in _read(published / "statement_agreement.csv"):
        statement = matches["statements"].get(row["statement"])
        fact_id = f"statements.{row['group']}.{statement}.agree_pct".lower() if statement else None
        found.append(
            Printed(
                f"{row['group']}: {row['statement']}", row["agree_pct"], fact_id, row.get("source", "")
            )
        )
    for row in _read(published / "prose_figures.csv"):
        conflict = row.get("conflicts_with", "")
        found.append(
            Printed(
                row["statement"],
                row["value"],
                matches["prose"].get(row["id"]),
                row.get("source", ""),
                f"The publication says otherwise elsewhere: {conflict}" if conflict else "",
            )
        )
    return found


def _with_decimals(text: str, decimals: str) -> str:
    """``543.7`` printed with two decimals is ``543.70``: spreadsheets drop final noughts."""
    if not decimals.isdigit():
        return text
    return str(Decimal(text).quantize(Decimal(1).scaleb(-int(decimals)))) if _fits(text, decimals) else text


def _fits(text: str, decimals: str) -> bool:
    exponent = Decimal(text).as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= int(decimals)


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    return [{str(k): str(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _matches(path: Path) -> dict[str, dict[str, str]]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {"statements": loaded.get("statements") or {}, "prose": loaded.get("prose") or {}}
