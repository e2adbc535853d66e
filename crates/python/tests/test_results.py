"""Released cubes: the same cells through every door, and words for what is withheld."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas
import polars
import pyarrow
import pytest

import mestring

VIEWS = ["indices", "distributions", "benchmarks", "absence", "participation", "trend", "units", "indicators", "codebook"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_door_gives_the_same_cells(project: mestring.Project, view: str) -> None:
    rows = project.view(view, to="result").rows()
    assert rows, f"{view} is empty"
    assert project.view(view, to="polars").rows(named=True) == rows
    assert project.view(view, to="arrow").to_pylist() == rows
    frame = project.view(view, to="pandas")
    assert [column.dtype.name for _, column in frame.items()]
    theirs = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert theirs == rows


def test_polars_is_what_one_gets(project: mestring.Project) -> None:
    frame = project.view("indices")
    assert isinstance(frame, polars.DataFrame)
    assert isinstance(frame.schema["status"], polars.Enum)
    assert frame.schema["status"].categories[0] == "shown"


def test_every_library_reads_the_stream(project: mestring.Project) -> None:
    result = project.view("participation", to="result")
    assert polars.DataFrame(result).height == len(result)
    table = pyarrow.table(result)
    assert table.num_rows == len(result)
    assert table.schema.field("band").metadata[b"label:en"] == b"Share who answered"
    assert pyarrow.schema(result).names == result.columns
    import duckdb

    assert duckdb.sql("select count(*) from result").fetchall() == [(len(result),)]


def test_cells_are_those_of_the_file(project: mestring.Project) -> None:
    """The cube's own JSON, read without Mestring, holds the same means and the same reasons."""
    cube = json.loads(Path(project.files[project.waves[-1]]).read_text(encoding="utf-8"))
    total = next(position for position, group in enumerate(cube["groups"]) if group["kind"] == "total")
    frame = project.view("indices", to="pandas")
    frame = frame[(frame["group_kind"] == "total") & (frame["statistic"] == "mean") & (frame["wave"] == project.waves[-1])]
    told = {row["measure"]: row for row in frame.to_dict("records")}
    compared = 0
    for score in cube["scores"]:
        if score["group"] == total and (shown := score["cell"].get("shown")):
            row = told[score["scale"]]
            assert (row["n"], row["value"]) == (shown["n"], shown["mean"])
            assert (row["lower"], row["upper"]) == (shown["interval"]["low"], shown["interval"]["high"])
            compared += 1
    assert compared > 5
    withheld = sum("withheld" in score["cell"] for score in cube["scores"])
    means = project.view("indices", to="polars").filter(polars.col("statistic") == "mean")
    # A unit that the file says nothing of has rows, too: it was not asked.
    unasked = len(cube["groups"]) * len(cube["scales"]) - len(cube["scores"])
    reasons = dict(means.group_by("status").len().rows())
    assert reasons.pop("shown") + withheld + unasked == means.height
    assert sum(reasons.values()) == withheld + unasked and withheld > 0


def test_withheld_is_never_a_number(project: mestring.Project) -> None:
    withheld = project.view("indices").filter(polars.col("status") != "shown")
    assert withheld.height > 0
    for column in ("n", "value", "lower", "upper"):
        assert withheld[column].null_count() == withheld.height


class Cells(HTMLParser):
    """The text of every cell, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, text: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += text


def test_a_notebook_shows_words_and_norwegian_numbers(project: mestring.Project) -> None:
    result = project.view("indices", to="result")
    page = Cells()
    page.feed(result.to_html(most=len(result)))
    assert page.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    head, *cells = page.rows
    assert "95 % intervall" in head and len(cells) == len(result)
    value, interval, people = head.index("Verdi"), head.index("95 % intervall"), head.index("Antall personer bak tallet")
    words = {"too_few": "for få svar", "too_few_employees": "for få ansatte", "not_asked": "ikke spurt"}
    words |= {"protects_another": "skjult for å beskytte en annen enhet", "not_measured": "ikke målt"}
    for row, told in zip(result.rows(), cells, strict=True):
        if row["status"] == "shown":
            assert told[value].lstrip("−< ").replace(",", "").replace("\u202f", "").isdigit(), told
            assert (row["lower"] is None) == (told[interval] == "")
            assert told[people].replace("\u202f", "") == str(row["n"])
        else:
            assert (told[value], told[interval], told[people]) == (words[row["status"]], "", "")
    short = Cells()
    short.feed(result._repr_html_())
    assert len(short.rows) == 41 and "de første 40 av" in result._repr_html_()


def test_html_is_escaped(folder: Path, tmp_path: Path) -> None:
    """A unit's name is text, whatever it holds."""
    cube = json.loads(Path(mestring.open(folder).files["2023-host"]).read_text(encoding="utf-8"))
    nasty = '<script>alert("x")</script>&'
    cube["groups"][0]["name"] = nasty
    file = tmp_path / "cube.json"
    file.write_text(json.dumps(cube), encoding="utf-8")
    page = mestring.open(file).view("units", to="result").to_html()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_labels(project: mestring.Project) -> None:
    result = project.view("indices", to="result")
    assert result.labels("nn")["status"] == "Vist, eller kvifor ikkje"
    words = {row["status"] for row in result.apply_labels("nb").rows()}
    assert "vist" in words and "shown" not in words


REFUSED = {
    "there is no such file": lambda folder, tmp: mestring.open(folder / "nowhere.json"),
    "nothing is released here": lambda folder, tmp: mestring.open(tmp),
    "not a sealed cube": lambda folder, tmp: mestring.open(folder / "truth.json"),
    "there is no view index": lambda folder, tmp: mestring.open(folder).view("index"),
    'to is "xlsx"': lambda folder, tmp: mestring.open(folder).view("units", to="xlsx"),
    'language is "sv"': lambda folder, tmp: mestring.open(folder).view("units", to="result").labels("sv"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_wrong_input_is_one_sentence(said: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(mestring.Refused) as raised:
        REFUSED[said](folder, tmp_path)
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert isinstance(raised.value, ValueError)


def test_a_changed_release_is_refused(folder: Path, tmp_path: Path) -> None:
    released = tmp_path / "released"
    (released / "2023-host").mkdir(parents=True)
    (released / "ledger.jsonl").write_bytes((folder / "released" / "ledger.jsonl").read_bytes())
    for file in (folder / "released" / "2023-host").glob("cube*.json"):
        text = file.read_text(encoding="utf-8")
        (released / "2023-host" / file.name).write_text(text.replace('"mean": 4.1', '"mean": 4.9', 1), encoding="utf-8")
    with pytest.raises(mestring.Refused, match="is not what was released"):
        mestring.open(tmp_path)


def test_pandas_is_optional_and_arrow_is_not_needed(project: mestring.Project) -> None:
    frame = project.view("indices", to="pandas")
    assert isinstance(frame, pandas.DataFrame)
    assert frame["n"].dtype == "Int64" and isinstance(frame["status"].dtype, pandas.CategoricalDtype)
