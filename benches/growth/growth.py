"""How the costs of pollworthy grow: twice the input must not take four times as long.

    cargo build --release
    python benches/growth/growth.py [--small] [--only NAME...] [--program PATH] [--list]

An input has many sizes: its rows, its places, its rules, its waivers, the length of its cells and so on. For each of them this writes
inputs of n, 2n, 4n and 8n to a temporary folder, runs the program on each as a whole process, and takes its processor seconds (the least
of some runs) and its peak memory. What an almost empty input of the same kind takes is taken off both. The exponent is the slope of the
logarithm of a cost over the logarithm of n: 1 where the cost is proportional to the size, 2 where it grows with its square, and less than 1
where what is kept or printed has a limit.

It ends with 1 where an exponent of time is above 1.3 (1.4 with --small; above 2 for the two sizes of which the program allows 200 at most), and with 2 where
the program failed or took too long. What else the machine does only ever adds to a cost: an exponent above the limit is measured again
with more runs, up to twice, before it counts, unless it is so high and the cost so large that noise cannot be it. A size whose largest
input costs too little to tell is said to be so, and is no failure.

Without --small it takes some minutes, and the inputs are as large as a release build asks for. With --small, for the gate, they are as
large as an unoptimised build needs to show a square; two sizes are measured at a time, each by one thread. Numbers of small inputs are
too rough to quote.

Needs a Unix and nothing beyond Python's own library.
"""

import argparse
import contextlib
import json
import math
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import namedtuple

# random and zipfile are imported where an input is written: what this process holds counts as memory of those that it starts.

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

HIGHEST = 1.3  # the highest exponent of time that is no failure
HIGHEST_SMALL = 1.4  # the same with --small, where inputs are short and noise is large; a square has 2
BOUNDED = 2.0  # the same for a size that the program itself holds low, so that its square is small too
PLAIN = 1.6  # with a cost of a second and more, an exponent above this is no noise
LEAST_SECONDS = 0.03  # the least cost of the largest input that tells anything
LEAST_MEMORY = 4.0  # MiB
NOISE_SECONDS = 0.01  # two runs of the same input differ by as much
GRAIN_SECONDS, GRAIN_MEMORY = 0.001, 0.25  # a cost below this is taken for this: a logarithm needs something above nothing
LONGEST_RUN = 120  # seconds on the clock
MOST_MEMORY = 12 << 30  # bytes; more makes the program fail, and not the machine

# --- What the inputs are made of ------------------------------------------------------------------------------------------------------

EQUIPMENT = "asset_id,jurisdiction,equipment_type,manufacturer,model,paper_record,quantity,first_used_on,connectivity,wireless"
PLACES = "id,state,name,registered_voters"
FEW_PLACES = 200

RULES = """
[ruleset]
name = "growth"
version = "1"
[[rule]]
id = "G-1"
topic = "paper-trail"
title = "Leaves a paper record"
table = "equipment"
require = "paper_record <> 'none'"
severity = "critical"
[[rule]]
id = "G-2"
topic = "network"
title = "Not on the internet"
table = "equipment"
require = "connectivity <> 'internet'"
severity = "high"
[[rule]]
id = "G-3"
topic = "age"
title = "Not too old"
table = "equipment"
require = "first_used_on >= date '2016-11-01'"
severity = "medium"
"""


def write(path, *parts):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


def table(path, header, rows):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(header + "\n")
        file.writelines(row + "\n" for row in rows)


def place_id(number):
    return f"P{number:07d}"


def office(number):
    """A row of jurisdictions."""
    state = ("IA", "OH", "TX", "GA")[number % 4]
    return f"{place_id(number)},{state},Place {number},{1000 + number * 37 % 90000}"


def machine(number, place=place_id(1), asset=None, kind="dre", maker="ES&S", model="iVotronic", paper="none", quantity=None,
            day=None, network=None):
    """A row of equipment. All of them leave no paper record, and every other one is on the internet."""
    asset = f"A{number:08d}" if asset is None else asset
    quantity = number % 5 + 1 if quantity is None else quantity
    day = f"{2005 + number % 20}-{1 + number % 12:02d}-{1 + number % 28:02d}" if day is None else day
    network = ("internet", "air-gapped")[number % 2] if network is None else network
    return f"{asset},{place},{kind},{maker},{model},{paper},{quantity},{day},{network},active"


