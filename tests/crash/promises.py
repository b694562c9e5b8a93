"""The promises of a run, checked by looking at the disk with git and sha256 alone."""
import hashlib
import os
import stat
from dataclasses import dataclass, field

HALF_WRITTEN = ".mlxpatch-"
# Git's own repack drops commits that its commit-graph, an index that it writes anew, still lists.
GRAPH_APART = ("-c", "core.commitGraph=false")


def digest(path):
    """What is at a path: its kind, whether it can be run, and the SHA-256 of its bytes."""
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return "link:" + os.readlink(path)
    if not stat.S_ISREG(mode):
        return "other"
    with open(path, "rb") as file:
        return ("x:" if mode & 0o100 else "") + hashlib.sha256(file.read()).hexdigest()[:20]


def files_below(root, left_out=()):
    """{relative path: digest}, without git's own files and the folders left out."""
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders
                      if name != ".git" and os.path.relpath(os.path.join(folder, name), root) not in left_out]
        for name in files:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            if name == ".git" or relative in left_out:
                continue
            try:
                found[relative] = digest(path)
            except FileNotFoundError:
                continue
    return found


@dataclass
class State:
    """What a person has: the branch and HEAD, the checkout, and the project's files."""
    branch: str = ""   # the commits' trees, authors and subjects
    tip: str = ""
    head: str = ""
    status: str = ""
    worktree: dict = field(default_factory=dict)
    project: dict = field(default_factory=dict)

    def differences(self, other):
        """The parts in which two states differ."""
        return [name for name in ("branch", "head", "status", "worktree", "project")
                if getattr(self, name) != getattr(other, name)]


def state_of(box, scenario, folder):
    repo = folder / scenario.repo
    state = State(project=files_below(folder, {scenario.repo}))
    if not (repo / ".git").exists():
        return state
    branch = "refs/heads/" + scenario.branch
    state.tip = box.try_git(repo, "rev-parse", "-q", "--verify", branch) or ""
    state.branch = box.try_git(repo, "log", "-40", "--format=%T %an %ae %s", branch, "--") or ""
    head = (repo / ".git/HEAD").read_text(errors="replace").strip()
    state.head = head if head.startswith("ref:") else box.try_git(repo, "log", "-40", "--format=%T %s", "HEAD") or head
    state.status = box.try_git(repo, "status", "--porcelain", "-uall") or ""
    state.worktree = files_below(repo)
    return state


def commits_of(box, repo, *left_out):
    """All commits that a ref or HEAD reaches; None if git can't say."""
    listed = box.try_git(repo, "rev-list", *left_out, "--all") if (repo / ".git").exists() else None
    return None if listed is None else set(listed.split())


class Promises:
    """The promises to one scenario: what must be there whatever happens."""

    def __init__(self, box, scenario, template):
        self.box, self.scenario = box, scenario
        # A stash goes once its changes are back, which the scenario's marks show.
        self.commits = commits_of(box, template / scenario.repo, "--exclude=refs/stash") or set()
        kept = [template / path for path in scenario.untouched]
        self.kept = {str(path.relative_to(template)): digest(path) for path in kept}

    def broken_in(self, folder, final=False, may_be_stashed=False):
        """The promises that do not hold, as (promise, what is wrong). `final`: after the next command, too.
        `may_be_stashed`: a person's lines may wait in the stash."""
        repo = folder / self.scenario.repo
        found = [("2 files", f"{path} is not what it was") for path, was in self.kept.items()
                 if not os.path.lexists(folder / path) or digest(folder / path) != was]
        if final:
            found += [("2 files", f"{path} has lost a person's lines") for path, line in self.scenario.marks.items()
                      if not has_line(folder / path, line)
                      and not ((may_be_stashed or self.scenario.marks_may_be_stashed) and self.is_stashed(repo, path, line))]
        if not (repo / ".git").exists():
            return found + ([("1 commits", "the repository is gone")] if self.commits else [])
        if self.commits:
            found += self.lost_commits(repo)
        if self.commits or final:
            found += self.damage(repo)
        if final:
            found += leftovers(folder, repo)
        return found

    def are_stashed(self, folder):
        """Whether all of a person's lines are in the stash: the next command brings them back."""
        repo = folder / self.scenario.repo
        return bool(self.scenario.marks) and all(self.is_stashed(repo, *mark) for mark in self.scenario.marks.items())

    def is_stashed(self, repo, path, line):
        name = path.split("/", 1)[1]
        return line in (self.box.try_git(repo, "show", f"refs/stash:{name}") or "").splitlines()

    def lost_commits(self, repo):
        now = commits_of(self.box, repo)
        if now is None:
            return [("4 fsck", "git rev-list --all fails")]
        lost = self.commits - now
        return [("1 commits", f"no ref reaches {len(lost)} commit(s) any more, as {sorted(lost)[0][:8]}")] if lost else []

    def damage(self, repo):
        code, out, err = self.box.run(["git", *GRAPH_APART, "fsck", "--strict", "--no-dangling", "--no-progress"], repo)
        lines = [line for line in (out + err).splitlines() if not line.startswith("notice:")]
        if code == 0 and not lines:
            return []
        return [("4 fsck", f"git fsck --strict: exit {code}: {lines[0] if lines else ''}")]


def has_line(path, line):
    try:
        return line in path.read_text(errors="replace").splitlines()
    except OSError:
        return False


def leftovers(folder, repo):
    """Locks and half-written files that the next command should have removed."""
    found = []
    for where, _, files in os.walk(folder):
        for name in files:
            path = os.path.relpath(os.path.join(where, name), folder)
            is_in_git = ".git/" in path
            # A run lock of a dead owner is in nobody's way.
            if is_in_git and name.endswith(".lock") and name != "run.lock":
                found.append(("5 locks", f"{path_kind(path)} stays"))
            elif not is_in_git and name.startswith(HALF_WRITTEN):
                found.append(("5 leftovers", f"{path_kind(path)} stays"))
    return found


def path_kind(path):
    """A path without what changes from run to run."""
    parts = path.split(os.sep)
    if parts[-1].startswith(HALF_WRITTEN):
        parts[-1] = ".mlxpatch-*"
    return "/".join(parts)
