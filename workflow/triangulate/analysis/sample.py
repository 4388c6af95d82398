"""Who and what the study has: organisations, respondents, interviews, and those left out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from triangulate.study.model import Group


def sample_table(
    groups: Sequence[Group],
    people: pd.DataFrame,
    forms: pd.DataFrame | None,
    respondents: pd.DataFrame | None,
    documents: pd.DataFrame | None,
) -> pd.DataFrame:
    """One row a group, and a row ``all`` for their sum; a strand the study lacks is null.

    ``organisations`` returned a mapping form (without that strand: have somebody in the register
    who takes part); ``organisations_invited`` are all that the forms or the register name.
    ``minutes_min`` and ``minutes_max`` come from the transcripts' last time stamps.
    """
    rows = [_row(group.id, [group.id], people, forms, respondents, documents) for group in groups]
    rows.append(_row("all", [g.id for g in groups], people, forms, respondents, documents))
    frame = pd.DataFrame(rows)
    for column in frame.columns:
        if column not in ("group", "minutes_min", "minutes_max"):
            frame[column] = frame[column].astype("Int64")
    for column in ("minutes_min", "minutes_max"):
        frame[column] = frame[column].astype("float64")
    return frame


def _row(
    name: str,
    groups: list[str],
    people: pd.DataFrame,
    forms: pd.DataFrame | None,
    respondents: pd.DataFrame | None,
    documents: pd.DataFrame | None,
) -> dict[str, object]:
    own = people[people["group"].isin(groups)]
    taking_part = own[own["standing"] == "included"]
    registered = set(own["organisation"].dropna())
    present = set(taking_part["organisation"].dropna())
    row: dict[str, object] = {"group": name}
    if forms is not None:
        # The same name in two groups is two organisations.
        returned = forms[forms["group"].isin(groups)]
        pairs = set(zip(returned["group"], returned["organisation"], strict=True))
        row["organisations"] = len(pairs)
        asked = own[own["organisation"].notna()]
        row["organisations_invited"] = len(
            pairs | set(zip(asked["group"], asked["organisation"], strict=True))
        )
    else:
        row["organisations"] = len(present) if registered else pd.NA
        row["organisations_invited"] = len(registered) if registered else pd.NA
    row["respondents"] = int(respondents["group"].isin(groups).sum()) if respondents is not None else pd.NA
    interviews = documents[documents["group"].isin(groups)] if documents is not None else None
    row["interviews"] = len(interviews) if interviews is not None else pd.NA
    row["excluded_no_consent"] = int((own["standing"] == "no_consent").sum())
    row["withdrawn"] = int((own["standing"] == "withdrawn").sum())
    minutes = interviews["minutes"].dropna() if interviews is not None else pd.Series(dtype="float64")
    row["minutes_min"] = float(minutes.min()) if len(minutes) else None
    row["minutes_max"] = float(minutes.max()) if len(minutes) else None
    return row
