"""Audits an export on Spark: converts it to Parquet once, runs the script of `pollworthy sql --engine spark`, writes the results.

    spark-submit audit.py EXPORT SCRIPT.sql OUT [--master MASTER] [--format parquet|csv] [--parquet DIR] [--csv] [--compare REPORT.json]

EXPORT is the folder that `pollworthy export` wrote, or its URI. OUT gets `tallies`, `risk` and `lists`. With --compare, the results are
compared with the JSON report of `pollworthy audit`, number by number, and any difference ends the program with 1. README.md has more.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import time
from decimal import Decimal

RESULTS = {
    "tallies": (2, ("place", "rule", "verdict", "e_low", "e_high", "pass", "fail", "unknown", "waived")),
    "risk": (1, ("place", "low", "high", "standing")),
    "lists": (
        2,
        (
            "list", "state", "status", "places", "places_lacking", "places_lesser", "places_without_evidence", "units", "units_lacking",
            "units_lesser", "units_unknown", "units_waived", "rows_without_quantity", "voters", "voters_affected",
        ),
    ),
}
# The state that a row of Parquet is filed under; no column of an export has this name.
STATE = "in_state"
SHOWN = 20

VIEW = re.compile(r"(?:\s*--[^\n]*\n|\s)*create or replace temporary view (`(?:[^`]|``)+`|\w+)\s+(as\s|\()")
SOURCE = re.compile(r"(\) using csv options \(path )'(\w+)'(, pathGlobFilter '(\w+)\.csv')")

SETTINGS = {
    # Without this, every view is analysed again in each view that names it.
    "spark.sql.legacy.storeAnalyzedPlanForView": "true",
    # All layers of a judged table become one large Java method, which Java would only interpret. The other way, a stage for each layer,
    # copies every row ten times and was slower (README.md).
    "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
    "spark.executor.extraJavaOptions": "-XX:-DontCompileHugeMethods",
    # The file of a small state counts as 4 MB otherwise, and tasks become uneven.
    "spark.sql.files.openCostInBytes": "262144",
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
}


class Clock:
    """Prints how long each step took."""

    def __init__(self):
        self.begun = self.last = time.monotonic()

    def step(self, what):
        now = time.monotonic()
        print(f"{now - self.last:8.1f} s  {what}", flush=True)
        self.last = now

    def total(self):
        print(f"{time.monotonic() - self.begun:8.1f} s  in all", flush=True)


def statements(text):
    """The statements of a script: a semicolon in a text, a name or a comment ends none."""
    found, start, at = [], 0, 0
    while at < len(text):
        c = text[at]
        if c in "'\"`":
            at += 1
            while at < len(text) and text[at] != c:
                at += 2 if text[at] == "\\" and c != "`" else 1
        elif text.startswith("--", at):
            at = (text.find("\n", at) + 1 or len(text) + 1) - 1
        elif c == ";":
            found.append(text[start:at])
            start = at + 1
        at += 1
    found.append(text[start:])
    return [one for one in found if any(line.strip() and not line.strip().startswith("--") for line in one.splitlines())]


def located(path):
    """A URI as it is; any other path from the top, because Spark's own working directory may be another."""
    return path if re.match(r"\w+:", path) else os.path.abspath(path)


def read_text(spark, path):
    return spark.read.text(path, wholetext=True).first()[0]


def unquoted(name):
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def is_there(spark, path):
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
    return hadoop.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).exists(hadoop)


def converted(spark, clock, views, schema_text, folder):
    """Writes the tables of records as Parquet, a folder for each state, unless they are there already."""
    marker, digest = f"{folder}/made_from", hashlib.sha256(schema_text.encode()).hexdigest()
    # The description has the digest of every file, so that it changes with any of them.
    if is_there(spark, marker) and read_text(spark, marker).strip() == digest:
        clock.step("Parquet is there already")
        return
    rows = {}
    for file in json.loads(schema_text)["files"]:
        rows[file["table"]] = rows.get(file["table"], 0) + file["rows"]
    for name, statement in views.items():
        spark.sql(statement)
        state = "regexp_extract(input_file_name(), 'state=([^/]*)/', 1)"
        frame = spark.sql(f"select *, nullif({state}, '') as {STATE} from {name}")
        frame.write.mode("overwrite").partitionBy(STATE).parquet(f"{folder}/{name}")
        clock.step(f"{name} to Parquet, {rows.get(name, 0):,} rows")
    spark.sql(f"select '{digest}' as digest").coalesce(1).write.mode("overwrite").text(marker)


def kept(spark, clock, name, folder):
    """Works a view out once and reads it from Parquet afterwards, so that what rests on it is planned without it."""
    path = f"{folder}/{unquoted(name)}"
    spark.table(name).write.mode("overwrite").parquet(path)
    spark.read.parquet(path).createOrReplaceTempView(name)
    clock.step(f"{name}")


