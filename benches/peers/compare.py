"""pollworthy beside DuckDB and Polars: the same audit of the same made-up inventory, each as a whole process.

    pip install duckdb polars
    cargo build --release
    python benches/peers/compare.py [--rows N] [--runs N] [--data DIR] [--program PATH]

Writes an inventory of N assets (2,000,000 unless said otherwise) to DIR, where it is not there yet; runs the twelve rules of
rules.toml by all three in turn, some times each; holds every total of units that fail and that are unknown, by place and rule,
against those of the other two; and prints the table that the README quotes. It ends with 1 where a total differs.
"""

import argparse
import csv
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
AS_OF = "2026-11-01"
PLACES = 6460

VOTING = ["dre", "bmd", "hand-fed-scanner", "batch-scanner"]
ALL = "true"

# Each rule of rules.toml as SQL: to what it applies, and what it requires.
SQL = {
    "B-01": ("equipment_type in ('dre', 'bmd', 'hand-fed-scanner', 'batch-scanner')", "paper_record <> 'none'"),
    "B-02": (ALL, f"first_used_on >= date '{AS_OF}' - interval 10 year"),
    "B-03": ("equipment_type <> 'electronic-pollbook'", "version >= [5, 4, 0]"),
    "B-04": (ALL, f"support_ends_on > date '{AS_OF}'"),
    "B-05": ("equipment_type <> 'electronic-pollbook'", "connectivity in ('air-gapped', 'isolated-lan')"),
    "B-06": (ALL, "wireless <> 'active'"),
    "B-07": (
        "equipment_type in ('dre', 'bmd', 'hand-fed-scanner', 'batch-scanner')",
        f"la_tested_on >= date '{AS_OF}' - interval 180 day",
    ),
    "B-08": (ALL, "sealed = 'yes'"),
    "B-09": (ALL, "certification_standard in ('VVSG 1.1', 'VVSG 2.0')"),
    "B-10": (ALL, "not (model in ('iVotronic', 'AccuVote TSX'))"),
    "B-11": ("connectivity in ('county-lan', 'internet')", f"support_ends_on > date '{AS_OF}' + interval 365 day"),
    "B-12": ("first_used_on < date '2012-01-01'", "sealed = 'yes' and la_tested_on is not null"),
}


