"""What a fact is about, in the words of the study's own instruments."""

from __future__ import annotations

from dataclasses import dataclass, field

from triangulate.facts.measures import MEASURES
from triangulate.study.model import Study

#: Heads of columns; any other measure is headed by its name.
_HEADS = {
    "n": "n", "blank": "blank", "not_applicable": "does not apply", "missing": "no answer",
    "agree_n": "agree", "agree_pct": "agree, %", "agree_ci_low": "95% from", "agree_ci_high": "to",
    "agree_pct_mean": "mean agreement", "agree_pct_mean_ci_low": "95% from", "agree_pct_mean_ci_high": "to",
    "agree_pct_pooled": "pooled", "n_complete": "complete cases", "alpha_ci_low": "α from",
    "alpha_ci_high": "to", "alpha": "α", "omega": "ω", "interviews_n": "interviews", "interviews_pct": "interviews, %",
    "segments_n": "passages", "segments_all_n": "with codes below", "u": "U", "p_holm": "p (Holm)",
    "diff_pct": "difference", "diff_ci_low": "95% from", "diff_ci_high": "to", "cles": "first above second",
    "excluded_no_consent": "no consent", "organisations_invited": "organisations asked",
    "interviews_any": "raise it", "interviews_positive": "speak for it", "interviews_negative": "speak against it",
    "spearman": "ρ", "spearman_ci_low": "95% from", "spearman_ci_high": "to", "sd": "SD", "q1": "lower quartile",
    "q3": "upper quartile", "alpha_nominal": "Krippendorff’s α", "kappa": "κ", "n_units": "units",
    "p_wald": "p (Wald)", "odds_ratio_ci_low": "95% from", "odds_ratio_ci_high": "to", "pct_pooled": "pooled, %",
    "pct_mean": "mean, %", "pct_median": "median, %", "pct_min": "smallest, %", "pct_max": "largest, %",
    "return_pct": "returned, %", "diff_least": "least difference", "diff_most": "greatest difference",
    "stands_n": "stands under", "unanswered_pct": "blank, %", "complete_n": "nothing blank",
}  # fmt: skip
KINDS = {
    "statements": "Statement", "themes": "Area of the statements", "comparison": "Comparison of groups",
    "coding": "What interviews raise", "agreement": "Agreement between coders", "mapping": "Mapping form",
    "ratio": "Ratio of two items", "sample": "Sample", "returns": "Returned forms", "instrument": "Instrument",
    "integration": "Strands together", "sensitivity": "Other choices of analysis",
    "cumulative_link": "Model of all answers", "published": "Audit of a printed figure",
}  # fmt: skip


def parted(fact_id: str) -> tuple[str, str]:
    """What a fact is about, and its measure; a count by scale code keeps its code."""
    parts = fact_id.split(".")
    cut = 2 if parts[0] == "statements" and len(parts) == 5 and parts[3] == "count" else 1
    return ".".join(parts[:-cut]), ".".join(parts[-cut:])


@dataclass(slots=True)
class Labels:
    """Names of things by their ids, as ids of facts spell them."""

    study: Study
    _groups: dict[str, str] = field(default_factory=dict)
    _things: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        study = self.study
        self._groups = {g.id.lower(): g.label for g in study.groups}
        if len(study.groups) != 1:
            self._groups.setdefault("all", "All groups")
        named: list[tuple[str, str]] = []
        # A statement and a code may have one id and say different things.
        if study.interviews:
            self._codes = {c.id.lower(): c.label for c in study.interviews.codebook.codes}
        if study.mapping:
            named += [(i.id, i.label) for i in study.mapping.instrument.items]
        if study.statements:
            named += [(t.id, t.label) for t in study.statements.instrument.themes]
            named += [(s.id, s.text) for s in study.statements.instrument.statements]
        self._things = {id.lower(): label for id, label in named}

    def stem(self, stem: str) -> tuple[str, str]:
        """What a stem is about, and whose: ``("The training was clear.", "Police")``."""
        family, *rest = stem.split(".")
        groups = [self._groups[part] for part in rest if part in self._groups]
        pairs = [part.split("_v_") for part in rest if "_v_" in part]
        for first, second in (pair for pair in pairs if len(pair) == 2):
            groups.append(f"{self.group(first)} and {self.group(second)}")
        if not groups and family in ("comparison", "sensitivity", "cumulative_link"):
            groups = [" and ".join(g.label for g in self.study.groups[:2])]
        if "all_groups" in rest:
            groups = ["All groups"]
        things = [part for part in rest if part not in (*self._groups, "all_groups") and "_v_" not in part]
        coded = family in ("coding", "agreement")
        about = [self._codes.get(part, part) if coded else self._thing(part) for part in things]
        return ", ".join(filter(None, about)) or KINDS.get(family, family), ", ".join(groups)

    def group(self, id: str) -> str:
        """A group's label."""
        return self._groups.get(id.lower(), id)

    def _thing(self, part: str) -> str:
        if part.startswith("of_") and part[3:] in self._things:
            return f"of {self._things[part[3:]]}"
        if part in ("theme", "all_themes", "all_statements", "mapping_summary", "statement_agreement"):
            return {"theme": "", "all_themes": "All areas", "all_statements": "All statements"}.get(
                part, "Printed " + part.replace("_", " ")
            )
        return self._things.get(part, part.replace("_", " "))

    def measure(self, measure: str) -> tuple[str, str, str]:
        """A measure's unit, its words ("This is …"), and the head of its column."""
        name, _, code = measure.partition(".")
        known = MEASURES.get(name)
        unit, words = (known.unit, known.words) if known else ("", name.replace("_", " "))
        if name == "count" and code and self.study.statements:
            label = next(
                (p.label for p in self.study.statements.instrument.scale if str(p.code) == code), code
            )
            return unit, f"how many answered “{label}”", label
        return unit, words, _HEADS.get(name, name.replace("_", " "))
