"""Fact ids of each analysis: from its table to the facts that the contract names.

The tables come from :mod:`triangulate.analysis`; what a fact is called is decided here and nowhere
else.
"""

from __future__ import annotations

import pandas as pd

from triangulate.facts.fact import Fact
from triangulate.facts.recording import facts_of
from triangulate.study.model import Group, StatementInstrument

_ANALYSIS = "triangulate.analysis"


def mapping_facts(summary: pd.DataFrame) -> list[Fact]:
    """``mapping.<group>.<item>.…`` from :func:`triangulate.analysis.mapping_summary.summarise`."""
    return facts_of(
        summary,
        id="mapping.{group}.{item}",
        measures=("n", "missing", "mean", "sd", "min", "max", "median", "q1", "q3"),
        n="n",
        rows="mapping?group={group}&item={item}",
        function=f"{_ANALYSIS}.mapping_summary.summarise",
        about="over the organisations of the group that answered the item",
    )


def returns_facts(returns: pd.DataFrame) -> list[Fact]:
    """``returns.<group>.…`` from :func:`triangulate.analysis.mapping_summary.returns`; nothing of
    the organisations asked where that is not known. Counts of organisations rest on no small group:
    they have no ``n``."""
    common = {
        "id": "returns.{group}",
        "rows": "mapping?group={group}",
        "function": f"{_ANALYSIS}.mapping_summary.returns",
    }
    known = returns[returns["asked"].notna()]
    measures = ("returned", "cells", "unanswered", "unanswered_pct", "complete_n")
    return facts_of(known, measures=("asked", "return_pct"), **common) + facts_of(
        returns, measures=measures, **common
    )


def extreme_facts(extremes: pd.DataFrame, summary: pd.DataFrame) -> list[Fact]:
    """``mapping.<group>.<item>.{smallest,largest}``: organisations by name, from
    :func:`triangulate.analysis.mapping_summary.extremes`. Of more than three organisations
    that share an extreme three are named."""
    keys = ["group", "item"]
    names = extremes.groupby([*keys, "which"])["organisation"].agg(list).to_dict()
    table = summary.loc[summary["n"] > 0, [*keys, "n"]].copy()
    pairs = list(zip(table["group"], table["item"], strict=True))
    for measure, which in (("smallest", "min"), ("largest", "max")):
        table[measure] = [_named(names[group, item, which]) for group, item in pairs]
    return facts_of(
        table,
        id="mapping.{group}.{item}",
        measures=("smallest", "largest"),
        n="n",
        rows="mapping?group={group}&item={item}",
        function=f"{_ANALYSIS}.mapping_summary.extremes",
        about="over the organisations of the group that answered the item",
    )


def _named(organisations: list[str]) -> str:
    """``A``, ``A; B`` or ``A; B; C and 4 more``."""
    more = len(organisations) - 3
    return "; ".join(organisations[:3]) + (f" and {more} more" if more > 0 else "")


def ratio_facts(ratios: pd.DataFrame) -> list[Fact]:
    """``ratio.<group>.<part>.of_<whole>.…`` from
    :func:`triangulate.analysis.mapping_ratios.ratios`."""
    return facts_of(
        ratios,
        id="ratio.{group}.{part}.of_{whole}",
        measures=("n", "pct_pooled", "pct_mean", "pct_median", "pct_min", "pct_max", "above_n"),
        n="n",
        rows="mapping?group={group}",
        function=f"{_ANALYSIS}.mapping_ratios.ratios",
        about="over the organisations that answered both items",
    )


def statement_facts(agreement: pd.DataFrame, instrument: StatementInstrument) -> list[Fact]:
    """``statements.<group>.<statement>.…`` from
    :func:`triangulate.analysis.agreement.statement_agreement`, counts by scale code included."""
    return facts_of(
        agreement,
        id="statements.{group}.{statement}",
        measures=(
            "n", "blank", "not_applicable", "agree_n", "agree_pct", "agree_ci_low", "agree_ci_high",
            *(f"count.{point.code}" for point in instrument.scale),
        ),
        n="n",
        rows="answers?group={group}&statement={statement}",
        function=f"{_ANALYSIS}.agreement.statement_agreement",
        about="among the group's answers on the scale",
    )  # fmt: skip


def theme_facts(agreement: pd.DataFrame) -> list[Fact]:
    """``themes.<group>.<theme>.agree_pct_…`` from
    :func:`triangulate.analysis.agreement.theme_agreement`."""
    return facts_of(
        agreement,
        id="themes.{group}.{theme}",
        measures=(
            "agree_pct_mean", "agree_pct_mean_ci_low", "agree_pct_mean_ci_high", "agree_pct_pooled",
        ),
        n="n",
        rows="answers?group={group}&theme={theme}",
        function=f"{_ANALYSIS}.agreement.theme_agreement",
        about="in the group",
    )  # fmt: skip


