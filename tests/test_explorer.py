"""The evidence explorer: what its two editions hold, and that a person can use them in a real browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from finished_study import copied, list_hashes
from triangulate.contents import parts_of
from triangulate.evidence.code import code_of, parameters_of
from triangulate.evidence.embedded import Damaged, data_of, element, replaced, told_in
from triangulate.evidence.findings import Kind
from triangulate.evidence.opening import open_study
from triangulate.evidence.printed import read_page
from triangulate.evidence.trace import trace
from triangulate.evidence.verify import verify
from triangulate.evidence.withdrawn import search_withdrawn
from triangulate.explorer.cells import safe, section_of
from triangulate.explorer.edition import gather_evidence
from triangulate.explorer.key import key_from
from triangulate.explorer.labels import Labels
from triangulate.explorer.page import audit_page, with_explorer
from triangulate.explorer.tables import Tables
from triangulate.facts.gather import read_facts
from triangulate.report.printing import Printer
from triangulate.report.sametext import page_words

REPORT = Path("results/report/index.html")
AUDIT = Path("results/audit/explorer.html")
AGREE = "statements.north.clear.agree_pct"
MEAN = "themes.north.training.agree_pct_mean"
HELD = "statements.south.useful.agree_n"
QUOTE = "q-0a1b2c3d"
WORDS = "it was over before we had really begun"
DRAWN = (
    '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
    '<defs><style type="text/css">*{stroke-linejoin: round}</style></defs>'
    f'<g id="fact:{MEAN}"><path d="M0 5 H60 V20 H0 z" style="fill: #542788"/></g>'
    f'<g id="fact:{MEAN}:label"><text x="62" y="16" style="font-size: 8px; fill: #1b1f24">44%</text></g></svg>\n'
)


def _page(directory: Path) -> str:
    """A small report, made of the same elements as a whole one."""
    fact = Printer(read_facts(directory / "results/facts.csv"))
    svg = re.sub(r'\bid="', 'id="figure-themes-', DRAWN[DRAWN.index("<svg") :])
    rows = "".join(
        f'<tr><th scope="row">{s}</th><td>{fact(f"statements.north.{s}.n")}</td>'
        f"<td>{fact(f'statements.north.{s}.agree_pct')}</td></tr>"
        for s in ("clear", "long", "useful")
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>A small study</title>\n<style>\nbody { font-size: 17px; }\n</style>\n</head>\n<body>\n"
        f'<main><h1>A small study</h1><div class="prose"><p>Agreed: {fact(AGREE)}. Not told: {fact(HELD)}.</p></div>'
        "<table><thead><tr><th>Statement</th><th>n</th><th>Agree</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f'<figure class="drawn" data-no-fact id="figure-themes"><div class="svg" role="img" aria-label="Agreement">{svg}</div>'
        "<figcaption><b>Figure 1.</b> Agreement by area</figcaption></figure>"
        f'<blockquote><p>“{WORDS}”</p><footer>North participant · Too short · <span class="place">{QUOTE}</span></footer>'
        "</blockquote></main>\n</body>\n</html>\n"
    )


def _hold_back(directory: Path, fact: str = HELD) -> None:
    path = directory / "results/facts.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        if row[0] == fact:
            row[-1] = "suppressed: rests on fewer than 10"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _notebook(directory: Path) -> None:
    """Give the notebook of the statements the words, code and outputs that a real one has."""
    path = directory / "results/notebooks/statements.ipynb"
    recorded = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    table = (
        '<style scoped>td {color: red}</style><table border="1" onclick="x()"><tr><td>41</td></tr></table>'
    )
    cells = [
        {
            "id": "injected",
            "cell_type": "code",
            "metadata": {"tags": ["injected-parameters"]},
            "source": 'seed = 5\nmin_n = 1\ntable = "results/tables/x.csv"\ndeclared = {"a": 1}\n',
        },
        {"id": "method", "cell_type": "markdown", "source": ["## Agreement\n", "\n", "Over *all* answers."]},
        {"id": "agreement", "cell_type": "code", "source": "agreement = statement_agreement(matrix)",
         "outputs": [{"data": {"text/html": [table]}}]},
        {**recorded, "source": "record(statement_facts(agreement, instrument))"},
    ]  # fmt: skip
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def _write_bank(directory: Path) -> None:
    with (directory / "results/tables/quotes.csv").open(encoding="utf-8", newline="") as handle:
        row = next(r for r in csv.DictReader(handle) if r["text"] == WORDS)
    bank = {
        "quote": QUOTE, "document": row["document"], "start": row["start"], "end": row["end"], "line": "2", "group": "north",
        "area": "training", "code": "too_short", "label": "Too short", "valence": "negative", "coder": "anna",
        "text": WORDS, "path": "training > too_short", "sha256": "ab" * 32,
    }  # fmt: skip
    with (directory / "results/tables/quote_bank.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, bank, lineterminator="\n")
        writer.writeheader()
        writer.writerow(bank)


def _gather(directory: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = directory / "data/processed/explorer"
    names = {name: folder / f"{name}.json" for name in ("published", "audit")}
    gather_evidence(directory, open_study(directory), **names, key_file=folder / "key.txt")
    return tuple(json.loads(names[n].read_text(encoding="utf-8")) for n in ("published", "audit"))  # type: ignore[return-value]


def _relist(directory: Path) -> None:
    before = Path.cwd()
    os.chdir(directory)
    try:
        list_hashes()
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study with one fact held back, its report with the explorer, and the audit edition."""
    directory = copied(tmp_path_factory.mktemp("explorer"))
    _hold_back(directory)
    _notebook(directory)
    _write_bank(directory)
    (directory / "results/figures/themes.svg").write_text(DRAWN, encoding="utf-8")
    published, audit = _gather(directory)
    page = with_explorer(_page(directory), published, {"figure-themes": "results/figures/themes"})
    (directory / REPORT).write_text(page, encoding="utf-8")
    (directory / AUDIT).parent.mkdir(parents=True, exist_ok=True)
    (directory / AUDIT).write_text(audit_page(page, audit), encoding="utf-8")
    _relist(directory)
    return directory


