"""Whole audits: what scripts of `pollworthy sql` find on each engine must be what the report says, number by number.

    whole.py PROGRAM [--assets N] [--engines NAME...] [--only CASE...] [--keep FOLDER]

Each case is an inventory with options. It is audited and exported once; each engine then runs its script over the export. Compared are
`tallies`, `risk` and `lists` with the JSON report, in both directions and exactly, and every cell that the engine loaded with the file that it
was loaded from. Ends with 1 on any difference.
"""

import argparse
import csv
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, namedtuple
from datetime import date
from decimal import Decimal

import generate
from engines import NAMES, EngineError, opened

ROOT = generate.ROOT
SHOWN = 5

TALLIES = ("place", "rule", "verdict", "e_low", "e_high", "pass", "fail", "unknown", "waived")
RISK = ("place", "low", "high", "standing")
LISTS = (
    "list", "state", "status", "places", "places_lacking", "places_lesser", "places_without_evidence", "units", "units_lacking",
    "units_lesser", "units_unknown", "units_waived", "rows_without_quantity", "voters", "voters_affected",
)
# How many rows an export may have for its cells to be compared one by one.
MOST_CELLS = 200_000
FOR_SPARK = ("shipped",)
# What only one engine does in the gate: it is the same script on the others, and takes them longer.
FOR_DUCKDB = ("EAVS 2018",)

# Options of records (`--expect`) are for reading them only; a script is made from the rules, their waivers and the day. Some options are for
# the export or for the script alone, and some cases for a few engines.
Case = namedtuple("Case", "name paths records rules export script engines", defaults=([], [], NAMES))
# A line of psql that ends the data, even inside a cell. PostgreSQL's script must stop at it.
END_OF_DATA = "end of data in a cell"


def cases(program, assets, folder):
    """All cases; those that need files that are not there are left out."""
    day = ["--as-of", "2026-11-01"]
    inventories = os.path.join(ROOT, "inventories")
    waivers = ["--waivers", os.path.join(ROOT, "rules", "waivers-us-2018.toml")]
    found = [
        Case("shipped", [inventories], [], day),
        Case("example county, expected", [os.path.join(inventories, "example-county")], ["--expect", "XE"], day),
        Case("us-2018, waivers", [os.path.join(inventories, "us-2018")], [], [*day, *waivers]),
        Case("layer", [inventories], [], [*day, "--rules", os.path.join(ROOT, "tests", "cases", "layer.toml")]),
        Case("federal assistance", [inventories], [], [*day, "--rules", "federal-assistance"]),
    ]
    found += [
        Case("shipped, open", [inventories], [], day, script=["--bind"]),
        Case("shipped, by state", [inventories], [], day, export=["--partition", "state"], engines=("duckdb", "spark")),
        Case("shipped, public", [inventories], ["--redact", "public"], day, script=["--redact", "public"]),
    ]
    cell = os.path.join(folder, "end-of-data")
    os.makedirs(cell)
    with open(os.path.join(cell, "equipment.csv"), "w", encoding="utf-8") as file:
        file.write('jurisdiction,equipment_type,notes\n39001,dre,"a\n\\.\nb"\n39003,dre,c\n')
    found.append(Case(END_OF_DATA, [cell], [], day))
    eavs = os.path.join(os.environ.get("POLLWORTHY_DATA", os.path.join(ROOT, "..", "shared", "data")), "eavs2018")
    if os.path.isdir(eavs):
        found.append(Case("EAVS 2018", [os.path.join(eavs, "section_f.csv")], [], ["--as-of", "2018-11-06"]))
    texts = os.path.join(folder, "texts")
    generate.main(program, 1500, texts, True)
    found.append(Case("odd texts", [os.path.join(texts, "records")], [], day))
    made = os.path.join(folder, "generated")
    generate.main(program, assets, made, False)
    with_waivers = ["--waivers", os.path.join(made, "waivers.toml")]
    found.append(Case(f"{assets} assets", [os.path.join(made, "records")], ["--expect", "OH"], [*day, *with_waivers]))
    return found


