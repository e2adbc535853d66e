#!/usr/bin/env python3
"""Times counting beside DuckDB and polars for Python, on the same files, in the same run, in turn.

    python3 benches/compare/compare.py --rows 1000000 10000000

Makes a virtual environment of its own in the scratch folder, builds `crates/tabulation/examples/measure.rs` in release mode,
writes synthetic waves with and without missing answers, asks all sides three questions, and prints a table. Only the ratios are
worth quoting: the sides take turns, so a busy machine slows all of them. Before anything is timed all sides must have counted the
same integers.

1. items    the mean of every item in every unit (ours counts every score and every item, and more follows from that)
2. scales   how many have a score on every scale in every unit, the mean and the variance of their scores
3. indices  ours: every finding with its intervals, distributions, agreement, alpha, intraclass correlations. Theirs, as far as one
            statement goes: n, mean, variance, standard error, favourable share, alpha and rwg(j) of every scale in every unit
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import venv

THREADS = 2
# Of the parts that `measure write` makes.
PART_ROWS = 1_000_000
os.environ["POLARS_MAX_THREADS"] = str(THREADS)
NEEDED = ["duckdb==2.0.1", "polars==2.1.0", "matplotlib==3.11.2"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
QUESTIONS = {"items": "item means", "scales": "scale means and variances", "indices": "indices"}
# What answers each question on our side.
OURS = {"items": "pass", "scales": "scales", "indices": "indices"}


def bootstrap(scratch):
    """Starts again inside an environment that has the others."""
    home = scratch / "venv-2"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDED], check=True)
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


class Book:
    """Items and scales, as the wave's own codebook tells them."""

    def __init__(self, folder):
        book = json.loads((folder / "codebook.json").read_text())
        self.items = [item["id"] for item in book["items"]]
        self.turn = {item["id"]: self.ends(item) for item in book["items"] if item["reversed"]}
        self.scales = [scale["items"] for scale in book["scales"]]

    @staticmethod
    def ends(item):
        return item["values"][0]["value"] + item["values"][-1]["value"]


class Duck:
    """DuckDB on the readable columns."""

    def __init__(self, folder, book):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {THREADS}")
        self.files, self.book = f"read_parquet('{folder}/part-*.parquet', hive_partitioning = false)", book

    def item(self, item):
        return f"({self.book.turn[item]} - {item}::INTEGER)" if item in self.book.turn else f"{item}::INTEGER"

    def timed(self, columns):
        begun = time.perf_counter()
        self.connection.execute(f"SELECT unit, {', '.join(columns)} FROM {self.files} GROUP BY unit").fetchall()
        return time.perf_counter() - begun

    def items(self):
        return self.timed([f"avg({item})" for item in self.book.items])

    def score(self, items):
        return "(" + " + ".join(self.item(item) for item in items) + ")"

    def scales(self):
        of = lambda score, k: [f"count({score})", f"avg({score}) / {k}", f"var_samp({score}) / {k * k}"]
        return self.timed([one for items in self.book.scales for one in of(self.score(items), len(items))])

    def indices(self):
        columns = []
        for items in self.book.scales:
            score, k = self.score(items), len(items)
            # Of those who answered everything, as alpha and rwg(j) ask.
            own = " + ".join(f"var_samp(CASE WHEN {score} IS NOT NULL THEN {self.item(item)} END)" for item in items)
            columns += [f"count({score})", f"avg({score}) / {k}", f"var_samp({score}) / {k * k}",
                        f"stddev_samp({score}) / {k} / sqrt(count({score}))",
                        f"avg(CASE WHEN {score} >= {4 * k} THEN 1.0 WHEN {score} IS NOT NULL THEN 0.0 END)",
                        f"{k} / {max(k - 1, 1)}.0 * (1 - ({own}) / nullif(var_samp({score}), 0))",
                        f"{k} * (1 - ({own}) / {k} / 2.0) / ({k} * (1 - ({own}) / {k} / 2.0) + ({own}) / {k} / 2.0)"]
        return self.timed(columns)

    def totals(self):
        """Per scale: who answered every item, and the sum of their answers; reversed items count from the other end."""
        columns = ", ".join(f"count({s}), coalesce(sum({s}), 0)::BIGINT" for s in map(self.score, self.book.scales))
        return list(self.connection.execute(f"SELECT {columns} FROM {self.files}").fetchone())