def generate(rows, folder):
    """Writes equipment.csv and jurisdictions.csv; the same rows give the same bytes."""
    import duckdb

    def one_of(salt, *values):
        listed = ", ".join("NULL" if value is None else "'" + value.replace("'", "''") + "'" for value in values)
        return f"[{listed}][1 + (hash(n * 31 + {salt}) % {len(values)})::int]"

    def day(salt, first, span, blank):
        made = f"date '{first}' + (hash(n * 37 + {salt}) % {span})::int"
        return f"case when hash(n * 41 + {salt}) % 100 >= {blank} then {made} end"

    place = "printf('%02d%03d', 1 + p // 130, 1 + p % 130 * 2)"
    os.makedirs(folder, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(f"""
        copy (
            select
                'A' || n as asset_id,
                {place} as jurisdiction,
                {one_of(1, 'hand-fed-scanner', 'dre', 'bmd', 'batch-scanner', 'electronic-pollbook',
                        'election-management-system')} as equipment_type,
                {one_of(2, 'ES&S', 'Dominion', 'Hart InterCivic', 'Unisyn', 'Clear Ballot')} as manufacturer,
                {one_of(3, 'DS200', 'iVotronic', 'ImageCast X', 'Verity Duo', 'ExpressVote, "XL"', 'AccuVote TSX')} as model,
                {one_of(4, 'none', 'vvpat', 'marked', 'ballot', 'ballot', 'ballot', None)} as paper_record,
                1 + (hash(n * 43) % 5)::int as quantity,
                {day(5, '2003-01-01', 8600, 0)} as first_used_on,
                printf('%d.%d.%d', 4 + (hash(n * 47) % 3)::int, (hash(n * 53) % 12)::int, (hash(n * 59) % 10)::int)
                    as system_version,
                {one_of(6, 'VVSG 1.0', 'VVSG 1.1', 'VVSG 2.0', None)} as certification_standard,
                {day(8, '2024-06-01', 3000, 8)} as support_ends_on,
                {one_of(9, 'air-gapped', 'air-gapped', 'isolated-lan', 'county-lan', 'internet', None)} as connectivity,
                {one_of(10, 'absent', 'disabled', 'active', None)} as wireless,
                {day(12, '2025-01-01', 660, 10)} as la_tested_on,
                {one_of(13, *['yes'] * 18, 'no', None)} as sealed,
                'SN-' || (hash(n * 61) % 1000000000) as serial_number,
                'Warehouse ' || (n % 97) as notes
            from (select n, (n * 7919 % {PLACES})::int as p from range({rows}) t(n))
        ) to '{folder}/equipment.csv' (header, delimiter ',')""")
    connection.execute(f"""
        copy (
            select {place} as id, 'Place ' || {place} as name, 1000 + (hash(p) % 900000)::int as registered_voters
            from (select n::int as p from range({PLACES}) t(n)) order by 1
        ) to '{folder}/jurisdictions.csv' (header, delimiter ',')""")


def by_duckdb(folder):
    import duckdb

    texts = "asset_id jurisdiction equipment_type manufacturer model paper_record system_version certification_standard "
    texts += "connectivity wireless sealed serial_number notes"
    types = dict.fromkeys(texts.split(), "VARCHAR")
    types.update(quantity="INTEGER", first_used_on="DATE", support_ends_on="DATE", la_tested_on="DATE")
    judged, sums = [], []
    for at, (applies, requires) in enumerate(SQL.values()):
        judged.append(f"({applies}) as a{at}, ({requires}) as r{at}")
        sums.append(f"sum(case when a{at} and not r{at} then quantity else 0 end)::bigint")
        settled = f"a{at} is false or (a{at} and r{at} is not null)"
        sums.append(f"sum(case when {settled} then 0 else quantity end)::bigint")
    return duckdb.sql(f"""
        select jurisdiction, {', '.join(sums)} from (
            select jurisdiction, quantity, {', '.join(judged)} from (
                select *, string_split(system_version, '.')::integer[] as version
                from read_csv('{folder}/equipment.csv', header = true, types = {types})))
        group by jurisdiction""").fetchall()


def by_polars(folder):
    import polars as pl

    column, day = pl.col, datetime.date
    today, applies_to_all = day(2026, 11, 1), pl.lit(True)
    voting, no_pollbook = column("equipment_type").is_in(VOTING), column("equipment_type") != "electronic-pollbook"
    major, minor = (column("system_version").str.split(".").list.get(part).cast(pl.Int32) for part in (0, 1))
    sealed, tested, ends = column("sealed") == "yes", column("la_tested_on"), column("support_ends_on")
    rules = [
        (voting, column("paper_record") != "none"),
        (applies_to_all, column("first_used_on") >= day(2016, 11, 1)),
        (no_pollbook, (major > 5) | ((major == 5) & (minor >= 4))),
        (applies_to_all, ends > today),
        (no_pollbook, column("connectivity").is_in(["air-gapped", "isolated-lan"])),
        (applies_to_all, column("wireless") != "active"),
        (voting, tested >= today - datetime.timedelta(180)),
        (applies_to_all, sealed),
        (applies_to_all, column("certification_standard").is_in(["VVSG 1.1", "VVSG 2.0"])),
        (applies_to_all, ~column("model").is_in(["iVotronic", "AccuVote TSX"])),
        (column("connectivity").is_in(["county-lan", "internet"]), ends > today + datetime.timedelta(365)),
        (column("first_used_on") < day(2012, 1, 1), sealed & tested.is_not_null()),
    ]
    sums = []
    for at, (applies, requires) in enumerate(rules):
        settled = (~applies).fill_null(False) | (applies & requires.is_not_null()).fill_null(False)
        sums.append((column("quantity") * (applies & ~requires).fill_null(False)).sum().alias(f"fail{at}"))
        sums.append((column("quantity") * ~settled).sum().alias(f"unknown{at}"))
    kinds = dict.fromkeys(["jurisdiction", "system_version", "sealed"], pl.String)
    kinds.update(dict.fromkeys(["first_used_on", "support_ends_on", "la_tested_on"], pl.Date))
    frame = pl.scan_csv(f"{folder}/equipment.csv", schema_overrides=kinds)
    return frame.group_by("jurisdiction").agg(*sums).collect(engine="streaming").rows()


def one(peer, folder, out):
    """One peer's audit, in a process of its own."""
    rows = {"DuckDB": by_duckdb, "Polars": by_polars}[peer](folder)
    with open(out, "w", newline="") as file:
        writer = csv.writer(file)
        for place, *sums in rows:
            writer.writerows([place, rule, sums[2 * at], sums[2 * at + 1]] for at, rule in enumerate(SQL))


# The report as it is by default, with the worst 25,000 findings, and with counts alone, as the peers give them.
OURS = {"pollworthy, by default": [], "pollworthy, counts alone": ["--max-findings", "0"]}
SAID = {"pollworthy, by default": "by default", "pollworthy, counts alone": "counts alone"}


def totals(who, out):
    if who in OURS:
        with open(out) as file:
            places = json.load(file)["jurisdictions"]
        return {(place["id"], rule["rule"]): (rule["fail"], rule["unknown"]) for place in places for rule in place["rules"]}
    with open(out) as file:
        return {(place, rule): (int(fail), int(unknown)) for place, rule, fail, unknown in csv.reader(file)}


def timed(command, out):
    """Seconds on the clock, seconds of processor, and the peak of memory in MiB, of a whole process."""
    with open(out, "wb") as file:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=file)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--data")
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "release", "pollworthy"))
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        return one(*asked.one)
    if asked.make:
        return generate(asked.rows, asked.make)
    folder = asked.data or os.path.join(tempfile.gettempdir(), f"pollworthy-peers-{asked.rows}")
    if not os.path.exists(os.path.join(folder, "jurisdictions.csv")):
        subprocess.run([sys.executable, os.path.abspath(__file__), "--rows", str(asked.rows), "--make", folder], check=True)
    rules = os.path.join(HERE, "rules.toml")
    ours = [asked.program, "audit", folder, "--rules", rules, "--as-of", AS_OF, "--format", "json", "--fail-on", "never"]
    with tempfile.TemporaryDirectory() as scratch:
        out = {who: os.path.join(scratch, who) for who in [*OURS, "DuckDB", "Polars"]}
        commands = {who: [sys.executable, os.path.abspath(__file__), "--one", who, folder, out[who]] for who in out}
        commands |= {who: ours + more for who, more in OURS.items()}
        runs = {who: [] for who in out}
        for turn in range(asked.runs + 1):
            for who, command in commands.items():
                figures = timed(command, out[who] if who in OURS else os.path.join(scratch, "said"))
                # The first run warms the files up.
                if turn > 0:
                    runs[who].append(figures)
        found = {who: totals(who, path) for who, path in out.items()}
    differ = [key for key in found["DuckDB"] if len({found[who].get(key, (0, 0)) for who in found}) > 1]
    median = {who: [statistics.median(column) for column in zip(*figures)] for who, figures in runs.items()}
    fastest = min(median["DuckDB"][0], median["Polars"][0])
    # Not imported here: what this process holds would count as memory of those that it starts.
    versions = {who: f" {version(who.lower())}" if who not in OURS else "" for who in out}
    size = os.path.getsize(os.path.join(folder, "equipment.csv")) / 1e6
    print(f"{asked.rows:,} assets, {size:.0f} MB of CSV, 12 rules; whole process, median of {asked.runs}; ", end="")
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {machine()}\n")
    print("| | seconds | processor seconds | peak memory |\n|---|---:|---:|---:|")
    for who, (seconds, processor, peak) in median.items():
        print(f"| {who}{versions[who]} | {seconds:.2f} | {processor:.2f} | {peak:.0f} MiB |")
    times = [f"{fastest / median[who][0]:.1f} times as fast as the faster of the two ({said})" for who, said in SAID.items()]
    print(f"\n{', '.join(times)}. ", end="")
    print(f"{len(found['DuckDB']):,} totals held against each other, {len(differ)} differ.")
    sys.exit(bool(differ))


def machine():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
