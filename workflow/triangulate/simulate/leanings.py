"""How far practitioners lean to statements whose agreement was never printed.

The printed figures leave room. These wishes, in per cent, say where in that room the
reconstruction settles: they follow what the study found in words (joint training rare, reviews in
backlog, reviews of a decision doubted, a fuller picture of a person's strengths). The search in
``statement_counts`` moves away from them exactly as far as the printed figures force it to.

A wish may name its own number of answers, for a statement that more or fewer people could answer.
"""

from __future__ import annotations

from typing import NamedTuple


class Leaning(NamedTuple):
    """Agreement wished for in per cent, and out of how many answers (None: the group's usual
    number)."""

    percent: int
    n: int | None = None


POLICE: dict[str, Leaning] = {
    "training_multi_agency": Leaning(77),
    "training_further": Leaning(62),
    "training_shared_language": Leaning(71, 42),
    "workload_new_approach": Leaning(70),
    "workload_time": Leaning(42),
    "workload_two_person": Leaning(60),
    "workload_reviews": Leaning(54, 44),
    "workload_recording": Leaning(58),
    "workload_supervision": Leaning(67),
    "joint_information": Leaning(70),
    "joint_together": Leaning(60, 42),
    "joint_united_front": Leaning(73),
    "management_standard": Leaning(65),
    "management_most_risk": Leaning(63, 44),
    "management_plan": Leaning(70),
    "management_strengths": Leaning(74),
    "validity_defensible": Leaning(70),
    "validity_evidence": Leaning(74, 42),
    "validity_consistent": Leaning(57),
}

NPS: dict[str, Leaning] = {
    "training_thorough": Leaning(56, 27),
    "training_all_ranks": Leaning(54, 26),
    "training_probation_attended": Leaning(40),
    "training_shared_language": Leaning(52),
    "workload_time": Leaning(51),
    "workload_two_person": Leaning(56),
    "workload_reviews": Leaning(54, 26),
    "workload_recording": Leaning(55, 27),
    "workload_supervision": Leaning(56),
    "joint_probation_lead": Leaning(36),
    "joint_information": Leaning(54, 26),
    "joint_together": Leaning(40),
    "joint_united_front": Leaning(46, 24),
    "management_risk_clear": Leaning(35, 26),
    "management_plan": Leaning(40),
    "management_strengths": Leaning(52),
    "validity_reliable": Leaning(28),
    "validity_defensible": Leaning(24),
    "validity_evidence": Leaning(26, 27),
    "validity_consistent": Leaning(24),
}

LEANINGS: dict[str, dict[str, Leaning]] = {"police": POLICE, "nps": NPS}
