"""Every view through python-odata, row by row against the CSV of the same desk."""

import csv
import io
import os

import requests
from odata import ODataService

ADDRESS = os.environ["MESTRING_DESK"]
session = requests.Session()
session.auth = ("hr", os.environ["MESTRING_TOKEN"])
session.headers["Prefer"] = "odata.maxpagesize=997"

service = ODataService(f"{ADDRESS}/odata/", session=session, reflect_entities=True, quiet_progress=True)
sets = sorted(service.entities)
assert len(sets) == 9, sets
total = 0
for name in sets:
    entity = service.entities[name]
    found = list(service.query(entity).all())
    reply = session.get(f"{ADDRESS}/api/v1/views/{name}", params={"format": "csv"})
    reply.raise_for_status()
    expected = list(csv.DictReader(io.StringIO(reply.text.lstrip("\ufeff"))))
    assert len(found) == len(expected) == int(reply.headers["Total-Rows"]), (name, len(found), len(expected))
    for number, (one, row) in enumerate(zip(found, expected), start=1):
        assert one.row == number, (name, one.row, number)
        for column, text in row.items():
            value = getattr(one, column)
            if value is None:
                assert text == "", (name, number, column, text)
            elif isinstance(value, float):
                assert float(text) == value, (name, number, column, text, value)
            else:
                assert str(value) == text, (name, number, column, text, value)
    total += len(found)
    print(f"{name}: {len(found)} rows")

indices = service.entities["indices"]
query = service.query(indices).filter(indices.status == "shown").filter(indices.n >= 30).order_by(indices.value.desc())
shown = list(query.all())
assert shown and all(one.status == "shown" and one.n >= 30 for one in shown)
values = [one.value for one in shown]
assert values == sorted(values, reverse=True)
withheld = list(service.query(indices).filter(indices.status != "shown").all())
assert withheld and all(one.value is None for one in withheld)
print(f"{total} rows read and compared; {len(shown)} chosen and sorted by the server, {len(withheld)} withheld without a number")