@pytest.fixture
def copy(explored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(explored, tmp_path / "copy"))


def _read(directory: Path, page: Path = REPORT) -> dict[str, Any]:
    data = data_of((directory / page).read_text(encoding="utf-8"))
    assert data is not None
    return data


# What the editions hold


@pytest.mark.fast
def test_every_fact_is_told_and_one_held_back_without_its_value(explored: Path) -> None:
    facts = read_facts(explored / "results/facts.csv")
    told = {one.id: one for one in told_in(_read(explored))}
    names = {id for id, p in facts.items() if id.startswith("mapping.") and isinstance(p.fact.value, str)}
    assert names and told.keys() == facts.keys() - names
    assert told[AGREE].display == facts[AGREE].fact.display and told[AGREE].held is None
    assert told[HELD].held == "suppressed: rests on fewer than 10"
    assert (told[HELD].display, told[HELD].value) == (None, None)
    cells = next(c for c in _read(explored)["facts"] if c[-1] is not None)
    assert [cells[i] for i in (2, 3, 4, 5)] == [None] * 4


@pytest.mark.fast
def test_a_percentage_does_not_tell_an_n_that_is_held_back(copy: Path) -> None:
    def n_of(data: dict[str, Any]) -> object:
        place = next(i for i, stem in enumerate(data["stems"]) if stem[0] == "statements.north.clear")
        return next(cells[4] for cells in data["facts"] if cells[:2] == [place, "agree_pct"])

    assert n_of(_read(copy)) == 3
    _hold_back(copy, "statements.north.clear.n")
    assert n_of(_gather(copy)[0]) is None


