"""Every settled wave of a project counted in DuckDB and on a Spark cluster of two workers; see .ci/scale-out."""

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
    mestring("analyse", wave)
    return (PROJECT / "analysed" / wave / "cube.json").read_bytes()


def main():
    waves = sorted(folder.name.removeprefix("wave=") for folder in (PROJECT / "responses").glob("wave=*"))
    assert waves, "the project has no wave"
    here = {wave: cube(wave) for wave in waves}
    session = spark_session()
    print(f"Spark {session.version} with {workers(session)} workers, DuckDB {duckdb.__version__}")
    connection = duckdb.connect()
    for wave in waves:
        begun = time.monotonic()
        # DuckDB writes one Parquet file, Spark a folder of CSV files: both forms are read.
        file, folder = WORK / f"{wave}.parquet", WORK / f"{wave}.csv"
        query = mestring("counts", "sql", wave, "--dialect", "duckdb").rstrip()
        connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
        spark = session.sql(mestring("counts", "sql", wave, "--dialect", "spark")).cache()
        spark.repartition(3).write.csv(str(folder), header=True)
        theirs = rows(connection.execute(f"SELECT * FROM '{file}'").fetchall())
        assert rows(spark.collect()) == theirs, f"{wave}: DuckDB and Spark count differently"
        spark.unpersist()
        for result in [file, folder]:
            told = mestring("counts", "import", str(result), "--wave", wave, "--recount")
            assert "the same as counted here" in told, told
            # What no analysis opens any more may be gone.
            part = PROJECT / "responses" / f"wave={wave}" / "part-00000.parquet"
            part.rename(part.with_suffix(".away"))
            assert cube(wave) == here[wave], f"{wave}: another cube from the counts in {result}"
            part.with_suffix(".away").rename(part)
        print(f"{wave}: {len(theirs)} integers, the same in DuckDB, Spark and mestring ({time.monotonic() - begun:.0f} s)")
    other = mestring("counts", "import", str(WORK / f"{waves[0]}.parquet"), "--wave", waves[-1], code=3) if waves[1:] else ""
    assert not waves[1:] or "another set of answers" in other, other
    session.stop()


main()
