"""How the notebooks look: colours, Norwegian numbers, tables, and rows with an interval or a word for why there is none."""

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import polars as pl
from IPython.display import Markdown, display
from matplotlib.axes import Axes

PAPER, INK, MUTED, LINE, ACCENT = "#fbfaf7", "#1d2327", "#55606a", "#767d84", "#0b5c5c"
# A former municipality is a hue and a marker; a zone a colour, a shape and a word.
MUNICIPALITIES = {
    "asker": ("#1f5aa6", "s"),
    "royken": ("#7a3e9d", "^"),
    "hurum": ("#a3500b", "D"),
    "after-merger": ("#5c6670", "X"),
}
ZONES = {"desired": (ACCENT, "● ønsket"), "accepted": ("#8a5a00", "◐ akseptert"), "not_approved": ("#9c3d1e", "○ ikke godkjent")}
MERGER = "2020-01-01"

plt.rcParams.update({
    "figure.facecolor": PAPER, "axes.facecolor": PAPER, "savefig.facecolor": PAPER,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": MUTED, "ytick.color": INK, "axes.edgecolor": LINE,
    "font.size": 10, "axes.titlesize": 11, "axes.titlelocation": "left", "axes.titlepad": 14,
    "axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 100, "hatch.color": "#c9cdd0",
})  # fmt: skip


def comma(value: float, decimals: int = 1) -> str:
    """A number as it is written in Norwegian: 1 664 or 4,19."""
    return f"{value:,.{decimals}f}".translate(str.maketrans({",": "\u202f", ".": ",", "-": "\u2212"}))


def between(row: dict, decimals: int = 2) -> str:
    """Both ends of an interval, or nothing where there is none."""
    return "" if row["lower"] is None else ends(row["lower"], row["upper"], decimals)


def ends(lower: float, upper: float, decimals: int = 2) -> str:
    """Both ends: 4,02–4,30, and −0,24 til 0,03 where a dash could be read as a minus."""
    return f"{comma(lower, decimals)}{' til ' if lower < 0 else '–'}{comma(upper, decimals)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Shows a table, and refuses to show an empty one."""
    rows = [list(row) for row in rows]
    assert rows, f"the table with the columns {', '.join(head)} has no rows"
    text = lambda cell: str(cell).replace("|", "\\|")  # noqa: E731
    lines = [list(head), ["---"] * len(head), *rows]
    display(Markdown("\n".join("| " + " | ".join(map(text, line)) + " |" for line in lines)))


def words(codebook: pl.DataFrame, column: str) -> dict[str, str]:
    """What the words of a coded column mean, in bokmål."""
    rows = codebook.filter((pl.col("entry") == "code") & (pl.col("column") == column))
    return dict(rows.select("word", "label_nb").iter_rows())


def rows_with_intervals(
    axes: Axes, rows: Sequence[dict], names: Sequence[str], why: dict[str, str], limits: tuple[float, float], decimals: int = 2
) -> int:
    """One row per group, in the order given: a dot with a thick bar for its interval, n beside it, or a hatch and the reason.

    Returns how many numbers were drawn, so that a chart that would be empty can be an error.
    """
    low, high = limits
    for position, row in enumerate(rows):
        if row["status"] != "shown":
            axes.barh(position, high - low, left=low, height=0.62, color="none", hatch="////", edgecolor="#c9cdd0", linewidth=0)
            axes.text(low + 0.02 * (high - low), position, why[row["status"]], va="center", color=MUTED, style="italic",
                      bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})  # fmt: skip
            continue
        if row["lower"] is not None:
            axes.plot([row["lower"], row["upper"]], [position, position], color="#7fb3b0", linewidth=8, solid_capstyle="butt")
        axes.plot(row["value"], position, "o", color=ACCENT, markersize=4)
        label = f"{comma(row['value'], decimals)}   n = {comma(row['n'], 0)}"
        axes.annotate(label, (1.02, position), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(low, high)
    axes.set_xticks(range(round(low), round(high) + 1))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return sum(row["status"] == "shown" for row in rows)

