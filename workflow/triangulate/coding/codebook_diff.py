"""Two versions of a codebook side by side, and what the change does to the counts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from triangulate.study.model import Code, Codebook

COLUMNS = ["code", "change", "field", "before", "after", "passages_before", "passages_after"]
_FIELDS = ("label", "parent", "kind", "definition", "include", "exclude", "example", "since")


def codebook_diff(before: Codebook, after: Codebook, counts: Mapping[str, int] | None = None) -> pd.DataFrame:
    """One row a changed field of a code, and one a code added or removed.

    ``counts`` are passages by code as coded. ``passages_before`` and ``passages_after`` are those with
    the code or one below it in the tree of each version; a passage whose code was removed is counted
    nowhere after, which is what a coder has to know. A code that neither changed nor moved but has
    other codes below it now has a row of the change ``counts``.
    """
    old, new = before.by_id(), after.by_id()
    given = dict(counts or {})
    rows: list[tuple[object, ...]] = []
    for id in [*new, *(code for code in old if code not in new)]:
        passages = (_passages(before, id, given), _passages(after, id, given))
        if id not in old:
            rows.append((id, "added", "", "", new[id].label, *passages))
        elif id not in new:
            rows.append((id, "removed", "", old[id].label, "", *passages))
        else:
            changes = [(f, _text(old[id], f), _text(new[id], f)) for f in _FIELDS]
            changes.append(("patterns", str(len(old[id].patterns)), str(len(new[id].patterns))))
            found = [c for c in changes if c[1] != c[2]]
            if not found[-1:] and old[id].patterns != new[id].patterns:
                found.append(("patterns", changes[-1][1], changes[-1][2]))
            rows += [(id, "changed", *change, *passages) for change in found]
            if not found and passages[0] != passages[1]:
                rows.append((id, "counts", "", "", "", *passages))
    return pd.DataFrame(rows, columns=COLUMNS)


def successors(before: Codebook, after: Codebook) -> dict[str, str | None]:
    """What each code that is gone seems to have become: the code of the new version that has its label, or
    its definition, or all its patterns, in this order, if it is one alone; None where nothing tells.

    A code that is new, or was there before, both count: the one is a renaming, the other a merging.
    """
    known = set(after.by_id())
    return {code.id: _successor(code, after) for code in before.codes if code.id not in known}


def _successor(gone: Code, after: Codebook) -> str | None:
    tests = (
        lambda code: code.label == gone.label and code.parent == gone.parent,
        lambda code: code.label == gone.label,
        lambda code: bool(gone.definition) and code.definition == gone.definition,
        lambda code: bool(gone.patterns) and all(pattern in code.patterns for pattern in gone.patterns),
    )
    for test in tests:
        found = [code.id for code in after.codes if test(code)]
        if len(found) == 1:
            return found[0]
    return None


def _text(code: Code, field: str) -> str:
    value = getattr(code, field)
    return "" if value is None else str(value)


def _passages(codebook: Codebook, code: str, counts: Mapping[str, int]) -> int:
    if code not in codebook.by_id():
        return 0
    return sum(counts.get(c, 0) for c in (code, *codebook.descendants(code)))
