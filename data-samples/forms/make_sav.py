"""Writes answers.sav in this folder: `python3 make_sav.py`, with pyreadstat 1.3.7 and pandas 2.3.3."""

import pandas
import pyreadstat

frame = pandas.DataFrame(
    {
        "enhet": ["skole-07", "skole-07", "skole-07"],
        "kommune": ["asker", "royken", "asker"],
        "trivsel_på_jobb": [1.0, 97.0, None],
        "alder": [38.0, 41.0, 22.0],
    }
)
pyreadstat.write_sav(
    frame,
    "answers.sav",
    row_compress=True,
    variable_value_labels={"trivsel_på_jobb": {1: "Helt uenig", 5: "Helt enig", 97: "Ikke relevant"}},
    missing_ranges={"trivsel_på_jobb": [97, 98, 99]},
)
