"""Evaluates conditions on one engine and compares with the truth that pollworthy gives.

    conditions.py CASES ENGINE COUNT

CASES is a folder that the test `cases_for_engines` wrote. Ends with 1 if the engine gives another answer anywhere, or an error.
"""

import glob
import json
import os
import random
import sys
import time
from collections import Counter

from engines import EngineError, opened


def judged(engine, conditions):
    """Each condition's truths; an error is that of the condition that causes it."""
    try:
        return engine.judge(conditions)
    except EngineError as error:
        if len(conditions) == 1:
            return [error]
    middle = len(conditions) // 2
    return judged(engine, conditions[:middle]) + judged(engine, conditions[middle:])


def answers_are_seen(engine, batch):
    """Ends here if an engine's answers were taken for others."""
    engine.load(batch["columns"], batch["rows"])
    count = len(batch["rows"])
    found = judged(engine, ["n >= 0", "n < 0", "nullif(n, n) = n", "n >= nonsense"])
    if found[:3] != ["T" * count, "F" * count, "N" * count] or not isinstance(found[3], EngineError):
        raise SystemExit(f"the answers of the engine are not understood: {found}")


class Tally:
    def __init__(self):
        self.conditions = self.tries = 0
        self.refused = Counter()
        self.different = []

    def batch(self, engine, name, batch, limit):
        asked = []
        for case in batch["conditions"][:limit]:
            printed = case["dialects"][name]
            if "refused" in printed:
                self.refused[printed["refused"]] += 1
            else:
                asked.append((case, printed["sql"]))
        if asked:
            engine.load(batch["columns"], batch["rows"])
        for start in range(0, len(asked), engine.width):
            group = asked[start : start + engine.width]
            truths = judged(engine, [sql for _, sql in group])
            for (case, sql), truth in zip(group, truths):
                self.conditions += 1
                self.tries += len(case["truth"])
                if truth != case["truth"]:
                    self.different.append((batch, case, sql, truth))


def explained(batch, case, sql, truth):
    lines = [f"{case['id']}: {case['rule']}", f"  SQL: {sql}"]
    if isinstance(truth, EngineError):
        return "\n".join([*lines, f"  error: {truth}"])
    wrong = [at for at, pair in enumerate(zip(case["truth"], truth)) if pair[0] != pair[1]]
    lines.append(f"  {len(wrong)} of {len(truth)} rows differ; the first is row {wrong[0]}:")
    named = [name for name, _ in batch["columns"] if name in case["rule"] or name in sql]
    row = dict(zip((name for name, _ in batch["columns"]), batch["rows"][wrong[0]]))
    lines.append("  " + json.dumps({name: row[name] for name in named}, ensure_ascii=False))
    lines.append(f"  pollworthy says {case['truth'][wrong[0]]}, the engine {truth[wrong[0]]}")
    return "\n".join(lines)


def main(folder, name, count):
    tally, start = Tally(), time.monotonic()
    batches = sorted(glob.glob(os.path.join(folder, "random-*.json")))
    corners = sorted(glob.glob(os.path.join(folder, "corners-*.json")))
    left = count
    with opened(name) as engine:
        for path in batches:
            with open(path, encoding="utf-8") as file:
                batch = json.load(file)
            if path == batches[0]:
                answers_are_seen(engine, batch)
            tally.batch(engine, name, batch, left)
            left -= len(batch["conditions"][:left])
            if left <= 0:
                break
        # As many of those made by hand as of the others, drawn in an order that is always the same.
        cases = []
        for path in corners:
            with open(path, encoding="utf-8") as file:
                batch = json.load(file)
            cases.extend(batch["conditions"])
        random.Random(1).shuffle(cases)
        for start_at in range(0, min(count, len(cases)), 100):
            part = cases[start_at : min(start_at + 100, count)]
            tally.batch(engine, name, {**batch, "conditions": part}, len(part))
    seconds = time.monotonic() - start
    refused = sum(tally.refused.values())
    print(
        f"{name}: {tally.conditions} conditions on {tally.tries} rows, {len(tally.different)} different; "
        f"{refused} refused ({seconds:.0f} s)"
    )
    for reason, times in tally.refused.most_common(5):
        print(f"    refused {times}: {reason}")
    shown = sorted(tally.different, key=lambda found: len(found[1]["rule"]))
    for found in shown[: int(os.environ.get("SHOWN", "10"))]:
        print(explained(*found))
    return 1 if tally.different or not tally.conditions else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
