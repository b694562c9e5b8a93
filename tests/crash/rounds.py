"""./dev rounds: two to eight commands at once on one project, with git beside them, and then the promises of
docs/safety.md, checked by git and sha256, not by the program.

A round's number is its seed: what is started, in which order and with which delays. Ends with 0 if no promise is broken, with 1
if one is, and with 2 if the harness could not do its work. `--round N` repeats a round; how the processes then meet is up to
the system, so that a rare violation may take some tries (`--times`)."""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import foreign  # noqa: E402
from promises import Promises, has_line  # noqa: E402
from sandbox import Broken, Sandbox, copy_of  # noqa: E402
from scenarios import Builder, Scenario  # noqa: E402

DOCUMENTED = {0, 1, 2, 3, 4, 130}
LIMIT = 90
MARK = "MY README"
# What a message must not consist of: a bare library's words, or those of a fault in the program.
NO_REASON = ("object library failed", "unexpected", "internal error", "terminate called", "basic_string", "std::",
             "is damaged", "is missing from", "fsck")
COMMANDS = (("update",), ("update",), ("update", "--autostash"), ("update", "--no-fetch"), ("update", "--merge"), ("status",),
            ("status",), ("check",), ("check", "--no-fetch"), ("regen",), ("regen",), ("undo",), ("undo",),
            ("import", "extra.patch"), ("export", "-o", "out"), ("pick", "upstream/side"), ("continue",), ("skip",),
            ("abort",), ("setup",), ("setup", "--fresh"), ("pristine",), ("doctor",), ("log",), ("why", "1"),
            ("history",), ("am", "--repo", "fork", "extra.patch"))


def behind(make):
    """A fork that can be updated, and a commit to pick."""
    make.fork()
    make.git(make.up, "checkout", "-q", "-b", "side")
    make.commit(make.up, "side", c=("3", "three"))
    make.git(make.up, "checkout", "-q", "-b", "extra")
    make.commit(make.up, "extra", c=("12", "twelve"))
    make.git(make.up, "format-patch", "-q", "-N", "-1", "-o", make.up.parent / "x")
    make.git(make.up, "checkout", "-q", "main")
    shutil.copy(next((make.up.parent / "x").glob("*.patch")), make.p / "extra.patch")


def ahead(make):
    """An updated fork with a commit of its own that is not exported."""
    behind(make)
    make.mlx("update")
    make.commit(make.p / "fork", "p3", c=("7", "seven"))


def stopped(make):
    behind(make)
    make.commit(make.up, "u2", a=("20", "UPSTREAM"))
    make.mlx("update", expected=3)


def resolved(make):
    stopped(make)
    make.resolve()
    make.git(make.p / "fork", "add", "a")


def dirty(make):
    """A fork that can be updated, with a change of a person's in a file that no patch touches."""
    behind(make)
    (make.p / "fork/README").write_text(MARK + "\n")


def dirty_stopped(make):
    behind(make)
    make.commit(make.up, "u2", a=("20", "UPSTREAM"))
    (make.p / "fork/README").write_text(MARK + "\n")
    make.mlx("update", "--autostash", expected=3)


STARTS = {build.__name__: build for build in (behind, ahead, stopped, resolved, dirty, dirty_stopped)}
UNTOUCHED = ("notes.md", "extra.patch", "fork/mine.txt", "fork/run.log")


class Start:
    """A project to begin rounds from, built once."""

    def __init__(self, box, program, name):
        self.name, self.folder = name, box.root / name
        STARTS[name](Builder(box, program, self.folder))
        self.template = self.folder / "p"
        self.is_dirty = name.startswith("dirty")
        marks = {"fork/README": MARK} if self.is_dirty else {}
        self.scenario = Scenario(name, (), None, untouched=UNTOUCHED, marks=marks)
        self.promises = Promises(box, self.scenario, self.template)


