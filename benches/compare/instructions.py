#!/usr/bin/env python3
"""Instructions per row of reading and counting, which no other load on the machine changes.

    python3 benches/compare/instructions.py --binary target/release/examples/measure

Runs `measure` under valgrind's callgrind, once with nothing but opening the files and once with each way of counting after that; the
difference is what the way takes. Needs valgrind.
"""

import argparse
import pathlib
import re
import subprocess
import tempfile

WAYS = ["touch", "pass", "walk", "moments"]


def instructions(binary, folder, commands):
    called = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(binary), str(folder)]
    ran = subprocess.run(called, input="".join(f"{command}\n" for command in commands), capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", ran.stderr).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--units", type=int, nargs="+", default=[20, 20_000])
    arguments = parser.parse_args()
    for units in arguments.units:
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch) / "wave"
            write = [str(arguments.binary), "write", str(folder), str(arguments.rows), str(units), "0.02"]
            subprocess.run(write, check=True, capture_output=True)
            opened = instructions(arguments.binary, folder, [])
            row = {way: (instructions(arguments.binary, folder, [way]) - opened) / arguments.rows for way in WAYS}
        told = "  ".join(f"{way} {count:.0f}" for way, count in row.items())
        print(f"{arguments.rows // units} rows a unit: {told}  pass/touch {row['pass'] / row['touch']:.2f}", flush=True)


if __name__ == "__main__":
    main()