def reliability_facts(scales: pd.DataFrame) -> list[Fact]:
    """``themes.<group>.<theme>.{alpha…,omega,n_complete}`` from the scales of
    :func:`triangulate.analysis.reliability.reliability`; no alpha where it is not defined."""
    common = {
        "id": "themes.{group}.{theme}",
        "n": "n_complete",
        "rows": "answers?group={group}&theme={theme}",
        "function": f"{_ANALYSIS}.reliability.reliability",
        "about": "reverse-keyed statements turned",
    }
    facts = facts_of(scales, measures=("n_complete",), **common)
    defined = scales[scales["alpha"].notna()]
    facts += facts_of(defined, measures=("alpha", "alpha_ci_low", "alpha_ci_high"), **common)
    return facts + facts_of(scales[scales["omega"].notna()], measures=("omega",), **common)


def comparison_facts(comparison: pd.DataFrame, key: str, groups: tuple[Group, ...]) -> list[Fact]:
    """``comparison.<statement or theme>.…`` from :mod:`triangulate.analysis.comparison`.

    ``key`` is ``statement`` or ``theme``. With more than two groups each pair has a part of its
    own in the id, ``<first>_v_<second>``.
    """
    table = comparison.copy()
    table["smaller"] = table[["n_first", "n_second"]].min(axis=1)
    pair = ".{first}_v_{second}" if len(groups) > 2 else ""
    what = "codes as answered" if key == "statement" else "means of the answered statements, turned"
    return facts_of(
        table,
        id=f"comparison.{{{key}}}{pair}",
        measures=(
            "u", "p", "p_holm", "rank_biserial", "cles", "diff_pct", "diff_ci_low", "diff_ci_high",
        ),
        n="smaller",
        group=None,
        rows=f"answers?{key}={{{key}}}",
        function=f"{_ANALYSIS}.comparison.compare_{key}s",
        about=f"first group against second, on {what}",
    )  # fmt: skip


def overall_facts(overall: pd.DataFrame, groups: tuple[Group, ...]) -> list[Fact]:
    """``comparison.<statement or theme>.all_groups.…`` from
    :func:`triangulate.analysis.comparison.compare_all_groups`; none for fewer than three groups, and
    none of what has no test."""
    table = overall[overall["h"].notna()].rename(columns={"p": "p_chi2", "p_holm": "p_chi2_holm"})
    if len(groups) < 3:
        return []
    return [
        fact
        for key, what in (
            ("statement", "codes as answered"),
            ("theme", "means of the answered statements, turned"),
        )
        for fact in facts_of(
            table[table["kind"] == key],
            id="comparison.{id}.all_groups",
            measures=("h", "df", "p_chi2", "p_chi2_holm", "epsilon_squared"),
            n="n_least",
            group=None,
            rows=f"answers?{key}={{id}}",
            function=f"{_ANALYSIS}.comparison.compare_all_groups",
            about=f"over all groups, on {what}",
        )
    ]


def model_facts(models: pd.DataFrame, groups: tuple[Group, ...]) -> list[Fact]:
    """``cumulative_link.{all_statements,theme.<theme>}.…`` from
    :func:`triangulate.analysis.cumulative_link.cumulative_link_models`; pairs as in
    :func:`comparison_facts`. A model without an estimate gives no facts."""
    table = models[models["odds_ratio"].notna()].copy()
    table["smaller"] = table[["n_first", "n_second"]].min(axis=1)
    table["what"] = ("theme." + table["theme"]).where(table["scope"] == "theme", "all_statements")
    table["filter"] = ("?theme=" + table["theme"]).where(table["scope"] == "theme", "")
    return facts_of(
        table,
        id="cumulative_link.{what}" + _pair(groups),
        measures=("odds_ratio", "odds_ratio_ci_low", "odds_ratio_ci_high", "p_wald"),
        n="smaller",
        group=None,
        rows="answers{filter}",
        function=f"{_ANALYSIS}.cumulative_link.cumulative_link_models",
        about="in a cumulative-link model clustered by respondent, reverse-keyed statements turned",
    )


def sensitivity_facts(verdicts: pd.DataFrame, groups: tuple[Group, ...]) -> list[Fact]:
    """``sensitivity.<theme>.…`` from :func:`triangulate.analysis.sensitivity.verdicts`."""
    table = verdicts.copy()
    table["smaller"] = table[["n_first", "n_second"]].min(axis=1)
    return facts_of(
        table,
        id="sensitivity.{theme}" + _pair(groups),
        measures=("specifications", "stands_n", "diff_least", "diff_most"),
        n="smaller",
        group=None,
        rows="answers?theme={theme}",
        function=f"{_ANALYSIS}.sensitivity.verdicts",
        about="first group against second",
    )


