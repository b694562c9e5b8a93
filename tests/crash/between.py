"""What people and other programs do between a crash and the next command, or while the program is held up."""
import os
import re
import shlex
import shutil
import signal
import subprocess
import time

import faults
from advice import ADVICE
from promises import digest
from sandbox import LIMIT_SECONDS

LINE = "MY OWN LINE"
DONE = (0, 3, 4)  # done, or stopped at a conflict
SHOWS = re.compile(r" (status|show|log|diff|commit|history|for-each-ref|doctor)\b")


class Deed:
    """Something that a person did: what is to be seen of it afterwards."""

    def __init__(self, run):
        self.run, self.repo = run, run.folder / run.scenario.repo
        self.files, self.blobs, self.commits = [], {}, []
        self.is_state_gone = False

    def git(self, *words):
        if not self.repo.is_dir():
            return None
        code, out, _ = self.run.box.run(["git", *words], self.repo)
        return out.strip() if code == 0 else None

    def append(self, path):
        """Adds a line to a file that is there."""
        if not path.is_file():
            return False
        with open(path, "a") as file:
            file.write(f"# {LINE}\n")
        self.note(path)
        return True

    def note(self, path):
        self.files.append((path, digest(path)))
        self.blobs[path] = self.git("hash-object", path)

    def is_in_a_ref(self, path):
        """Whether a ref keeps the bytes that a file had: a command that gives something up keeps a person's work so."""
        reached = self.git("rev-list", "--objects", "--all") or ""
        return bool(self.blobs.get(path)) and self.blobs[path] in reached

    def put_aside(self):
        """What a person does who is told that own changes are in the way: keeps a copy, and takes git's version."""
        named = [path for path, _ in self.files if path.name in self.run.said[-1] and "already exists" in self.run.said[-1]]
        mine = [path for path, _ in self.files if path.is_relative_to(self.repo) and path.exists()] or named
        for path in mine:
            path.rename(self.run.folder.parent / f"aside-{path.name}")
            self.git("checkout", "-q", "-f", "HEAD", "--", path.name)
        self.files = [(path, was) for path, was in self.files if path not in mine]
        return bool(mine)

    def by_git_alone(self):
        """The way of a person who has removed what the program remembers, and so has git alone to go on with."""
        if not self.is_state_gone:
            return None
        self.git("cherry-pick", "--quit")
        self.git("reset", "-q", "--hard")
        self.git("checkout", "-q", self.run.scenario.branch)
        return True

    def was_told_to_stash(self):
        return any("as advised: git" in said and "stash push" in said for said in self.run.said)

    def is_kept(self, moment, only_in=""):
        """Holds what was done against the disk. `only_in`: one folder; the project's files are the program's to write."""
        run = self.run
        for path, was in list(self.files):
            if not str(path.relative_to(run.folder)).startswith(only_in):
                continue
            # What a refusal told to stash is in the stash.
            may_be_in_a_ref = moment in ("abort", "undo", "skip") or self.was_told_to_stash()
            if may_be_in_a_ref and self.is_in_a_ref(path):
                continue
            name = path.relative_to(run.folder)
            if not os.path.lexists(path):
                run.wrong("8 user's work", f"after {moment}: {name}, edited, is gone")
            elif digest(path) != was and f"# {LINE}" not in path.read_text(errors="replace"):
                run.wrong("8 user's work", f"after {moment}: {name} has lost the line")
            else:
                continue
            self.files.remove((path, was))
        for commit in self.commits:
            if not self.git("for-each-ref", "--contains", commit):
                run.wrong("8 user's work", f"after {moment}: no ref reaches the commit")


def edit(deed):
    """Edits files that the command moves."""
    return any([deed.append(deed.repo / name) for name in ("a", "b", "README", "new.txt")])


def edit_patches(deed):
    patches = sorted((deed.run.folder / "patches").glob("*.patch")) + [deed.run.folder / "mlxpatch.lock",
                                                                      deed.run.folder / "patches/series"]
    return any([deed.append(path) for path in patches])


def untracked(deed):
    """Makes files where upstream has, or will have, some."""
    made = False
    for name in ("new.txt", "theirs.txt"):
        path = deed.repo / name
        if deed.repo.is_dir() and not path.exists():
            path.write_text(f"# {LINE}\n")
            deed.note(path)
            made = True
    return made


def commit(deed):
    """Commits as an editor does: one file alone."""
    if not (deed.repo / ".git").exists():
        return False
    (deed.repo / "own.txt").write_text("own\n")
    if deed.git("add", "own.txt") is None or deed.git("commit", "-q", "-m", "own", "--", "own.txt") is None:
        return False
    deed.commits.append(deed.git("rev-parse", "HEAD"))
    return True


def move_branch(deed):
    """Moves the branch without the checkout, as a push into the repository does."""
    branch = "refs/heads/" + deed.run.scenario.branch
    made = deed.git("commit-tree", "-p", branch, "-m", "moved", branch + "^{tree}") if deed.repo.is_dir() else None
    if not made or deed.git("update-ref", branch, made) is None:
        return False
    deed.commits.append(made)
    return True


