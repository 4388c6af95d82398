"""How each kind of value is counted, displayed and said in words.

The last part of a fact id is its measure: ``agree_pct``, ``mean``, ``p_holm``. A measure has one
unit and one way of being printed wherever it occurs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NOT_DEFINED = "not defined"


@dataclass(frozen=True, slots=True)
class Measure:
    """``decimals`` is None for whole numbers and text; ``words`` completes "This is …"."""

    unit: str
    decimals: int | None
    words: str


def _wilson(side: str) -> str:
    return (
        f"the {side} end of the Wilson 95% interval of the percentage agreement, with the "
        "finite-population correction where the configuration gives the group's size"
    )


MEASURES: dict[str, Measure] = {
    # any count
    "n": Measure("count", None, "how many gave an answer"),
    "missing": Measure("count", None, "how many gave no answer"),
    "blank": Measure("respondents", None, "how many left the statement blank"),
    "not_applicable": Measure("respondents", None, "how many answered that it does not apply"),
    # mapping
    "mean": Measure("as answered", 2, "the mean"),
    "sd": Measure("as answered", 2, "the standard deviation with n - 1"),
    "min": Measure("as answered", -1, "the smallest answer"),
    "max": Measure("as answered", -1, "the largest answer"),
    "median": Measure("as answered", -1, "the median"),
    "q1": Measure("as answered", -1, "the lower quartile (linear interpolation, R type 7)"),
    "q3": Measure("as answered", -1, "the upper quartile (linear interpolation, R type 7)"),
    "smallest": Measure("as answered", None, "the organisation with the smallest answer"),
    "largest": Measure("as answered", None, "the organisation with the largest answer"),
    "pct_pooled": Measure(
        "per cent", 0, "the percentage that the part is of the whole, all organisations added up"
    ),
    "pct_mean": Measure("per cent", 0, "the mean of the organisations' own percentages"),
    "pct_median": Measure("per cent", 0, "the median of the organisations' own percentages"),
    "pct_min": Measure("per cent", 0, "the smallest of the organisations' own percentages"),
    "pct_max": Measure("per cent", 0, "the largest of the organisations' own percentages"),
    "above_n": Measure("organisations", None, "in how many organisations the part exceeds the whole"),
    # returns
    "asked": Measure("organisations", None, "how many organisations were asked for a form"),
    "returned": Measure("organisations", None, "how many organisations returned a form"),
    "return_pct": Measure("per cent", 0, "the percentage of the organisations asked that returned one"),
    "cells": Measure("answers", None, "how many answers the returned forms ask for"),
    "unanswered": Measure("answers", None, "how many of them were left blank"),
    "unanswered_pct": Measure("per cent", 1, "the percentage of them that were left blank"),
    "complete_n": Measure("organisations", None, "how many organisations left nothing blank"),
    # statements
    "agree_n": Measure("respondents", None, "how many agreed or strongly agreed"),
    "agree_pct": Measure("per cent", 0, "the percentage of the answers that agree"),
    "agree_ci_low": Measure("per cent", 0, _wilson("lower")),
    "agree_ci_high": Measure("per cent", 0, _wilson("upper")),
    "count": Measure("respondents", None, "how many gave this answer"),
    # themes
    "agree_pct_mean": Measure(
        "per cent", 0, "the mean of the percentage agreement of the theme's statements"
    ),
    "agree_pct_mean_ci_low": Measure(
        "per cent", 0, "the lower end of the bootstrap 95% interval over respondents"
    ),
    "agree_pct_mean_ci_high": Measure(
        "per cent", 0, "the upper end of the bootstrap 95% interval over respondents"
    ),
    "agree_pct_pooled": Measure(
        "per cent", 0, "the percentage of all answers to the theme's statements that agree"
    ),
    "alpha": Measure("coefficient", 2, "Cronbach's alpha on complete cases"),
    "alpha_ci_low": Measure("coefficient", 2, "the lower end of Feldt's 95% interval of alpha"),
    "alpha_ci_high": Measure("coefficient", 2, "the upper end of Feldt's 95% interval of alpha"),
    "omega": Measure("coefficient", 2, "McDonald's omega of one factor on complete cases"),
    "n_complete": Measure("respondents", None, "how many answered every statement of the theme"),
    # comparison
    "u": Measure("statistic", 1, "Mann-Whitney U of the first group"),
    "p": Measure("probability", 3, "its two-sided p, tie-corrected, no continuity correction"),
    "p_holm": Measure("probability", 3, "that p after Holm's correction within its family"),
    "rank_biserial": Measure(
        "coefficient", 2, "the rank-biserial correlation, positive when the first group is higher"
    ),
    "cles": Measure(
        "probability", 2, "how often somebody of the first group is above somebody of the second"
    ),
    "diff_pct": Measure("percentage points", 0, "the difference in percentage agreement"),
    "diff_ci_low": Measure("percentage points", 0, "the lower end of its 95% interval"),
    "diff_ci_high": Measure("percentage points", 0, "the upper end of its 95% interval"),
    "h": Measure("statistic", 2, "Kruskal-Wallis H, corrected for ties"),
    "df": Measure("degrees of freedom", None, "the groups with answers less one"),
    "p_chi2": Measure("probability", 3, "the p of Kruskal-Wallis H, from chi-squared"),
    "p_chi2_holm": Measure("probability", 3, "that p after Holm's correction within its family"),
    "epsilon_squared": Measure("coefficient", 2, "epsilon squared, H as a share of its largest value"),
    "odds_ratio": Measure("odds ratio", 2, "the odds ratio of a higher answer, first group against second"),
    "odds_ratio_ci_low": Measure("odds ratio", 2, "the lower end of its 95% interval"),
    "odds_ratio_ci_high": Measure("odds ratio", 2, "the upper end of its 95% interval"),
    "p_wald": Measure("probability", 3, "its two-sided p (Wald, clustered by respondent)"),
    "specifications": Measure(
        "specifications", None, "under how many other choices the comparison was made again"
    ),
    "stands_n": Measure("specifications", None, "under how many of them the conclusion stands"),
    "diff_least": Measure("percentage points", 0, "the least difference under any choice"),
    "diff_most": Measure("percentage points", 0, "the greatest difference under any choice"),
    # interviews
    "interviews_n": Measure("interviews", None, "how many interviews raise it"),
    "interviews_pct": Measure("per cent", 0, "the percentage of the interviews that raise it"),
    "segments_n": Measure("codings", None, "how many passages carry this very code"),
    "segments_all_n": Measure("codings", None, "how many passages carry it or a code below it"),
    "kappa": Measure("coefficient", 2, "Cohen's kappa between two coders"),
    "alpha_nominal": Measure("coefficient", 2, "Krippendorff's alpha (nominal)"),
    "n_units": Measure("units", None, "how many units both coders saw"),
    # integration
    "interviews_any": Measure("interviews", None, "how many interviews raise the area"),
    "interviews_positive": Measure("interviews", None, "how many interviews speak for it"),
    "interviews_negative": Measure("interviews", None, "how many interviews speak against it"),
    "together": Measure("verdict", None, "how the two strands stand to each other by the stated rule"),
    "points": Measure("persons", None, "how many people the figure shows, each as a point"),
    "persons": Measure("persons", None, "how many people both ticked and said something of it"),
    "spearman": Measure("coefficient", 2, "Spearman's correlation of what people ticked and what they said"),
    "spearman_ci_low": Measure("coefficient", 2, "the lower end of its 95% interval"),
    "spearman_ci_high": Measure("coefficient", 2, "the upper end of its 95% interval"),
    # printed figures
    "verdict": Measure("verdict", None, "what was found of the printed figures"),
    "n_possible": Measure("answers", None, "which numbers of answers can print the row"),
    "rounding": Measure("rounding", None, "how the figures were rounded if they hold"),
    "datasets": Measure("data sets", None, "how many data sets can print the row"),
    "denominators": Measure("answers", None, "which numbers of answers print all of the group's percentages"),
    # sample
    "organisations": Measure("organisations", None, "how many organisations took part"),
    "organisations_invited": Measure("organisations", None, "how many organisations were asked"),
    "respondents": Measure("respondents", None, "how many respondents' answers are used"),
    "interviews": Measure("interviews", None, "how many interviews are used"),
    "excluded_no_consent": Measure("people", None, "how many were left out for want of consent"),
    "withdrawn": Measure("people", None, "how many withdrew"),
    "minutes_min": Measure("minutes", 0, "the shortest interview"),
    "minutes_max": Measure("minutes", 0, "the longest interview"),
    "statements": Measure("statements", None, "how many statements the instrument has"),
    "themes": Measure("themes", None, "how many themes the instrument has"),
}


def measure_of(fact_id: str) -> Measure:
    """The measure of a fact id; counts by scale code end in the code, so the part before decides."""
    parts = fact_id.split(".")
    if parts[0] == "statements" and len(parts) == 5 and parts[3] == "count":
        return MEASURES["count"]
    return MEASURES[parts[-1]]


def rounded(value: float, decimals: int) -> str:
    """``value`` rounded half up on its shortest decimal form, as a person would by hand."""
    step = Decimal(1).scaleb(-decimals)
    text = str(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.") else text


def display(value: float | int | str | None, measure: Measure) -> str:
    """What a report prints for a value: ``66%``, ``1,176.27``, ``<0.001``."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NOT_DEFINED
    if isinstance(value, str):
        return value
    if measure.unit == "probability" and measure.decimals == 3 and value < 0.001:
        return "<0.001"
    if measure.decimals is None or (measure.decimals == -1 and float(value).is_integer()):
        return f"{int(value):,}"
    text = rounded(value, 2 if measure.decimals == -1 else measure.decimals)
    if measure.decimals == -1:
        text = text.rstrip("0").rstrip(".")  # 608.5, not 608.50: an answer, or half-way between two
    whole, _, part = text.partition(".")
    sign = "\u2212" if whole.startswith("-") else ""
    text = f"{sign}{int(whole.lstrip('-')):,}" + (f".{part}" if part else "")
    return f"{text}%" if measure.unit == "per cent" else text
