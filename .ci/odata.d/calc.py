"""Every view in LibreOffice Calc, cell by cell against the pages of the same desk, and a count by WEBSERVICE, as Excel has it.

Run by Debian's Python, which has the bridge to LibreOffice. Nobody is there to type a password into Calc, so a door of our own adds it.
"""

import base64
import http.server
import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import uno
from com.sun.star.beans import PropertyValue

DESK = os.environ["MESTRING_DESK"]
KEY = "Basic " + base64.b64encode(f"hr:{os.environ['MESTRING_TOKEN']}".encode()).decode()
TEXT, NUMBER = 2, 10  # of a column, as Calc's filter for CSV has them; the second reads numbers as English writes them


def ask(path, method="GET"):
    request = urllib.request.Request(DESK + path, method=method, headers={"Authorization": KEY})
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        return refused


class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = ask(self.path, self.command)
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
        length = answer.headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    def log_message(self, *_):
        pass


def rows_of(name):
    rows, path = [], f"/odata/{name}"
    while path:
        page = json.load(ask(path))
        rows += page["value"]
        path = page.get("@odata.nextLink", "").removeprefix(DESK)
    return rows


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def start(profile):
    office = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}"]
    pipe = f"mestring-{os.getpid()}"
    process = subprocess.Popen([*office, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # what the bridge raises until somebody listens
            assert process.poll() is None, "LibreOffice ended"
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not listen")


def loaded(desktop, address, kinds):
    columns = "/".join(f"{at}/{kind}" for at, kind in enumerate(kinds, start=1))
    shape = [
        prop("Hidden", True),
        prop("FilterName", "Text - txt - csv (StarCalc)"),
        prop("FilterOptions", f"44,34,76,1,{columns},1033,false,false"),
    ]
    document = desktop.loadComponentFromURL(address, "_blank", 0, tuple(shape))
    assert document, f"Calc does not open {address}"
    sheet = document.Sheets.getByIndex(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    cells = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow).getDataArray()
    document.close(True)
    return cells


def compare(name, desktop, door):
    expected = rows_of(name)
    fields = [field for field in expected[0] if not field.startswith("@")]
    texts = [any(isinstance(row[field], str) for row in expected) for field in fields]
    kinds = [TEXT if text else NUMBER for text in texts]
    cells = loaded(desktop, f"{door}/odata/{name}?$format=csv", kinds)
    assert list(cells[0]) == fields, (name, cells[0])
    assert len(cells) == len(expected) + 1, (name, len(cells), len(expected))
    for row, line in zip(expected, cells[1:]):
        for field, cell in zip(fields, line):
            value = "" if row[field] is None else row[field]
            # Calc reads some numbers a last binary digit off.
            close = isinstance(value, float) and isinstance(cell, float) and abs(cell - value) <= 1e-14 * abs(value)
            assert cell == value or close, (name, row["row"], field, cell, value)
    return len(expected)


def counted(desktop, door):
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True), prop("UpdateDocMode", 3)))
    cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
    question = urllib.parse.quote("status ne 'shown'", safe="")
    cell.Formula = f'=VALUE(WEBSERVICE("{door}/odata/indices/$count?$filter={question}"))'
    document.calculateAll()
    assert cell.getError() == 0, cell.getError()
    withheld = sum(row["status"] != "shown" for row in rows_of("indices"))
    assert cell.Value == withheld > 0, (cell.Value, withheld)
    document.close(True)
    return withheld


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    door = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as profile:
        process, desktop = start(profile)
        try:
            sets = [entry["url"] for entry in json.load(ask("/odata/"))["value"]]
            assert len(sets) == 9, sets
            total = sum(compare(name, desktop, door) for name in sets)
            withheld = counted(desktop, door)
        finally:
            try:
                desktop.terminate()
            except Exception:  # it hangs up while it ends
                pass
            process.wait(60)
    print(f"LibreOffice Calc: {total} rows of {len(sets)} views alike; WEBSERVICE counts {withheld} withheld")


main()
