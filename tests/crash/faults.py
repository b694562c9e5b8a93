"""System calls as strace shows them: which of them change something, and how one of them is made to fail."""
import re
import subprocess
from dataclasses import dataclass

OPENS = ("open", "openat", "creat")
WRITES = ("write", "pwrite64", "writev")
OTHERS = ("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rmdir",
          "mkdir", "mkdirat", "fsync", "fdatasync", "ftruncate", "fchmod", "chmod", "fchmodat")
CALLS = OPENS + WRITES + OTHERS
# What a full disk refuses. Reading and renaming go on, and so does removing.
NEEDS_ROOM = WRITES + ("link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "ftruncate")
LINE = re.compile(r"(?:(\d+) +)?(\w+)\((.*)")


@dataclass(frozen=True)
class Point:
    """The `nth` call of its name in the program, or in any of the programs that it runs."""
    call: str
    nth: int
    before: tuple = ()  # (name, calls so far) of those that need room
    in_child: bool = False

    def __str__(self):
        return f"{'child-' if self.in_child else ''}{self.call}:{self.nth}"


def is_usable():
    """Whether strace is here and may trace."""
    try:
        words = ["strace", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=9999", "true"]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def trace_words(log, follow):
    names = ",".join("?" + name for name in CALLS)
    return ["strace", *(["-f"] if follow else []), "-y", "-s", "0", "-o", str(log), "-e", f"trace={names}"]


def inject_words(log, point, what):
    """The words in front of a command that make the point's call meet `what`: error=ENOSPC, signal=KILL, ..."""
    return ["strace", *(["-f"] if point.in_child else []), "-o", str(log), "-e", f"trace={point.call}", "-e",
            f"inject={point.call}:{what}:when={point.nth}"]


def inject_from_words(log, point):
    """As inject_words, but from the point on nothing that needs room works, or no call of the point's name."""
    if is_dying(point):
        return inject_words(log, point, "error=EIO")[:-1] + [f"inject={point.call}:error=EIO:when={point.nth}+"]
    so_far = dict(point.before)
    words = ["strace", "-o", str(log), "-e", "trace=" + ",".join("?" + name for name in NEEDS_ROOM)]
    for name in NEEDS_ROOM:
        words += ["-e", f"inject=?{name}:error=ENOSPC:when={so_far.get(name, 0) + 1}+"]
    return words


def is_dying(point):
    """Whether a fault from the point on is that of a dying disk, which can't be made as before, and not of a full one."""
    return point.in_child or point.call not in NEEDS_ROOM


def was_hit(log):
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return False
    return re.search(r"INJECTED|killed by SIG|^(\d+ +)?--- SIG(INT|TERM|HUP|STOP|KILL)", text, re.M) is not None


def changes_something(name, rest, root):
    """Whether a call of the log changed a file below `root`."""
    if re.search(r"\) += -1 |= \?$|<unfinished", rest):
        return False
    if name in OPENS:
        return bool(re.search(r"O_CREAT|O_TRUNC|O_WRONLY|O_RDWR", rest)) and root in rest
    if name in WRITES or name in ("fsync", "fdatasync", "ftruncate", "fchmod"):
        return root in rest.split(",")[0]
    return True


def points_in(log, root):
    """The points of the program itself, from a log without its children."""
    counts, points, seen = {}, [], set()
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        name, rest = match.group(2), match.group(3)
        before = tuple((need, counts.get(need, 0)) for need in NEEDS_ROOM)
        counts[name] = counts.get(name, 0) + 1
        if changes_something(name, rest, root) and (name, counts[name]) not in seen:
            seen.add((name, counts[name]))
            points.append(Point(name, counts[name], before))
    return points


def child_points_in(log, root):
    """One point for each call of the programs that it runs, by the place in the program that makes it."""
    counts, points, first = {}, {}, None
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        process, name, rest = match.groups()
        first = first or process
        counts[process, name] = counts.get((process, name), 0) + 1
        if process != first and changes_something(name, rest, root):
            points.setdefault((name, counts[process, name]), Point(name, counts[process, name], (), True))
    return list(points.values())