def run(spark, clock, asked):
    export, out = located(asked.export), located(asked.out)
    parquet = located(asked.parquet) if asked.parquet else f"{out}/parquet"
    schema_text = read_text(spark, f"{export}/schema.json")
    script = statements(read_text(spark, located(asked.script)))
    clock.step("session")
    ordered, records = [], {}
    for statement in script:
        if statement.strip().startswith("cache "):
            continue
        source = SOURCE.search(statement)
        if source:
            name = VIEW.match(statement).group(1)
            statement = SOURCE.sub(rf"\1'{export}/{source.group(2)}'\3", statement)
            if source.group(2) == "inventory" and not asked.csv:
                records[name] = statement
                continue
        ordered.append(statement)
    if records:
        converted(spark, clock, records, schema_text, parquet)
        for name, statement in records.items():
            # A table without rows has no file that says what its columns are.
            spark.sql(statement)
            frame = spark.read.schema(spark.table(name).schema).parquet(f"{parquet}/{name}")
            frame.drop(STATE).createOrReplaceTempView(name)
    for statement in ordered:
        if not VIEW.match(statement):
            # The check that the export fits the script: an error ends the program here.
            spark.sql(statement).collect()
            clock.step("check of the export")
            continue
        spark.sql(statement)
        name = VIEW.match(statement).group(1)
        if name.endswith("_sums") or name == "tallies":
            kept(spark, clock, name, f"{out}/steps")
        if name == "lists":
            break
    for name in RESULTS:
        writer = spark.table(name).coalesce(1).write.mode("overwrite")
        if asked.format == "csv":
            writer.option("header", "true").csv(f"{out}/{name}")
        else:
            writer.parquet(f"{out}/{name}")
        clock.step(f"{name} written")


def reported(report):
    """The same rows from a JSON report."""
    tallies, risk, lists = [], [], []
    for place in report["jurisdictions"]:
        for rule in place["rules"]:
            tallies.append((place["id"], *(rule[name] for name in RESULTS["tallies"][1][1:])))
        of_place = place["risk"] or {"low": None, "high": None}
        risk.append((place["id"], of_place["low"], of_place["high"], place["standing"]))
    for one in report["lists"]:
        for state in one["states"] + one.get("not_placed", []):
            lists.append((one["list"], *(state[name] for name in RESULTS["lists"][1][1:])))
    return {"tallies": tallies, "risk": risk, "lists": lists}


def plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def differences(spark, report):
    """How many rows were compared, and what differs."""
    lines, compared = [], 0
    for name, expected in reported(report).items():
        keys, columns = RESULTS[name]
        wanted = {row[:keys]: row for row in expected}
        found = {}
        for row in spark.table(name).select(*columns).collect():
            row = tuple(plain(value) for value in row)
            if row[:keys] in found:
                lines.append(f"{name} {row[:keys]} is there twice")
            found[row[:keys]] = row
        compared += len(wanted)
        lines += [f"{name} {key} is missing" for key in wanted if key not in found]
        lines += [f"{name} {key} is not in the report" for key in found if key not in wanted]
        for key, row in wanted.items():
            for column, value, other in zip(columns, row, found.get(key, row)):
                if value != other:
                    lines.append(f"{name} {key}: {column} is {value!r} in the report and {other!r} here")
    return compared, lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export", help="the folder of an export, or its URI")
    parser.add_argument("script", help="what `pollworthy sql --engine spark` wrote")
    parser.add_argument("out", help="the folder for the results, or its URI")
    parser.add_argument("--master", help="such as local[*] or spark://HOST:7077 [default: that of spark-submit]")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="of the results [default: parquet]")
    parser.add_argument("--parquet", help="where the converted tables are kept [default: OUT/parquet]")
    parser.add_argument("--csv", action="store_true", help="read the export's CSV every time and convert nothing")
    parser.add_argument("--compare", metavar="REPORT", help="the JSON report of `pollworthy audit` on the same records, a local file")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark")
    asked = parser.parse_args()
    from pyspark.sql import SparkSession

    clock = Clock()
    builder = SparkSession.builder.appName("pollworthy audit")
    if asked.master:
        builder = builder.master(asked.master)
    for name, value in [*SETTINGS.items(), *(one.split("=", 1) for one in asked.set)]:
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    run(spark, clock, asked)
    lines = []
    if asked.compare:
        with open(asked.compare, encoding="utf-8") as file:
            compared, lines = differences(spark, json.load(file))
        clock.step("comparison with the report")
        print(f"{compared} rows compared with the report, {len(lines)} different")
        for line in lines[:SHOWN]:
            print(f"  {line}")
    clock.total()
    spark.stop()
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
