"""./dev truth: holds every verdict and tree of a replay against git.

A queue (a directory of patch files) is imported onto BASE in a scratch clone of UPSTREAM, and replayed by mlxpatch onto
each ONTO. Every patch is then given to git: the import to `git apply`, each merge, with the same three trees, to `git
merge-tree` (or `git cherry-pick`). What git does not do in one merge is asked of it in several: whether upstream has a
patch, which commit broke it, and what becomes of it commit by commit."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SAME, EXPLAINED, DIFFERENT = "as git", "explained", "DIFFERENT"
KEPT = {"clean", "moved", "stepped"}
BROKEN = {"conflict", "blocked"}
OTHER_DIFF = "not with the diff that git's own merge uses"


class SetupFailed(Exception):
    pass


class Git:
    """Runs git in one repository, with nobody's configuration."""

    def __init__(self, directory):
        self.directory = directory
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0",
                             "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
        for role in ("AUTHOR", "COMMITTER"):
            self.environment |= {f"GIT_{role}_NAME": "Truth", f"GIT_{role}_EMAIL": "truth@example.org",
                                 f"GIT_{role}_DATE": "1767225600 +0000"}

    def run(self, *words, data="", more=None):
        return subprocess.run(["git", "-C", str(self.directory), *words], input=data.encode("utf-8", "surrogateescape"),
                              capture_output=True, env=self.environment | (more or {}), check=False)

    def ask(self, *words, data="", more=None):
        """The output, without the last newline. Throws if git fails."""
        result = self.run(*words, data=data, more=more)
        if result.returncode != 0:
            raise SetupFailed(f"git {' '.join(words[:3])}: {result.stderr.decode(errors='replace').strip()}")
        return result.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def tree(self, revision):
        return self.ask("rev-parse", "--verify", "--quiet", revision + "^{tree}")

    def commit(self, tree, *parents):
        return self.ask("commit-tree", tree, *(word for parent in parents for word in ("-p", parent)), "-m", "x")


class Merger:
    """Merges three trees as git does: (tree, is_clean). Remembers what it has merged."""

    def __init__(self, git, way):
        self.git = git
        self.known = {}
        self.way = way or self.best_way()
        if self.way == "cherry-pick":
            worktree = Path(git.directory) / "worktree"
            git.ask("worktree", "add", "--quiet", "--detach", "--no-checkout", str(worktree), "HEAD")
            self.worktree = Git(worktree)

    def best_way(self):
        probe = self.git.run("merge-tree", "--write-tree", "HEAD", "HEAD")
        return "merge-tree" if probe.returncode == 0 else "cherry-pick"

    def merge(self, base, ours, theirs):
        if ours == theirs or base == theirs:
            return ours, True
        if base == ours:
            return theirs, True
        key = (base, ours, theirs)
        if key not in self.known:
            root = self.git.commit(base)
            pair = self.git.commit(ours, root), self.git.commit(theirs, root)
            self.known[key] = self.by_tree(*pair) if self.way == "merge-tree" else self.by_pick(*pair)
        return self.known[key]

    def by_tree(self, ours, theirs):
        result = self.git.run("merge-tree", "--write-tree", "--no-messages", ours, theirs)
        if result.returncode > 1:
            raise SetupFailed("git merge-tree: " + result.stderr.decode(errors="replace").strip())
        return result.stdout.decode().split("\n", 1)[0].strip(), result.returncode == 0

    def by_pick(self, ours, theirs):
        self.worktree.ask("reset", "--quiet", "--hard", ours)
        picked = self.worktree.run("cherry-pick", "--allow-empty", "--keep-redundant-commits", theirs)
        if picked.returncode == 0:
            return self.worktree.tree("HEAD"), True
        self.worktree.ask("reset", "--quiet", "--hard")
        self.worktree.run("cherry-pick", "--quit")
        return self.worktree.tree("HEAD"), False


