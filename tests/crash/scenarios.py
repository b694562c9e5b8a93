"""The commands that write, each with a small project to run it in. A builder gets the folder of the project, `p`, which
exists, and beside it `up`, upstream's repository."""
import shutil
from dataclasses import dataclass, field

from sandbox import Broken

SCENARIOS = {}
LINES = [str(number) for number in range(1, 41)]


@dataclass
class Scenario:
    name: str
    words: tuple               # the command
    build: object              # function (Builder)
    expected: int = 0          # its exit code
    repo: str = "fork"
    branch: str = "local-patches"
    untouched: tuple = ("notes.md", "fork/mine.txt", "fork/run.log")
    marks: dict = field(default_factory=dict)  # {file: a line that a person wrote and that stays}
    marks_may_be_stashed: bool = False  # as they are before the command
    is_undoable: bool = False
    is_resumed: bool = False   # what it has done so far may stay until it is run again
    is_plain: bool = False     # for any repository: there is no project, so no `status` and no `undo`
    is_before_setup: bool = False  # there is no checkout yet, so none of these either
    is_its_own: bool = False   # only the command again goes on with what it has begun

    @property
    def command(self):
        return self.words[0]

    @property
    def has_project(self):
        """Whether `status`, `update`, `abort` and `undo` have something to work on."""
        return not (self.is_plain or self.is_before_setup or self.is_its_own)


def scenario(name, *words, **more):
    def register(build):
        SCENARIOS[name] = Scenario(name, words, build, **more)
        return build
    return register


class Builder:
    """Makes projects with git and with the program itself."""

    def __init__(self, box, program, folder):
        self.box, self.program, self.p, self.up = box, program, folder / "p", folder / "up"
        self.p.mkdir(parents=True)
        self.up.mkdir()

    def git(self, folder, *words):
        return self.box.git(folder, *words)

    def mlx(self, *words, expected=0):
        code, out, err = self.box.run([self.program, *words], self.p)
        if code != expected:
            raise Broken(f"mlxpatch {' '.join(words)}: exit {code}: {(err or out).strip()}")

    def edit(self, path, line, by):
        """Replaces a line of a file of numbered lines."""
        path.write_text("".join(by + "\n" if old == line else old + "\n" for old in path.read_text().splitlines()))

    def commit(self, repo, message, **edits):
        for name, (line, by) in edits.items():
            self.edit(repo / name, line, by)
        self.git(repo, "add", "-A", "--", *edits)
        self.git(repo, "commit", "-q", "-m", message)

    def upstream(self):
        """Upstream with one commit, and patch files for line 20 of a and line 30 of b in the project."""
        self.git(self.up, "init", "-q")
        (self.up / "sub").mkdir()
        for name in ("a", "b", "c", "sub/s", "turn"):
            (self.up / name).write_text("\n".join(LINES) + "\n")
        (self.up / "README").write_text("upstream\n")
        self.git(self.up, "add", ".")
        self.git(self.up, "commit", "-q", "-m", "base")
        self.commit(self.up, "p1", a=("20", "twenty"))
        self.commit(self.up, "p2", b=("30", "thirty"))
        self.git(self.up, "format-patch", "-q", "-N", "-o", self.p / "patches", "HEAD~2")
        self.git(self.up, "branch", "theirs")
        self.git(self.up, "reset", "-q", "--hard", "HEAD~2")
        names = sorted(path.name for path in (self.p / "patches").glob("*.patch"))
        (self.p / "patches/series").write_text("".join(name + "\n" for name in names))

    def project(self, more=""):
        self.upstream()
        (self.p / "mlxpatch.toml").write_text(f'[upstream]\nurl = "{self.up}"\n[checkout]\ndir = "fork"\n{more}')
        (self.p / "notes.md").write_text("mine\n")

    def own_files(self):
        """An untracked and an ignored file in the checkout."""
        with open(self.p / "fork/.git/info/exclude", "a") as file:
            file.write("*.log\n")
        (self.p / "fork/mine.txt").write_text("untracked\n")
        (self.p / "fork/run.log").write_text("ignored\n")

    def fork(self, more=""):
        """A project that is set up, and whose upstream has moved by one commit that merges cleanly."""
        self.project(more)
        self.mlx("setup")
        self.own_files()
        (self.up / "new/deep").mkdir(parents=True)
        (self.up / "turn").unlink()
        (self.up / "turn").mkdir()
        for name in ("new.txt", "new/one", "new/deep/two", "turn/in"):
            (self.up / name).write_text("upstream\n")
        self.git(self.up, "add", "-A", "new.txt", "new", "turn")
        self.commit(self.up, "u1", a=("5", "five"), b=("9", "nine"), **{"sub/s": ("2", "two")})

    def stopped(self, *more):
        """A fork whose update waits at a conflict in a."""
        self.fork()
        self.commit(self.up, "u2", a=("20", "UPSTREAM"))
        self.mlx("update", *more, expected=3)

    def resolve(self):
        text = "\n".join(LINES) + "\n"
        (self.p / "fork/a").write_text(text.replace("\n5\n", "\nfive\n").replace("\n20\n", "\nMY RESOLUTION\n"))

    def known(self):
        """A fork whose update would stop at the conflict in a, which was resolved before."""
        self.stopped()
        self.resolve()
        self.git(self.p / "fork", "add", "a")
        self.mlx("continue")
        self.mlx("undo")

    def plain(self):
        """A repository w in the project, of anybody's."""
        self.upstream()
        (self.p / "notes.md").write_text("mine\n")
        self.git(self.p, "clone", "-q", self.up, "w")
        (self.p / "w/mine.txt").write_text("untracked\n")


