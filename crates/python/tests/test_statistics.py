"""`mestring.stats` says what `mestring stats` says, whichever library holds the rows."""

import json
import os
import subprocess
from pathlib import Path

import pandas
import polars
import pyarrow
import pyarrow.csv
import pytest

import mestring

SCALES = {
    "climate": [f"climate_{item}" for item in range(1, 6)],
    "workload": [f"workload_{item}" for item in range(1, 4)],
    "contrary": ["contrary_1", "contrary_2"],
}
POINTS = {"climate": (1, 5), "workload": (0, 4), "contrary": (1, 5)}
REVERSE = ["climate_3"]


def found(frame: object) -> dict:
    return mestring.stats(frame, unit="unit", scales=SCALES, points=POINTS, reverse=REVERSE)


@pytest.fixture(scope="session")
def told(samples: Path) -> dict:
    """What the command line says of the same rows."""
    command = [os.environ["MESTRING_BINARY"], "stats", str(samples / "answers.csv"), "--unit", "unit", "--format", "json"]
    for name, columns in SCALES.items():
        low, high = POINTS[name]
        command += ["--scale", f"{name}={','.join(columns)}:{low}-{high}"]
    told = subprocess.run([*command, "--reverse", ",".join(REVERSE)], check=True, capture_output=True, text=True)
    return json.loads(told.stdout)["scales"]


def frames(file: Path) -> dict:
    text = polars.read_csv(file, infer_schema=False)
    numbers = polars.read_csv(file)
    small = numbers.with_columns(polars.exclude("unit").cast(polars.UInt8), polars.col("unit").cast(polars.Categorical))
    return {
        "polars": numbers,
        "polars as text": text,
        "polars small": small,
        "polars in parts": polars.concat([numbers[:50], numbers[50:]], rechunk=False),
        "pandas, whose gaps are NaN": pandas.read_csv(file),
        "pandas, nullable": pandas.read_csv(file, dtype_backend="numpy_nullable"),
        "pandas with other columns that Arrow does not know": pandas.read_csv(file).assign(other=[object()] * len(numbers)),
        "pandas with its own index": pandas.read_csv(file).set_index(pandas.Index(range(7, 7 + len(numbers)))),
        "pyarrow": pyarrow.csv.read_csv(file),
        "a dictionary": numbers.to_dict(as_series=False),
    }


@pytest.mark.parametrize("library", list(frames(Path(os.environ["MESTRING_SAMPLES"]) / "answers.csv")))
def test_every_library_gives_the_command_lines_numbers(library: str, samples: Path, told: dict) -> None:
    assert found(frames(samples / "answers.csv")[library]) == told


def test_the_numbers_are_rs(samples: Path) -> None:
    """The command line may be wrong in the same way; R is another program."""
    theirs = json.loads((samples / "vectors.json").read_text(encoding="utf-8"))["scales"]
    ours = found(polars.read_csv(samples / "answers.csv"))
    for name, scale in theirs.items():
        reliability = ours[name]["reliability"]
        assert reliability["alpha_raw_listwise"] == pytest.approx(scale["reliability"]["alpha"], rel=1e-12)
        assert reliability["n_listwise"] == scale["reliability"]["n"]


REFUSED = {
    "there is no column q9; the columns are unit, q1": dict(scales={"S": ["q9"]}),
    "there is no column team": dict(unit="team"),
    "row 1, field q1: 7 is outside the scale 1-5": dict(rows={"unit": ["a", "b"], "q1": [1, 7]}),
    "row 0, field q1: `1.5` is not a whole number": dict(rows={"unit": ["a", "b"], "q1": [1.5, 2.0]}),
    "row 1, field unit: the field is empty": dict(rows={"unit": ["a", None], "q1": [1, 2]}),
    "row 0, field q1: it holds a bool": dict(rows={"unit": ["a"], "q1": [True]}),
    "scale S names column q1 twice": dict(scales={"S": ["q1", "q1"]}),
    "scale S: write its columns as a list": dict(scales={"S": "q1"}),
    "scales names no scale": dict(scales={}),
    "reverse names column q8, which no scale uses": dict(reverse=["q8"]),
    "points: the lowest answer point is 5": dict(points=(5, 1)),
    "points: 5 is not a lowest and a highest answer": dict(points=5),
    "points does not say the answers of scale S": dict(points={"T": (1, 5)}),
    "give a polars, pandas or Arrow frame": dict(rows=[1, 2]),
    "column unit has 1 cells where others have 2": dict(rows={"unit": ["a"], "q1": [1, 2]}),
}


@pytest.mark.parametrize("said", REFUSED)
def test_wrong_rows_are_one_sentence(said: str) -> None:
    asked = dict(rows={"unit": ["a", "b"], "q1": [1, 2]}, unit="unit", scales={"S": ["q1"]}, points=(1, 5)) | REFUSED[said]
    with pytest.raises(mestring.Refused) as raised:
        mestring.stats(asked.pop("rows"), **asked)
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_a_column_of_dates_is_refused() -> None:
    frame = polars.DataFrame({"unit": ["a"], "q1": ["2020-01-01"]}).with_columns(polars.col("q1").str.to_date())
    with pytest.raises(mestring.Refused, match="column q1: it holds Date32"):
        mestring.stats(frame, unit="unit", scales={"S": ["q1"]}, points=(1, 5))


def test_no_rows_at_all() -> None:
    """An empty frame is answered with reasons, or refused: it never crashes."""
    frame = polars.DataFrame({"unit": [], "q1": []}, schema={"unit": polars.String, "q1": polars.Int64})
    found = mestring.stats(frame, unit="unit", scales={"S": ["q1"]}, points=(1, 5))
    assert found["S"]["reliability"]["n_rows"] == 0


def test_without_pyarrow_pandas_is_read_all_the_same(samples: Path, told: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(self: object, requested_schema: object = None) -> None:
        raise ImportError("no pyarrow")

    monkeypatch.setattr(pandas.DataFrame, "__arrow_c_stream__", gone)
    assert found(pandas.read_csv(samples / "answers.csv")) == told
