"""Writes an inventory that is made up: many assets of many counties, with blanks, odd values and places without records.

    generate.py PROGRAM ASSETS FOLDER [--texts]

FOLDER gets one CSV file a table and `waivers.toml`. The same arguments give the same bytes. With --texts every text is one that a reader of
CSV or SQL may get wrong.
"""

import csv
import os
import random
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SHARES = {"equipment": 0.6, "network": 0.2, "vulnerabilities": 0.12, "services": 0.06, "incidents": 0.02}
CHUNK = 50_000
# Columns are made of this many cells, from another start in each chunk: drawing every cell anew takes ten times as long.
RING = 200_000

ODD_TEXTS = [
    'He said "no"', '"', '""', "'", "''", "a,b", "a;b", "line\nbreak", "line\r\nbreak", "\\", "\\.", "\\N", "\\n", "C:\\new\\table",
    "a\\", "=1+1", "+1", "-1", "@SUM(A1)", "\t=x", "a\tb", "${HOME}", "$1", "$$", ":name", "?", "%", "_", "100%", "--", "/* x */", "a--b",
    "NULL", "None", "nan", "Infinity", "true", "false", "0", "00", "1e3", "2026-01-01", "É", "é", "e\u0301", "İ", "ß", "ΑΣ", "日本", "😀", "\ufffd",
    "\ufeffa", "a\u00a0b", "a\u2028b", "a\u0085b", "x" * 3000, "`a`", "{a}", "[a]", "a|b", "#a", "# a", "a\rb", "\u200b", "a\u0001b", "a\x7fb",
    "null", "NA", "\\\"", "\\'", "';drop table equipment;--", "a\n\nb", "a\n", " a ", "''a'", '"a"', 'a"', '"a',
]
PLAIN_TEXTS = ["Warehouse 1", "Annex", "Room 12", "J. Ortiz", "County Clerk", "Board of Elections", "state", "none", "Albert", "MS-ISAC", "a/b"]
ODD_CELLS = ["soon", "?", "12 units", "-5", "1,000,000", "yes and no", "see notes", "#REF!", "3 of 5", "99/99/2020", "2026-02-30"]