class Carried:
    """A patch that git carries over upstream's commits one by one, by the files that it changes."""

    def __init__(self, truth, patch, onto):
        self.git, self.merger = truth.git, truth.merger
        paths = patch["paths"]
        self.before = self.form(truth.base, patch["commit"] + "^", paths)
        self.after = self.form(truth.base, patch["commit"], paths)
        self.broken_by = None    # the commit that broke it, for good
        self.empty_at = None     # the first commit at which nothing was left of it
        self.is_muddled = False  # what the queue has in these files before the patch conflicts itself
        upstream = truth.tree_at(truth.base)
        good = upstream
        commits = self.git.ask("log", "--first-parent", "--reverse", "--format=%H", f"{truth.base}..{onto}", "--", *paths)
        for commit in commits.split():
            tree = truth.tree_at(commit)
            before, before_merges = self.merger.merge(good, tree, self.before)
            after, after_merges = self.merger.merge(good, tree, self.after)
            if not before_merges:
                self.is_muddled = True
                return
            if after_merges:
                self.before, self.after, good, self.broken_by = before, after, tree, None
                if before == after and self.empty_at is None:
                    self.empty_at = commit
                if before != after:
                    self.empty_at = None
            elif self.broken_by is None:
                self.broken_by = commit
        tip = truth.tree_at(onto)
        if self.broken_by is None and good != tip:
            self.before, self.after = (self.merger.merge(good, tip, side)[0] for side in (self.before, self.after))

    def form(self, base, revision, paths):
        """The base's tree with these paths as the revision has them."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git.ask("read-tree", base, more=index)
            listed = self.git.ask("ls-tree", "-r", "-z", "--full-tree", revision, "--", *(":(literal)" + p for p in paths))
            entries = {entry.split("\t", 1)[1]: entry.split("\t", 1)[0] for entry in listed.split("\0") if entry}
            lines = [f"0 {'0' * 40}\t{path}\0" for path in paths if path not in entries]
            for path, words in entries.items():
                mode, _, blob = words.split()
                lines.append(f"{mode} {blob}\t{path}\0")
            self.git.ask("update-index", "-z", "--index-info", data="".join(lines), more=index)
            return self.git.ask("write-tree", more=index)


class Truth:
    def __init__(self, program, git, base, way):
        self.program, self.git = program, git
        self.base = git.ask("rev-parse", "--verify", "--quiet", base + "^{commit}")
        self.merger = Merger(git, way)
        self.trees = {}
        self.names = []  # the files of the queue's commits

    def tree_at(self, commit):
        if commit not in self.trees:
            self.trees[commit] = self.git.tree(commit)
        return self.trees[commit]

    def use_attributes_of(self, commit):
        """In a repository without a worktree git reads only these."""
        attributes = self.git.run("cat-file", "blob", commit + ":.gitattributes").stdout
        (Path(self.git.directory) / "info").mkdir(exist_ok=True)
        (Path(self.git.directory) / "info" / "attributes").write_bytes(attributes)

    def mlxpatch(self, *words):
        environment = self.git.environment | {"HOME": str(self.git.directory), "XDG_CONFIG_HOME": os.devnull}
        result = subprocess.run([self.program, *words, "--json"], cwd=self.git.directory, capture_output=True,
                                env=environment, check=False)
        try:
            return json.loads(result.stdout)
        except ValueError as error:
            raise SetupFailed(f"mlxpatch {words[0]}: {result.stderr.decode(errors='replace').strip()}") from error

    def import_queue(self, files):
        """Commits the patch files on the base; the rows of the import."""
        self.use_attributes_of(self.base)
        imported = self.mlxpatch("am", "--keep-going", *map(str, files))
        taken = {patch["name"]: patch for patch in imported["patches"]}
        refused = {patch["name"]: patch["why"] for patch in imported["refused"]}
        self.names = [file.name for file in files if file.name in taken]
        rows, tree = [], self.tree_at(self.base)
        for number, file in enumerate(files, 1):
            ours = taken.get(file.name)
            by_git = self.apply(tree, file)
            verdict = SAME if (ours["tree"] if ours else None) == by_git else DIFFERENT
            cause = "" if verdict == SAME else refused.get(file.name, "")
            if ours and by_git is None and ours["notes"]:
                verdict, cause = EXPLAINED, "; ".join(ours["notes"])
            rows.append((verdict, number, file.name, "applied" if ours else "refused",
                         "applied" if by_git else "refused", cause))
            tree = ours["tree"] if ours else tree
        return rows

    def apply(self, tree, file):
        """The tree that `git apply` makes of the patch, None if it refuses it."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git.ask("read-tree", tree, more=index)
            if self.git.run("apply", "--cached", str(file), more=index).returncode != 0:
                return None
            return self.git.ask("write-tree", more=index)

    def replay(self, onto):
        """The rows of a replay of the queue onto a commit."""
        self.use_attributes_of(onto)
        replayed = self.mlxpatch("replay", "--keep-going", "--onto", onto, f"{self.base}..truth")
        rows, tree = [], self.tree_at(onto)
        patches = replayed["patches"]
        for patch in patches:
            merged, is_clean = self.merger.merge(self.git.tree(patch["commit"] + "^"), tree,
                                                 self.git.tree(patch["commit"]))
            by_git = "conflict" if not is_clean else "empty" if merged == tree else "clean"
            verdict, cause = self.judge(patch, patches, onto, (tree, merged if is_clean else None))
            rows.append((verdict, patch["index"], self.names[patch["index"] - 1], patch["state"], by_git, cause))
            tree = patch["tree"]
        return rows

    def judge(self, patch, patches, onto, trees):
        """(verdict, cause) of one patch: `trees` are the one before it, and git's after it if its merge is clean."""
        before, merged = trees
        state = patch["state"]
        if state in ("clean", "moved"):
            if merged == patch["tree"]:
                return SAME, ""
            if merged is None and any(OTHER_DIFF in note for note in patch["notes"]):
                return EXPLAINED, "it merges by another diff than git's, and a note says so"
            return DIFFERENT, "other trees" if merged else "git conflicts"
        if state in BROKEN:
            return self.judge_broken(patch, onto) if merged is None else (DIFFERENT, "git merges it")
        if state == "stepped":
            carried = Carried(self, patch, onto)
            result, is_clean = self.merger.merge(carried.before, before, carried.after)
            is_right = not carried.is_muddled and carried.broken_by is None and is_clean and result == patch["tree"]
            return (EXPLAINED, "git gives this tree, too, commit by commit") if is_right else (
                DIFFERENT, "git does not give this tree commit by commit")
        if merged == before:
            return SAME, ""
        return self.judge_upstreamed(patch, patches, onto, before)

    def judge_broken(self, patch, onto):
        """Whether git agrees about the commit that broke the patch."""
        culprit = (patch["culprit"] or {}).get("commit")
        if culprit is None:
            return SAME, "no culprit named" if patch["state"] == "conflict" else ""
        if patch["state"] == "blocked":
            return SAME, ""
        carried = Carried(self, patch, onto)
        if carried.is_muddled or carried.broken_by is None:
            return SAME, "culprit not held against git: an earlier patch conflicts in its files, too"
        if carried.broken_by == culprit or self.is_inside(culprit, carried.broken_by):
            return SAME, "culprit " + culprit[:8]
        return DIFFERENT, f"culprit {culprit[:8]}; by git it is {carried.broken_by[:8]}"

    def is_inside(self, commit, merge):
        """Whether a merge of upstream's first-parent line brought the commit."""
        return (self.git.run("merge-base", "--is-ancestor", commit, merge).returncode == 0
                and self.git.run("merge-base", "--is-ancestor", commit, merge + "^1").returncode != 0)

    def judge_upstreamed(self, patch, patches, onto, before):
        """Whether git confirms that upstream has what a single merge does not find there."""
        by = patch["upstreamed_by"]
        if by is None:
            return DIFFERENT, "called empty; git keeps it or conflicts"
        commit = by["commit"]
        proof = {"empty": "empty at", "reverse-applies": "applies in reverse since"}.get(by["how"], "the same change as")
        if by["how"] not in ("empty", "reverse-applies"):
            run = [one for one in patches if (one["upstreamed_by"] or {}).get("commit") == commit
                   and one["state"] == "upstreamed"]
            is_right = self.patch_id(patch["commit"] + "^", patch["commit"]) == self.patch_id(commit + "^", commit) or (
                self.patch_id(run[0]["commit"] + "^", run[-1]["commit"]) == self.patch_id(commit + "^", commit))
        elif by["how"] == "reverse-applies":
            is_right = self.applies_in_reverse(patch["commit"], before)
        else:
            carried = Carried(self, patch, onto)
            is_right = carried.empty_at is not None and (carried.empty_at == commit
                                                        or self.is_inside(commit, carried.empty_at))
        return (EXPLAINED, f"{proof} {commit[:8]}, says git too") if is_right else (
            DIFFERENT, f"{proof} {commit[:8]}; git does not confirm it")

    def patch_id(self, before, after):
        diff = self.git.ask("diff", "--full-index", before, after)
        return self.git.ask("patch-id", "--stable", data=diff + "\n").split(" ")[0]

    def applies_in_reverse(self, commit, tree):
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git.ask("read-tree", tree, more=index)
            diff = self.git.ask("diff", "--binary", "--full-index", commit + "^", commit) + "\n"
            return self.git.run("apply", "--cached", "--check", "-R", data=diff, more=index).returncode == 0


