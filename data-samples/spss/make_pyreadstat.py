"""Writes the files of pyreadstat in this folder: `python3 make_pyreadstat.py`, with pyreadstat 1.3.7 and pandas 2.3.3."""

import pandas
import pyreadstat

frame = pandas.DataFrame(
    {
        "enhet": ["skole-07", "blåklokka", "", "skole-07"],
        "trivsel_på_jobb": [1.0, 97.0, None, 5.0],
        "alder": [38.5, -1234.25, 1e300, 0.0],
        "fritekst": ["ærlig " * 60 + "ø", "", "kort", "æ" * 300],
        "svar": ["ja", "nei", "?", ""],
    }
)
about = dict(
    file_label="Medarbeiderundersøkelse",
    column_labels={"trivsel_på_jobb": "Jeg trives på jobben", "fritekst": "Hva vil du si?"},
    variable_value_labels={
        "trivsel_på_jobb": {1: "Helt uenig", 5: "Helt enig", 97: "Ikke relevant"},
        "svar": {"ja": "Ja, det gjør jeg"},
        "enhet": {"blåklokka": "Blåklokka barnehage"},
    },
    missing_ranges={"trivsel_på_jobb": [97, 98, 99], "alder": [{"lo": -2000, "hi": -1000}, 1e300], "svar": ["?"]},
    variable_measure={"trivsel_på_jobb": "ordinal", "alder": "scale", "svar": "nominal"},
)
pyreadstat.write_sav(frame, "pyreadstat.sav", row_compress=False, **about)
pyreadstat.write_sav(frame, "pyreadstat-packed.sav", row_compress=True, **about)
pyreadstat.write_sav(frame, "pyreadstat.zsav", compress=True, **about)
