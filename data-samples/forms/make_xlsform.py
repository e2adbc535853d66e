"""Writes the workbooks in this folder: `python3 make_xlsform.py`, with openpyxl 3.1.5; pyxform 4.5.0 must accept the forms."""

import datetime

from openpyxl import Workbook
from pyxform.xls2xform import xls2xform_convert


def book(name, sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(name)


HEAD = ["type", "name", "label::Norsk bokmål (nb)", "label::Nynorsk (nn)", "label::English (en)"]
LIST = ["list_name", "name", "label::Norsk bokmål (nb)", "label::Nynorsk (nn)", "label::English (en)"]
AGREE = [
    ["enighet", 1, "Helt uenig", "Heilt ueinig", "Strongly disagree"],
    ["enighet", 2, "Uenig", "Ueinig", "Disagree"],
    ["enighet", 3, "Verken eller", "Verken eller", "Neither"],
    ["enighet", 4, "Enig", "Einig", "Agree"],
    ["enighet", 5, "Helt enig", "Heilt einig", "Strongly agree"],
    ["enighet", 99, "Vet ikke", "Veit ikkje", "Don't know"],
]
SETTINGS = [["form_title", "form_id", "version", "default_language"], ["Arbeidsdagen", "arbeidsdag_2018", "2018.1", "Norsk bokmål (nb)"]]

book(
    "complete.xlsx",
    {
        "survey": [
            HEAD,
            ["begin_group", "trivsel", "Trivsel", "Trivsel", "Well-being", None],
            ["select_one enighet", "Trivsel_1", "Jeg gleder meg til å gå på jobb.", "Eg gler meg til å gå på jobb.", "I look forward to work."],
            ["select_one enighet", "trivsel_2", "Dagene går fort.", "Dagane går fort.", "The days pass quickly."],
            ["end_group", None],
            ["begin_group", "utstyr", "Utstyr", "Utstyr", "Equipment"],
            ["select_one janei", "utstyr_1", "Utstyret virker.", "Utstyret verkar.", "My equipment works."],
            ["end_group", None],
        ],
        "choices": [LIST, *AGREE, ["janei", "nei", "Nei", "Nei", "No"], ["janei", "ja", "Ja", "Ja", "Yes"]],
        "settings": [row[:] for row in SETTINGS],
    },
)
book(
    "misfits.xlsx",
    {
        "survey": [
            [*HEAD, "label::Polski (pl)", "relevant", "constraint"],
            ["start", "start", None, None, None, None, None, None],
            ["text", "fritekst", "Hva vil du si?", "Kva vil du seie?", "What would you like to say?", "Co?", None, None],
            ["select_one enighet", "leder_1", "Lederen min lytter.", None, None, "Szef.", None, None],
            ["select_one enighet", "leder_2", "Lederen min ser meg.", None, None, "Szef.", "${leder_1} > 3", None],
            ["select_multiple enighet", "flere", "Velg flere.", "Vel fleire.", "Choose several.", "Wiele.", None, None],
            ["begin_repeat", "barn", "Barn", "Barn", "Children", "Dzieci", None, None],
            ["select_one enighet", "barn_1", "Barnet trives.", "Barnet trivst.", "The child thrives.", "Dziecko.", None, None],
            ["end_repeat", None, None, None, None, None, None, None],
        ],
        "choices": [[*LIST, "label::Polski (pl)"], *[[*row, "x"] for row in AGREE]],
        "settings": [row[:] for row in SETTINGS],
    },
)
for name in ("complete", "misfits"):
    xls2xform_convert(xlsform_path=f"{name}.xlsx", xform_path="/dev/null", validate=False, pretty_print=False)

book(
    "kobo.xlsx",
    {
        "Arbeidsdagen": [
            ["start", "end", "enhet", "kommune", "trivsel/Trivsel_1", "trivsel/trivsel_2", "utstyr/utstyr_1", "_id", "_uuid", "_submission_time"],
            [datetime.datetime(2018, 10, 1, 8, 0), "x", "skole-07", "asker", "4", 5, "ja", 1, "u1", datetime.datetime(2018, 10, 1)],
            [datetime.datetime(2018, 10, 1, 9, 0), "x", "skole-07", "royken", "99", None, "nei", 2, "u2", datetime.datetime(2018, 10, 1)],
        ]
    },
)
book(
    "kobo-damaged.xlsx",
    {
        "Arbeidsdagen": [
            ["enhet", "kommune", "trivsel/Trivsel_1", "trivsel/trivsel_2", "utstyr/utstyr_1"],
            ["skole-07", "asker", datetime.date(2018, 2, 1), 5, "ja"],
        ]
    },
)
