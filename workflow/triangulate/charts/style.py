"""One look for all figures, and saving them so that the same data give the same bytes."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from triangulate.facts.fact import MARK
from triangulate.files import replacing

#: The ends of ColorBrewer's PuOr, which stay apart for every common kind of colour vision and in grey.
AGAINST = ("#7f3b08", "#b35806", "#e08214", "#fdb863", "#fee0b6")
FOR = ("#2d004b", "#542788", "#8073ac", "#b2abd2", "#d8daeb")
NEUTRAL = "#c9ccd1"
INK = "#1b1f24"
QUIET = "#5b6570"
#: Okabe and Ito's colours for groups, with a marker each so that colour is never the only sign.
GROUP_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
GROUP_MARKERS = ("o", "s", "^", "D", "v", "P")


def marks(artist: Artist, fact_id: str, part: str = "") -> None:
    """Have a drawn bar, point or label name the fact that it shows, in the id of its SVG element.
    ``part`` tells a second element of the same fact from the first."""
    artist.set_gid(f"{MARK}{fact_id.lower()}" + (f":{part}" if part else ""))


#: What ``seaborn.set_theme(context="paper", style="white")`` sets, written down because seaborn takes longer to
#: import than any figure takes to draw; a test holds the two together.
SEABORN_PAPER_WHITE: dict[Any, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.labelcolor": ".15",
    "axes.edgecolor": ".15",
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.linewidth": 1.0,
    "axes.labelsize": 9.6,
    "axes.titlesize": 9.6,
    "axes.spines.left": True,
    "axes.spines.bottom": True,
    "axes.spines.right": True,
    "axes.spines.top": True,
    "grid.color": ".8",
    "grid.linestyle": "-",
    "grid.linewidth": 0.8,
    "text.color": ".15",
    "font.size": 9.6,
    "legend.fontsize": 8.8,
    "legend.title_fontsize": 9.6,
    "lines.solid_capstyle": "round",
    "lines.linewidth": 1.2,
    "lines.markersize": 4.8,
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "patch.linewidth": 0.8,
    **{
        f"{axis}tick.{name}": value
        for axis in "xy"
        for name, value in {
            "direction": "out",
            "color": ".15",
            "labelsize": 8.8,
            "major.width": 1.0,
            "minor.width": 0.8,
            "major.size": 4.8,
            "minor.size": 3.2,
        }.items()
    },
    "xtick.bottom": False,
    "xtick.top": False,
    "ytick.left": False,
    "ytick.right": False,
}


def set_look() -> None:
    """The look of every figure: seaborn's theme with quiet axes and type that is legible in print."""
    mpl.rcParams.update(SEABORN_PAPER_WHITE)
    mpl.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "figure.dpi": 110,
            "savefig.dpi": 200,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": QUIET,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": QUIET,
            "ytick.color": INK,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "svg.fonttype": "none",
            "svg.hashsalt": "triangulate",
        }
    )


def shades(ramp: tuple[str, ...], count: int) -> list[str]:
    """``count`` shades from strong to light."""
    if count <= 1:
        return [ramp[1]] * count
    import seaborn as sns

    palette = sns.blend_palette([ramp[0], ramp[1], ramp[2], ramp[3]], count)
    return [to_hex(colour) for colour in palette]


def wrapped(text: str, width: int) -> str:
    """``text`` broken into lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def save_figure(figure: Figure, stem: Path) -> None:
    """Write ``stem.svg`` and ``stem.png``; no time and no version is written into either.

    How far the drawing reaches is asked once, for both: ``bbox_inches="tight"`` would lay out all of it for each.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    figure.draw_without_rendering()
    reach = figure.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
    with replacing(stem.with_suffix(".svg")) as path:
        figure.savefig(path, format="svg", bbox_inches=reach, metadata={"Date": None, "Creator": None})
    with replacing(stem.with_suffix(".png")) as path:
        figure.savefig(path, format="png", bbox_inches=reach, metadata={"Software": None})
    plt.close(figure)


def as_saved(stem: Path, alt: str) -> Any:
    """The drawing of ``stem.svg`` as a notebook shows it: the file itself, not drawn once more. ``alt`` says in
    words what is drawn, for whoever cannot see it."""
    from IPython.display import SVG

    return SVG(filename=str(stem.with_suffix(".svg")), metadata={"alt": alt})