def tables(program):
    """The columns of each table: name, kind, words."""
    page = subprocess.run([program, "schema", "--format", "markdown"], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {}
    for line in page.splitlines():
        if line.startswith("## "):
            columns = found.setdefault(line[3:].strip(), [])
        elif line.startswith("| `"):
            name, kind, words = (cell.strip() for cell in line.strip("|").split("|")[:3])
            columns.append((name.strip("`"), kind, [word.strip("` ") for word in words.split(",") if word.strip()]))
    return found


def reference(name):
    with open(os.path.join(ROOT, "rules", "reference", name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counties():
    with open(os.path.join(ROOT, "src", "place", "counties.txt"), encoding="utf-8") as file:
        lines = [line.strip().split(",") for line in file if not line.startswith("#")]
    return [(code, name) for code, name, kind, *_ in lines if kind != "former"][:3142]


def dates(chance, first, last):
    def one():
        year = chance.randint(first, last)
        day = f"{year:04}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return chance.choice([day] * 12 + [day[:7], day[:4], f"{year}-02-28", f"{year}-12-31"])

    return [one() for _ in range(400)]


def with_blanks(chance, cells, share, odd=0.003):
    """A pool of cells, some of them blank and a few odd."""
    pool = list(cells)
    size = max(400, len(pool))
    pool = [chance.choice(pool) for _ in range(size)] if len(pool) < size else pool
    blanks = int(size * share / (1 - share))
    odds = max(1, int(size * odd)) if odd else 0
    return pool + [""] * blanks + [chance.choice(ODD_CELLS) for _ in range(odds)]


def versions(chance):
    names = ["", "", "", "EVS ", "Democracy Suite ", "v", "Verity "]
    def number():
        return str(chance.choice([0, 1, 2, 5, 9, 10, 11, 17, 100]))
    made = [chance.choice(names) + ".".join(number() for _ in range(chance.randint(1, 4))) for _ in range(150)]
    return made + ["5.5-A", "5.5-a", "5.10", "5.9", "4.0 rc1", "none", "unknown"]


def models(chance):
    """Manufacturer, model and versions that belong together."""
    found = []
    for row in reference("models.csv"):
        makers = [row["manufacturer"], *row["manufacturers"].split(";")]
        names = [row["model"], *row["model_aliases"].split(";")]
        for _ in range(3):
            found.append((chance.choice(makers), chance.choice(names), chance.choice(versions(chance))))
    for row in reference("advisories.csv"):
        for version in [*row["affected"].split(";"), row["safe_from"], "5.20"]:
            found.append((row["manufacturer"], row["model"], version))
    found += [("", "DS200", "6.0"), ("Acme", "Ballotron", ""), ("ES&S", "", "5.5"), ("Sequoia; Dominion", "Edge", "5.0")] * 8
    return found


def pools(chance, columns, texts):
    found = {}
    systems = [row["system"] for row in reference("operating-systems.csv")]
    builds = [build for row in reference("operating-systems.csv") for build in row["builds"].split(";") + row["versions"].split(";")]
    for name, kind, words in columns:
        share = chance.choice([0.05, 0.1, 0.3])
        odd = 0.003
        if kind == "category":
            cells = words
        elif kind == "yes or no":
            cells = ["yes"] * 3 + ["no"] * 2
        elif kind == "date":
            cells = dates(chance, 2024, 2026) if name not in ("first_used_on", "support_ends_on") else dates(chance, 2003, 2029)
        elif kind == "version":
            cells = versions(chance)
        elif kind == "integer":
            cells = [str(chance.choice([0, 1, 1, 1, 2, 3, 5, 8, 40, 1000])) for _ in range(100)]
        elif kind == "number":
            cells = ["0", "0.5", "1000", "1234.56", "0.000001", "99999.99", "$1,000", "7"]
        else:
            odd = 0
            cells = {"operating_system": systems, "os_version": builds, "cve": ["CVE-2023-1234", "CVE-2024-0001", "CVE-2022-48506"]}.get(
                name, ODD_TEXTS + PLAIN_TEXTS * 12
            )
            if texts:
                cells, share = ODD_TEXTS, 0.01
        if name == "in_service":
            cells, share = ["yes"] * 30 + ["no"], 0.3
        if name in ("quantity",):
            share = 0.2
        found[name] = with_blanks(chance, cells, share, odd)
    return found


def places(chance, columns, all_counties, folder, texts):
    pool = pools(chance, columns, texts)
    states = sorted({code[:2] for code, _ in all_counties})
    with open(os.path.join(folder, "jurisdictions.csv"), "w", encoding="utf-8", newline="") as file:
        to = csv.writer(file)
        names = [name for name, _, _ in columns if name not in ("ocd_id", "state")]
        to.writerow(names)
        declared = [(state, "", "state") for state in states[::2]]
        declared += [(code, name, "county") for code, name in all_counties if chance.random() < 0.93]
        declared += [(f"{code}{at:05}", f"Town {at}", "municipality") for code, _ in all_counties[:40] for at in (10, 20)]
        declared += [(f"XE:{at:03}", f"Example {at}", "county") for at in range(10)]
        for code, name, level in declared:
            row = {column: chance.choice(pool[column]) for column in names}
            row.update(id=code, name=name, level=level, places_total="")
            row["registered_voters"] = chance.choice(["", str(chance.randint(100, 900_000))]) if chance.random() < 0.2 else str(
                chance.randint(100, 900_000)
            )
            row["next_election"] = chance.choice(["", "", "2026-11-03", "2026-12-08"])
            to.writerow([row[column] for column in names])
        summed = {column: chance.choice(pool[column]) for column in names}
        summed.update(id="23", name="", level="state", places_total="400", registered_voters="900000")
        if "23" not in states[::2]:
            to.writerow([summed[column] for column in names])


def rows(chance, table, columns, count, all_counties, folder, texts):
    pool = pools(chance, columns, texts)
    known_models = models(chance)
    codes = [code for code, _ in all_counties if chance.random() < 0.9]
    # Some offices have many more than others.
    jurisdictions = codes + codes[:300] * 9 + [f"XE:{at:03}" for at in range(12)] * 3 + ["39", "06"] * 2 + [""] * 40
    jurisdictions += [f"{code}00010" for code, _ in all_counties[:40]]
    names = [name for name, _, _ in columns]
    ring_size = min(count, RING)
    together = ("manufacturer", "model", "system_version")
    rings = {name: chance.choices(pool[name], k=ring_size) for name in names}
    rings["jurisdiction"] = chance.choices(jurisdictions, k=ring_size)
    alike = chance.choices((True, False), k=ring_size)
    if table == "equipment" and not texts:
        picked = chance.choices(known_models, k=ring_size)
        for at, name in enumerate(together):
            rings[name] = [one[at] for one in picked]
    for name in ("places_using", "voters_served"):
        if name in rings:
            rings[name] = chance.choices([""] * 60 + ["3"], k=ring_size)
    rings = {name: ring + ring[:CHUNK] for name, ring in rings.items()}
    alike += alike[:CHUNK]
    with open(os.path.join(folder, f"{table}.csv"), "w", encoding="utf-8", newline="") as file:
        to = csv.writer(file)
        to.writerow(names)
        for start in range(0, count, CHUNK):
            size = min(CHUNK, count - start)
            begins = {name: chance.randrange(len(ring) - size + 1) for name, ring in rings.items()}
            if table == "equipment" and not texts:
                begins.update(dict.fromkeys(together, begins["model"]))
            cells = {name: rings[name][at : at + size] for name, at in begins.items()}
            for identity in ("asset_id", "incident_id"):
                if identity in cells:
                    ids = [f"{table[0].upper()}{start + at}" for at in range(size)]
                    for at in chance.sample(range(size), size // 20):
                        ids[at] = chance.choice(["", "", "", f"{table[0].upper()}1", "7", "é'\"x"])
                    cells[identity] = ids
            if table == "equipment" and not texts:
                other = cells["certified_version"]
                cells["certified_version"] = [a if same else b for a, b, same in zip(cells["system_version"], other, alike)]
            to.writerows(zip(*(cells[name] for name in names)))


def waivers(chance, program, all_counties, folder):
    page = subprocess.run([program, "rules", "list", "--no-config"], check=True, stdout=subprocess.PIPE, text=True).stdout
    rules = sorted({word for word in page.split() if len(word) == 6 and word[2] == "-" and word[3:].isdigit()})
    with open(os.path.join(folder, "waivers.toml"), "w", encoding="utf-8") as file:
        for at in range(120):
            terms = {"rule": chance.choice(rules), "kind": chance.choice(["accepted-risk", "mitigated", "data-error"])}
            code, _ = chance.choice(all_counties[:600])
            kind = at % 6
            if kind in (0, 1, 2):
                terms["place"] = code
            if kind == 3:
                terms["place"] = code[:2]
            if kind in (1, 4):
                terms["asset"] = f"{chance.choice('EN')}{chance.randint(0, 400)}"
            if kind == 5:
                terms.update(rule="PT-001", place=code)
            terms.update(reason="It is \\\"mitigated\\\".", owner="the county")
            file.write("[[waiver]]\n" + "".join(f'{name} = "{value}"\n' for name, value in terms.items()))
            file.write(f"expires = {chance.choice(['2027-01-01', '2026-11-01', '2026-10-31', '2099-12-31'])}\n\n")


def main(program, count, folder, texts):
    chance = random.Random(2300 + count)
    os.makedirs(folder, exist_ok=True)
    records = os.path.join(folder, "records")
    os.makedirs(records, exist_ok=True)
    columns = tables(program)
    for name in columns:
        columns[name] = [column for column in columns[name] if column[0] != "row_key"]
    all_counties = counties()
    if texts:
        all_counties = all_counties[:30]
    places(chance, columns["jurisdictions"], all_counties, records, texts)
    for table, share in SHARES.items():
        rows(chance, table, columns[table], max(1, int(count * share)), all_counties, records, texts)
    waivers(chance, program, all_counties, folder)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], "--texts" in sys.argv)