class Round:
    """One round: the processes, what they said, and what was found wrong."""

    def __init__(self, box, program, starts, seed):
        self.box, self.program, self.seed = box, program, seed
        self.dice = random.Random(seed)
        self.start = starts[self.dice.choice(sorted(starts))]
        self.folder = box.root / f"round-{seed}-{time.monotonic_ns()}"
        self.folder.mkdir()
        self.project = copy_of(self.start.template, self.folder / "p")
        self.repo = self.project / "fork"
        self.violations, self.said, self.subjects = [], [], []
        self.lock = threading.Lock()

    def wrong(self, promise, text):
        self.violations.append((promise, text))

    def plan(self):
        """[(delay, words or a deed of git's)]"""
        commands = [self.dice.choice(COMMANDS) for _ in range(self.dice.randint(2, 8))]
        deeds = foreign.chosen(self.dice, self.dice.randint(1, 3))
        spread = self.dice.choice((0.0, 0.05, 0.3, 1.0))
        return [(self.dice.uniform(0, spread), what) for what in commands + deeds]

    def run(self):
        plan = self.plan()
        threads = [threading.Thread(target=self.one, args=pair) for pair in plan]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.check()

    def one(self, delay, what):
        time.sleep(delay)
        if callable(what):
            done = what(foreign.Beside(self))
            with self.lock:
                self.said.append((f"git: {what.__name__}", 0 if done else 1, ""))
            return
        begun = time.monotonic()
        code, out, err = self.box.run([self.program, *what], self.project, seconds=LIMIT)
        with self.lock:
            self.said.append((" ".join(what), code, err))
            if code == 124:
                self.wrong("9 deadlock", f"{what[0]} does not end within {LIMIT} s")
            self.judge(what, code, out, err, time.monotonic() - begun)

    def judge(self, what, code, out, err, seconds):
        """Holds an exit code against those that are documented, and a refusal against what one has to say."""
        if code not in DOCUMENTED and code != 124:
            self.wrong("7 exit code", f"{what[0]} ends with {code}: {first_line(err)}")
        if code in (1, 2) and not any(line.startswith("mlxpatch: ") for line in err.splitlines()):
            self.wrong("7 message", f"{what[0]} ends with {code} and says nothing")
        if code == 1 and any(words in err for words in NO_REASON):
            self.wrong("7 message", f"{what[0]}: {first_line(err)}".replace(str(self.project), "..."))

    def check(self):
        """The promises: at once, and after the next command, which must do what it is for."""
        ran = [what for what, code, _ in self.said if code == 0]
        self.violations += self.start.promises.broken_in(self.project)
        code, out, err = self.box.run([self.program, "status"], self.project)
        self.said.append(("then status", code, err))
        # Taking back a setup takes the branch with it.
        if code != 0 and not ("undo" in ran and "has no branch local-patches" in err):
            self.wrong("5 next run", f"status: exit {code}: {first_line(err)}".replace(str(self.project), "..."))
        self.violations += [found for found in self.start.promises.broken_in(self.project, final=True)
                            if not found[1].startswith("fork/README")]
        if self.start.is_dirty and not self.has_mark():
            self.wrong("2 files", "README's change is neither in the file nor in a stash")
        for path in (self.repo / ".git/mlxpatch/operations").glob("*.open"):
            self.wrong("5 next run", f"{path.name} is open after status")
        self.own_commits()
        self.files_together()
        self.way_on()
        self.own_commits()

    def own_commits(self):
        """What a person committed meanwhile is still reached by a ref, or by HEAD: of no command at all."""
        reached = (self.box.try_git(self.repo, "log", "--format=%s", "--all", "HEAD") or "").splitlines()
        for subject in self.subjects:
            if subject not in reached:
                self.wrong("1 commits", f"no ref reaches the commit {subject}")

    def has_mark(self):
        if has_line(self.repo / "README", MARK):
            return True
        mark = self.folder / "mark"
        mark.write_text(MARK + "\n")
        blob = self.box.git(self.repo, "hash-object", mark)
        return blob in (self.box.try_git(self.repo, "rev-list", "--objects", "--all", "--reflog") or "")

    def files_together(self):
        """The patch files, on the lock's base, give the tree at which branch and files were last said to agree."""
        lock = self.project / "mlxpatch.lock"
        exported = self.box.try_git(self.repo, "rev-parse", "-q", "--verify", "refs/mlxpatch/exported^{tree}")
        if not lock.is_file() or not exported:
            return
        base = next((line.split('"')[1] for line in lock.read_text().splitlines() if line.startswith("base")), "")
        scratch = self.folder / "scratch"
        self.box.git(self.folder, "clone", "-q", "--no-checkout", "--shared", self.repo, scratch)
        self.box.git(scratch, "checkout", "-q", "--detach", base)
        series = (self.project / "patches/series").read_text().splitlines()
        files = [self.project / "patches" / line.split()[0] for line in series if line and not line.startswith("#")]
        code, out, err = self.box.run(["git", "am", "--empty=keep", *files], scratch) if files else (0, "", "")
        if code != 0:
            self.said.append(("git am of the patch files", code, out + err))
            self.wrong("3 together", "the patch files do not apply at the lock's base")
        elif self.box.git(scratch, "rev-parse", "HEAD^{tree}") != exported:
            self.wrong("3 together", "the patch files at the lock's base are not the exported queue")

    def way_on(self):
        """Some command does what it is for, if need be once what the messages say is typed."""
        if not self.one_works():
            self.type_what_messages_say()
            if not self.one_works():
                self.wrong("5 next run", "stuck: update, abort, undo, regen and setup all refuse")
        self.violations += self.start.promises.broken_in(self.project)

    def one_works(self):
        for words in (("update",), ("abort",), ("undo",), ("regen",), ("setup",)):
            code, _, err = self.box.run([self.program, *words], self.project)
            self.said.append((f"then {' '.join(words)}", code, err))
            if code in (0, 3):
                return True
        return False

    def type_what_messages_say(self):
        """Own changes are stashed, the branch is taken off another worktree, a switch to it is made, and untracked files are
        moved out of the way."""
        self.box.run(["git", "stash", "push", "-q"], self.repo)
        for worktree in self.folder.glob("wt-*"):
            self.box.run(["git", "switch", "-q", "--detach"], worktree)
        if not (self.repo / ".git/mlxpatch/pending.json").exists():
            self.box.run(["git", "switch", "-q", "local-patches"], self.repo)
        message = self.said[-1][2]
        if "move untracked files away" in message:
            for path in re.findall(r"^  at (fork/.*)$", message, re.MULTILINE):
                shutil.move(self.project / path, self.folder / f"away-{Path(path).name}")

    def close(self):
        if not self.box.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def first_line(err):
    return next((line for line in err.splitlines() if line.startswith(("mlxpatch: ", "fatal", "error"))), err[:200])