PLAIN = {"repo": "w", "branch": "main", "untouched": ("notes.md", "w/mine.txt"), "is_plain": True}


@scenario("setup", "setup", untouched=("notes.md",), is_resumed=True)
def _(make):
    make.project()


@scenario("setup-rebuild", "setup", is_undoable=True)
def _(make):
    make.fork()
    path = make.p / "patches/0002-p2.patch"
    path.write_text(path.read_text().replace("+thirty", "+THIRTY, a colleague's"))


@scenario("update", "update", is_undoable=True)
def _(make):
    make.fork()


@scenario("update-libgit2", "update", is_undoable=True)
def _(make):
    make.fork('[fetch]\nwith = "libgit2"\n')


@scenario("update-autostash", "update", "--autostash", marks={"fork/a": "MY DIRT", "fork/README": "MY README"})
def _(make):
    make.fork()
    make.edit(make.p / "fork/a", "40", "MY DIRT")
    (make.p / "fork/README").write_text("MY README\n")


@scenario("update-stop", "update", expected=3)
def _(make):
    make.fork()
    make.commit(make.up, "u2", a=("20", "UPSTREAM"))


@scenario("update-merge", "update", "--merge", is_undoable=True)
def _(make):
    make.fork()


@scenario("draft", "draft", "--take", "1")
def _(make):
    make.fork()
    make.commit(make.up, "u2", a=("21", "UPSTREAM"))
    make.mlx("update", expected=3)


@scenario("continue", "continue", is_undoable=True)
def _(make):
    make.stopped()
    make.resolve()
    make.git(make.p / "fork", "add", "a")


@scenario("update-known", "update", expected=3)
def _(make):
    make.known()


@scenario("continue-known", "continue")
def _(make):
    make.known()
    make.mlx("update", expected=3)


@scenario("update-reuse", "update", "--reuse", is_undoable=True)
def _(make):
    make.known()


@scenario("resolutions-forget", "resolutions", "prune")
def _(make):
    make.known()
    make.mlx("drop", "p1")


@scenario("skip", "skip", is_undoable=True)
def _(make):
    make.stopped()


@scenario("abort", "abort")
def _(make):
    make.stopped()
    make.resolve()


@scenario("abort-autostash", "abort", marks={"fork/README": "MY README"}, marks_may_be_stashed=True)
def _(make):
    make.fork()
    make.commit(make.up, "u2", a=("20", "UPSTREAM"))
    (make.p / "fork/README").write_text("MY README\n")
    make.mlx("update", "--autostash", expected=3)


@scenario("finish", "finish")
def _(make):
    make.stopped()


@scenario("undo", "undo")
def _(make):
    make.fork()
    make.mlx("update")


@scenario("redo", "redo")
def _(make):
    make.fork()
    make.mlx("update")
    make.mlx("undo")


@scenario("regen", "regen", is_undoable=True)
def _(make):
    make.fork()
    make.commit(make.p / "fork", "p3", c=("7", "seven"))


@scenario("regen-merge", "regen", is_undoable=True)
def _(make):
    make.fork()
    make.mlx("update", "--merge")


@scenario("pick", "pick", "upstream/main", is_undoable=True)
def _(make):
    make.fork()
    make.commit(make.up, "u2", c=("3", "three"))


