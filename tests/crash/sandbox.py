"""A place of its own for each run: an environment without anybody's configuration, copies, and how programs are run."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

LIMIT_SECONDS = 40
DATE = "1767225600 +0000"
CONFIG = """[user]
\tname = Crash Tester
\temail = crash@example.org
[init]
\tdefaultBranch = main
[gc]
\tauto = 0
[advice]
\tdetachedHead = false
[safe]
\tdirectory = *
"""


class Broken(Exception):
    """The harness itself can't go on."""


class Sandbox:
    """A temporary folder with a home directory in it; `home` is never written by a run."""

    def __init__(self, keep=False):
        folder = os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.root = Path(tempfile.mkdtemp(prefix="mlxpatch-crash-", dir=folder)).resolve()
        self.keep = keep
        self.home = self.root / "home"
        self.home.mkdir()
        (self.home / ".gitconfig").write_text(CONFIG)
        self.root.chmod(0o755)
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("GIT_", "XDG_", "MLXPATCH_"))}
        self.environment |= {"HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
                             "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE, "LC_ALL": "C", "TZ": "UTC"}

    def remove(self):
        if not self.keep:
            make_writable(self.root)
            shutil.rmtree(self.root, ignore_errors=True)

    def run(self, words, folder, seconds=LIMIT_SECONDS, **more):
        """(exit code, stdout, stderr); 124 where the program had to be ended, -N where signal N ended it."""
        with subprocess.Popen([str(word) for word in words], cwd=folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              start_new_session=True, **more) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                out, err = process.communicate()
                return 124, out.decode(errors="replace"), err.decode(errors="replace")
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def git(self, folder, *words):
        """What git prints. Throws if it fails."""
        code, out, err = self.run(["git", *words], folder)
        if code != 0:
            raise Broken(f"git {' '.join(map(str, words[:3]))} in {folder}: {err.strip()}")
        return out.rstrip("\n")

    def try_git(self, folder, *words):
        """What git prints, or None if it fails. Takes no locks."""
        code, out, _ = self.run(["git", "--no-optional-locks", *words], folder)
        return out.rstrip("\n") if code == 0 else None


def make_writable(root):
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)


def copy_of(template, folder):
    """Copies a project and lets the linked worktrees in it know that it moved."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(template), str(folder)], check=True)
    for link in [*folder.glob("*/.git"), *folder.glob("*/.git/worktrees/*/gitdir")]:
        if link.is_file():
            link.write_text(link.read_text().replace(str(template), str(folder)))
    return folder
