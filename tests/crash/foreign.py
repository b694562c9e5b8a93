"""What people do with git while commands of mlxpatch run. Each deed returns whether git did it."""
import time

from between import checkout as detach, fetch


class Beside:
    """A person with git in the checkout of a round."""

    def __init__(self, one):
        self.round, self.repo, self.folder = one, one.repo, one.folder

    def git(self, *words):
        code, out, _ = self.round.box.run(["git", *words], self.repo)
        return out.strip() if code == 0 else None

    def is_committed(self, subject):
        """From now on a commit of this subject must be reached by a ref."""
        with self.round.lock:
            self.round.subjects.append(subject)
        return True


def commit(beside):
    """Commits one new file."""
    name = f"own-{time.monotonic_ns()}.txt"
    (beside.repo / name).write_text("own\n")
    if beside.git("add", name) is None:
        return False
    return beside.git("commit", "-q", "-m", name, "--", name) is not None and beside.is_committed(name)


def back(beside):
    return beside.git("checkout", "-q", "local-patches") is not None


def other_branch(beside):
    return beside.git("checkout", "-q", "-b", f"topic-{time.monotonic_ns()}") is not None


def stash(beside):
    return beside.git("stash", "push", "-q") is not None


def stash_and_pop(beside):
    before = beside.git("rev-parse", "-q", "--verify", "refs/stash")
    done = beside.git("stash", "push", "-q")
    # Only one's own: a command's stash is not this person's.
    return done is not None and beside.git("rev-parse", "-q", "--verify", "refs/stash") != before and \
        beside.git("stash", "pop", "-q") is not None


def branch(beside):
    return beside.git("branch", f"mine-{time.monotonic_ns()}") is not None


def worktree(beside):
    return beside.git("worktree", "add", "-q", "--detach", str(beside.folder / f"wt-{time.monotonic_ns()}")) is not None


def worktree_of_branch(beside):
    return beside.git("worktree", "add", "-q", str(beside.folder / "wt-queue"), "local-patches") is not None


def pack_refs(beside):
    return beside.git("pack-refs", "--all") is not None


def repack(beside):
    return beside.git("repack", "-a", "-d", "-q") is not None


def collect(beside):
    """As git does it by itself: objects of the last two weeks stay, as another git program may be writing them."""
    return beside.git("gc", "-q") is not None


def collect_all(beside):
    return beside.git("gc", "-q", "--prune=now") is not None


def look(beside):
    """As an editor does it all the time; it refreshes the index under its lock."""
    return all([beside.git("status", "--porcelain") is not None for _ in range(5)])


def edit(beside):
    """Saves a file, as an editor does."""
    with open(beside.repo / "c", "a") as file:
        file.write("# edited\n")
    return True


def moved(beside):
    """Moves the branch by a commit without the checkout, as a push does."""
    was, subject = beside.git("rev-parse", "local-patches"), f"moved {time.monotonic_ns()}"
    made = was and beside.git("commit-tree", "-p", was, "-m", subject, was + "^{tree}")
    # Git's own compare and swap: what a command has done in between is not undone.
    return bool(made) and beside.git("update-ref", "refs/heads/local-patches", made, was) is not None and \
        beside.is_committed(subject)


READERS = (detach, back, other_branch, branch, worktree, worktree_of_branch, pack_refs, repack, collect, look, edit)
# Each writes objects before a ref reaches them, which gc --prune=now takes away from git itself.
WRITERS = (fetch, commit, stash, stash_and_pop, moved)


def chosen(dice, count):
    """Deeds to be done at the same time."""
    deeds = [dice.choice(READERS + WRITERS) for _ in range(count)]
    # Git's own race: while the branch moves, its `worktree add PATH BRANCH` and `stash push` (which resets to the HEAD that
    # it saw) write the older tip back.
    if moved in deeds:
        deeds = [deed for deed in deeds if deed not in (worktree_of_branch, stash, stash_and_pop)]
    # And of two that stash at once, one drops what the other has put there.
    stashing = [deed for deed in deeds if deed in (stash, stash_and_pop)]
    for deed in stashing[1:]:
        deeds.remove(deed)
    if not any(deed in WRITERS for deed in deeds) and dice.random() < 0.3:
        deeds.append(collect_all)
    return deeds
