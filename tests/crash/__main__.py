"""./dev crash: every changing system call of every command that writes is killed, fails, or is interrupted, and the
promises of docs/safety.md are checked by git and sha256, not by the program.

Prints the points, the runs and the violations, each with a command that repeats it alone. Ends with 0 if there is none,
with 1 if there is one, with 2 if the harness could not do its work, and with 4 where there is no strace to do it with."""
import argparse
import collections
import concurrent.futures
import os
import shutil
import subprocess
import sys
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import between  # noqa: E402
import faults  # noqa: E402
import kinds  # noqa: E402
import places  # noqa: E402
from reference import Reference  # noqa: E402
from sandbox import Broken, Sandbox  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402

KINDS = kinds.KINDS | between.KINDS | places.KINDS


def options():
    parser = argparse.ArgumentParser(prog="./dev crash", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every point of every kind (default: a tenth of them)")
    parser.add_argument("--sample", metavar="N/M", help="the N-th of M parts of the points, the same ones each time")
    parser.add_argument("--only", metavar="COMMAND", action="append", help=f"only this: {', '.join(SCENARIOS)}")
    parser.add_argument("--kind", action="append", help=f"only this kind: {', '.join(KINDS)}")
    parser.add_argument("--point", metavar="NAME", help="one run alone, as a violation names it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs at the same time")
    parser.add_argument("--program", default="build/release/mlxpatch", help="the program to test")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the runs")
    parser.add_argument("--list", action="store_true", help="only print the names of the runs")
    return parser.parse_args()


def is_in_sample(name, sample):
    part, parts = (int(word) for word in sample.split("/"))
    return zlib.crc32(name.encode()) % parts == part % parts


def chosen(asked):
    """The scenarios asked for: by name, or all of a command."""
    if asked.point:
        return [SCENARIOS[asked.point.split("/")[0]]]
    wanted = asked.only or list(SCENARIOS)
    found = [one for one in SCENARIOS.values() if one.name in wanted or one.command in wanted]
    if not found:
        raise Broken(f"there is no command {', '.join(wanted)}; there are {', '.join(SCENARIOS)}")
    return found


def runs_of(reference, asked):
    """(kind, point) of each run asked for."""
    sample = asked.sample or (None if asked.all or asked.point else "0/10")
    for kind in asked.kind or KINDS:
        if kind in places.KINDS:
            points = places.places_of(reference, kind)
        else:
            points = [point for point in reference.points if kinds.applies(kind, point)]
        for point in points:
            name = f"{reference.scenario.name}/{kind}/{point}"
            if asked.point and name != asked.point or sample and not is_in_sample(name, sample):
                continue
            yield kind, point


def one_run(reference, kind, point):
    """(name, was it hit, violations, what the program said)"""
    run = kinds.Run(reference, kind, point)
    try:
        hit = KINDS[kind](run)
        return run.name, hit, list(dict.fromkeys(run.violations)) if hit else [], run.said
    except (Broken, OSError, ValueError, subprocess.SubprocessError) as error:
        return run.name, True, [("0 harness", f"{type(error).__name__}: {error}")], run.said
    finally:
        run.close(places.unmount)


class Tally:
    """Counts runs, and groups violations."""

    def __init__(self):
        self.points, self.runs, self.missed = 0, 0, 0
        self.groups = collections.defaultdict(list)
        self.bad_runs = set()

    def add(self, result, verbose):
        name, hit, violations, said = result
        self.runs += 1
        self.missed += 0 if hit else 1
        for promise, text in violations:
            self.groups[promise, name.split("/")[0], name.split("/")[1], text].append(name)
        if violations:
            self.bad_runs.add(name)
        if verbose:
            print("\n".join([name, *(f"  {line}" for line in said)]))
            print("\n".join(f"  VIOLATION {promise}: {text}" for promise, text in violations), flush=True)

    def show(self, only=None, file=None):
        for (promise, scenario, kind, text), names in sorted(self.groups.items()):
            if only and scenario != only:
                continue
            print(f"{promise} | {scenario} | {kind} | {len(names)}x | {text}", file=file)
            for name in names[:2]:
                print(f"    ./dev crash --point {name}", file=file, flush=True)


def run_all(box, asked):
    tally = Tally()
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        for scenario in chosen(asked):
            begun, was, bad = time.monotonic(), tally.runs, len(tally.bad_runs)
            reference = Reference(box, asked.program, scenario)
            wanted = list(runs_of(reference, asked))
            if asked.list:
                print("\n".join(f"{scenario.name}/{kind}/{point}" for kind, point in wanted))
                continue
            tally.points += len({str(point) for _, point in wanted})
            for result in pool.map(lambda pair: one_run(reference, *pair), wanted):
                tally.add(result, bool(asked.point))
            print(f"{scenario.name}: {tally.runs - was} runs, {len(tally.bad_runs) - bad} with violations, "
                  f"{time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
            tally.show(scenario.name, sys.stderr)  # a whole run takes an hour
    return tally


def skip_what_is_not_allowed(asked):
    """Leaves out the kinds that this system does not permit, and says so."""
    why = places.own_mounts()
    if why:
        print(f"skipped: full: {why}")
        asked.kind = [kind for kind in asked.kind or KINDS if kind != "full"]


def main():
    asked = options()
    asked.program = str(Path(asked.program).resolve())
    if not faults.is_usable():
        print("skipped: ./dev crash needs strace, which is for Linux, and leave to trace with it")
        return 4
    skip_what_is_not_allowed(asked)
    box = Sandbox(asked.keep)
    # A copy, that a build meanwhile does not change, and that everybody may run.
    asked.program = shutil.copy(asked.program, box.root / "mlxpatch")
    try:
        tally = run_all(box, asked)
    except Broken as broken:
        print(f"broken: {broken}", file=sys.stderr)
        return 2
    finally:
        box.remove()
    if asked.list:
        return 0
    tally.show()
    violations = sum(len(names) for names in tally.groups.values())
    print(f"{tally.points} points, {tally.runs} runs ({tally.missed} did not come to their point), "
          f"{violations} violations in {len(tally.bad_runs)} runs")
    if asked.keep:
        print(f"kept: {box.root}")
    return 1 if violations else 0


sys.exit(main())
