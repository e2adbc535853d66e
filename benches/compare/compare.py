#!/usr/bin/env python3
"""Times the counting pass beside DuckDB, on the same files, in the same run, in turn.

    python3 benches/compare/compare.py --rows 1000000 10000000

Makes a virtual environment of its own in the scratch folder, builds `crates/tabulation/examples/measure.rs` in release mode,
writes synthetic waves with and without missing answers, and prints a table. Only the ratios are worth quoting: both sides run
in turn, so a busy machine slows both. Before anything is timed both sides must have counted the same integers.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import venv

DUCKDB = "duckdb==2.0.1"
ROOT = pathlib.Path(__file__).resolve().parents[2]
THREADS = 2


def bootstrap(scratch):
    """Starts again inside an environment that has DuckDB."""
    home = scratch / "venv"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", DUCKDB], check=True)
    if pathlib.Path(sys.prefix) != home:
        raise SystemExit(subprocess.run([python, *sys.argv, "--scratch", str(scratch)]).returncode)


def build():
    command = ["cargo", "build", "--release", "--locked", "-p", "tabulation", "--example", "measure"]
    subprocess.run(command, cwd=ROOT, check=True)


class Measure:
    """The program that counts, kept open so that only counting is timed."""

    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [str(binary), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        seconds, *told = self.process.stdout.readline().split()
        return float(seconds), [int(number) for number in told]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Duck:
    """DuckDB on the readable columns."""

    def __init__(self, folder, items, scales):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {THREADS}")
        self.files = f"read_parquet('{folder}/part-*.parquet')"
        self.items, self.scales = items, scales

    def timed(self, query):
        import time

        begun = time.perf_counter()
        self.connection.execute(query).fetchall()
        return time.perf_counter() - begun

    def means(self):
        columns = ", ".join(f"avg({item})" for item in self.items)
        return self.timed(f"SELECT unit, {columns} FROM {self.files} GROUP BY unit")

    def totals(self):
        """Per scale: who answered every item, and the sum of their answers; reversed items count from the other end."""
        sums = [" + ".join(items) for items in self.scales]
        columns = ", ".join(f"count({s}), coalesce(sum({s}), 0)::BIGINT" for s in sums)
        return list(self.connection.execute(f"SELECT {columns} FROM {self.files}").fetchone())


def scales(folder):
    import json

    book = json.loads((folder / "codebook.json").read_text())
    def oriented(item):
        ends = item["values"][0]["value"] + item["values"][-1]["value"]
        return f"({ends} - {item['id']}::INTEGER)" if item["reversed"] else f"{item['id']}::INTEGER"

    by_id = {item["id"]: oriented(item) for item in book["items"]}
    return list(by_id), [[by_id[item] for item in scale["items"]] for scale in book["scales"]]


def compare(binary, scratch, rows, units, missing, rounds):
    folder = scratch / f"wave-{rows}-{units}-{missing}"
    if not (folder / "manifest.json").exists():
        arguments = [str(binary), "write", str(folder), str(rows), str(units), str(missing)]
        written = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
        print(f"# wrote {rows} rows, {int(written[1]) / rows:.2f} bytes a row, in {float(written[0]):.1f} s")
    measure, duck = Measure(binary, folder), Duck(folder, *scales(folder))
    ours, theirs = measure.ask("totals")[1], duck.totals()
    if ours != theirs:
        raise SystemExit(f"{folder}: the two sides count different integers")
    commands = ["open", "touch", "pass", "walk", "moments"] if units <= 20_000 else ["open", "touch", "walk"]
    times = {command: [] for command in [*commands, "duckdb"]}
    for _ in range(rounds):
        for command in commands:
            times[command].append(measure.ask(command)[0])
        times["duckdb"].append(duck.means())
    peak = measure.ask("peak")[1][0]
    measure.close()
    return {command: statistics.median(seconds) for command, seconds in times.items()}, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--missing", type=float, nargs="+", default=[0.02, 0.0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=20, help="rows per unit of the case with many units; 0 leaves it out")
    parser.add_argument("--binary", type=pathlib.Path, help="a measure program that is built already")
    parser.add_argument("--scratch", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "mestring-compare")
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    bootstrap(arguments.scratch.resolve())
    if arguments.binary is None:
        build()
    binary = arguments.binary or ROOT / "target" / "release" / "examples" / "measure"
    head = ["rows", "units", "missing", "open", "touch", "pass", "walk", "moments", "duckdb",
            "pass/duckdb", "pass/touch", "walk/touch", "moments/duckdb", "peak MiB"]
    print(" | ".join(head))
    for rows in arguments.rows:
        for missing in arguments.missing:
            few = None
            for units in [arguments.units] + ([rows // arguments.many] if arguments.many else []):
                times, peak = compare(binary, arguments.scratch, rows, units, missing, arguments.rounds)
                of = lambda one, other: f"{times[one] / times[other]:.2f}" if one in times and other in times else "-"
                seconds = [f"{times[name]:.3f}" if name in times else "-" for name in head[3:9]]
                ratios = [of("pass", "duckdb"), of("pass", "touch"), of("walk", "touch"), of("moments", "duckdb")]
                print(" | ".join([str(rows), str(units), str(missing), *seconds, *ratios, f"{peak / 2**20:.0f}"]))
                if few is None:
                    few = times
                else:
                    print(f"# many units take {times['walk'] / few['pass']:.2f} of few, walked {times['walk'] / few['walk']:.2f}")


if __name__ == "__main__":
    main()