def queue_files(directory):
    """The patch files in the order of quilt's `series`, Electron's `.patches`, or their names."""
    for listing in ("series", ".patches"):
        if (directory / listing).is_file():
            lines = (line.split("#")[0].split() for line in (directory / listing).read_text().splitlines())
            return [directory / words[0] for words in lines if words]
    return sorted(file for file in directory.iterdir() if file.suffix in (".patch", ".diff"))


def show(title, rows):
    """A heading with the sums, and the rows, differences first. Returns the number of differences."""
    counts = {verdict: sum(row[0] == verdict for row in rows) for verdict in (DIFFERENT, EXPLAINED, SAME)}
    print(f"\n{title}: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    width = min(60, max((len(row[2]) for row in rows), default=0))
    for row in sorted(rows, key=lambda row: list(counts).index(row[0])):
        verdict, number, name, ours, by_git, cause = row
        print(f"  {verdict:9}  {number:>3}  {name[:60]:{width}}  {ours:10}  git: {by_git:8}  {cause}".rstrip())
    return counts[DIFFERENT]


def commit_named(git, upstream, revision):
    """The commit that a name means in the clone, or in the upstream on this machine."""
    found = git.run("rev-parse", "--verify", "--quiet", revision + "^{commit}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    if Path(upstream).exists():
        return Git(upstream).ask("rev-parse", "--verify", "--quiet", revision + "^{commit}")
    raise SetupFailed(f"{upstream} has no commit {revision}")


def run(arguments):
    with tempfile.TemporaryDirectory(prefix="truth-") as folder:
        clone = Path(folder) / "clone"
        is_here = Path(arguments.upstream).exists()
        if is_here:
            arguments.upstream = str(Path(arguments.upstream).resolve())
        Git(folder).ask("clone", "--quiet", *(["--shared"] if is_here else []), "--bare", arguments.upstream, str(clone))
        git = Git(clone)
        base = commit_named(git, arguments.upstream, arguments.base)
        targets = [commit_named(git, arguments.upstream, onto) for onto in arguments.onto]
        git.ask("update-ref", "refs/heads/truth", base)
        git.ask("symbolic-ref", "HEAD", "refs/heads/truth")
        truth = Truth(arguments.program, git, base, arguments.way)
        files = queue_files(Path(arguments.patches).resolve())
        if not files:
            raise SetupFailed(f"{arguments.patches} has no patch files")
        differences = show(f"{len(files)} patches imported onto {arguments.base}", truth.import_queue(files))
        for onto, commit in zip(arguments.onto, targets):
            count = git.ask("rev-list", "--count", f"{base}..{commit}")
            differences += show(f"replayed onto {onto}, {count} commits", truth.replay(commit))
        print(f"\n{differences} differences")
        return 1 if differences else 0


def main():
    parser = argparse.ArgumentParser(prog="./dev truth", description="Holds every verdict and tree against git.",
                                     epilog="exit: 0 nothing differs without an explanation; 1 something does; 2 failed")
    parser.add_argument("--program", default="build/release/mlxpatch", help="the mlxpatch to hold against git")
    parser.add_argument("--with", dest="way", choices=("merge-tree", "cherry-pick"),
                        help="how git merges (default: merge-tree, if this git can write trees)")
    parser.add_argument("upstream", help="a repository or its address")
    parser.add_argument("patches", help="a directory of patch files")
    parser.add_argument("base", help="the upstream commit that they are made for")
    parser.add_argument("onto", nargs="+", help="upstream commits to replay onto")
    arguments = parser.parse_args()
    arguments.program = str(Path(arguments.program).resolve())
    try:
        return run(arguments)
    except (SetupFailed, OSError) as error:
        print(f"./dev truth: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