def word(number, length=9):
    """A made-up word; no two numbers below 5,000,000,000 give the same one of nine letters."""
    left, letters = number * 48_271 % 26**length, ""
    for _ in range(length):
        left, letter = divmod(left, 26)
        letters += chr(ord("a") + letter)
    return letters


def equipment(rows, folder="records"):
    table(f"{folder}/equipment.csv", EQUIPMENT, rows)


def offices(n, folder="records"):
    table(f"{folder}/jurisdictions.csv", PLACES, (office(number) for number in range(n)))


def rule(number, condition):
    return (f'[[rule]]\nid = "N-{number}"\ntopic = "age"\ntitle = "Rule {number}"\ntable = "equipment"\nseverity = "high"\n'
            f'require = "{condition}"\n')


def rules(*parts):
    write("rules.toml", '[ruleset]\nname = "growth"\nversion = "1"\n', *parts)


# --- Generators: each writes an input of size n to the current folder -------------------------------------------------------------------


def rows(n):
    offices(2)
    equipment(machine(number) for number in range(n))


def rows_of_places(n):
    offices(FEW_PLACES)
    equipment(machine(number, place_id(number % FEW_PLACES)) for number in range(n))


def rows_of_undeclared_places(n):
    equipment(machine(number, place_id(number % FEW_PLACES)) for number in range(n))


def rows_in_no_order(n):
    offices(2)
    import random

    numbers = list(range(n))
    random.Random(7).shuffle(numbers)
    equipment(machine(number) for number in numbers)


def rows_without_quantity(n):
    offices(2)
    equipment(machine(number, quantity="") for number in range(n))


