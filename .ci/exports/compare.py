"""Every cell of every view in every format against the JSON of it: compare.py FOLDER VIEW..."""

import csv
import io
import json
import math
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pandas
import polars
import pyarrow.ipc
import pyarrow.parquet
import pyreadstat

folder, views = Path(sys.argv[1]), sys.argv[2:]
compared = {}


def plain(value):
    """A cell as nothing, a text or a number, whatever the program calls it."""
    if value is None or value is pandas.NA or value is pandas.NaT or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise TypeError(f"a truth value {value}")
    number = float(value)
    return None if math.isnan(number) else number


def same(program, view, header, rows, digits=None):
    """The table that a program read is the one in the JSON, cell for cell; digits for a program that rounds what it writes."""
    expected = tables[view]
    assert list(header) == expected["header"], f"{program}, {view}: columns {list(header)}"
    rows = [[plain(cell) for cell in row] for row in rows]
    assert len(rows) == len(expected["rows"]), f"{program}, {view}: {len(rows)} rows, not {len(expected['rows'])}"
    for number, (row, right) in enumerate(zip(rows, expected["rows"]), 1):
        for column, got, want in zip(expected["header"], row, right):
            alike = type(got) is type(want) and got == want
            if digits and isinstance(got, float) and isinstance(want, float):
                alike = math.isclose(got, want, rel_tol=10.0**-digits, abs_tol=1e-19)
            assert alike, f"{program}, {view}, row {number}, {column}: {got!r}, not {want!r}"
    compared[program] = compared.get(program, 0) + len(rows) * len(header)


def frame(program, view, table):
    """A pandas frame."""
    same(program, view, table.columns, table.astype(object).to_numpy().tolist())


def typed(view, header, rows):
    """Cells of text as what their columns hold."""
    numeric = [kind != "string" for kind in kinds[view]]
    convert = lambda cell, number: None if cell in ("", None) else float(cell) if number else cell
    return [[convert(cell, number) for cell, number in zip(row, numeric)] for row in rows]


package = zipfile.ZipFile(folder / "all.zip")
described = json.loads(package.read("datapackage.json"))
resources = {resource["name"]: resource for resource in described["resources"]}
kinds = {view: [field["type"] for field in resources[view]["schema"]["fields"]] for view in views}
codes = {
    view: {
        field["name"]: [category["value"] for category in field["categories"]]
        for field in resources[view]["schema"]["fields"]
        if "categories" in field
    }
    for view in views
}
labels = {
    view: {
        field["name"]: {category["value"]: category["label"] for category in field["categories"]}
        for field in resources[view]["schema"]["fields"]
        if "categories" in field
    }
    for view in views
}

tables = {}
for view in views:
    rows = json.loads((folder / f"{view}.json").read_text("utf-8"))
    header = [field["name"] for field in resources[view]["schema"]["fields"]]
    assert all(list(row) == header for row in rows), f"json, {view}: columns in another order"
    tables[view] = {"header": header, "rows": [[plain(cell) for cell in row.values()] for row in rows]}

statuses = {row[-1] for row in tables["indices"]["rows"]}
assert "shown" in statuses and len(statuses) > 1, f"nothing is hidden or nothing is shown: {statuses}"

# Text: CSV, JSON lines, the package.
for view in views:
    header = tables[view]["header"]
    lines = [json.loads(line) for line in (folder / f"{view}.ndjson").read_text("utf-8").splitlines()]
    same("JSON lines", view, header, [list(line.values()) for line in lines])
    path = folder / f"{view}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        first, *rest = csv.reader(file)
    same("Python's csv", view, first, typed(view, first, rest))
    with (folder / f"{view}.csv-excel").open(encoding="utf-8-sig", newline="") as file:
        first, *rest = csv.reader(file, delimiter=";")
    numeric = [kind != "string" for kind in kinds[view]]
    rest = [[c.replace(",", ".") if n else c for c, n in zip(row, numeric)] for row in rest]
    same("Python's csv, for Excel", view, first, typed(view, first, rest))
    text = {name: str for name, kind in zip(header, kinds[view]) if kind == "string"}
    read = pandas.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])
    frame("pandas, CSV", view, read)
    schema = {name: polars.String if kind == "string" else polars.Float64 for name, kind in zip(header, kinds[view])}
    same("polars, CSV", view, header, polars.read_csv(path, schema=schema).rows())
    types = {name: "VARCHAR" if kind == "string" else "DOUBLE" for name, kind in zip(header, kinds[view])}
    found = duckdb.read_csv(str(path), dtype=types, header=True, sep=",", quotechar='"', escapechar='"')
    same("DuckDB, CSV", view, found.columns, found.fetchall())

