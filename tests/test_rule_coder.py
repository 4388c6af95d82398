"""The rule coder on invented sentences: phrases, negation, patterns together, the cache."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from triangulate.coding.matching import AtomMatcher
from triangulate.coding.negation import negated
from triangulate.coding.parsed import Parser, Turn, participants_turns
from triangulate.coding.patterns import Phrase, phrase, rules_of
from triangulate.coding.presence import Presence, bits_of
from triangulate.coding.rules import RuleCoder
from triangulate.coding.words import Words
from triangulate.problems import Problems
from triangulate.study.model import Code, Codebook


def book(*patterns: object, code: str = "c") -> Codebook:
    return Codebook("1", (Code(code, "C", "emergent", "", patterns=tuple(patterns)),))


def rules(*patterns: object):
    problems = Problems()
    made = rules_of(book(*patterns), problems)
    assert not problems.errors, list(problems)
    return made


def faults(*patterns: object) -> list[str]:
    problems = Problems()
    rules_of(book(*patterns), problems)
    return [problem.says for problem in problems]


# Without a model: lemmas are what the test says they are.


def words(text: str) -> Words:
    """Words of a sentence, each ``form/lemma`` or a form that is its own lemma."""
    pairs = [part.partition("/") for part in text.split()]
    plain = " ".join(form for form, _, _ in pairs)
    lengths = [len(form) for form, _, _ in pairs]
    starts = [sum(lengths[:i]) + i for i in range(len(lengths))]
    lemmas = [lemma or form.lower() for form, _, lemma in pairs]
    return Words.cut(plain, starts, lengths, lemmas, lambda: None)


def fires(text: str, *patterns: object, asked: str = "") -> bool:
    heard = words(text)
    turn = Turn(1, 0, heard.text, ((0, len(heard.text), 1),), asked)
    question = words(asked) if asked else None
    return bool(RuleCoder(rules(*patterns), None).code(turn, heard, question))


@pytest.mark.fast
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("backlog", "we have three backlogs/backlog ."),
        ("fall behind", "visits fell/fall behind ."),
        ("refresher|top up", "we want a top up soon ."),
        ("well + run|delivered", "it was well delivered ."),
        ("cut ... corner", "you cut one or two corners/corner ."),
        ("over + the? + phone", "done over phone ."),
        ("imminen*", "imminence means tomorrow ."),
        ("tick box", "a tick - box exercise ."),
        ("very thorough", "it was um really thorough ."),
        ("can't fault", "i can not fault it ."),
    ],
)
def test_a_phrase_is_found_by_form_lemma_and_notation(written: str, said: str) -> None:
    assert fires(said, written)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("fallen behind", "visits fall behind ."),
        ("well + run", "well it was run ."),
        ("cut ... corner", "cut and then a lot of other words corner ."),
        ("course", "of course we do ."),
    ],
)
def test_a_phrase_is_not_found_where_its_words_stand_otherwise(written: str, said: str) -> None:
    assert not fires(said, written)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("the training was n't thorough .", False),
        ("there is no backlog .", False),
        ("i do not think it was really thorough .", False),
        ("never had a backlog .", False),
        ("without any backlog .", False),
        ("no , there is a backlog .", True),
        ("it was not long but thorough .", True),
        ("not only a backlog .", True),
        ("no doubt a backlog .", True),
        ("without a doubt thorough .", True),
        ("it was thorough .", True),
    ],
)
def test_what_stands_in_a_negation_does_not_count(said: str, found: bool) -> None:
    assert fires(said, "thorough|backlog") is found


@pytest.mark.fast
def test_a_rule_may_ask_for_the_negation() -> None:
    rule = {"all": ["training"], "any": ["enough"], "negated": "only"}
    assert not fires("training was enough .", rule)
    assert fires("not enough .", {"any": ["enough"], "negated": "only"})
    assert fires("were not trained/train .", "not + train")


@pytest.mark.fast
def test_a_negation_reaches_so_far_and_no_further() -> None:
    assert negated("not a b c d e thorough".split(), 6)
    assert not negated("not a b c d e f thorough".split(), 7)
    assert not negated("not x thorough".split(), 2, floor=1)


@pytest.mark.fast
def test_patterns_together_keep_their_distance_and_exceptions() -> None:
    rule = {"all": ["training", "thorough"], "near": 5, "not": ["would"]}
    assert fires("training was thorough .", rule)
    assert not fires("training a b c d e f thorough .", rule)
    assert not fires("training would be thorough .", rule)
    nested = {"all": [{"any": ["a b", "c"]}, "d"]}
    assert fires("a b then d .", nested)
    assert not fires("a then d .", nested)


@pytest.mark.fast
def test_a_condition_on_the_turn_is_met_by_the_question_too() -> None:
    rule = {"any": ["thorough"], "turn": ["training"]}
    assert not fires("thorough .", rule)
    assert fires("thorough .", rule, asked="how was training ?")


@pytest.mark.fast
def test_a_phrase_does_not_run_from_one_sentence_into_the_next() -> None:
    doc = words("we cut . corners stay .")
    matcher = AtomMatcher([phrase("cut ... corners")], None)
    (whole,) = matcher.sentences(doc, [0])
    assert matcher.find(0, whole)
    assert not any(matcher.find(0, sentence) for sentence in matcher.sentences(doc, [0, 3]))


@pytest.mark.fast
def test_a_hit_says_which_rule_fired_on_which_words() -> None:
    doc = words("there is a big backlog here .")
    made = rules("late", {"id": "behind", "any": ["big ... backlog", "backlog"]})
    (hit,) = RuleCoder(made, None).code(Turn(1, 100, "x" * 29, ((100, 129, 7),)), doc)
    assert (hit.start, hit.end, hit.line, hit.code) == (100, 129, 7, "c")
    assert hit.reason == "c/behind: backlog"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("pattern", "because"),
    [
        (7, "neither a phrase"),
        ("", "empty"),
        ("a||b", "empty"),
        ("*", "star"),
        ("um", "does not begin"),
        ({"al": ["x"]}, "'al' is not one of"),
        ({"not": ["x"]}, "neither all nor any"),
        ({"any": ["x"], "near": 0}, "near"),
        ({"any": ["x"], "negated": "no"}, "negated is 'no'"),
        ({"any": [{"any": ["x"], "turn": ["y"]}]}, "outermost"),
        ([{"DEP": "neg"}], "'DEP' is not known"),
        ([], "empty"),
        (["a", "b"], "each a mapping"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_said_with_its_reason(pattern: object, because: str) -> None:
    (fault,) = faults(pattern)
    assert because in fault


@pytest.mark.fast
def test_a_word_said_twice_in_a_slot_does_not_make_it_optional() -> None:
    # "very" is passed over, so that both alternatives are the same.
    assert phrase("rigid|very rigid").slots[0].optional is False
    assert not fires("the course .", "course + dull|very dull")


@pytest.mark.fast
def test_all_unreadable_patterns_are_said_at_once_and_the_others_kept() -> None:
    problems = Problems()
    made = rules_of(book("a||b", "fine", 3), problems)
    assert [rule.id for rule in made] == ["c/2"] and len(problems.errors) == 2
    assert isinstance(made[0].test, Phrase)


@pytest.mark.fast
def test_the_question_before_a_turn_is_what_somebody_else_said_last() -> None:
    text = "Q: How?\nA: Well. Good.\nQ: Why?\nA: So."
    rows = [
        ("d", 1, 1, "interviewer", 3, 7, 1),
        ("d", 2, 1, "participant", 11, 16, 2),
        ("d", 2, 2, "participant", 17, 22, 2),
        ("d", 3, 1, "interviewer", 26, 30, 3),
        ("d", 4, 1, "participant", 34, 37, 4),
    ]
    segments = pd.DataFrame(rows, columns=["document", "turn", "sentence", "role", "start", "end", "line"])
    turns = participants_turns(pd.DataFrame({"document": ["d"], "text": [text]}), segments)["d"]
    assert [(t.text, t.asked) for t in turns] == [("Well. Good.", "How?"), ("So.", "Why?")]
    assert turns[0].cuts == ((11, 16, 2), (17, 22, 2))


# With the model.


ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def arms() -> tuple[Codebook, RuleCoder, Parser]:
    from triangulate.source import Source
    from triangulate.study.instruments import codebook
    from triangulate.study.yamltext import read_yaml

    problems = Problems()
    document = read_yaml(ROOT / "config" / "codebook.yaml", Source("codebook"), problems, "it")
    assert document is not None
    read = codebook(document, problems)
    made = rules_of(read, problems)
    assert not problems.errors, list(problems)
    parser = Parser()
    return read, RuleCoder(made, parser.vocab), parser


def coded(arms: tuple[Codebook, RuleCoder, Parser], sentence: str) -> set[str]:
    _, coder, parser = arms
    (doc,) = parser.parse([sentence])
    return {hit.code for hit in coder.code(Turn(1, 0, sentence, ((0, len(sentence), 1),)), Words.of(doc))}


# Written for this test in the plain register of the job, neither from the simulated fragments nor from
# any interview. One sentence a code at least.
PLAIN = [
    ("training_thorough", "The training was very comprehensive and the trainers knew their stuff."),
    (
        "training_joint_valued",
        "Being trained alongside probation was really useful, you got their perspective.",
    ),
    ("training_refreshers", "I think we need a refresher, it was four years ago that I was trained."),
    (
        "training_joint_rare",
        "We were never trained together with probation, it was police only on the course.",
    ),
    ("training_off_putting", "The training was too police focused and people were put off by it."),
    ("training_vocabulary", "Imminence means something different to probation than it does to us."),
    ("workload_manageable", "Once you get used to doing them it becomes a lot quicker."),
    ("workload_focus", "It means we can focus our resources on those who pose the highest risk."),
    ("workload_time", "A full assessment takes about seven hours from start to finish."),
    ("workload_time", "It's very time-consuming."),
    ("workload_backlog", "We've got a massive backlog of visits at the minute."),
    ("workload_backlog", "Caseloads have doubled and people are struggling to keep up."),
    ("workload_shortcuts", "We're single crewed most of the time now, visits included."),
    ("workload_shortcuts", "Some people just copy and paste from the last one."),
    ("workload_duplication", "It duplicates what we already put into OASys."),
    ("workload_desk_bound", "I spend most of my week stuck behind a desk doing paperwork."),
    ("joint_united_front", "When we do joint visits he can't play us off against each other."),
    (
        "joint_information_shared",
        "We share information with probation all the time, we speak to each other daily.",
    ),
    ("joint_police_tool", "Probation see it as a police tool and they don't want to get involved."),
    ("joint_late", "Probation came to it a lot later than us and they're still catching up."),
    (
        "joint_styles_differ",
        "We have different interview styles, probation are there to support and we're there to enforce.",
    ),
    ("management_fuller_picture", "It gives you a much fuller picture of the person."),
    ("management_strengths", "I like that it looks at the protective factors as well as the risk."),
    (
        "management_better_questions",
        "ARMS gives you structure, so the home visit has a purpose and you ask better questions.",
    ),
    (
        "management_clear_risk",
        "With ARMS the level of risk is much clearer and you can identify the risk factors.",
    ),
    (
        "management_poor_fit",
        "It doesn't really work for offenders with learning disabilities or mental health problems.",
    ),
    ("management_plan_weak", "The risk management plans are generic and nobody looks at them again."),
    ("validity_rationale", "It gives you a clear rationale and an audit trail for your decision."),
    ("validity_reliable", "The ARMS result is accurate, it usually matches my professional judgement."),
    ("validity_review_doubt", "If it went to a serious case review they would still find somebody to blame."),
    ("validity_trust_oasys", "Personally I trust OASys more than I trust ARMS."),
    ("validity_covering", "It's a tick-box exercise, it's about covering our backs."),
    ("validity_subjective", "The scoring is very subjective, two officers would give you a different score."),
    ("wellbeing", "It is a stressful job and staff are getting burnt out."),
    ("information_systems", "ViSOR is slow and it keeps crashing when you log in."),
]


@pytest.mark.parametrize(("code", "sentence"), PLAIN)
def test_the_arms_rules_understand_plain_speech(
    arms: tuple[Codebook, RuleCoder, Parser], code: str, sentence: str
) -> None:
    assert code in coded(arms, sentence)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("training_thorough", "The training wasn't very thorough."),
        ("workload_backlog", "There's no backlog here at all."),
        ("training_refreshers", "We don't need a refresher."),
        ("validity_trust_oasys", "I don't trust OASys any more than this."),
        ("workload_duplication", "I wouldn't say it duplicates OASys."),
        ("training_thorough", "Of course she was thorough on the phone."),
    ],
)
def test_the_arms_rules_are_not_fooled_by_a_negation(
    arms: tuple[Codebook, RuleCoder, Parser], code: str, sentence: str
) -> None:
    assert code not in coded(arms, sentence)


def test_a_token_pattern_that_spacy_refuses_is_a_problem_with_its_line(tmp_path: Path) -> None:
    from triangulate.pipeline.coding import rules_in
    from triangulate.study.model import Group, InterviewStrand, Study

    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "codebook.yaml").write_text(
        'version: "1"\ncodes:\n  - id: c\n    label: C\n    kind: emergent\n    definition: ""\n'
        "    patterns:\n      - fine\n      - [{LEMMA: {WRONG: 1}}]\n"
    )
    declared = book("fine", [{"LEMMA": {"WRONG": 1}}])
    strand = InterviewStrand(None, (), declared, ())
    study = Study(tmp_path, "s", "S", True, (Group("g", "G"),), interviews=strand)
    problems = Problems()
    rules_in(study, "config/codebook.yaml", problems)
    (fault,) = problems.errors
    assert fault.code == "patterns.shape" and fault.source is not None and fault.source.line == 9


AREAS = {
    "T": "training", "W": "workload_administration", "J": "joint_agency", "M": "informing_management",
    "V": "validity_defensibility",
}  # fmt: skip


def judged(arms: tuple[Codebook, RuleCoder, Parser], part: str) -> tuple[float, float, set[str]]:
    """Precision and recall of area with valence on one part of practitioners.txt, and what was said in vain."""
    from triangulate.analysis.coding import valence_of

    read, coder, parser = arms
    text = (ROOT / "tests" / "practitioners.txt").read_text(encoding="utf-8")
    rows = [line.split("|", 1) for line in text.split(f"## {part}\n")[1].split("##")[0].splitlines()]
    both = found = true = 0
    wrong = set()
    for (label, sentence), doc in zip(rows, parser.parse([said for _, said in rows]), strict=True):
        hits = coder.code(Turn(1, 0, sentence, ((0, len(sentence), 1),)), Words.of(doc))
        got = {((h.code, *read.ancestors(h.code))[-1], valence_of(read, h.code)) for h in hits}
        got = {(area, valence) for area, valence in got if valence != "neutral" and area in AREAS.values()}
        sign = {"+": "positive", "-": "negative"}
        want = set() if label == "N" else {(AREAS[label[0]], sign[label[1]])}
        both, found, true = both + len(got & want), found + len(got), true + len(want)
        if got - want:
            wrong.add(sentence)
    return both / found, both / true, wrong


@pytest.mark.parametrize(("part", "precision", "recall"), [("seen", 0.9, 0.85), ("unseen", 0.8, 0.6)])
def test_the_arms_rules_hear_practitioners_that_they_have_not_seen(
    arms: tuple[Codebook, RuleCoder, Parser], part: str, precision: float, recall: float
) -> None:
    got_precision, got_recall, wrong = judged(arms, part)
    assert got_precision >= precision, sorted(wrong)
    assert got_recall >= recall


def test_an_area_is_spoken_of_in_a_negation_too(arms: tuple[Codebook, RuleCoder, Parser]) -> None:
    assert "training" in coded(arms, "We did not have any training.")


def test_what_is_left_out_for_want_of_words_could_not_have_been_met(
    arms: tuple[Codebook, RuleCoder, Parser], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, coder, parser = arms
    lines = (ROOT / "tests" / "practitioners.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line.split("|", 1)[1] for line in lines if "|" in line] + [said for _, said in PLAIN]

    def hits() -> list[list[object]]:
        return [
            list(coder.code(Turn(1, 0, s, ((0, len(s), 1),)), heard))
            for s, heard in zip(sentences, docs, strict=True)
        ]

    docs = [Words.of(doc) for doc in parser.parse(sentences)]
    before = hits()
    # Now every pattern is looked at in every sentence.
    monkeypatch.setattr(Presence, "of", lambda self, words: self._everything)
    assert hits() == before and sum(map(len, before)) > 100


@pytest.mark.fast
def test_a_word_met_by_its_beginning_counts_as_there() -> None:
    presence = Presence([[frozenset({"imminen*"}), frozenset({"risk", "harm"})], [], [frozenset({"risk"})]])
    assert list(bits_of(presence.of(["imminence", "of", "harm"]))) == [0, 1]
    assert list(bits_of(presence.of(["risk"]))) == [1, 2]
    assert list(bits_of(Presence([]).of(["risk"]))) == []
