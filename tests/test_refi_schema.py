"""The exports are valid by the schemas Project.xsd and Codebook.xsd of QDA-XML 1.0 (18 March 2019).

What the schemas say of the elements that we write is told here in our own words, as a table: an element's
children in their order, each with how often it may stand, and its attributes with the form of their values.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from triangulate.exports.codebook import write_qdc
from triangulate.exports.qdpx import Case, Coding, Memo, write_qdpx
from triangulate.raw.model import Span
from triangulate.study.model import Code, Codebook

pytestmark = pytest.mark.fast

HEX = "[0-9a-fA-F]"
GUID = rf"({HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}})"
FORMS = {"guid": GUID, "text": r"(?s).*", "truth": "true|false|1|0", "whole": r"[+-]?\d+"}
FORMS["variable"] = "Text|Boolean|Integer|Float|Date|DateTime"
MANY = 10**9
#: Element: its children in order with least and most, and its attributes (a star: required).
PROJECT: dict[str, tuple[list[tuple[str, int, int]], dict[str, str]]] = {
    "Project": (
        [
            (name, 0, 1)
            for name in ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
        ]
        + [("Description", 0, 1), ("NoteRef", 0, MANY)],
        {"name*": "text", "origin": "text", "creatingUserGUID": "guid", "basePath": "text"},
    ),
    "Users": ([("User", 1, MANY)], {}),
    "User": ([], {"guid*": "guid", "name": "text", "id": "text"}),
    "CodeBook": ([("Codes", 1, 1)], {}),
    "Codes": ([("Code", 1, MANY)], {}),
    "Code": (
        [("Description", 0, 1), ("NoteRef", 0, MANY), ("Code", 0, MANY)],
        {"guid*": "guid", "name*": "text", "isCodable*": "truth", "color": "text"},
    ),
    "Variables": ([("Variable", 1, MANY)], {}),
    "Variable": (
        [("Description", 0, 1)],
        {"guid*": "guid", "name*": "text", "typeOfVariable*": "variable"},
    ),
    "Cases": ([("Case", 1, MANY)], {}),
    "Case": (
        [
            ("Description", 0, 1), ("CodeRef", 0, MANY), ("VariableValue", 0, MANY), ("SourceRef", 0, MANY),
            ("SelectionRef", 0, MANY),
        ],
        {"guid*": "guid", "name": "text"},
    ),
    "VariableValue": ([("VariableRef", 1, 1), ("TextValue", 0, 1)], {}),
    "VariableRef": ([], {"targetGUID*": "guid"}),
    "SourceRef": ([], {"targetGUID*": "guid"}),
    "TextValue": ([], {}),
    "Notes": ([("Note", 1, MANY)], {}),
    "NoteRef": ([], {"targetGUID*": "guid"}),
    "PlainTextContent": ([], {}),
    "Sources": ([("TextSource", 1, MANY)], {}),
    "TextSource": (
        [
            ("Description", 0, 1),
            ("PlainTextContent", 0, 1),
            ("PlainTextSelection", 0, MANY),
            ("Coding", 0, MANY),
            ("NoteRef", 0, MANY),
            ("VariableValue", 0, MANY),
        ],
        {"guid*": "guid", "name": "text", "plainTextPath": "text", "richTextPath": "text", "creatingUser": "guid"},
    ),
    "PlainTextSelection": (
        [("Description", 0, 1), ("Coding", 0, MANY), ("NoteRef", 0, MANY)],
        {
            "guid*": "guid", "name": "text", "startPosition*": "whole", "endPosition*": "whole",
            "creatingUser": "guid",
        },
    ),
    "Coding": ([("CodeRef", 1, 1), ("NoteRef", 0, MANY)], {"guid*": "guid", "creatingUser": "guid"}),
    "CodeRef": ([], {"targetGUID*": "guid"}),
    "Description": ([], {}),
}  # fmt: skip
PROJECT["Note"] = PROJECT["TextSource"]
CODEBOOK = {
    **{name: PROJECT[name] for name in ("Codes", "Description")},
    "CodeBook": ([("Codes", 1, 1), ("Sets", 0, 1)], {"origin": "text"}),
    "Code": ([("Description", 0, 1), ("Code", 0, MANY)], PROJECT["Code"][1]),
}


def faults(root: Element, rules: dict, space: str) -> list[str]:  # type: ignore[type-arg]
    """What an XSD validator would say of the tree."""
    said = []
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{space}}}")
        if name not in rules:
            said.append(f"{name} is not declared")
            continue
        children, attributes = rules[name]
        tags = [child.tag.removeprefix(f"{{{space}}}") for child in element]
        order = [child for child, _, _ in children]
        said += [f"{tag} in {name}" for tag in tags if tag not in order]
        places = [order.index(tag) for tag in tags if tag in order]
        if places != sorted(places):
            said.append(f"children of {name} out of order: {tags}")
        said += [
            f"{tags.count(child)} {child} in {name}"
            for child, least, most in children
            if not least <= tags.count(child) <= most
        ]
        given = {
            key for key in element.attrib if not key.startswith("{http://www.w3.org/2001/XMLSchema-instance}")
        }
        known = {key.rstrip("*"): form for key, form in attributes.items()}
        said += [f"attribute {key} of {name}" for key in given - set(known)]
        said += [
            f"{name} without {key[:-1]}" for key in attributes if key.endswith("*") and key[:-1] not in given
        ]
        said += [
            f"{key} of {name} is {element.attrib[key]!r}"
            for key in given & set(known)
            if not re.fullmatch(FORMS[known[key]], element.attrib[key])
        ]
        if children and (element.text or "").strip():
            said.append(f"text in {name}")
    return said


DEEP = Codebook(
    "1",
    (
        Code("a", "A & <b>", "a_priori", "One\nline.", include="“quotes”"),
        Code("a_1", "", "a_priori", "", parent="a"),
        Code("a_1_1", "Third\x01", "a_priori", "x", parent="a_1"),
        Code("a_1_1_1", "Fourth", "emergent", "y", parent="a_1_1"),
        Code("b", "B", "emergent", "Not used."),
    ),
)
CODINGS = [
    Coding("one", Span(0, 3), "a_1_1_1", "kim", memo="a memo"),
    Coding("one", Span(0, 3), "a_1_1_1", "kim", memo="a memo"),
    Coding("one", Span(0, 3), "a_1_1_1", "lee"),
    Coding("one", Span(1, 9), "a", "rules"),
]
CASES = [
    Case("police-01", "00000000-0000-0000-0000-0000000000e1", "police", ("one",)),
    Case("police-02", "00000000-0000-0000-0000-0000000000e2", "police", ()),
]
MEMOS = [
    Memo("project", "", "Of all of it."),
    Memo("journal", "", "A day\nin the field.", "Monday", "kim"),
    Memo("journal", "", "A day\nin the field.", "Monday", "kim"),
    Memo("document", "one", "Tired."),
    Memo("code", "a_1_1", "Split it?", author="lee"),
    Memo("case", "police-02", "New in post."),
]
STUDIES = [
    (["kim", "lee", "rules"], DEEP, {"one": "🙂 été, fine.", "two": ""}, CODINGS, CASES, MEMOS),
    (["kim"], DEEP, {"one": "Text.\r\nMore."}, [], [], []),
    ([], DEEP, {}, [], [], []),
    ([], Codebook("1", ()), {"one": "Text."}, [], [], MEMOS[:1]),
]


def project(path: Path, users, codebook, documents, codings, cases, memos):  # type: ignore[no-untyped-def]
    write_qdpx(
        path, project="s", users=users, codebook=codebook, documents=documents, codings=codings, cases=cases,
        memos=memos,
    )  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        return fromstring(archive.read("project.qde")), archive.namelist()


@pytest.mark.parametrize("study", STUDIES)
def test_a_project_is_valid_by_the_schema(tmp_path: Path, study) -> None:  # type: ignore[no-untyped-def]
    root, members = project(tmp_path / "a.qdpx", *study)
    space = "urn:QDA-XML:project:1.0"
    assert faults(root, PROJECT, space) == []
    guids = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(guids) == len(set(guids)), "a GUID is one thing's"
    known = set(guids)
    for element in root.iter():
        for key in ("targetGUID", "creatingUser"):
            assert element.get(key) is None or element.get(key) in known
    for source in root.iter(f"{{{space}}}TextSource"):
        # The standard: the text stands inside or in a member, never both.
        assert source.find(f"{{{space}}}PlainTextContent") is None
        assert f"sources/{source.get('plainTextPath', '').removeprefix('internal://')}" in members


@pytest.mark.parametrize("codebook", [DEEP, Codebook("1", (Code("x", "X", "emergent", ""),))])
def test_a_codebook_is_valid_by_the_schema(tmp_path: Path, codebook: Codebook) -> None:
    write_qdc(tmp_path / "c.qdc", project="s", codebook=codebook)
    root = fromstring((tmp_path / "c.qdc").read_bytes())
    assert faults(root, CODEBOOK, "urn:QDA-XML:codebook:1.0") == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<Users>", "<Sources /><Users>", "out of order"),
        ('isCodable="true" ', "", "without isCodable"),
        ('startPosition="1"', 'startPosition="one"', "startPosition of"),
        ("</Coding>", "<Description /></Coding>", "Description in Coding"),
        ('<CodeRef targetGUID="', '<CodeRef targetGUID="x', "targetGUID of CodeRef"),
    ],
)
def test_the_check_itself_finds_faults(tmp_path: Path, old: str, new: str, fault: str) -> None:
    project(tmp_path / "a.qdpx", *STUDIES[0])
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        text = (
            archive.read("project.qde")
            .decode()
            .replace(" />", "/>")
            .replace('isCodable="true">', 'isCodable="true" >')
        )
    assert old in text
    root = fromstring(text.replace(old, new, 1))
    assert any(fault in said for said in faults(root, PROJECT, "urn:QDA-XML:project:1.0"))
