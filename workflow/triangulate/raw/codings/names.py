"""What a coding calls its transcript and its code, and which of the study's it means.

Case, spacing, underscores and Unicode form are forgiven; anything that may mean two is ambiguous.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from triangulate.problems import nearest
from triangulate.raw.codings.found import Found, Remark
from triangulate.raw.codings.guids import code_guid
from triangulate.raw.codings.own_text import text_print
from triangulate.study.model import Codebook

_ENDING = re.compile(r"\.(?:docx?|odt|txt|vtt|srt|rtf|pdf|html?|md)$", re.IGNORECASE)
_PATH = re.compile(r"\s*(?:::|[>»/\\|.:]|\s[-–—]\s)\s*")


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that may mean any of these."""

    candidates: tuple[str, ...]


class Documents:
    """The transcripts of a study by file name, with or without ending, in any case; by their text
    where a coding program has it under another name."""

    def __init__(self, names: Iterable[str], texts: Mapping[str, str]) -> None:
        self._names = tuple(names)
        self._texts = texts
        self._by_key: dict[str, list[str]] = {}
        for name in self._names:
            for key in {_key(name), _key(_stem(name))}:
                self._by_key.setdefault(key, []).append(name)

    @cached_property
    def _by_print(self) -> dict[str, str]:
        return {text_print(text): name for name, text in self._texts.items()}

    def of(self, coding: Found | Remark) -> str | Ambiguous | None:
        """The transcript that a coding, or a memo on a document, is of."""
        resolved = self.resolve(coding.document if isinstance(coding, Found) else coding.name)
        if resolved is None and coding.also_called:
            resolved = self.resolve(coding.also_called)
        if not isinstance(resolved, str) and coding.text_print:
            resolved = self._by_print.get(coding.text_print, resolved)
        return resolved

    def resolve(self, name: str) -> str | Ambiguous | None:
        """The transcript that is meant; a folder before the name is disregarded."""
        if name in self._names:
            return name
        last = re.split(r"[/\\]", name.strip())[-1]
        if last in self._names:
            return last
        for key in (_key(last), _key(_stem(last))):
            found = self._by_key.get(key, [])
            if len(found) == 1:
                return found[0]
            if found:
                return Ambiguous(tuple(found))
        return None

    def hint(self, name: str) -> str:
        """The nearest transcript's name, as a sentence."""
        return nearest(name, self._names)


class Codes:
    """The codes of a codebook by id, label, path (``Area > Code``) or GUID."""

    def __init__(self, codebook: Codebook, study: str) -> None:
        self._book = codebook.by_id()
        self._guids = {code_guid(study, code): code for code in self._book}
        self._by_key: dict[str, set[str]] = {}
        self._by_label: dict[str, set[str]] = {}
        #: The codes above each, topmost first.
        self._chains = {code: codebook.ancestors(code)[::-1] for code in self._book}
        self._above = {code: frozenset(chain) for code, chain in self._chains.items()}
        for code in codebook.codes:
            self._by_label.setdefault(code.label, set()).add(code.id)
            for name in (code.id, code.label):
                self._by_key.setdefault(_code_key(name), set()).add(code.id)

    def resolve(
        self, name: str, parents: Sequence[str] = (), guid: str | None = None
    ) -> str | Ambiguous | None:
        """The id of the code that is meant.

        The name as a whole comes first; then what follows a separator in it, where what precedes
        must not name a code that is no ancestor. ``parents`` choose among codes of the same name.
        """
        if guid is not None and (known := self._guids.get(guid.strip("{}").lower())):
            return known
        name = name.strip()
        if name in self._book:
            return name
        exact = self._by_label.get(name, set())
        if len(exact) == 1:
            return next(iter(exact))
        ambiguous: Ambiguous | None = None
        cuts = [(name[: m.start()], name[m.end() :]) for m in _PATH.finditer(name)]
        for before, last in [("", name), *cuts]:
            candidates = self._by_key.get(_code_key(last), set())
            above = [*parents, *(_PATH.split(before) if before else ())]
            fitting = self._below(candidates, above, strictly=bool(before))
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                ambiguous = ambiguous or Ambiguous(tuple(fitting))
        return ambiguous

    def label(self, code: str) -> str:
        """The label of a code of the codebook; of another the name itself."""
        return self._book[code].label if code in self._book else code

    def says_so_itself(self, code: str, text: str) -> bool:
        """Whether ``text`` is what the codebook says of the code: its definition, with or without the rest."""
        known = self._book[code]
        return _key(text) in (_key(known.definition), _key(known.described))

    def hint(self, name: str) -> str:
        """The nearest code's id or label, as a sentence."""
        return nearest(name, [*self._book, *self._by_label])

    def _below(self, candidates: set[str], above: Sequence[str], strictly: bool) -> list[str]:
        """The candidates that have all of ``above`` that are codes among their ancestors; all of
        them, unless ``strictly``, where none has."""
        fitting = sorted(candidates)
        for name in above:
            parents = self._by_key.get(_code_key(name), set())
            if parents and (len(fitting) > 1 or strictly):
                kept = [code for code in fitting if self._above[code] & parents]
                fitting = kept if kept or strictly else fitting
        # A path that names every code above one code is that one's, whatever lies deeper under the same.
        whole = [code for code in fitting if self._is_path(above, code)] if above else []
        return whole if len(whole) == 1 else fitting

    def _is_path(self, above: Sequence[str], code: str) -> bool:
        chain = self._chains[code]
        return len(chain) == len(above) and all(
            id in self._by_key.get(_code_key(name), ()) for name, id in zip(above, chain, strict=True)
        )


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _stem(name: str) -> str:
    return _ENDING.sub("", name)


def _code_key(name: str) -> str:
    plain = name.replace("’", "'").replace("_", " ").replace("-", " ")
    return _key(plain)