report = frictionless.Package(str(folder / "all.zip")).validate()
assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
for resource in frictionless.Package(str(folder / "all.zip")).resources:
    with resource:
        rows = [list(row.values()) for row in resource.row_stream]
        same("Frictionless", resource.name, resource.schema.field_names, rows)

# Arrow.
for view in views:
    path = folder / f"{view}.parquet"
    table = pyarrow.parquet.read_table(path)
    same("pyarrow, Parquet", view, table.column_names, list(zip(*(column.to_pylist() for column in table.columns))))
    field = table.schema.field(0)
    assert field.metadata[b"label:nb"] and field.metadata[b"label:nn"] and field.metadata[b"label:en"]
    assert json.loads(pyarrow.parquet.read_metadata(path).metadata[b"mestring"])["table"] == view
    frame("pandas, Parquet", view, pandas.read_parquet(path))
    read = polars.read_parquet(path)
    same("polars, Parquet", view, read.columns, read.rows())
    found = duckdb.read_parquet(str(path))
    same("DuckDB, Parquet", view, found.columns, found.fetchall())
    with (folder / f"{view}.arrow").open("rb") as file:
        table = pyarrow.ipc.open_stream(file).read_all()
    same("pyarrow, stream", view, table.column_names, list(zip(*(column.to_pylist() for column in table.columns))))
    frame("pandas, stream", view, table.to_pandas())
    read = polars.read_ipc_stream(folder / f"{view}.arrow")
    same("polars, stream", view, read.columns, read.rows())

# Workbooks.
sheets = {"codebook": "Kodebok"}
workbook = openpyxl.load_workbook(folder / "all.xlsx")
assert workbook.sheetnames[-3:] == ["Kodebok", "Metode", "Hvorfor er dette skjult"], workbook.sheetnames
for view in views:
    name = sheets.get(view, view)
    sheet = workbook[name]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref, f"{name}: no frozen header or no filter"
    first, *rest = sheet.iter_rows(values_only=True)
    kept = [position for position, header in enumerate(first) if header in tables[view]["header"]]
    same("openpyxl", view, [first[p] for p in kept], [[row[p] for p in kept] for row in rest])
    for position, header in enumerate(first):
        if header.endswith("_label"):
            meaning, beside = labels[view][header.removesuffix("_label")], position - 1
            for row in rest:
                assert row[position] == (meaning[row[beside]] if row[beside] else None), f"{name}, {header}"
    read = pandas.read_excel(folder / "all.xlsx", sheet_name=name, keep_default_na=False, na_values=[""])
    frame("pandas, Excel", view, read[tables[view]["header"]])
    with (folder / "calc" / f"all-{name}.csv").open(encoding="utf-8", newline="") as file:
        first, *rest = csv.reader(file)
    rest = typed(view, tables[view]["header"], [[row[p] for p in kept] for row in rest])
    # Calc writes fifteen digits, and no more than twenty behind the point.
    same("LibreOffice Calc", view, [first[p] for p in kept], rest, digits=14)

# SPSS.
for view in views:
    table, about = pyreadstat.read_sav(str(folder / f"{view}.sav"))
    rows = []
    for row in table.astype(object).to_numpy().tolist():
        words = []
        for name, cell in zip(about.column_names, row):
            numbered = codes[view].get(name)
            words.append(numbered[int(cell) - 1] if numbered and plain(cell) is not None else cell)
        rows.append(words)
    same("pyreadstat", view, about.column_names, rows)
    for name, meaning in labels[view].items():
        numbered = about.variable_value_labels[name]
        assert numbered == {float(n): meaning[word] for n, word in enumerate(codes[view][name], 1)}, f"{view}.{name}"
    titles = {field["name"]: field["title"] for field in resources[view]["schema"]["fields"]}
    assert about.column_names_to_labels == titles, f"{view}: labels of variables"
    with (folder / f"{view}.haven.csv").open(encoding="utf-8", newline="") as file:
        first, *rest = csv.reader(file)
    words = {name: {label: word for word, label in meaning.items()} for name, meaning in labels[view].items()}
    rest = [[words[n][c] if n in words and c else c for n, c in zip(first, row)] for row in rest]
    same("haven", view, first, typed(view, first, rest))

# DDI.
space = {"d": "ddi:codebook:2_5"}
study = ElementTree.parse(folder / "all.xml").getroot()
names = [variable.get("name") for variable in study.iterfind("d:dataDscr/d:var", space)]
assert names == [name for view in views for name in tables[view]["header"]], "DDI: variables"
cases = [int(quantity.text) for quantity in study.iterfind("d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty", space)]
assert cases == [len(tables[view]["rows"]) for view in views], "DDI: rows"

for program, cells in compared.items():
    print(f"{program}: {cells} cells alike")
