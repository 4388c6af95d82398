"""What only shows when returns are laid side by side: doubles, shared names, checks, outliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from triangulate.problems import Problems
from triangulate.raw.cells import folded, number_text
from triangulate.raw.model import MappingAnswer, MappingForm
from triangulate.source import Source
from triangulate.study.model import MappingInstrument, Study

_FENCE = 3
_ENOUGH = 8


def query_mapping(
    study: Study,
    instrument: MappingInstrument,
    forms: Sequence[MappingForm],
    answers: Sequence[MappingAnswer],
    problems: Problems,
) -> None:
    """Report organisations that answered twice, names that mean two things, checks that fail, and
    outliers."""
    _duplicates(forms, problems)
    _shared_names(study, instrument, forms, answers, problems)
    _checks(instrument, forms, answers, problems)
    _outliers(instrument, answers, problems)


def _duplicates(forms: Iterable[MappingForm], problems: Problems) -> None:
    first: dict[tuple[str, str], Source] = {}
    for form in forms:
        key = form.group, folded(form.organisation)
        if key in first:
            problems.add(
                "mapping.duplicate-organisation",
                form.source,
                organisation=form.organisation,
                group=form.group,
                first=str(first[key]),
            )
        else:
            first[key] = form.source


def _shared_names(
    study: Study,
    instrument: MappingInstrument,
    forms: Iterable[MappingForm],
    answers: Iterable[MappingAnswer],
    problems: Problems,
) -> None:
    """Warn once for each organisation's name that stands for something else as well."""
    units = {group.id: group.unit_label for group in study.groups}
    labels = {item.id: item.label for item in instrument.items if item.type == "text"}
    owners: dict[str, MappingForm] = {}
    warned: set[tuple[str, str]] = set()
    for form in forms:
        owner = owners.setdefault(folded(form.organisation), form)
        if owner.group != form.group and (key := (folded(form.organisation), "")) not in warned:
            warned.add(key)
            problems.add(
                "mapping.shared-name",
                form.source,
                name=form.organisation,
                one=f"{units[owner.group]} of group {owner.group}",
                other=f"{units[form.group]} of group {form.group}",
            )
    for answer in answers:
        if answer.item not in labels or not answer.text.strip():
            continue
        name = folded(answer.text)
        if name in owners and (name, answer.item) not in warned:
            warned.add((name, answer.item))
            problems.add(
                "mapping.shared-name",
                answer.source,
                name=answer.text.strip(),
                one=f"{units[owners[name].group]} of group {owners[name].group}",
                other=f"answer to {labels[answer.item]!r}",
            )


def _checks(
    instrument: MappingInstrument,
    forms: Iterable[MappingForm],
    answers: Iterable[MappingAnswer],
    problems: Problems,
) -> None:
    # By identity of the form, since an organisation that answered twice has two.
    returns: dict[tuple[str, str], list[dict[str, MappingAnswer]]] = defaultdict(list)
    for answer in answers:
        own = returns[answer.group, answer.organisation]
        if not own or answer.item in own[-1]:
            own.append({})
        own[-1][answer.item] = answer
    for check in instrument.checks:
        for (group, organisation), filled in returns.items():
            if group not in check.groups:
                continue
            for items in filled:
                values = {name: items[name].value for name in sorted(check.expr.names) if name in items}
                known = {name: value for name, value in values.items() if value is not None}
                if not known or len(known) < len(check.expr.names):
                    continue
                if check.expr.evaluate(known) is not False:
                    continue
                failed = "check-failed" if check.severity == "error" else "check-query"
                problems.add(
                    f"mapping.{failed}",
                    items[min(known, key=list(items).index)].source,
                    organisation=organisation,
                    group=group,
                    label=check.label,
                    values=", ".join(f"{k} {number_text(v)}" for k, v in known.items()),
                    check=check.id,
                )


def _outliers(instrument: MappingInstrument, answers: Iterable[MappingAnswer], problems: Problems) -> None:
    """Answers more than three interquartile ranges outside the quartiles of their group (Tukey's
    outer fences, quartiles by linear interpolation), from eight answers on. Where half of all
    answers are the same number the fences have no width and nothing is said."""
    columns: dict[tuple[str, str], list[MappingAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.value is not None:
            columns[answer.group, answer.item].append(answer)
    for (group, item), column in columns.items():
        if len(column) < _ENOUGH:
            continue
        ordered = sorted(answer.value for answer in column if answer.value is not None)
        low, high = _quantile(ordered, 1), _quantile(ordered, 3)
        spread = high - low
        if not spread:
            continue
        for answer in column:
            value = answer.value
            if value is None or low - _FENCE * spread <= value <= high + _FENCE * spread:
                continue
            problems.add(
                "mapping.outlier",
                answer.source,
                organisation=answer.organisation,
                group=group,
                item=item,
                shown=number_text(value),
                low=_rounded(low),
                high=_rounded(high),
                n=len(column),
            )


def _quantile(ordered: Sequence[Decimal], quarter: int) -> Decimal:
    """The first or third quartile of sorted values, by linear interpolation (R's type 7)."""
    whole, part = divmod((len(ordered) - 1) * quarter, 4)
    if not part:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * part / 4


def _rounded(value: Decimal) -> str:
    return number_text(round(value, 2))
