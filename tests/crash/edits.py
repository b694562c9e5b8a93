"""./dev edits: random sequences of commands that edit a queue, of undos and of redos, on generated queues. After each
command git holds the queue against what the command promises:

- the patch files, applied by `git apply` to the base, give the branch's tree, and `regen --check` finds nothing;
- `move`, `fold`, `split`, `reword` and `rename` keep that tree; no file of the checkout is touched but by `drop` and `edit`;
- a command that fails leaves branch, index, checkout and patch files as they were;
- `undo` gives the state before, `redo` the one after, and undoing all of it the first one, byte for byte.

A queue's number is its seed. Ends with 0 if all of that holds, with 1 if not, and with 2 if the harness could not do its work."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sandbox import Broken, Sandbox  # noqa: E402

FILES = ("a", "b", "sub/c")
REFUSED = {1, 2, 4}
KEEP_THE_TREE = {"move", "fold", "split", "reword", "rename"}
MOVE_FILES = {"drop", "edit", "undo", "redo"}


def bytes_below(folder, without=()):
    """{path: digest} of all files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in without:
            found[str(name)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Queue:
    """One generated queue, and what is done to it."""

    def __init__(self, box, program, seed, steps):
        self.box, self.program, self.seed, self.steps = box, program, seed, steps
        self.dice = random.Random(seed)
        self.folder = box.root / f"queue-{seed}"
        self.up, self.p = self.folder / "up", self.folder / "p"
        self.repo, self.patches = self.p / "fork", self.p / "patches"
        self.violations, self.log, self.ends = [], [], collections.Counter()
        self.count = 0

    def git(self, *words):
        return self.box.git(self.repo, *words)

    def mlx(self, *words):
        code, out, err = self.box.run([self.program, *words], self.p)
        self.log.append((" ".join(words), code, err.strip()))
        return code, out, err

    def wrong(self, text):
        self.violations.append(f"after `{self.log[-1][0]}`: {text}" if self.log else text)

    # The project.

    def build(self):
        self.up.mkdir(parents=True)
        self.p.mkdir()
        self.box.git(self.up, "init", "-q")
        (self.up / "sub").mkdir()
        for name in FILES:
            lines = [f"{name} {number}" for number in range(self.dice.randint(4, 30))]
            (self.up / name).write_text("\n".join(lines) + "\n")
        self.box.git(self.up, "add", ".")
        self.box.git(self.up, "commit", "-q", "-m", "base")
        (self.p / "mlxpatch.toml").write_text(f'[upstream]\nurl = "{self.up}"\n[checkout]\ndir = "fork"\n')
        self.require("setup")
        self.base = self.git("rev-parse", "HEAD")
        for number in range(self.dice.randint(3, 8)):
            while not self.git("status", "--porcelain"):
                self.change_files()
            self.git("add", "-A")
            self.git("commit", "-q", "-m", f"Patch {number} of the queue")
        self.require("regen")

    def require(self, *words):
        code, out, err = self.mlx(*words)
        if code != 0:
            raise Broken(f"mlxpatch {' '.join(words)}: exit {code}: {(err or out).strip()}")

    def change_files(self):
        """One to three edits: lines replaced, added or removed, now and then a file added, removed or made executable."""
        for _ in range(self.dice.randint(1, 3)):
            kind = self.dice.random()
            self.count += 1
            tracked = [name for name in self.git("ls-files").splitlines() if (self.repo / name).is_file()]
            if kind < 0.06 or not tracked:
                (self.repo / f"new-{self.count}").write_text(f"new {self.count}\n" * self.dice.randint(1, 4))
                self.git("add", f"new-{self.count}")
                continue
            path = self.repo / self.dice.choice(tracked)
            if kind < 0.10 and len(tracked) > 3:
                path.unlink()
            elif kind < 0.14:
                path.chmod(path.stat().st_mode ^ 0o111)
            else:
                self.change_lines(path)

    def change_lines(self, path):
        lines = path.read_text().splitlines()
        at = self.dice.randint(0, len(lines))
        taken = self.dice.randint(0, 2)
        added = [f"edit {self.count} {number}" for number in range(self.dice.randint(0 if taken else 1, 2))]
        lines[at:at + taken] = added
        path.write_text("".join(line + "\n" for line in lines))

    # What is true of it.

    def files(self):
        return bytes_below(self.patches)

    def state(self):
        """Branch and patch files: what an undo brings back."""
        return self.git("rev-parse", "local-patches"), self.files()

    def all(self):
        return (*self.state(), self.git("symbolic-ref", "-q", "HEAD"), self.git("ls-files", "-s"),
                bytes_below(self.repo, (".git",)))

    def tree(self):
        return self.git("rev-parse", "local-patches^{tree}")

    def names(self):
        return (self.patches / "series").read_text().split() if (self.patches / "series").exists() else []

    def tree_of_files(self):
        """What git makes of the patch files."""
        self.git_beside("read-tree", self.base)
        for name in self.names():
            self.git_beside("apply", "--cached", "--whitespace=nowarn", str(self.patches / name))
        return self.git_beside("write-tree")

    def git_beside(self, *words):
        """With an index of its own."""
        code, out, err = self.box.run(["env", f"GIT_INDEX_FILE={self.folder / 'index'}", "git", *words], self.repo)
        if code != 0:
            self.wrong(f"git {' '.join(words)}: {err.strip()}")
        return out.strip()

    def hold(self):
        """The files are the branch."""
        if (made := self.tree_of_files()) != self.tree():
            self.wrong(f"the patch files give the tree {made}, the branch has {self.tree()}")
        if self.git("rev-list", "--count", f"{self.base}..local-patches") != str(len(self.names())):
            self.wrong("there are not as many patch files as patches")
        code, out, err = self.mlx("regen", "--check")
        if code != 0:
            self.wrong(f"regen --check ends with {code}: {(out + err).strip()}")
            self.log.pop()

    # What is done to it.

    def some(self, most):
        names = self.names()
        return self.dice.sample(names, min(len(names), self.dice.randint(1, most)))

    def words(self, command):
        """What is typed, or None if there is nothing to do it with."""
        names = self.names()
        self.count += 1
        if command in ("undo", "redo"):
            return [command]
        if command in ("absorb", "new"):
            self.change_files()
            return [command] if command == "absorb" else [command, f"new-{self.count}", "-m", f"New {self.count}"]
        if not names:
            return None
        if command == "fold":
            chosen = self.some(3)
            return ["fold", *chosen[1:], "--into", chosen[0]] if len(chosen) > 1 else None
        if command == "split":
            name = self.dice.choice(names)
            hunks = json.loads(self.mlx("split", name, "--json")[1])["hunks"]
            self.log.pop()
            if len(hunks) < 2:
                return None
            taken = self.dice.sample(range(1, len(hunks) + 1), self.dice.randint(1, len(hunks) - 1))
            return ["split", name, "--hunks", ",".join(map(str, taken)), "--name", f"split-{self.count}"]
        if command == "move":
            moved = self.some(2)
            beside = [name for name in names if name not in moved]
            if not beside:
                return None
            places = [["--first"], ["--last"], ["--after", self.dice.choice(beside)], ["--before", self.dice.choice(beside)]]
            return ["move", *moved, *self.dice.choice(places)]
        if command in ("drop", "edit") and self.dice.random() < 0.7:
            self.git("reset", "-q", "--hard")  # else they are refused where something uncommitted is in the way
        if command == "drop":
            return ["drop", *self.some(2), *self.dice.choice(([], ["--with-dependents"]))]
        if command == "reword":
            return ["reword", self.dice.choice(names), "-m", f"Reworded {self.count}", "-m", "Why."]
        if command == "rename":
            return ["rename", self.dice.choice(names), f"renamed-{self.count}"]
        return ["edit", self.dice.choice(names)]

    def go(self):
        """Does the steps. What is undone and redone is held against the states that were met."""
        undone, done = [], [self.state()]
        commands = ("absorb", "absorb", "new", "fold", "split", "move", "drop", "reword", "rename", "edit", "undo", "undo",
                    "redo")
        for _ in range(self.steps):
            command = self.dice.choice(commands)
            words = None if command == "undo" and len(done) < 2 else self.words(command)
            if words is None:
                continue
            before, tree = self.all(), self.tree()
            code, out, err = self.mlx(*words)
            if command == "edit" and code == 0:
                code = self.edited(before)
            self.ends[command, code] += 1
            after = self.all()
            if code != 0:
                if code not in REFUSED:
                    self.wrong(f"it ends with {code}")
                elif after != before:
                    self.wrong("it failed, and something changed")
                continue
            if command in KEEP_THE_TREE and self.tree() != tree:
                self.wrong("the branch ends at another tree")
            if command not in MOVE_FILES and after[-1] != before[-1]:
                self.wrong("a file of the checkout was touched")
            if command == "new" and self.git("status", "--porcelain", "-uno"):
                self.wrong("something stays uncommitted: " + self.git("status", "--porcelain", "-uno"))
            self.remember(command, self.state(), done, undone)
            self.hold()
        self.undo_all(done)

    def remember(self, command, state, done, undone):
        if command == "undo":
            undone.append(done.pop())
            expected = done[-1]
        elif command == "redo":
            if not undone:
                return self.wrong("there was nothing to redo")
            done.append(undone.pop())
            expected = done[-1]
        else:
            # An edit that was ended is one step, whatever it changed.
            if command == "edit" or state != done[-1]:
                done.append(state)
                undone.clear()
            return None
        if state != expected:
            self.wrong("that is not the state before" if command == "undo" else "that is not the state that was undone")
        return None

    def edited(self, before):
        """A person at the stop of `edit`: the exit code of what ends it."""
        self.change_files()
        self.git("add", "-A")
        if self.dice.random() < 0.3:
            code = self.mlx("abort")[0]
        else:
            code = self.mlx("continue")[0]
            if code == 3:
                code = self.mlx("abort")[0]
            elif code == 0:
                return 0
        if code == 0 and self.all() != before:
            self.wrong("abort does not give the state before")
        if code != 0:
            # Nothing was left of the patch: the stop still waits.
            self.mlx("abort")
        return 1

    def undo_all(self, done):
        while len(done) > 1:
            # What is uncommitted may be in the way, and is of no more interest.
            self.git("reset", "-q", "--hard")
            code, out, err = self.mlx("undo")
            if code != 0:
                return self.wrong(f"it ends with {code}: {err.strip()}")
            done.pop()
            if self.state() != done[-1]:
                return self.wrong("that is not the state before")
        if self.tree_of_files() != self.tree():
            self.wrong("the first patch files do not give the first tree")
        if self.box.try_git(self.repo, "fsck", "--strict", "--no-dangling") is None:
            self.wrong("git fsck finds something")
        return None


def one_queue(box, program, seed, steps):
    queue = Queue(box, program, seed, steps)
    try:
        queue.build()
        queue.go()
    except (Broken, OSError, ValueError, KeyError) as error:
        queue.wrong(f"harness: {type(error).__name__}: {error}")
    finally:
        if not box.keep:
            shutil.rmtree(queue.folder, ignore_errors=True)
    return queue


def options():
    parser = argparse.ArgumentParser(prog="./dev edits", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queues", type=int, default=40, help="how many (default: 40)")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first one's number (default: 1)")
    parser.add_argument("--queue", type=int, metavar="SEED", help="one queue alone, and all that its commands said")
    parser.add_argument("--steps", type=int, default=20, help="commands on each (default: 20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="queues at the same time")
    parser.add_argument("--program", default="build/release/mlxpatch", help="the program to test")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the queues")
    return parser.parse_args()


def main():
    asked = options()
    box = Sandbox(asked.keep)
    program = shutil.copy(Path(asked.program).resolve(), box.root / "mlxpatch")
    seeds = [asked.queue] if asked.queue is not None else range(asked.first, asked.first + asked.queues)
    ends, violations, begun = collections.Counter(), 0, time.monotonic()
    try:
        with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
            for queue in pool.map(lambda seed: one_queue(box, program, seed, asked.steps), seeds):
                ends += queue.ends
                violations += len(queue.violations)
                for text in queue.violations:
                    print(f"queue {queue.seed} | {text}", flush=True)
                if asked.queue is not None:
                    for words, code, err in queue.log:
                        print(f"  {words}: exit {code}\n" + "".join(f"      {line}\n" for line in err.splitlines()), end="")
    finally:
        box.remove()
    for command in sorted({command for command, _ in ends}):
        counts = ", ".join(f"{code}: {count}" for (name, code), count in sorted(ends.items()) if name == command)
        print(f"{command:8} exit codes {counts}")
    print(f"{len(seeds)} queues, {sum(ends.values())} commands, {violations} violations")
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    if asked.keep:
        print(f"kept: {box.root}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