def places(n):
    offices(n)
    equipment(machine(number, place_id(number // 2)) for number in range(2 * n))


def growing_old(number, place):
    """A machine and its computer, each with a date of its own within the next ten years."""
    year, month, day = 2017 + number % 9, 1 + number % 12, 1 + number % 28
    return f"E{number},{place},scanner,1,{year}-{month:02d}-{day:02d},{year + 10}-{month:02d}-{day:02d}"


GROWING_OLD = "asset_id,jurisdiction,equipment_type,quantity,first_used_on,support_ends_on"


def machines_that_grow_old(n):
    offices(2)
    table("records/equipment.csv", GROWING_OLD, (growing_old(number, place_id(1)) for number in range(n)))


def places_that_grow_old(n):
    offices(n)
    table("records/equipment.csv", GROWING_OLD, (growing_old(number, place_id(number // 4)) for number in range(4 * n)))


def undeclared_places(n):
    equipment(machine(number, place_id(number // 2)) for number in range(2 * n))


def places_below(n):
    """Municipalities, each below one of 50 counties of Iowa by its FIPS code."""
    names = [f"19{1 + number % 50 * 2:03d}{10_000 + number // 50:05d}" for number in range(n)]
    table("records/jurisdictions.csv", PLACES, (f"{name},IA,Town {name},900" for name in names))
    equipment(machine(number, name) for number, name in enumerate(names))


def places_expected(n):
    rows(10)
    table("expected.csv", PLACES, (office(number) for number in range(n)))


def assets_and_flaws(n):
    offices(2)
    header = "asset_id,jurisdiction,role,operating_system,patched_on,connectivity"
    table("records/network.csv", header,
          (f"N{number},{place_id(1)},server,Windows 7,2020-01-01,county-lan" for number in range(n)))
    header = "asset_id,jurisdiction,cve,found_on,known_exploited"
    table("records/vulnerabilities.csv", header,
          (f"N{number},{place_id(1)},CVE-2025-{1000 + number},2026-01-01,yes" for number in range(n)))


def many_rules(n):
    rows_of_places(200)
    rules(*(rule(number, f"quantity <> {number} or wireless <> 'active'") for number in range(n)))


def examples(n):
    one = "[[rule.example]]\nverdict = 'pass'\nasset = { connectivity = 'air-gapped' }\n"
    rules(rule(1, "connectivity <> 'internet'"), *(one for _ in range(n)))


def params(n):
    rows(10)
    rules("[params]\n", *(f"p{number} = {number}\n" for number in range(n)), rule(1, "quantity <> :p0"))


def defines(n):
    """Each names the one before it twice, five in a chain; the last of each chain is a rule's condition."""
    rows(10)
    def one(number):
        before = f"d{number - 1}"
        return f'd{number} = "quantity > {number}"\n' if number % 5 == 0 else f'd{number} = "{before} or not {before}"\n'
    ends = (rule(number, f"d{number}") for number in range(4, n, 5))
    rules("[define.equipment]\n", *map(one, range(n)), rule(0, "quantity > 0"), *ends)


def depth(n):
    """n pairs of parentheses around each other, in each of 300 rules."""
    rows(10)
    nested = "".join(f" {('and', 'or')[level % 2]} quantity <> {level + 9})" for level in range(n))
    rules(*(rule(number, f"{'(' * n}quantity > {number}{nested}") for number in range(300)))


def columns(n):
    """Columns that the rules file adds, and that a rule asks for; at most 200 are allowed."""
    names = [f"own_{number}" for number in range(n)]
    added = (f'[[column]]\ntable = "equipment"\nname = "{name}"\nkind = "text"\nmeaning = "its own"\n' for name in names)
    rules(*added, *(rule(number, f"{name} <> 'v1'") for number, name in enumerate(names)))
    table("records/equipment.csv", ",".join([EQUIPMENT, *names]),
          (machine(number) + f",v{number % 7}" * n for number in range(400)))


def headers(n):
    """Columns that nobody knows; at most 2,000 are read."""
    names = [word(number, 14) for number in range(n)]
    table("records/equipment.csv", ",".join([EQUIPMENT, *names]), (machine(number) + ",v" * n for number in range(20)))


def distinct_words(n):
    equipment(machine(number, maker=f"maker {word(number)}", model=f"model {word(number)}") for number in range(n))


def wrong_words(n):
    equipment(machine(number, kind=word(number), paper=word(number + 1)) for number in range(n))


def bad_dates(n):
    equipment(machine(number, day=f"{number}/{number}/{number}") for number in range(n))


def unknown_places(n):
    equipment(machine(number, place=f"{word(number)} County OH") for number in range(n))


def short_and_long_rows(n):
    """Something is to be said of every row."""
    equipment(machine(number).rsplit(",", 2)[0] if number % 2 else machine(number) + ",," for number in range(n))


def notices_of_files(n):
    """Something is to be said of every file."""
    for number in range(n):
        table(f"records/list-{number}.csv", EQUIPMENT + f",{word(number)}", [machine(number, kind=word(number), asset="") + ",v"])


def cell_length(n):
    equipment(machine(number, model=f"{number}{'x' * n}") for number in range(100))


def one_id(n):
    equipment(machine(number, asset="A1") for number in range(n))


def ids_twice(n):
    equipment(machine(number, asset=f"A{number // 2}") for number in range(n))


def findings(n):
    """Every row fails three rules."""
    equipment(machine(number, day="2001-01-01", network="internet") for number in range(n))


def waivers(path, chosen):
    write(path, *(f'[[waiver]]\nrule = "G-1"\n{what}\nkind = "accepted-risk"\nreason = "known"\nowner = "the county"\n'
                  'approved_by = "the state"\nexpires = 2027-01-01\n' for what in chosen))


def waivers_by_asset(n):
    rows(2_000)
    waivers("waivers.toml", (f'asset = "A{number:08d}"\nplace = "{place_id(1)}"' for number in range(n)))


def waivers_by_place(n):
    offices(2_000)
    equipment(machine(number, place_id(number)) for number in range(2_000))
    waivers("waivers.toml", (f'place = "{place_id(number)}"' for number in range(n)))


def rows_and_waivers(n):
    rows(n)
    waivers("waivers.toml", (f'asset = "A{number:08d}"\nplace = "{place_id(1)}"' for number in range(n)))


def places_and_waivers(n):
    places(n)
    waivers("waivers.toml", (f'place = "{place_id(number)}"' for number in range(n)))


def reference_rows(n):
    equipment(machine(number, model=f"model {number * 7}") for number in range(200))
    table("reference.csv", "maker,model,other,fielded",
          (f"ES&S,model {number},model-{number};m {number},{1990 + number % 30}" for number in range(n)))
    rules('[reference.known]\nfile = "reference.csv"\ntables = ["equipment"]\n'
          'match = { manufacturer = "maker", model = "model" }\naliases = { model = "other" }\ncolumns = { fielded = "integer" }\n',
          rule(1, "known.fielded > 2000"))


def reference_names(n):
    """Systems, and the words that their names are read with; at most 10,000 names are allowed."""
    equipment(machine(number) for number in range(0))
    table("records/equipment.csv", EQUIPMENT + ",operating_system",
          (machine(number) + f",{word(number % n)} {number % 9}" for number in range(500)))
    table("words.csv", "words,kind,means", (f"{word(number)},product,{word(number)}" for number in range(n)))
    table("systems.csv", "system,product,versions,builds,editions,until",
          (f"{word(number)} {version},{word(number)},{version},,,2027-01-01" for number in range(n) for version in (1, 2)))
    rules('[reference.system]\nfile = "systems.csv"\nnames = "words.csv"\ntables = ["equipment"]\n'
          'match = { operating_system = "system" }\ncolumns = { until = "date" }\nseveral = { until = "least" }\n',
          rule(1, "system.until > as_of"))


def mapping(blocks, words):
    """A mapping file of so many blocks of rows and words, and a small table that it is for."""
    parts = ['[mapping]\nname = "own"\nsource = "own"\nknown_by = ["tag", "place", "kindof"]\n[values.kind]\n']
    parts += (f'"w{number}" = {{ equipment_type = "dre" }}\n' for number in range(words))
    for number in range(blocks):
        parts.append(f'[[rows]]\ntable = "equipment"\nwhere = "n{number % 50} <> \'{number // 50}\'"\nvalue = {{ kind = "kindof" }}\n'
                     f'[rows.set]\njurisdiction = "place"\nequipment_type = "kind.equipment_type"\nquantity = "n{number % 50}"\n')
    write("mapping.toml", *parts)
    numbers = ",".join(f"n{number}" for number in range(50))
    table("records/list.csv", f"tag,place,kindof,{numbers}", (f"t{row},{place_id(1)},w0" + f",{row}" * 50 for row in range(20)))


def mapping_rows(n):
    mapping(n, 10)


def mapping_words(n):
    mapping(10, n)


def changed_rows(n):
    """The records as they were and as they are: another cell of each row."""
    equipment((machine(number, network="air-gapped") for number in range(n)), "old")
    equipment(machine(number, network="internet") for number in range(n))


def changed_places(n):
    for folder, network in (("old", "air-gapped"), ("records", "internet")):
        offices(n, folder)
        equipment((machine(number, place_id(number), network=network) for number in range(n)), folder)


def files(n):
    """A folder for each county, with two files."""
    for number in range(n):
        folder = f"records/{place_id(number)}"
        table(f"{folder}/jurisdictions.csv", PLACES, [office(number)])
        equipment((machine(asset, place_id(number)) for asset in range(10)), folder)


# --- Workbooks and TOML -----------------------------------------------------------------------------------------------------------------

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(path, tabs):
    """A workbook with a tab for each name in tabs; its texts are shared strings, as Excel writes them."""
    import zipfile

    os.makedirs(os.path.dirname(path), exist_ok=True)
    shared = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for at, lines in enumerate(tabs.values(), 1):
            with book.open(f"xl/worksheets/sheet{at}.xml", "w") as part:
                part.write(f'{XML}<worksheet xmlns="{SHEETS}"><sheetData>'.encode())
                for row, line in enumerate(lines, 1):
                    part.write(xlsx_row(row, line.split(","), shared).encode())
                part.write(b"</sheetData></worksheet>")
        numbered = list(enumerate(tabs, 1))
        types = "".join(f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                        f'spreadsheetml.worksheet+xml"/>' for at, _ in numbered)
        book.writestr("[Content_Types].xml", f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                      '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
                      '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
                      '"/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
                      f'{types}</Types>')
        book.writestr("_rels/.rels", relationships([("rId1", "officeDocument", "xl/workbook.xml")]))
        of_book = [(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at, _ in numbered]
        book.writestr("xl/_rels/workbook.xml.rels", relationships([*of_book, ("rId0", "sharedStrings", "sharedStrings.xml")]))
        sheets = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in numbered)
        book.writestr("xl/workbook.xml", f'{XML}<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>')
        texts = "".join(f"<si><t>{escaped(text)}</t></si>" for text in shared)
        book.writestr("xl/sharedStrings.xml", f'{XML}<sst xmlns="{SHEETS}">{texts}</sst>')


def xlsx_row(row, cells, shared):
    written = (f'<c r="{chr(ord("A") + at)}{row}" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
               for at, cell in enumerate(cells) if cell)
    return f'<row r="{row}">{"".join(written)}</row>'


def relationships(listed):
    each = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in listed)
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def ods(path, name, lines):
    import zipfile

    os.makedirs(os.path.dirname(path), exist_ok=True)
    names = "".join(f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        book.writestr("mimetype", kind, zipfile.ZIP_STORED)
        book.writestr("META-INF/manifest.xml", f'{XML}<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
                      '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>')
        with book.open("content.xml", "w") as part:
            part.write(f'{XML}<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="{name}">'.encode())
            for line in lines:
                cells = (f'<table:table-cell office:value-type="string"><text:p>{escaped(cell)}</text:p></table:table-cell>'
                         for cell in line.split(","))
                part.write(f'<table:table-row>{"".join(cells)}</table:table-row>'.encode())
            part.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def sheet(numbers, place=place_id(1)):
    yield EQUIPMENT
    yield from (machine(number, place) for number in numbers)


def rows_of_xlsx(n):
    xlsx("records/book.xlsx", {"equipment": sheet(range(n))})


def rows_of_ods(n):
    ods("records/book.ods", "equipment", sheet(range(n)))


def sheets_of_xlsx(n):
    """Tabs of ten rows; at most 1,024 are read."""
    xlsx("records/book.xlsx", {f"equipment {tab}": sheet(range(10 * tab, 10 * tab + 10)) for tab in range(n)})


def files_as_xlsx(n):
    for number in range(n):
        xlsx(f"records/{place_id(number)}/inventory.xlsx",
             {"jurisdictions": [PLACES, office(number)], "equipment": sheet(range(10), place_id(number))})


def rows_of_toml(n):
    names = EQUIPMENT.split(",")
    os.makedirs("records", exist_ok=True)
    with open("records/inventory.toml", "w", encoding="utf-8") as file:
        for number in range(n):
            pairs = zip(names, machine(number).split(","))
            file.write("[[equipment]]\n" + "".join(f"{name} = {toml_value(name, cell)}\n" for name, cell in pairs))


def toml_value(name, cell):
    return cell if name in ("quantity", "first_used_on") else f"'{cell}'"


# --- The sizes --------------------------------------------------------------------------------------------------------------------------

AS_OF = ["--as-of", "2026-11-01", "--no-config"]
OWN = ["--rules", "rules.toml"]


def audit(*more):
    return ["audit", "records", *AS_OF, "--fail-on", "never", *more]


def ahead(*more):
    return ["forecast", "records", *AS_OF, "--until", "5y", *more]


def report(folder, out):
    """The command that writes a JSON report, which is a part of the input and not measured."""
    return ["audit", folder, *AS_OF, "--fail-on", "never", *OWN, "--max-findings", "all", "--format", f"json={out}", "--quiet"]


# What is measured: `arguments` on what `generator` writes for n, 2n, 4n and 8n, n being `small` or `full`, and for `empty`, which is
# almost nothing. `before` are commands that finish the input; `highest` is the highest exponent of time.
Size = namedtuple("Size", "name generator arguments small full empty before highest", defaults=(1, (), HIGHEST))

CHANGED = [report("old", "old.json"), report("records", "new.json")]
DIFF = ["diff", "old.json", "new.json", "--no-config", "--fail-on", "never"]
WAIVED = [*OWN, "--waivers", "waivers.toml"]
FORMATS = "table json sarif junit github gitlab html markdown comment csv action-plan oscal oscal-poam xlsx".split()

SIZES = [
    Size("rows", rows, audit(*OWN), 5_000, 150_000),
    Size("rows of many places", rows_of_places, audit(), 3_000, 60_000),
    Size("rows of places not declared", rows_of_undeclared_places, audit(*OWN), 3_000, 20_000),
    Size("rows in no order", rows_in_no_order, audit(*OWN), 5_000, 100_000),
    Size("rows without quantity", rows_without_quantity, audit(*OWN), 3_000, 20_000),
    Size("places", places, audit(), 200, 2_000),
    Size("places not declared", undeclared_places, audit(*OWN), 200, 2_000),
    Size("places below places", places_below, audit(*OWN), 200, 2_000),
    Size("places expected", places_expected, audit(*OWN, "--expect", "expected.csv"), 200, 2_000),
    Size("assets and flaws", assets_and_flaws, audit(), 2_000, 30_000),
    Size("rules", many_rules, audit(*OWN), 50, 400),
    Size("examples", examples, ["rules", "test", *OWN, "--no-config"], 100, 1_000),
    Size("params", params, audit(*OWN), 1_000, 20_000),
    Size("defines", defines, audit(*OWN), 50, 200),
    Size("depth of conditions", depth, audit(*OWN), 3, 3, 0, (), BOUNDED),
    Size("columns", columns, audit(*OWN), 25, 25, 1, (), BOUNDED),
    Size("headers", headers, audit(*OWN), 100, 240),
    Size("distinct words", distinct_words, audit(*OWN), 1_500, 40_000),
    Size("wrong words", wrong_words, audit(*OWN), 150, 4_000),
    Size("bad dates", bad_dates, audit(*OWN), 500, 20_000),
    Size("places not known", unknown_places, audit(*OWN), 150, 5_000),
    Size("short and long rows", short_and_long_rows, audit(*OWN), 1_500, 40_000),
    Size("notices of files", notices_of_files, audit(*OWN), 10, 150),
    Size("cell length", cell_length, audit(*OWN), 4_000, 40_000),
    Size("one id", one_id, audit(*OWN), 1_000, 30_000),
    Size("ids twice", ids_twice, audit(*OWN), 1_000, 30_000),
    Size("findings", findings, audit(*OWN, "--max-findings", "all"), 1_000, 3_000),
    Size("waivers by asset", waivers_by_asset, audit(*WAIVED), 50, 500),
    Size("waivers by place", waivers_by_place, audit(*WAIVED), 50, 250),
    Size("rows x waivers", rows_and_waivers, audit(*WAIVED), 100, 300),
    Size("places x waivers", places_and_waivers, audit(*WAIVED), 80, 250),
    Size("reference rows", reference_rows, audit(*OWN), 1_500, 30_000),
    Size("names of a reference", reference_names, audit(*OWN), 150, 1_200),
    Size("mapping rows", mapping_rows, audit(*OWN, "--map", "mapping.toml"), 20, 500),
    Size("mapping words", mapping_words, audit(*OWN, "--map", "mapping.toml"), 1_000, 10_000),
    Size("files", files, audit(*OWN), 6, 120),
    Size("files as XLSX", files_as_xlsx, audit(*OWN), 4, 100),
    Size("sheets", sheets_of_xlsx, audit(*OWN), 5, 100),
    Size("rows of XLSX", rows_of_xlsx, audit(*OWN), 200, 4_000),
    Size("rows of ODS", rows_of_ods, audit(*OWN), 200, 4_000),
    Size("rows of TOML", rows_of_toml, audit(*OWN), 200, 4_000),
    Size("read", wrong_words, ["read", "records", "--no-config"], 100, 4_000),
    Size("since, rows", changed_rows, audit(*OWN, "--since", "old"), 1_000, 3_000),
    Size("since, places", changed_places, audit(*OWN, "--since", "old"), 100, 3_000),
    Size("verify, rows", changed_rows, ["verify", "new.json"], 200, 3_000, 1, CHANGED),
    Size("verify, places", changed_places, ["verify", "new.json"], 100, 2_000, 1, CHANGED),
    Size("diff, rows", changed_rows, DIFF, 200, 3_000, 1, CHANGED),
    Size("diff, places", changed_places, DIFF, 100, 2_000, 1, CHANGED),
]
for name in FORMATS:
    # A workbook goes to a file.
    asked = "xlsx=checked.xlsx" if name == "xlsx" else name
    SIZES.append(Size(f"{name}, places", places, audit(*OWN, "--format", asked), 100, 1_500))
    SIZES.append(Size(f"{name}, rows", findings, audit(*OWN, "--max-findings", "all", "--format", asked), 300, 2_000))
for name in ["table", "json", "ics"]:
    SIZES.append(Size(f"forecast {name}, rows", machines_that_grow_old, ahead("--format", name), 500, 20_000))
    SIZES.append(Size(f"forecast {name}, places", places_that_grow_old, ahead("--format", name), 100, 1_500))
SIZES.append(Size("csv by place, places", places, audit(*OWN, "--format", "csv", "--by", "place"), 100, 1_500))
SIZES.append(Size("csv by place, rows", findings, audit(*OWN, "--format", "csv", "--by", "place"), 2_000, 40_000))

# --- Measuring --------------------------------------------------------------------------------------------------------------------------


class Failed(Exception):
    """The program failed, or it took too long."""


def run(command, folder):
    """Processor seconds and the peak of memory in MiB of a whole process."""
    with open(os.path.join(folder, "errors"), "w+b") as errors, open(os.devnull, "r+b") as nothing:
        files = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 0), (os.POSIX_SPAWN_DUP2, nothing.fileno(), 1),
                 (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=files)
        late = []

        def stop(*_):
            late.append(True)
            os.kill(child, signal.SIGKILL)

        signal.signal(signal.SIGALRM, stop)
        signal.alarm(LONGEST_RUN)
        _, status, used = os.wait4(child, 0)
        signal.alarm(0)
        if late:
            raise Failed(f"took longer than {LONGEST_RUN} seconds: {' '.join(command[1:])}")
        if status != 0:
            errors.seek(0)
            said = errors.read(2_000).decode(errors="replace")
            raise Failed(f"exit code {os.waitstatus_to_exitcode(status)}: {' '.join(command[1:])}\n{said}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return used.ru_utime + used.ru_stime, used.ru_maxrss / unit


def apart(work, *arguments):
    """Starts the work in a process of its own, so that this one holds little memory."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            work(*arguments)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def generate(size, n, folder):
    os.makedirs(folder)
    os.chdir(folder)
    write("rules.toml", RULES)
    size.generator(n)


def prepared(program, size, n, folder):
    _, status = os.waitpid(apart(generate, size, n, folder), 0)
    if status != 0:
        raise Failed(f"no input of {n} could be written")
    os.chdir(folder)
    for arguments in size.before:
        run([program, *arguments], folder)


def exponent(numbers, costs, grain, noise=0):
    """The slope of the line through the logarithms, by least squares; a cost no larger than the noise counts little."""
    x = [math.log(n) for n in numbers]
    y = [math.log(max(cost, grain)) for cost in costs]
    weights = [(max(cost, grain) / (max(cost, grain) + noise)) ** 2 for cost in costs]
    middle_x, middle_y = (sum(w * a for w, a in zip(weights, line)) / sum(weights) for line in (x, y))
    up = sum(w * (a - middle_x) * (b - middle_y) for w, a, b in zip(weights, x, y))
    return up / sum(w * (a - middle_x) ** 2 for w, a in zip(weights, x))


def costs(figures, at):
    """The least seconds (0) or the least memory (1) for each n, without what the almost empty input takes."""
    least = [min(figure[at] for figure in runs) for runs in figures]
    return [max(cost - least[0], 0) for cost in least[1:]], least[0]


def judged(numbers, figures):
    """The exponents, None where the cost is too small to tell."""
    seconds, start = costs(figures, 0)
    memory, _ = costs(figures, 1)
    enough = max(LEAST_SECONDS, start / 2)
    grain, noise = max(GRAIN_SECONDS, start / 30), max(NOISE_SECONDS, start / 10)
    of_time = exponent(numbers, seconds, grain, noise) if seconds[-1] >= enough else None
    of_memory = exponent(numbers, memory, GRAIN_MEMORY) if memory[-1] >= LEAST_MEMORY else None
    return {"seconds": seconds, "memory": memory, "start": start, "time": of_time, "space": of_memory}


def too_high(asked, size, result):
    highest = max(size.highest, HIGHEST_SMALL) if asked.small else size.highest
    return result["time"] is not None and result["time"] > highest


def in_doubt(asked, size, result):
    """Whether an exponent above the limit may be noise."""
    return too_high(asked, size, result) and (result["time"] <= PLAIN or result["seconds"][-1] < 1)


def measured(asked, size, folder):
    """What a size costs; measured again while its exponent is above the limit, as noise only ever adds."""
    first = size.small if asked.small else size.full
    numbers = [first, 2 * first, 4 * first, 8 * first]
    folders = [os.path.join(folder, str(n)) for n in (size.empty, *numbers)]
    for n, path in zip([size.empty, *numbers], folders):
        prepared(asked.program, size, n, path)
    arguments = size.arguments + (["--threads", "1"] if asked.small and size.arguments[0] in ("audit", "diff", "read") else [])
    figures = [[] for _ in folders]
    for runs in [1, 2, 4] if asked.small else [2, 3, 5]:
        for turn in range(runs + 1):
            # The almost empty input counts for all the others: it is run once more.
            for path, found in list(zip(folders, figures))[: None if turn < runs else 1]:
                os.chdir(path)
                found.append(run([asked.program, *arguments], folder))
        result = judged(numbers, figures)
        if not in_doubt(asked, size, result):
            break
    return {"numbers": numbers, **result}


def measure(asked, size, folder):
    """In a process of its own: measures a size and writes what came of it."""
    os.setpgid(0, 0)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.makedirs(folder)
    try:
        result = measured(asked, size, folder)
    except Failed as failed:
        result = {"failed": str(failed)}
    with open(folder + ".json", "w", encoding="utf-8") as file:
        json.dump(result, file)
    os.chdir("/")
    shutil.rmtree(folder)


def all_results(asked, sizes, scratch):
    """Each size with what came of it, in their order; in small mode two are measured at a time."""
    waiting, running, done = list(enumerate(sizes)), {}, {}
    try:
        for at, size in enumerate(sizes):
            while at not in done:
                while waiting and len(running) < (2 if asked.small else 1):
                    number, next_size = waiting.pop(0)
                    running[apart(measure, asked, next_size, os.path.join(scratch, str(number)))] = number
                child, status = os.wait()
                done[running.pop(child)] = status
            yield size, outcome(os.path.join(scratch, f"{at}.json"), done[at])
    finally:
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)


def outcome(path, status):
    if status != 0:
        return {"failed": "could not be measured"}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


# --- What is printed --------------------------------------------------------------------------------------------------------------------


def figure(found):
    return " too small" if found is None else f"{found:10.2f}"


def line(size, result):
    if "failed" in result:
        return f"{size.name:<28} FAILED: {result['failed']}"
    numbers = f"{result['numbers'][0]:,} to {result['numbers'][-1]:,}"
    seconds = " ".join(f"{value:7.3f}" for value in result["seconds"])
    memory = " ".join(f"{value:5.0f}" for value in result["memory"])
    return f"{size.name:<28} {numbers:>18} {seconds} {memory} {figure(result['time'])} {figure(result['space'])}"


def chosen(only):
    """The sizes asked for, by their names or how these begin."""
    names, found = [size.name for size in SIZES], set()
    for asked in only or [""]:
        meant = [asked] if asked in names else [name for name in names if name.startswith(asked)]
        if not meant:
            print(f"no size is called {asked}; see --list", file=sys.stderr)
            sys.exit(2)
        found.update(meant)
    return [size for size in SIZES if size.name in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="smaller inputs, for the gate")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these sizes, by name or how it begins")
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "release", "pollworthy"))
    parser.add_argument("--list", action="store_true", help="print the sizes and measure nothing")
    asked = parser.parse_args()
    asked.program = os.path.abspath(asked.program)
    sizes = chosen(asked.only)
    if asked.list:
        for size in sizes:
            print(f"{size.name:<28} n = {size.small:>6,} small, {size.full:>8,} full   {' '.join(size.arguments)}")
        return
    if not os.access(asked.program, os.X_OK):
        print(f"there is no program {asked.program}: build it, or name it by --program", file=sys.stderr)
        sys.exit(2)
    print(f"{'':<28} {'n':>18} {'processor seconds':>31} {'memory, MiB':>23} {'exponent':>10} {'of memory':>10}")
    failed, above, start = [], [], time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    with tempfile.TemporaryDirectory() as scratch:
        for size, result in all_results(asked, sizes, scratch):
            print(line(size, result), flush=True)
            if "failed" in result:
                failed.append(size.name)
            elif too_high(asked, size, result):
                above.append(f"{size.name} ({result['time']:.2f})")
    print(f"\n{len(sizes)} sizes in {time.monotonic() - start:.0f} seconds.")
    if above:
        print(f"Time grows faster than the size, by an exponent that is too high: {'; '.join(above)}")
    if failed:
        print(f"Not measured: {'; '.join(failed)}")
    sys.exit(2 if failed else 1 if above else 0)


if __name__ == "__main__":
    if not sys.flags.no_site:
        # Without installed packages, some of which are loaded at every start: they too would count as memory of the program.
        os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), *sys.argv[1:]])
    main()