def ran(command, cwd=None):
    """What a command prints; it may end with 1, as an audit does that finds something."""
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr[-3000:]}")
    return done.stdout


def reported(report):
    """The rows that the engine must have, by table."""
    tallies, risk, lists = [], [], []
    for place in report["jurisdictions"]:
        for rule in place["rules"]:
            tallies.append((place["id"], *(rule[name] for name in TALLIES[1:])))
        of_place = place["risk"] or {"low": None, "high": None}
        risk.append((place["id"], of_place["low"], of_place["high"], place["standing"]))
    for one in report["lists"]:
        # Places without a known state are under an empty one.
        for state in one["states"] + one.get("not_placed", []):
            lists.append((one["list"], *(state[name] for name in LISTS[1:])))
    return {"tallies": (TALLIES, 2, tallies), "risk": (RISK, 1, risk), "lists": (LISTS, 2, lists)}


def plain(value):
    """A value as it is compared: numbers by their value, all else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def compared(name, columns, keys, wanted, found):
    """What differs between two lists of rows that have a key in their first columns."""
    wanted_rows = {row[:keys]: row for row in wanted}
    found_rows, lines = {}, []
    for row in found:
        row = tuple(plain(value) for value in row)
        if row[:keys] in found_rows:
            lines.append(f"{name} {row[:keys]} is there twice")
        found_rows[row[:keys]] = row
    for key, row in wanted_rows.items():
        if key not in found_rows:
            lines.append(f"{name} {key} is missing")
            continue
        for column, value, other in zip(columns, row, found_rows[key]):
            if value != other:
                lines.append(f"{name} {key}: {column} is {value!r} in the report and {other!r} on the engine")
    lines.extend(f"{name} {key} is on the engine only" for key in found_rows if key not in wanted_rows)
    return lines


def cell(kind, value, engine):
    """A value of an engine as an export writes it."""
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "number":
        number = Decimal(value) / 1_000_000 if engine == "sqlite" else Decimal(value)
        return format(number.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def loaded(engine, name, export):
    """What differs between the files of an export and the tables that the engine loaded."""
    with open(os.path.join(export, "schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    columns = {table["name"]: table["columns"] for table in schema["tables"]}
    lines, cells = [], 0
    # An export by states has a file for each.
    paths = {}
    for file in schema["files"]:
        paths.setdefault(file["table"], []).append(file)
    for table, files in paths.items():
        if sum(file["rows"] for file in files) > MOST_CELLS:
            continue
        header, written = [], []
        for file in files:
            with open(os.path.join(export, file["path"]), encoding="utf-8", newline="") as opened_file:
                header, *rows = csv.reader(opened_file)
            written += rows
        kinds = {column["name"]: column["kind"] for column in columns[table]}
        try:
            rows = engine.table(table, header)
        except EngineError as error:
            lines.append(f"{file['table']} cannot be read: {error}")
            continue
        wanted = Counter(map(tuple, written))
        found = Counter(tuple(cell(kinds[column], value, name) for column, value in zip(header, row)) for row in rows)
        cells += sum(wanted.values()) * len(header)
        if wanted != found:
            missing, extra = wanted - found, found - wanted
            lines.append(f"{file['table']}: {sum(missing.values())} rows are not loaded as they are written")
            for a, b in list(zip(sorted(missing), sorted(extra)))[:2]:
                pairs = [f"{column} {x!r} is {y!r}" for column, x, y in zip(header, a, b) if x != y]
                lines.append("    " + "; ".join(pairs)[:600])
            if not extra and missing:
                lines.append(f"    such as {dict(zip(header, next(iter(missing))))}"[:600])
    return lines, cells


def judged(engine, name, case, export, script, wanted):
    """One case on one engine: a line about it, and what differs."""
    start = time.monotonic()
    if isinstance(script, RuntimeError):
        # What an engine cannot say exactly is refused, rule by rule; anything else is a mistake.
        why = str(script).splitlines()[1:]
        engine_name = {"duckdb": "DuckDB", "sqlite": "SQLite", "postgres": "PostgreSQL", "spark": "Spark"}[name]
        refused = bool(why) and all(engine_name in line for line in why if line.strip())
        return f"{name}, {case}: refused: {'; '.join(why)[:500]}", [] if refused else [str(script)]
    try:
        engine.clear()
        engine.script(export, script)
        lines, rows = [], 0
        for table, (columns, keys, expected) in wanted.items():
            lines += compared(table, columns, keys, expected, engine.table(table, columns))
            rows += len(expected)
        different, cells = loaded(engine, name, export)
        lines += different
        if name == "postgres" and case == END_OF_DATA:
            lines.append("psql read over the end of the data: let the script rely on it")
    except EngineError as error:
        if name == "postgres" and case == END_OF_DATA and "unterminated CSV quoted field" in str(error):
            return f"{name}, {case}: the script stops, as it must", []
        lines, rows, cells = [f"error: {error}"[:3000]], 0, 0
    seconds = time.monotonic() - start
    line = f"{name}, {case}: {rows} rows of results and {cells} cells compared, {len(lines)} different ({seconds:.0f} s)"
    return line, lines


def engine_runs(task):
    """All cases on one engine, in a process of its own."""
    name, prepared = task
    results = []
    with opened(name) as engine:
        for case, export, scripts, wanted in prepared:
            if name not in scripts:
                continue
            results.append(judged(engine, name, case, export, scripts[name], wanted))
    return results


def prepare(program, case, engines, folder):
    """Audits and exports a case, and writes the scripts."""
    base = [program]
    options = [*case.rules, "--no-config"]
    report = json.loads(ran([*base, "audit", *case.paths, *case.records, *options, "--format", "json"]))
    export = os.path.join(folder, "export-" + case.name.replace(" ", "-").replace(",", ""))
    ran([*base, "export", export, *case.paths, *case.records, *options, *case.export])
    scripts = {}
    for name in (name for name in engines if name in case.engines):
        try:
            scripts[name] = ran([*base, "sql", "--engine", name, *options, *case.script])
        except RuntimeError as error:
            scripts[name] = error
    return case.name, export, scripts, reported(report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--assets", type=int, default=20_000)
    parser.add_argument("--engines", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--small", action="store_true", help="leaves out the cases that take an engine long")
    parser.add_argument("--only", nargs="+", help="words of the names of cases")
    parser.add_argument("--keep", help="a folder that the exports and scripts stay in")
    asked = parser.parse_args()
    program = os.path.abspath(asked.program)
    with tempfile.TemporaryDirectory(prefix="pw-whole-") as folder:
        folder = asked.keep or folder
        os.chmod(folder, 0o755)
        chosen = cases(program, asked.assets, folder)
        if asked.only:
            chosen = [case for case in chosen if any(word in case.name for word in asked.only)]
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            work = [(program, case, asked.engines, folder) for case in chosen]
            prepared = pool.starmap(prepare, work, chunksize=1)
            failed = False
            # The slowest engine first.
            order = sorted(asked.engines, key=lambda name: name != "spark")
            tasks = []
            for name in order:
                few = [one for one in prepared if name != "spark" or one[0] in FOR_SPARK]
                few = [one for one in few if name == "duckdb" or one[0] not in FOR_DUCKDB]
                tasks.append((name, few if asked.small else prepared))
            for results in pool.imap(engine_runs, tasks, chunksize=1):
                for line, lines in results:
                    print(line, flush=True)
                    shown = Counter()
                    for different in lines:
                        # As many of each table.
                        table = different.split()[0]
                        shown[table] += 1
                        if shown[table] <= SHOWN:
                            print("   ", different)
                    failed |= bool(lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