def _pair(groups: tuple[Group, ...]) -> str:
    """The part of an id that names the pair, where there is more than one."""
    return ".{first}_v_{second}" if len(groups) > 2 else ""


def coding_facts(counts: pd.DataFrame, coder: str) -> list[Fact]:
    """``coding.<group>.<code>.…`` from :func:`triangulate.analysis.coding.code_counts`."""
    return facts_of(
        counts,
        id="coding.{group}.{code}",
        measures=("interviews_n", "interviews_pct", "segments_n", "segments_all_n"),
        n="interviews",
        rows="codings?group={group}&code={code}&counted=True",
        function=f"{_ANALYSIS}.coding.code_counts",
        about=f"as coded by {coder}",
    )


def integration_facts(joint: pd.DataFrame, interviews: dict[str, int]) -> list[Fact]:
    """``integration.<theme>.<group>.{interviews_any,…,together}`` from
    :func:`triangulate.analysis.integration.joint_display`; ``interviews`` in use by group. Themes that
    the codebook does not cover have a verdict only."""
    table = joint.copy()
    table["interviews"] = table["group"].map(interviews).fillna(0).astype("int64")
    common = {
        "id": "integration.{theme}.{group}",
        "n": "interviews",
        "rows": "codings?group={group}",
        "function": f"{_ANALYSIS}.integration.joint_display",
        "about": "in the group",
    }
    covered = table[table["interviews_any"].notna()]
    measures = ("interviews_any", "interviews_positive", "interviews_negative")
    facts = facts_of(covered, measures=measures, **common)
    return facts + facts_of(table.rename(columns={"verdict": "together"}), measures=("together",), **common)


def person_facts(fit: pd.DataFrame) -> list[Fact]:
    """``integration.<theme or all_themes>.<group or all>.{spearman…,persons,points}`` from
    :func:`triangulate.analysis.persons.person_fit`; no coefficient where it is not defined. The points are
    those of the figure, which has none of all themes together."""
    common = {
        "id": "integration.{theme}.{group}",
        "n": "persons",
        "rows": "codings?group={group}",
        "function": f"{_ANALYSIS}.persons.person_fit",
        "about": "mean of the answered statements, reverse-keyed turned, against the balance of passages",
    }
    facts = facts_of(fit, measures=("persons",), **common)
    drawn = fit[(fit["theme"] != "all_themes") & (fit["group"] != "all")]
    facts += facts_of(drawn.assign(points=drawn["persons"]), measures=("points",), **common)
    defined = fit[fit["spearman"].notna()]
    measures = ("spearman", "spearman_ci_low", "spearman_ci_high")
    return facts + facts_of(defined, measures=measures, **common)


def coder_agreement_facts(agreement: pd.DataFrame) -> list[Fact]:
    """``agreement.<code>.{kappa,alpha_nominal,n_units}`` from
    :func:`triangulate.analysis.intercoder.code_agreement`; undefined coefficients stay undefined."""
    return facts_of(
        agreement,
        id="agreement.{code}",
        measures=("kappa", "alpha_nominal", "n_units"),
        n="n_units",
        group=None,
        rows="codings?code={code}",
        function=f"{_ANALYSIS}.intercoder.code_agreement",
        about="by turn, over the interviews that two human coders coded",
    )


def sample_facts(sample: pd.DataFrame) -> list[Fact]:
    """``sample.<group>.…`` and ``sample.all.…`` from
    :func:`triangulate.analysis.sample.sample_table`; strands the study lacks give no facts."""
    facts: list[Fact] = []
    for measure, table in (
        ("organisations", "forms"), ("organisations_invited", "people"),
        ("respondents", "respondents"), ("interviews", "documents"),
        ("excluded_no_consent", "people"), ("withdrawn", "people"),
        ("minutes_min", "documents"), ("minutes_max", "documents"),
    ):  # fmt: skip
        known = sample[sample[measure].notna()]
        facts += facts_of(
            known,
            id="sample.{group}",
            measures=(measure,),
            rows=f"{table}?group={{group}}",
            function=f"{_ANALYSIS}.sample.sample_table",
        )
    return facts


def instrument_facts(instrument: StatementInstrument) -> list[Fact]:
    """``instrument.statements`` and ``instrument.themes``."""
    size = pd.DataFrame({"statements": [len(instrument.statements)], "themes": [len(instrument.themes)]})
    return facts_of(
        size,
        id="instrument",
        measures=("statements", "themes"),
        group=None,
        rows="config",
        function="triangulate.study.load.load_study",
    )