@pytest.mark.fast
def test_the_published_edition_leads_to_nobody(explored: Path) -> None:
    text = json.dumps(_read(explored))
    for private in ("N1", "S1", "Hill", "Moor", "Cove", "data/raw", ".txt", "source_file", "nurse"):
        assert not re.search(rf"(?<![^\W_]){re.escape(private)}", text), private
    with (explored / "data/processed/inputs.csv").open(encoding="utf-8") as handle:
        assert not [row["path"] for row in csv.DictReader(handle) if row["sha256"] in text]
    secret = (explored / "data/processed/explorer/key.txt").read_text().strip()
    assert len(secret) == 64 and secret not in (explored / REPORT).read_text(encoding="utf-8")
    assert (explored / "data/processed/explorer/key.txt").stat().st_mode & 0o077 == 0


@pytest.mark.fast
def test_what_cells_printed_is_in_the_audit_edition_alone(explored: Path) -> None:
    published = next(c for c in _read(explored)["cells"] if c["notebook"].endswith("statements.ipynb"))
    audit = next(c for c in _read(explored, AUDIT)["cells"] if c["notebook"].endswith("statements.ipynb"))
    assert [kind for kind, _ in published["parts"]] == ["words", "code", "code"]
    assert "<em>all</em>" in published["parts"][0][1]
    assert ["output", "<table><tr><td>41</td></tr></table>"] in audit["parts"]
    assert published["parameters"] == {"seed": 5, "min_n": 1}
    assert published["hash"] != audit["hash"] and len(audit["hash"]) == 64


@pytest.mark.fast
def test_the_same_files_give_the_same_data_and_another_raw_file_other_hashes(copy: Path) -> None:
    first, _ = _gather(copy)
    again, _ = _gather(copy)
    assert first == again == {**again, "facts": first["facts"]}
    inputs = copy / "data/processed/inputs.csv"
    text = inputs.read_text(encoding="utf-8")
    inputs.write_text(re.sub(r"[0-9a-f]{64}", "0" * 64, text, count=1), encoding="utf-8")
    other, _ = _gather(copy)
    assert all(a["hash"] != b["hash"] for a, b in zip(first["sources"], other["sources"], strict=True))


@pytest.mark.fast
def test_a_keyed_hash_tells_rows_apart_and_needs_the_key() -> None:
    key, other = key_from([("a", "1")]), key_from([("a", "2")])
    assert key.of([1, "x"]) == key.of([1, "x"]) != key.of([2, "x"])
    assert key.of([1, "x"]) != other.of([1, "x"])


@pytest.mark.fast
@pytest.mark.parametrize("thing", ["clear", "training", "north", "all", "staff", "a_v_b"])
def test_names_that_are_also_groups_or_odd_break_nothing(explored: Path, thing: str) -> None:
    study = open_study(explored)
    stems = [f"{kind}.north.{thing}" for kind in ("statements", "themes", "coding", "mapping", "integration")]
    stems += [
        f"{kind}.{thing}" for kind in ("comparison", "agreement", "sensitivity", "cumulative_link", "sample")
    ]
    stems += [
        f"comparison.{thing}.north_v_south",
        f"ratio.north.{thing}.of_{thing}",
        f"published.x.north.{thing}",
    ]
    tables, labels = Tables(study, {stem: ("n",) for stem in stems}), Labels(study)
    for stem in stems:
        assert tables.of(stem)[0].stems and all(labels.stem(stem)[:1]), stem
        assert all(id.rpartition(".")[0] in stems for id in tables.who(stem))


@pytest.mark.fast
def test_a_figure_carries_its_facts_and_its_hash(explored: Path) -> None:
    (figure,) = _read(explored)["figures"].values()
    assert figure["facts"] == [MEAN] and len(figure["sha256"]) == 64


@pytest.mark.fast
def test_code_is_named_by_a_hash_and_its_plain_settings() -> None:
    code = code_of("triangulate.analysis.agreement.theme_agreement")
    assert len(code.sha256) == 64 and dict(code.settings)["confidence"] == 0.95
    assert code_of("triangulate.analysis.sample.sample_table").sha256 != code.sha256
    assert code_of("elsewhere.thing").sha256 == ""


