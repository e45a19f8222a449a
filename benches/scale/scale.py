"""Times audits of many assets: pollworthy, DuckDB and Spark, from CSV and from Parquet; prints the table of docs/scale.md.

    scale.py PROGRAM ASSETS FOLDER [--spark all|once|none] [--memory 8]

PROGRAM is a release build. FOLDER keeps the records, exports and results: about 1 GB for a million assets. Needs the Python packages of
tests/engines/requirements.txt, and Java for Spark; `--spark once` runs Spark once, from CSV through Parquet. Every result is compared with
the report; any difference ends it with 1.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "engines"))
sys.dont_write_bytecode = True

LOAD = re.compile(r"create or replace table (\w+) as select \* from read_csv\('inventory/.*?\);\n", re.S)
DAY = ["--as-of", "2026-11-01", "--no-config"]


def timed(what, command, log):
    """Runs a command; prints wall seconds, processor seconds and peak memory of it and its children."""
    start = time.monotonic()
    with open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed; see {log}")
    print(f"| {what} | {wall:,.1f} | {used.ru_utime + used.ru_stime:,.1f} | {used.ru_maxrss / 1024:,.0f} MiB |", flush=True)
    return os.waitstatus_to_exitcode(status)


def duckdb_audit(export, script, parquet, mode, report, memory):
    """What one DuckDB process does: `convert` writes Parquet, `csv` and `parquet` audit and compare."""
    import duckdb
    import whole

    with open(script, encoding="utf-8") as file:
        text = file.read()
    os.makedirs(parquet, exist_ok=True)
    os.chdir(export)
    database = duckdb.connect(os.path.join(parquet, f"{mode}.duckdb"))
    database.execute(f"set temp_directory = '{parquet}/tmp'; set preserve_insertion_order = false; set memory_limit = '{memory}GB'")
    if mode == "convert":
        for load in LOAD.finditer(text):
            select = load.group(0).split(" as ", 1)[1].strip().rstrip(";")
            database.execute(f"copy ({select}) to '{parquet}/{load.group(1)}.parquet' (format parquet)")
        return 0
    if mode == "parquet":
        text = LOAD.sub(lambda load: f"create view {load.group(1)} as select * from '{parquet}/{load.group(1)}.parquet';\n", text)
    database.execute(text)
    with open(report, encoding="utf-8") as file:
        reported = whole.reported(json.load(file))
    different = 0
    for name, (columns, keys, wanted) in reported.items():
        chosen = ", ".join(f'"{column}"' for column in columns)
        rows = database.execute(f"select {chosen} from {name}").fetchall()
        lines = whole.compared(name, columns, keys, wanted, rows)
        print(name, len(wanted), "rows,", len(lines), "different")
        different += len(lines)
    return 1 if different else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("assets", type=int)
    parser.add_argument("folder")
    parser.add_argument("--spark", choices=["all", "once", "none"], default="all")
    parser.add_argument("--memory", type=int, default=8, help="GB for DuckDB and Spark")
    parser.add_argument("--duckdb", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.duckdb:
        return duckdb_audit(*asked.duckdb, asked.memory)
    import generate

    program, folder = os.path.abspath(asked.program), os.path.abspath(asked.folder)
    at = lambda *names: os.path.join(folder, *names)
    if not os.path.exists(at("waivers.toml")):
        generate.main(program, asked.assets, folder, False)
    rules = [*DAY, "--waivers", at("waivers.toml")]
    subprocess.run([program, "sql", "--engine", "duckdb", *rules, "--output", at("duckdb.sql")], check=True)
    subprocess.run([program, "sql", "--engine", "spark", *rules, "--output", at("spark.sql")], check=True)
    size = sum(os.path.getsize(at("records", name)) for name in os.listdir(at("records")))
    load = os.getloadavg()[0]
    print(f"{asked.assets:,} assets, {size / 1e6:,.0f} MB of CSV, {os.cpu_count()} cores, load {load:.1f} at the start\n")
    print("| | seconds | processor seconds | peak memory |\n|---|---:|---:|---:|")
    report = ["--format", f"json={at('report.json')}", "--quiet", "--fail-on", "never"]
    timed("pollworthy audit", [program, "audit", at("records"), *rules, *report], at("audit.log"))
    counts = ["--max-findings", "0", "--format", f"json={at('report-counts.json')}", "--quiet", "--fail-on", "never"]
    timed("pollworthy audit, counts alone", [program, "audit", at("records"), *rules, *counts], at("audit-counts.log"))
    if not os.path.exists(at("export")):
        timed("pollworthy export", [program, "export", at("export"), at("records"), "--partition", "state", *rules], at("export.log"))
    report = ["--format", f"json={at('report-export.json')}", "--quiet", "--fail-on", "never"]
    timed("pollworthy audit, of the export", [program, "audit", at("export"), *rules, *report], at("audit-export.log"))
    this = [sys.executable, os.path.abspath(__file__), program, str(asked.assets), folder, "--memory", str(asked.memory), "--duckdb"]
    failed = 0
    for mode, what in (("csv", "DuckDB, from CSV"), ("convert", "DuckDB, CSV to Parquet"), ("parquet", "DuckDB, from Parquet")):
        if os.path.exists(at("duckdb", f"{mode}.duckdb")):
            os.remove(at("duckdb", f"{mode}.duckdb"))
        arguments = [at("export"), at("duckdb.sql"), at("duckdb"), mode, at("report.json")]
        failed |= timed(what, [*this, *arguments], at(f"duckdb-{mode}.log"))
    if asked.spark != "none":
        import pyspark

        home = os.path.dirname(pyspark.__file__)
        os.environ.update(SPARK_HOME=home, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
        submit = [os.path.join(home, "bin", "spark-submit"), "--master", "local[*]", "--driver-memory", f"{asked.memory}g"]
        submit += ["--driver-java-options", "-XX:-DontCompileHugeMethods"]
        spark = [*submit, os.path.join(ROOT, "examples", "spark", "audit.py"), at("export"), at("spark.sql")]
        compare = ["--compare", at("report.json")]
        if asked.spark == "all":
            failed |= timed("Spark, from CSV", [*spark, at("spark-csv"), "--csv", *compare], at("spark-csv.log"))
        failed |= timed("Spark, CSV to Parquet and from it", [*spark, at("spark"), *compare], at("spark-both.log"))
        if asked.spark == "all":
            failed |= timed("Spark, from Parquet", [*spark, at("spark"), *compare], at("spark-parquet.log"))
    print("\nNo result differs from the report." if not failed else "\nRESULTS DIFFER: see the logs.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
