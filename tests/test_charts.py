"""The figures of the mapping and the statements: what is in them, and that they repeat themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from survey_tables import groups, survey
from triangulate.charts import style
from triangulate.charts.coding import coding_figure
from triangulate.charts.mapping import mapping_alt_text, mapping_figure
from triangulate.charts.statements import (
    FORMS,
    level_colours,
    sides,
    statement_alt_text,
    statement_caption,
    statement_figure,
)
from triangulate.charts.style import save_figure, set_look
from triangulate.charts.themes import theme_alt_text, theme_figure
from triangulate.study.model import Code, Codebook, MappingItem

pytestmark = pytest.mark.fast
PLAIN = survey({"t": ["s1", "s2"], "u": ["s3"]})
NEUTRAL = replace(PLAIN, scale=tuple(replace(point, neutral=point.code == 3) for point in PLAIN.scale))


@pytest.fixture(autouse=True)
def look():
    set_look()
    yield
    plt.close("all")


def counts(rows: dict[str, list[int]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[1, 2, 3, 4, 5])
    frame["n"] = frame.sum(axis=1)
    return frame


THREE = counts({"s1": [0, 2, 3, 0, 5], "s2": [1, 1, 1, 1, 1], "s3": [0, 0, 0, 0, 4]})


def pieces(figure, axes=None):
    """(colour, left, width) of every piece of every bar."""
    return [
        (to_hex(p.get_facecolor()), p.get_x(), p.get_width())
        for panel in (figure.axes if axes is None else [figure.axes[axes]])
        for p in panel.patches
        if isinstance(p, Rectangle)
    ]


def texts(figure):
    return [t.get_text() for axes in figure.axes for t in axes.texts]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("instrument", [PLAIN, NEUTRAL])
def test_every_level_of_every_statement_is_drawn_also_at_nought(form, instrument):
    figure = statement_figure(THREE, instrument, "A", form)
    drawn = pieces(figure)
    assert len(drawn) == 3 * 5
    for colour in level_colours(instrument).values():
        assert sum(piece[0] == colour for piece in drawn) == 3
    assert sum(width for *_, width in drawn) == pytest.approx(300)
    assert [h.get_label() for h in figure.legends[0].legend_handles] == [
        point.label for point in instrument.scale
    ]


def test_agreement_lies_right_of_the_line_and_the_rest_left_with_neutral_aside():
    figure = statement_figure(THREE, NEUTRAL, "A")
    colours = level_colours(NEUTRAL)
    for colour, left, width in pieces(figure, 0):
        code = next(c for c, value in colours.items() if value == colour)
        assert (left >= -1e-9) if code > 3 else (left + width <= 1e-9)
    aside = pieces(figure, 1)
    assert [(left, width) for _, left, width in aside] == [(0, 30), (0, 20), (0, 0)]
    main, side = (
        axes.get_position().width / abs(axes.get_xlim()[1] - axes.get_xlim()[0]) for axes in figure.axes
    )
    assert main == pytest.approx(side)


def test_the_split_form_halves_the_neutral_answers_over_the_line():
    figure = statement_figure(THREE, NEUTRAL, "A", "split")
    assert len(figure.axes) == 1
    grey = level_colours(NEUTRAL)[3]
    assert [(left, width) for c, left, width in pieces(figure) if c == grey] == [
        (-15, 30),
        (-10, 20),
        (0, 0),
    ]


def test_the_stacked_form_runs_from_most_against_to_most_for():
    figure = statement_figure(THREE, NEUTRAL, "A", "stacked")
    colours = level_colours(NEUTRAL)
    second = pieces(figure)[5:10]
    assert [c for c, *_ in second] == [colours[code] for code in range(1, 6)]
    assert [left for _, left, _ in second] == pytest.approx([0, 20, 40, 60, 80])


def test_a_scale_that_starts_with_agreement_still_has_it_on_the_right():
    turned = replace(NEUTRAL, scale=NEUTRAL.scale[::-1])
    assert [p.code for p in sides(turned)[0]] == [2, 1] and [p.code for p in sides(turned)[2]] == [4, 5]
    assert level_colours(turned) == level_colours(NEUTRAL)


def test_held_back_and_unanswered_statements_keep_their_place_and_say_so():
    table = counts({"s1": [0, 0, 0, 0, 0], "s2": [1, 1, 1, 1, 1]})
    said = texts(statement_figure(table, NEUTRAL, "A"))
    assert "no answers" in said and "held back: too few answers" in said
    assert sum("n = 5" in text for text in said) == 1 and "About s3." in said


def test_no_answers_at_all_still_give_a_figure_and_words():
    empty = counts({})
    for form in FORMS:
        statement_figure(empty, NEUTRAL, "A", form)
    assert "no statement has answers" in statement_alt_text(empty, NEUTRAL, "A")


def test_numbers_are_rounded_half_up_as_in_the_tables():
    table = counts({"s1": [0, 0, 0, 7, 1], "s2": [1, 0, 0, 0, 0], "s3": [1, 0, 0, 0, 0]})
    said = texts(statement_figure(table, PLAIN, "A", "stacked"))
    assert "88" in said and "13" in said and "12" not in said


def test_neutral_is_spoken_of_only_where_the_scale_has_it():
    for form in FORMS:
        assert "neutral" not in statement_caption(PLAIN, "A", form)
    assert "neutral" in statement_caption(NEUTRAL, "A") and "half" in statement_caption(NEUTRAL, "A", "split")
    assert not any("neutral" in text for text in texts(statement_figure(THREE, PLAIN, "A")))


def test_alt_text_names_the_form_and_the_highest_and_lowest():
    said = statement_alt_text(THREE, NEUTRAL, "Men", "stacked")
    assert said.startswith("Men: bars stacked") and "100 per cent: About s3." in said
    assert said.endswith("40 per cent: About s2.")


@pytest.mark.parametrize("points", [2, 4, 5, 6, 7, 11])
def test_neighbouring_levels_differ_in_lightness_also_without_colour(points):
    agree = tuple(range(points // 2 + 1, points + 1))
    colours = level_colours(survey({"t": ["s"]}, points=points, agree=agree))

    def light(colour):
        red, green, blue = to_rgb(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for half in (range(1, points // 2 + 1), agree):
        tones = [light(colours[code]) for code in half]
        steps = [abs(a - b) for a, b in pairwise(tones)]
        assert all(step > 0.02 for step in steps)
        assert len(set(tones)) == len(tones)


def theme_rows(rows):
    return pd.DataFrame(rows, columns=["theme", "group", "value", "low", "high", "n"])


def test_each_theme_has_a_line_for_each_group_that_tells_value_interval_and_n():
    rows = theme_rows([("t", "a", 66.5, 60.2, 71.8, 45), ("t", "b", 64.4, float("nan"), float("nan"), 9)])
    figure = theme_figure(rows, PLAIN.themes, groups("a", "b"), "Agreement")
    said = texts(figure)
    assert "67% (60 to 72), n = 45" in said and "64%, n = 9" in said
    assert said.count("held back or no answers") == 2


def test_values_of_groups_that_are_close_do_not_overlap():
    rows = theme_rows([("t", g, 50 + i, 40, 60, 10) for i, g in enumerate("abc")])
    figure = theme_figure(rows, PLAIN.themes[:1], groups(*"abc"), "Agreement")
    renderer = figure.canvas.get_renderer()
    boxes = [t.get_window_extent(renderer) for t in figure.axes[0].texts if "n =" in t.get_text()]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_theme_alt_text_gives_every_value():
    rows = theme_rows([("t", "a", 66.5, 60, 72, 45)])
    said = theme_alt_text(rows, PLAIN.themes, groups("a"))
    assert said == "Agreement by theme. t: A 67 per cent; u: no answers."


ITEMS = (MappingItem("x", "Cases", ("a",), "count"), MappingItem("y", "Load", ("a",), "ratio"))


def test_every_answer_is_a_point_and_each_panel_tells_its_n():
    table = pd.DataFrame({"item": ["x"] * 9 + ["y"], "value": [*range(1, 9), None, None]})
    figure = mapping_figure(table, ITEMS, "A", seed=1)
    first, second = figure.axes
    points = [line for line in first.lines if line.get_marker() == "o"]
    assert sorted(points[0].get_xdata()) == list(range(1, 9))
    assert first.get_title(loc="left").endswith("(n\u00a0=\u00a08)")
    assert "no answers" in texts(figure) and second.get_title(loc="left").endswith("(n\u00a0=\u00a00)")
    assert mapping_alt_text(table, ITEMS, "A").endswith("Cases: 1 to 8, median 4.5.")


def test_the_same_data_give_the_same_bytes_in_both_formats(tmp_path):
    for name in ("one", "two"):
        save_figure(statement_figure(THREE, NEUTRAL, "A"), tmp_path / name)
    for ending in (".svg", ".png"):
        first, second = ((tmp_path / name).with_suffix(ending).read_bytes() for name in ("one", "two"))
        assert first == second
    svg = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert not re.search(r"\d{4}-\d\d-\d\dT", svg) and "About s1." in svg


def test_no_type_is_below_six_and_a_half_points_at_the_width_of_a_page():
    figure = statement_figure(THREE, NEUTRAL, "A")
    assert figure.get_figwidth() <= 7.5
    sizes = [t.get_fontsize() for t in figure.findobj(plt.Text) if t.get_text().strip()]
    assert min(sizes) >= 6.5


@pytest.mark.parametrize(("tops", "each", "drawn"), [(6, 5, 36), (8, 12, 8), (60, 0, 60)])
def test_of_a_large_codebook_only_the_levels_that_can_be_read_are_drawn(tops: int, each: int, drawn: int):
    parents = [Code(f"a{i}", f"Area {i}", "a_priori", "") for i in range(tops)]
    children = [
        Code(f"{p.id}_{j}", "Point", "emergent", "", parent=p.id) for p in parents for j in range(each)
    ]
    book = Codebook("1", (*parents, *children))
    table = pd.DataFrame({"code": [c.id for c in book.codes], "group": "a", "interviews_pct": 50.0})
    figure = coding_figure(table, book, groups("a"), "Title")
    assert len(figure.axes[0].get_yticklabels()) == drawn


def test_bars_points_and_labels_name_the_facts_that_they_show(tmp_path):
    frame = THREE.assign(group="North")
    save_figure(statement_figure(frame, NEUTRAL, "A"), tmp_path / "bars")
    text = (tmp_path / "bars.svg").read_text()
    named = re.findall(r'id="fact:([^"]+)"', text)
    assert len(named) == len(set(named))
    assert sum(not name.endswith(":label") for name in named) == 3 * (5 + 1)
    assert {
        "statements.north.s1.count.4",
        "statements.north.s1.n",
        "statements.north.s1.agree_pct:label",
    } <= set(named)
    save_figure(statement_figure(THREE, NEUTRAL, "A"), tmp_path / "bare")
    assert "fact:" not in (tmp_path / "bare.svg").read_text()


def test_points_of_themes_and_panels_of_items_name_their_facts(tmp_path):
    both = groups("a", "b")
    agreement = pd.DataFrame(
        {
            "theme": ["t", "t"],
            "group": ["a", "b"],
            "value": [60.0, 40.0],
            "low": [50.0, 30.0],
            "high": [70.0, 50.0],
            "n": [20, 20],
        }
    )
    save_figure(theme_figure(agreement, PLAIN.themes, both, "A"), tmp_path / "themes")
    named = set(re.findall(r'id="fact:([^"]+)"', (tmp_path / "themes.svg").read_text()))
    assert {
        "themes.a.t.agree_pct_mean",
        "themes.b.t.agree_pct_mean_ci_low",
        "themes.a.u.agree_pct_mean:label",
    } <= named
    items = (MappingItem("staff", "Staff", ("a",), "count"),)
    answers = pd.DataFrame({"group": "a", "item": "staff", "value": range(10)})
    save_figure(mapping_figure(answers, items, "A", seed=1), tmp_path / "mapping")
    named = set(re.findall(r'id="fact:([^"]+)"', (tmp_path / "mapping.svg").read_text()))
    assert named == {f"mapping.a.staff.{m}" for m in ("n", "q1", "median", "mean")}


def test_levels_held_back_are_one_hatched_piece_and_no_count_is_left_in_the_drawing(tmp_path: Path) -> None:
    merged = {"s1": (frozenset({4, 5}), frozenset({1, 2, 3}))}
    for form in FORMS:
        save_figure(statement_figure(THREE.assign(group="a"), NEUTRAL, "A", form, merged), tmp_path / form)
        drawn = (tmp_path / f"{form}.svg").read_text()
        assert "fact:statements.a.s1.count" not in drawn
        assert (
            "fact:statements.a.s1.agree_pct:agree" in drawn and "fact:statements.a.s1.agree_pct:rest" in drawn
        )
        assert "fact:statements.a.s2.count.1" in drawn
        ids = re.findall(r'id="([^"]+)"', drawn)
        assert len(set(ids)) == len(ids)
        assert "levels together" in drawn


def test_the_axis_of_neutral_answers_does_not_tell_those_that_are_held_back() -> None:
    merged = {str(id): (frozenset({1, 2, 3}),) for id in THREE.index}
    figure = statement_figure(THREE, NEUTRAL, "A", "diverging", merged)
    assert not any(text.strip() == "neutral" for text in texts(figure))


def test_the_look_is_seaborns_paper_theme_as_far_as_it_is_written_down():
    theme = {**sns.axes_style("white"), **sns.plotting_context("paper")}
    # Fonts are set by name, and seaborn's colour maps are there only once it is imported.
    for name in ("font.family", "font.sans-serif", "image.cmap"):
        del theme[name]
    assert style.SEABORN_PAPER_WHITE.keys() == theme.keys()
    for name, value in theme.items():
        assert style.SEABORN_PAPER_WHITE[name] == (
            pytest.approx(value) if isinstance(value, float) else value
        )