@pytest.mark.fast
def test_a_trace_names_version_code_and_parameters(explored: Path) -> None:
    found = trace(explored, AGREE).as_dict()
    assert len(str(found["code_sha256"])) == 64 and found["version"]
    assert found["parameters"]["seed"] == 5  # type: ignore[index]
    assert parameters_of(explored / "nowhere.ipynb") == {}


@pytest.mark.fast
def test_html_from_a_notebook_keeps_structure_alone() -> None:
    dirty = '<p onclick="x()" style="color:red">a <script>alert(1)</script><a href="http://x">b</a> &lt;i&gt;<td colspan="2">c'
    assert safe(dirty) == '<p>a b &lt;i&gt;<td colspan="2">c</td></p>'
    assert section_of(Path("nowhere.ipynb"), "x", outputs=True) == []


@pytest.mark.fast
def test_data_cannot_end_their_own_element() -> None:
    text = element({"a": "</script><script>alert(1)</script>", "b": "\u2028&"})
    assert text.count("</script>") == 1
    assert data_of(f"<html>{text}</html>") == {"a": "</script><script>alert(1)</script>", "b": "\u2028&"}
    with pytest.raises(Damaged):
        data_of(text.replace('"a"', '"a'))


# Who else reads the page


@pytest.mark.fast
def test_other_readers_of_the_page_see_what_they_saw(explored: Path) -> None:
    plain, whole = _page(explored), (explored / REPORT).read_text(encoding="utf-8")
    assert page_words(whole) == page_words(plain)
    before, after = read_page(plain), read_page(whole)
    assert [(f.id, f.value, f.text) for f in after.facts] == [(f.id, f.value, f.text) for f in before.facts]
    assert after.loose == before.loose and [q.text for q in after.quotes] == [q.text for q in before.quotes]
    assert ' style="' not in whole[: whole.index('<script type="application/json"')]


def _only_report(directory: Path, old: str, new: str) -> list[tuple[Kind, str | None]]:
    """What the check says of the report when its text is changed and the manifest made anew."""
    text = (directory / REPORT).read_text(encoding="utf-8")
    assert old in text
    (directory / REPORT).write_text(text.replace(old, new, 1), encoding="utf-8")
    _relist(directory)
    return [(f.kind, f.fact) for f in verify(directory).found if f.file == REPORT.as_posix()]


@pytest.mark.fast
def test_the_check_finds_no_fault_with_the_editions_as_made(explored: Path) -> None:
    kinds = {f.kind for f in verify(explored).found}
    assert Kind.STORY_DIFFERS not in kinds and Kind.PRINT_DIFFERS not in kinds


@pytest.mark.fast
def test_a_value_edited_in_the_data_is_found(copy: Path) -> None:
    value = read_facts(copy / "results/facts.csv")[MEAN].fact
    old = f'"{value.display}",{value.value!r}'
    assert (Kind.STORY_DIFFERS, MEAN) in _only_report(copy, old, old.replace(value.display, "99%"))


@pytest.mark.fast
def test_a_value_put_in_that_is_held_back_is_found(copy: Path) -> None:
    data = _read(copy)
    next(c for c in data["facts"] if c[-1] is not None)[2:4] = ["2", 2]
    path = copy / REPORT
    path.write_text(replaced(path.read_text(encoding="utf-8"), data), encoding="utf-8")
    _relist(copy)
    assert (Kind.STORY_DIFFERS, HELD) in [(f.kind, f.fact) for f in verify(copy).found]


@pytest.mark.fast
def test_damaged_data_are_found(copy: Path) -> None:
    assert (Kind.STORY_DIFFERS, None) in _only_report(copy, '"facts":[[', '"facts":[[[')


