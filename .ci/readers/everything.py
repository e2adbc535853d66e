"""Reads the file of crates/spss/examples/everything.rs with pyreadstat: `python3 everything.py FILE`."""

import sys

import pyreadstat

data, about = pyreadstat.read_sav(sys.argv[1], user_missing=True, output_format="dict")
expected = {
    "enhet": ["b-01", "blåklokka", "", "b-03"],
    "Trivsel_på_jobb_1_5": [4.0, 97.0, None, 1.0],
    "beløp": [3.25, -1234.5, None, 1e300],
    "svar": ["ja", "nei", "?", "ja"],
    "fritekst": ["ærlig " * 50 + "ø", "", "", "kort"],
    "videst": ["x", "x", "x", "Å" * 16383],
    "nummer": [0.0, 1.0, 2.0, 3.0],
}
assert dict(data) == expected, data
missing = lambda *values: [{"lo": value, "hi": value} for value in values]
for name, found, wanted in [
    ("encoding", about.file_encoding, "UTF-8"),
    ("rows", about.number_rows, 4),
    ("title", about.file_label, "Medarbeiderundersøkelse høst 2018"),
    ("day", about.creation_time.date().isoformat(), "2018-10-07"),
    ("label", about.column_names_to_labels["Trivsel_på_jobb_1_5"], "Jeg trives på jobben – også på dårlige dager"),
    ("labels", about.variable_value_labels, {
        "enhet": {"blåklokka": "Blåklokka barnehage"},
        "Trivsel_på_jobb_1_5": {1.0: "Helt uenig", 5.0: "Helt enig", 97.0: "Ikke relevant – spørsmålet gjelder ikke"},
        "svar": {"ja": "Ja, det gjør jeg"},
    }),
    ("missing", about.missing_ranges, {
        "enhet": missing("b-03"),
        "Trivsel_på_jobb_1_5": missing(97.0, 98.0, 99.0),
        "beløp": [{"lo": float("-inf"), "hi": -1000.0}, *missing(1e300)],
        "svar": missing("?"),
        "nummer": [{"lo": 2.0, "hi": 3.0}],
    }),
    ("ordinal", about.variable_measure["Trivsel_på_jobb_1_5"], "ordinal"),
    ("scale", about.variable_measure["beløp"], "scale"),
    ("nominal", about.variable_measure["enhet"], "nominal"),
    ("width", about.variable_storage_width["fritekst"], 500),
    ("widest", about.variable_storage_width["videst"], 32767),
    ("notes", " ".join(about.notes), "Ikke validert. Første linje er delt når den er lengre enn de åtti byte som formatet har plass til."),
]:
    assert found == wanted, f"{name}: {found!r} is not {wanted!r}"
print(f"pyreadstat {pyreadstat.__version__} reads the file as it was meant")