class Polars:
    """polars for Python with its streaming engine, on the readable columns."""

    def __init__(self, folder, book):
        import polars

        self.pl, self.book = polars, book
        self.files = polars.scan_parquet(f"{folder}/part-*.parquet", hive_partitioning=False)

    def item(self, item):
        column = self.pl.col(item).cast(self.pl.Int32)
        return self.book.turn[item] - column if item in self.book.turn else column

    def score(self, items):
        first, *others = map(self.item, items)
        return sum(others, first)

    def scored(self):
        names = [f"scale-{at}" for at in range(len(self.book.scales))]
        scores = [self.score(items).alias(name) for name, items in zip(names, self.book.scales)]
        return zip(map(self.pl.col, names), self.book.scales), self.files.with_columns(scores)

    def timed(self, frame, columns):
        begun = time.perf_counter()
        named = [column.alias(str(at)) for at, column in enumerate(columns)]
        frame.group_by("unit").agg(named).collect(engine="streaming")
        return time.perf_counter() - begun

    def items(self):
        return self.timed(self.files, [self.item(item).mean() for item in self.book.items])

    def scales(self):
        scored, frame = self.scored()
        return self.timed(frame, [one for score, items in scored
                                  for one in [score.count(), score.mean() / len(items), score.var() / len(items) ** 2]])

    def indices(self):
        scored, frame = self.scored()
        columns = []
        for score, items in scored:
            k, present = len(items), score.is_not_null()
            when = lambda item: self.pl.when(present).then(self.item(item)).var()
            first, *others = map(when, items)
            own = sum(others, first)
            columns += [score.count(), score.mean() / k, score.var() / k**2, score.std() / k / score.count().sqrt(),
                        (score >= 4 * k).mean(), k / max(k - 1, 1) * (1 - own / score.var()),
                        k * (1 - own / k / 2) / (k * (1 - own / k / 2) + own / k / 2)]
        return self.timed(frame, columns)

    def totals(self):
        scored, frame = self.scored()
        both = [one for score, _ in scored for one in [score.count(), score.cast(self.pl.Int64).sum()]]
        row = frame.select([one.alias(str(at)) for at, one in enumerate(both)]).collect(engine="streaming").row(0)
        return [int(number) for number in row]


def compare(binary, scratch, rows, units, missing, rounds, questions):
    folder = scratch / f"wave-{rows}-{units}-{missing}"
    if not (folder / "manifest.json").exists():
        arguments = [str(binary), "write", str(folder), str(rows), str(units), str(missing)]
        written = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
        print(f"# wrote {rows} rows, {int(written[1]) / rows:.2f} bytes a row, in {float(written[0]):.1f} s", flush=True)
    book = Book(folder)
    measure, others = Measure(binary, folder), {"duckdb": Duck(folder, book), "polars": Polars(folder, book)}
    ours = measure.ask("totals")[1]
    for name, other in others.items():
        if other.totals() != ours:
            raise SystemExit(f"{folder}: {name} counts other integers")
    few = units <= 20_000
    commands = ["open", "touch", "walk"]
    if few:
        commands = ["open", "touch", "pass", *(OURS[question] for question in questions if question != "items")]
    if few and questions == list(QUESTIONS):
        commands += ["walk", "moments", "wide", "newpart"]
    questions = questions if few else ["items"]
    times = {}
    for _ in range(rounds):
        for command in commands:
            times.setdefault(command, []).append(measure.ask(command)[0])
        for question in questions:
            for name, other in others.items():
                times.setdefault(f"{name} {question}", []).append(getattr(other, question)())
    times = {name: statistics.median(seconds) for name, seconds in times.items()}
    times["peak"] = measure.ask("peak")[1][0]
    measure.close()
    return times