@pytest.mark.fast
def test_the_gate_reads_the_data_of_a_page_as_text() -> None:
    data = element({"a": ["line one\nPeter Miller"], "b": "<p>Jane <b>Roe</b></p>"})
    page = f"<html><body><p>x</p>{data}</body></html>"
    parts = {part.place: part.text for part in parts_of(page.encode(), "index.html")}
    assert "\nPeter Miller" in parts["data 1 of the page"] and "Jane Roe" in parts["data 1 of the page"]
    assert "Miller" not in parts[""]


@pytest.mark.fast
def test_a_search_after_withdrawal_looks_into_the_data(copy: Path) -> None:
    hits = {hit.file for hit in search_withdrawn(copy, "N1").hits}
    assert f"{AUDIT.as_posix()} › data 1 of the page" in hits
    assert f"{REPORT.as_posix()} › data 1 of the page" not in hits


@pytest.mark.fast
def test_nobody_who_is_left_out_is_in_either_edition(explored: Path) -> None:
    for name in ("N4", "S4"):
        files = {hit.file for hit in search_withdrawn(explored, name).hits if not hit.allowed}
        assert not [file for file in files if "explorer" in file or file.startswith(REPORT.as_posix())]
    people = _read(explored, AUDIT)["raw"]["tables"]["people"]
    assert sum(row[people["columns"].index("participant_id")] is None for row in people["rows"]) == 2


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    arguments += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