def remove_state(deed):
    """Removes all that the program remembers."""
    path = deed.repo / ".git/mlxpatch"
    if not path.is_dir():
        return False
    shutil.rmtree(path)
    deed.is_state_gone = True
    return True


def collect(deed):
    return deed.git("gc", "-q", "--prune=now") is not None


def fetch(deed):
    return deed.git("fetch", "-q", "--all") is not None


def checkout(deed):
    return deed.git("checkout", "-q", "--detach") is not None


BETWEEN = (edit, commit, move_branch, untracked, edit_patches, remove_state)
MEANWHILE = (commit, collect, fetch, checkout, edit, edit_patches, move_branch, untracked)


def after_deed(run, deed, is_done=False):
    """The promises after somebody did something: nothing of anybody's is lost, and there is a way on. `is_done`: the
    command has come to its end."""
    first = "status" if run.reference.next_words("status") else "it"
    if first == "status":
        run.call(("status",))
    deed.is_kept(first)
    loss_alone(run)
    # A project is begun once; there is nothing to go on with.
    if not run.scenario.has_project and run.scenario.command == "init":
        if is_done or not run.state().differences(run.reference.new):
            return
    way = way_on(run) or advised_way(run)
    if way is None and deed.put_aside():
        way = way_on(run) or advised_way(run)
    if way is None:
        way = deed.by_git_alone() and way_on(run)
    if way is None:
        run.wrong("5 next run", "stuck: all commands refuse, and what they advise does not help")
    deed.is_kept(way or "all", run.scenario.repo)
    loss_alone(run)


def way_on(run):
    """The first command that does what it is for; None if all refuse."""
    ways = [("update",), ("abort",), ("undo",), ("regen",), ("setup",)] if run.reference.next_words("status") else []
    return next((words[0] for words in [*ways, run.scenario.words] if run.call(words) in DONE), None)


def advised_way(run):
    """Types what the refusals say, one after the other, until a command goes on. What only shows something, or asks
    for a message, is left out."""
    tried = set()
    for _ in range(12):
        commands = [line for line in run.advice if line not in tried and not SHOWS.search(line)]
        if not commands:
            return move_export_away(run)
        tried.add(commands[0])
        program, *words = shlex.split(commands[0])
        code, _, err = run.box.run([run.reference.program if program == "mlxpatch" else program, *words], run.folder)
        run.advice += [match.group(1).strip() for match in ADVICE.finditer(err)]
        if program == "rm" and code == 0:
            tried = {line for line in tried if line.startswith("rm ")}
        run.said.append(f"as advised: {commands[0]}: exit {code} {err.strip()[:200]}")
        way = words[0] if program == "mlxpatch" and code in DONE else way_on(run)
        if way:
            return way
    return None


def move_export_away(run):
    """A refused export tells to choose another place, or to move away what is there."""
    there = run.folder / "out"
    if run.scenario.command != "export" or not there.is_dir():
        return None
    there.rename(run.folder.parent / "out-aside")
    return way_on(run)


def loss_alone(run):
    """The promises that hold whatever a person did: commits, files, and a sound repository."""
    run.check()
    repo = run.folder / run.scenario.repo
    if (repo / ".git").exists():
        run.violations += run.reference.promises.damage(repo)


def user(run):
    """Killed; then somebody works on; then the next command."""
    run.mlx(*run.scenario.words, front=faults.inject_words(run.log, run.point, "signal=KILL"))
    if not faults.was_hit(run.log):
        return False
    deed = Deed(run)
    act = BETWEEN[run.turn % len(BETWEEN)]
    run.said.append(f"{act.__name__}: {'done' if act(deed) else 'not possible'}")
    after_deed(run, deed)
    return True


def foreign(run):
    """Held up at a call, while another program works in the same repository."""
    words = [*faults.inject_words(run.log, run.point, "signal=STOP"), run.reference.program, *run.scenario.words]
    deed = Deed(run)
    process = subprocess.Popen(words, cwd=run.folder, env=run.box.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        stopped = wait_for_stop(run, process)
        if not stopped:
            return False
        act = MEANWHILE[run.turn % len(MEANWHILE)]
        run.said.append(f"{act.__name__}: {'done' if act(deed) else 'not possible'}")
        os.kill(stopped, signal.SIGCONT)
        code = process.wait(timeout=LIMIT_SECONDS)
        run.said.append(f"{run.scenario.words[0]}: exit {code}")
    except subprocess.TimeoutExpired:
        code = None
        run.wrong("5 next run", "it does not end after it was held up")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    after_deed(run, deed, code == run.scenario.expected)
    return True


def wait_for_stop(run, process):
    """The id of the process that strace holds; None if it ended before."""
    for _ in range(4000):
        if process.poll() is not None:
            return None
        try:
            if "--- stopped by SIGSTOP" in run.log.read_text(errors="replace"):
                with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
                    return int(children.read().split()[0])
        except (OSError, IndexError):
            pass
        time.sleep(0.005)
    return None


KINDS = {"user": user, "foreign": foreign}