@scenario("absorb", "absorb", is_undoable=True,
          marks={"fork/a": "twenty, mine", "fork/b": "thirty, mine", "fork/README": "MY README"})
def _(make):
    make.fork()
    make.edit(make.p / "fork/a", "twenty", "twenty, mine")
    make.edit(make.p / "fork/b", "thirty", "thirty, mine")
    make.git(make.p / "fork", "add", "b")
    (make.p / "fork/README").write_text("MY README\n")


@scenario("edit", "edit", "1")
def _(make):
    make.fork()


@scenario("continue-edit", "continue")
def _(make):
    make.fork()
    make.mlx("edit", "1")
    make.edit(make.p / "fork/a", "3", "three")
    make.git(make.p / "fork", "add", "a")


@scenario("drop", "drop", "1", is_undoable=True)
def _(make):
    make.fork()


@scenario("move", "move", "1", "--last", is_undoable=True)
def _(make):
    make.fork()


@scenario("fold", "fold", "2", "--into", "1", is_undoable=True)
def _(make):
    make.fork()


@scenario("split", "split", "p3", "--paths", "sub", "--name", "p4", is_undoable=True)
def _(make):
    make.fork()
    make.commit(make.p / "fork", "p3", c=("7", "seven"), **{"sub/s": ("9", "nine")})


@scenario("new", "new", "p4", "-m", "Add p4", untouched=("notes.md", "fork/mine.txt", "fork/run.log", "fork/c"),
          is_undoable=True)
def _(make):
    make.fork()
    (make.p / "fork" / "c").write_text("more\n")


@scenario("reword", "reword", "1", "-m", "Say why", is_undoable=True)
def _(make):
    make.fork()


@scenario("rename", "rename", "1", "renamed", is_undoable=True)
def _(make):
    make.fork()


@scenario("import", "import", "extra.patch", untouched=("notes.md", "extra.patch", "fork/mine.txt", "fork/run.log"),
          is_undoable=True)
def _(make):
    make.fork()
    make.git(make.up, "checkout", "-q", "-b", "extra", "HEAD~1")
    make.commit(make.up, "extra", c=("12", "twelve"))
    make.git(make.up, "format-patch", "-q", "-N", "-1", "-o", make.up.parent / "x")
    make.git(make.up, "checkout", "-q", "main")
    shutil.copy(next((make.up.parent / "x").glob("*.patch")), make.p / "extra.patch")


@scenario("import-first", "import", "extra", untouched=("notes.md", "extra/0001-one.patch", "extra/0002-two.patch"),
          is_before_setup=True)
def _(make):
    make.project()
    make.git(make.up, "checkout", "-q", "-b", "extra")
    make.commit(make.up, "one", c=("12", "twelve"))
    make.commit(make.up, "two", c=("22", "twenty-two"))
    make.git(make.up, "format-patch", "-q", "-N", "-2", "-o", make.p / "extra")
    make.git(make.up, "checkout", "-q", "main")


@scenario("export", "export", "-o", "out", is_its_own=True)
def _(make):
    make.fork()


@scenario("pristine", "pristine")
def _(make):
    make.fork()


@scenario("pristine-remove", "pristine", "--remove")
def _(make):
    make.fork()
    make.mlx("pristine")


@scenario("init", "init", "../up", untouched=("notes.md",), is_before_setup=True)
def _(make):
    make.upstream()
    shutil.rmtree(make.p / "patches")
    (make.p / "notes.md").write_text("mine\n")


@scenario("init-adopt", "init", "--adopt", "fork", branch="main", is_its_own=True)
def _(make):
    make.upstream()
    shutil.rmtree(make.p / "patches")
    (make.p / "notes.md").write_text("mine\n")
    make.git(make.p, "clone", "-q", make.up, "fork")
    make.commit(make.p / "fork", "own 1", a=("20", "twenty"))
    make.commit(make.p / "fork", "own 2", c=("7", "seven"))
    make.own_files()


@scenario("am", "am", "--repo", "w", "patches", **PLAIN)
def _(make):
    make.plain()


@scenario("replay-branch", "replay", "--repo", "w", "--onto", "main", "--branch", "theirs", "main~1..theirs",
          **PLAIN | {"branch": "theirs"})
def _(make):
    make.upstream()
    make.commit(make.up, "u1", a=("5", "five"))
    (make.p / "notes.md").write_text("mine\n")
    make.git(make.p, "clone", "-q", make.up, "w")
    make.git(make.p / "w", "branch", "-q", "theirs", "origin/theirs")
    (make.p / "w/mine.txt").write_text("untracked\n")