class Visit:
    """A page in the browser, and everything that it complained of."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.page = browser.new_page(**options)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("request", self._asked)
        self.page.goto(path.as_uri())

    def _asked(self, request: Any) -> None:
        if not request.url.startswith("file:"):
            self.complaints.append(request.url)

    @property
    def panel(self) -> Any:
        return self.page.locator("dialog.xp-panel[open]")

    def said(self) -> str:
        return str(self.panel.inner_text())

    def focused(self, what: str) -> Any:
        return self.page.evaluate(f"document.activeElement.{what}")


@pytest.fixture
def visit(browser: Any, explored: Path) -> Iterator[Visit]:
    one = Visit(browser, explored / REPORT)
    yield one
    assert one.complaints == []
    one.page.close()


@pytest.mark.slow
def test_a_number_opens_its_story_and_gives_the_focus_back(visit: Visit) -> None:
    visit.page.locator(f'.prose [data-fact="{AGREE}"]').click()
    said = visit.said()
    for part in (
        "The training was clear.", "North", "statement_agreement", "Who is in, and who is not",
        "how many left the statement blank", "how many withdrew", "Over all answers.", "record(statement_facts(",
        "keyed ", f"triangulate trace {AGREE}", "seed = 5",
    ):  # fmt: skip
        assert part in said, part
    assert visit.focused("id") == "xp-title"
    visit.page.keyboard.press("Escape")
    assert visit.panel.count() == 0 and visit.focused("dataset.fact") == AGREE


@pytest.mark.slow
def test_the_keyboard_reaches_numbers_and_goes_through_a_table(visit: Visit) -> None:
    visit.page.keyboard.press("Tab")
    assert visit.focused("dataset.fact") == AGREE
    visit.page.keyboard.press("Enter")
    assert AGREE in visit.said()
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Tab")
    assert "held" in visit.focused("className")
    visit.page.keyboard.press("Tab")
    assert visit.focused("dataset.fact") == "statements.north.clear.n"
    for key, fact in (
        ("ArrowRight", "statements.north.clear.agree_pct"),
        ("ArrowDown", "statements.north.long.agree_pct"),
        ("End", "statements.north.useful.agree_pct"),
    ):
        visit.page.keyboard.press(key)
        assert visit.focused("dataset.fact") == fact
    visit.page.keyboard.press(" ")
    assert "statements.north.useful.agree_pct" in visit.said()


@pytest.mark.slow
def test_a_number_held_back_says_why_and_not_what(visit: Visit) -> None:
    visit.page.locator(".prose .held").click()
    said = visit.said()
    assert "Held back" in said and "rests on fewer than 10" in said
    assert "Unrounded" not in said and "Rests on" not in said


@pytest.mark.slow
def test_a_bar_leads_to_its_fact_and_a_figure_lists_what_it_plots(visit: Visit) -> None:
    visit.page.locator(f"[id='figure-themes-fact:{MEAN}:label'] text").click()
    assert MEAN in visit.said()
    visit.page.keyboard.press("Escape")
    visit.page.locator(f"[id='figure-themes-fact:{MEAN}'] path").click()
    assert MEAN in visit.said() and "The statements of this area" in visit.said()
    visit.page.keyboard.press("Escape")
    assert visit.focused("textContent") == "The facts behind this figure"
    visit.page.keyboard.press("Enter")
    assert "results/figures/themes.svg" in visit.said()
    visit.panel.get_by_role("button", name="Training").click()
    assert MEAN in visit.said()
    visit.panel.get_by_role("button", name="Back").click()
    assert "results/figures/themes.svg" in visit.said()


@pytest.mark.slow
def test_a_quote_tells_its_code_and_not_whose_it_is(visit: Visit) -> None:
    visit.page.get_by_role("button", name=f"Where quote {QUOTE} comes from").click()
    said = visit.said()
    assert "Training › Too short" in said and "anna and 1 more" in said and "keyed " in said
    assert "N1" not in said


@pytest.mark.slow
def test_a_search_finds_by_number_by_words_and_by_id(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Search the numbers").click()
    box = visit.panel.get_by_label("A number, words, or an id")
    assert visit.focused("id") == "xp-find"
    printed = visit.page.locator(f'.prose [data-fact="{AGREE}"]').inner_text()
    for text in (printed.replace("%", " per cent"), "training was clear agree", AGREE):
        box.fill(text)
        assert AGREE in visit.said(), text
    box.fill("no such thing")
    assert "0 facts" in visit.said()
    box.fill(AGREE)
    visit.panel.locator(".xp-hits button").first.click()
    assert f"triangulate trace {AGREE}" in visit.said()


@pytest.mark.slow
def test_print_shows_neither_panel_nor_controls(visit: Visit) -> None:
    visit.page.locator(f'.prose [data-fact="{AGREE}"]').click()
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".xp:visible, .xp-open:visible").count()
    assert visit.page.locator(f'.prose [data-fact="{AGREE}"]').is_visible()


@pytest.mark.slow
def test_without_a_script_the_page_reads_as_before(browser: Any, explored: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((explored / REPORT).as_uri())
    text = page.inner_text("body")
    assert "Agreed:" in text and "triangulate" not in text and not page.locator("button").count()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1300, 390])
def test_axe_finds_nothing_with_the_panel_open(browser: Any, explored: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    for name, opened in ((REPORT, f'.prose [data-fact="{AGREE}"]'), (AUDIT, "blockquote .xp-open")):
        visit = Visit(browser, explored / name, viewport={"width": width, "height": 800})
        visit.page.locator(opened).click()
        violations = axe.Axe().run(visit.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        box = visit.panel.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.page.close()


@pytest.mark.slow
def test_the_audit_edition_shows_raw_rows_and_the_transcript(browser: Any, explored: Path) -> None:
    visit = Visit(browser, explored / AUDIT)
    visit.page.locator(f'.prose [data-fact="{AGREE}"]').click()
    said = visit.said()
    assert "restricted" in visit.page.locator(".xp-audit").inner_text()
    assert "data/raw/statements/answers.csv" in said and "C2" in said and "N1" in said and "41" in said
    visit.page.keyboard.press("Escape")
    visit.page.locator(".prose .held").click()
    assert "Unrounded" in visit.said()
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name=f"Where quote {QUOTE} comes from").click()
    visit.panel.get_by_role("button", name="Read it in the transcript").click()
    assert "N1.txt" in visit.said() and "more of it every year" in visit.said()
    marked = visit.panel.locator(".xp-here mark").all_inner_texts()
    assert "".join(marked) == WORDS
    assert "Too short (anna)" in visit.panel.locator(".xp-here mark").first.get_attribute("title")
    assert visit.complaints == []
    visit.page.close()