def told(rows, units, missing, times):
    seconds = "  ".join(f"{name} {times[name]:.3f}" for name in times if name != "peak")
    print(f"{rows} rows, {units} units, {missing} missing: {seconds}  peak {times['peak'] / 2**20:.0f} MiB", flush=True)
    for question, command in OURS.items():
        own = times.get(command, times.get("walk") if question == "items" else None)
        for name in ["duckdb", "polars"]:
            if own and f"{name} {question}" in times:
                print(f"    {QUESTIONS[question]}: {own / times[f'{name} {question}']:.3f} of {name}", flush=True)
    if "newpart" in times:
        new = (rows % PART_ROWS or PART_ROWS) / rows
        print(f"    {new:.1%} of the rows new in a part of their own: {times['newpart'] / times['wide']:.1%} of counting all", flush=True)
    if "pass" in times:
        print(f"    pass {times['pass'] / times['touch']:.2f} of touching", flush=True)


def plot(file, found):
    """Seconds by rows for each question and side, of the waves with few units and the first share of missing answers."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "mestring", "svg.fonttype": "none"})
    import matplotlib.pyplot as plt

    first = found[0]
    shown = [one for one in found if (one["units"], one["missing"]) == (first["units"], first["missing"])]
    figure, panels = plt.subplots(1, len(QUESTIONS), figsize=(10, 3.4), sharey=True, constrained_layout=True)
    sides = {"mestring": "#0b5c55", "duckdb": "#b8860b", "polars": "#7a4fa3"}
    for panel, (question, title) in zip(panels, QUESTIONS.items()):
        for at, (side, colour) in enumerate(sides.items()):
            seconds = [one["times"][OURS[question] if side == "mestring" else f"{side} {question}"] for one in shown]
            places = [place + 0.27 * (at - 1) for place in range(len(shown))]
            bars = panel.bar(places, seconds, width=0.25, color=colour, label=side)
            panel.bar_label(bars, labels=[f"{value:.2g}" for value in seconds], fontsize=7)
        panel.set_yscale("log")
        panel.set_xticks(range(len(shown)), [f"{one['rows'] / 1e6:g} million rows" for one in shown])
        panel.set_title(f"{title}, {first['units']} units", fontsize=9)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("seconds, two threads (log)")
    panels[0].legend(frameon=False, fontsize=8)
    figure.savefig(file, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--missing", type=float, nargs="+", default=[0.02, 0.0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", nargs="+", default=list(QUESTIONS), choices=list(QUESTIONS), help="which of the three; the plot is of all")
    parser.add_argument("--many", type=int, default=20, help="rows per unit of the case with many units; 0 leaves it out")
    parser.add_argument("--plot", type=pathlib.Path, help="an SVG file for the figure")
    parser.add_argument("--binary", type=pathlib.Path, help="a measure program that is built already")
    parser.add_argument("--scratch", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "mestring-compare")
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    bootstrap(arguments.scratch.resolve())
    if arguments.binary is None:
        build()
    binary = arguments.binary or ROOT / "target" / "release" / "examples" / "measure"
    found = []
    for missing in arguments.missing:
        for rows in arguments.rows:
            for units in [arguments.units] + ([rows // arguments.many] if arguments.many else []):
                times = compare(binary, arguments.scratch, rows, units, missing, arguments.rounds, arguments.questions)
                told(rows, units, missing, times)
                found.append({"rows": rows, "units": units, "missing": missing, "times": times})
    (arguments.scratch / "found.json").write_text(json.dumps(found, indent=1))
    if arguments.plot and arguments.questions == list(QUESTIONS):
        plot(arguments.plot, found)


if __name__ == "__main__":
    main()
