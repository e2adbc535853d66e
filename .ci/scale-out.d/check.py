"""Every settled wave of a project counted in DuckDB, and the last one on a Spark cluster of two workers; see .ci/scale-out."""

import os
import pathlib
import subprocess
import sys
import time

import duckdb
import pyspark

BINARY, PROJECT, WORK = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
# A cluster in one machine: a master and two workers of one core and one gigabyte, each with a process of its own.
CLUSTER = "local-cluster[2,1,1024]"


def mestring(*arguments, code=0):
    ran = subprocess.run([BINARY, "--project", PROJECT, *arguments], capture_output=True, text=True)
    assert ran.returncode == code, f"{arguments}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout if code == 0 else ran.stderr


def spark_session():
    from pyspark.sql import SparkSession

    os.environ["SPARK_HOME"] = str(pathlib.Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(CLUSTER).appName("mestring scale-out").config("spark.ui.enabled", "false")
    for key, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        # A few thousand rows are counted before a program for them is compiled or the plan thought over again.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.warehouse.dir": str(WORK / "warehouse"),
        "spark.local.dir": str(WORK / "local"),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def workers(session):
    """Executors beside the driver, once they have reported."""
    known = session.sparkContext._jsc.sc().statusTracker()
    for _ in range(120):
        if len(known.getExecutorInfos()) == 3:
            return 2
        time.sleep(0.5)
    raise SystemExit(f"Spark has {len(known.getExecutorInfos()) - 1} workers, not 2")


def rows(table):
    return sorted(tuple(row) for row in table)


def cube(wave):
    """The cube of a wave, which the waves before it are in as well."""
    mestring("analyse", wave)
    return (PROJECT / "analysed" / wave / "cube.json").read_bytes()


class Away:
    """What no analysis opens any more may be gone."""

    def __enter__(self):
        self.parts = list((PROJECT / "responses").glob("wave=*/part-*.parquet"))
        for part in self.parts:
            part.rename(part.with_suffix(".away"))

    def __exit__(self, *_):
        for part in self.parts:
            part.with_suffix(".away").rename(part)


def by_duckdb(connection, wave):
    """One Parquet file, and its rows."""
    file = WORK / f"{wave}.parquet"
    query = mestring("counts", "sql", wave, "--dialect", "duckdb").rstrip()
    connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    return file, rows(connection.execute(f"SELECT * FROM '{file}'").fetchall())


def by_spark(session, wave):
    """A folder of CSV files, and the rows."""
    folder = WORK / f"{wave}.csv"
    found = session.sql(mestring("counts", "sql", wave, "--dialect", "spark")).cache()
    found.repartition(3).write.csv(str(folder), header=True)
    return folder, rows(found.collect())


def imported(result, wave):
    told = mestring("counts", "import", str(result), "--wave", wave, "--recount")
    assert "the same as counted here" in told, told


def main():
    begun = time.monotonic()
    say = lambda text: print(f"{text} ({time.monotonic() - begun:.0f} s)", flush=True)
    waves = sorted(folder.name.removeprefix("wave=") for folder in (PROJECT / "responses").glob("wave=*"))
    assert len(waves) > 1, "the project has fewer than two waves"
    last, here = waves[-1], cube(waves[-1])
    connection = duckdb.connect()
    files = {}
    for wave in waves:
        files[wave], counted = by_duckdb(connection, wave)
        imported(files[wave], wave)
        say(f"{wave}: {len(counted)} integers in DuckDB {duckdb.__version__}, the same in mestring")
    with Away():
        assert cube(last) == here, "another cube from what DuckDB counted"
    session = spark_session()
    say(f"Spark {session.version} has {workers(session)} workers")
    folder, theirs = by_spark(session, last)
    session.stop()
    assert theirs == counted, f"{last}: DuckDB and Spark count differently"
    imported(folder, last)
    with Away():
        assert cube(last) == here, "another cube from what Spark counted"
    say(f"{last}: {len(theirs)} integers in Spark, the same in DuckDB and mestring; the cube is the same to the byte, without the answers")
    told = mestring("counts", "import", str(files[waves[0]]), "--wave", last, code=3)
    assert "another set of answers" in told, told


main()
