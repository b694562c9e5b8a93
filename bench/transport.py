#!/usr/bin/env python3
"""What setup and the fetch of an update cost beside git clone and git fetch of the same repository.

    bench/transport.py clone MLXPATCH REPOSITORY BRANCH ROUNDS
    bench/transport.py fetch MLXPATCH REPOSITORY BRANCH ROUNDS COMMITS

REPOSITORY is a bare repository on this machine, which is only read. Contenders take turns; the medians of CPU (user and
system time, children included) and of wall time are printed. All is made in a temporary folder beside REPOSITORY, so
that both are on one file system, and removed at the end.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BODIES = ("auto", "git", "libgit2")
PEOPLE = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
          for what, value in (("NAME", "Bench"), ("EMAIL", "bench@example.com"))}
ENVIRONMENT = dict(os.environ, **PEOPLE, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null")


def timed(arguments, folder):
    start = time.monotonic()
    process = subprocess.Popen(arguments, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"{arguments}: {complaint.decode()}")
    return (usage.ru_utime + usage.ru_stime) * 1000, (time.monotonic() - start) * 1000


def git(*arguments):
    subprocess.run(("git",) + tuple(map(str, arguments)), check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)


def write_config(project, address, branch, body):
    project.mkdir(exist_ok=True)
    (project / "mlxpatch.toml").write_text(
        f'[upstream]\nurl = "{address}"\nbranch = "{branch}"\n\n[checkout]\ndir = "checkout"\n\n'
        f'[fetch]\nwith = "{body}"\n')


def tell(title, runs):
    first = next(iter(runs.values()))
    for name, figures in runs.items():
        cpu, wall = (statistics.median(column) for column in zip(*figures))
        ratio = cpu / statistics.median(figure[0] for figure in first)
        print(f"{title:24} {name:34} CPU {cpu:7.0f} ms {ratio:6.2f}x   wall {wall:7.0f} ms   {len(figures)} runs",
              flush=True)


def measure_clone(work, program, repository, branch, rounds):
    for kind, address in (("plain path", str(repository)), ("file URL", f"file://{repository}")):
        runs = {"git clone": []} | {f"mlxpatch setup, {body}": [] for body in BODIES}
        for name in list(runs) * rounds:
            place = work / "run"
            place.mkdir()
            if name == "git clone":
                runs[name].append(timed(["git", "clone", "-q", "-b", branch, address, str(place / "clone")], place))
            else:
                write_config(place, address, branch, name.rsplit(" ", 1)[1])
                runs[name].append(timed([program, "setup"], place))
            shutil.rmtree(place)
        tell(kind, runs)


def measure_fetch(work, program, repository, branch, rounds, commits):
    # Both have this branch alone, so that both fetch the same.
    new, old = work / "new.git", work / "old.git"
    git("clone", "-q", "--bare", "--single-branch", "-b", branch, f"file://{repository}", new)
    git("clone", "-q", "--bare", new, work / "cut.git")
    git("-C", work / "cut.git", "update-ref", f"refs/heads/{branch}", f"{branch}~{commits}")
    git("clone", "-q", "--bare", "--no-tags", f"file://{work / 'cut.git'}", old)
    for kind, address in (("plain path", str(new)), ("file URL", f"file://{new}")):
        runs = {"git fetch": []} | {f"mlxpatch update --dry-run, {body}": [] for body in BODIES}
        for name in runs:
            kept = work / name
            write_config(kept, old, branch, name.rsplit(" ", 1)[1])
            if name == "git fetch":
                git("clone", "-q", "-o", "upstream", "-b", branch, old, kept / "checkout")
            else:
                subprocess.run([program, "setup"], cwd=kept, env=ENVIRONMENT, check=True, capture_output=True)
            git("-C", kept / "checkout", "remote", "set-url", "upstream", address)
        for name in list(runs) * rounds:
            place = work / "run"
            subprocess.run(["cp", "-a", str(work / name), str(place)], check=True)
            git("-C", place / "checkout", "update-index", "-q", "--refresh")
            command = ["git", "-C", "checkout", "fetch", "-q", "--tags", "--prune", "upstream"]
            runs[name].append(timed(command if name == "git fetch" else [program, "update", "--dry-run"], place))
            shutil.rmtree(place)
        tell(f"{kind}, {commits} commits", runs)
        for name in runs:
            shutil.rmtree(work / name)


def main():
    if len(sys.argv) < 6 or sys.argv[1] not in ("clone", "fetch") or len(sys.argv) != 6 + (sys.argv[1] == "fetch"):
        sys.exit(__doc__)
    task, program, repository, branch, rounds, *commits = sys.argv[1:]
    repository = Path(repository).resolve()
    work = Path(tempfile.mkdtemp(prefix="transport-", dir=repository.parent))
    try:
        measure = measure_fetch if task == "fetch" else measure_clone
        measure(work, str(Path(program).resolve()), repository, branch, int(rounds), *map(int, commits))
    finally:
        shutil.rmtree(work)


main()