def one_round(box, program, starts, seed):
    one = Round(box, program, starts, seed)
    try:
        one.run()
    except (Broken, OSError, ValueError, subprocess.SubprocessError) as error:
        one.wrong("0 harness", f"{type(error).__name__}: {error}")
    finally:
        one.close()
    return one


def options():
    parser = argparse.ArgumentParser(prog="./dev rounds", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40, help="how many (default: 40)")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first one's number (default: 1)")
    parser.add_argument("--round", type=int, metavar="SEED", help="one round alone, and all that its processes said")
    parser.add_argument("--times", type=int, default=1, help="how often, with --round")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="rounds at the same time")
    parser.add_argument("--program", default="build/release/mlxpatch", help="the program to test")
    parser.add_argument("--messages", action="store_true", help="count what the commands that refused said")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the rounds")
    return parser.parse_args()


class Tally:
    """Counts rounds, processes and violations."""

    def __init__(self):
        self.rounds, self.processes, self.deeds, self.violations = 0, 0, 0, 0
        self.ends, self.messages = collections.Counter(), collections.Counter()

    def add(self, one, verbose):
        self.rounds += 1
        for what, code, err in one.said:
            if what.startswith("then "):
                continue
            self.deeds += what.startswith("git: ")
            self.processes += not what.startswith("git: ")
            self.ends["git" if what.startswith("git: ") else "mlxpatch", code] += 1
            if code in (1, 2) and err:
                text = re.sub(r"\d+, since [^)]*|[0-9a-f]{8,}|own-\d+", "N", first_line(err).replace(str(one.project), "..."))
                self.messages[what.split()[0], text] += 1
        violations = list(dict.fromkeys(one.violations))
        self.violations += len(violations)
        for promise, text in violations:
            print(f"round {one.seed} ({one.start.name}) | {promise} | {text}", flush=True)
        if verbose:
            for what, code, err in one.said:
                print(f"  {what}: exit {code}\n" + "".join(f"      {line}\n" for line in err.splitlines()), end="")

    def show(self, with_messages):
        if with_messages:
            for (command, text), count in sorted(self.messages.items(), key=lambda pair: -pair[1]):
                print(f"{count:5} {command}: {text}")
        ends = ", ".join(f"{code}: {count}" for (who, code), count in sorted(self.ends.items()) if who == "mlxpatch")
        print(f"{self.rounds} rounds, {self.processes} commands (exit codes {ends}), {self.deeds} of git's beside them, "
              f"{self.violations} violations")


def main():
    asked = options()
    box = Sandbox(asked.keep)
    program = shutil.copy(Path(asked.program).resolve(), box.root / "mlxpatch")
    seeds = [asked.round] * asked.times if asked.round is not None else range(asked.first, asked.first + asked.rounds)
    tally, begun = Tally(), time.monotonic()
    try:
        starts = {name: Start(box, program, name) for name in STARTS}
        with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
            for one in pool.map(lambda seed: one_round(box, program, starts, seed), seeds):
                tally.add(one, asked.round is not None)
    except Broken as broken:
        print(f"broken: {broken}", file=sys.stderr)
        return 2
    finally:
        box.remove()
    tally.show(asked.messages)
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    if asked.keep:
        print(f"kept: {box.root}")
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
