"""Faults that are no single call: a full disk, limits of the process, folders that can't be written, spoiled state."""
import ctypes
import os
import resource
import shutil

import faults
from between import Deed, after_deed
from kinds import judge, settle
from sandbox import copy_of

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_REC_PRIVATE = (1 << 14) | (1 << 18)
USER = 1000
LIBC = ctypes.CDLL(None, use_errno=True)
KIB_LEFT, FILES_LEFT = range(0, 124, 4), range(0, 36, 2)
FSIZE, NOFILE = (0, 64, 256, 512, 1024, 4096), (3, 4, 5, 6, 8, 10, 12, 16, 20)
HOWS = ("empty", "half", "noise", "removed")


def mount(folder, flags=0, what="tmpfs", data=""):
    done = LIBC.mount(b"none", os.fsencode(folder), what.encode(), ctypes.c_ulong(flags), data.encode() or None)
    if done != 0:
        raise OSError(ctypes.get_errno(), f"mount {folder}")


def own_mounts():
    """Gives this process mounts of its own, before it has threads; says why not, where that is not allowed."""
    user, group = os.getuid(), os.getgid()
    try:
        if LIBC.unshare(CLONE_NEWNS) != 0:
            if LIBC.unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0:
                return "mounting is not permitted here"
            for name, text in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
        mount("/", MS_REC_PRIVATE, "none")
    except OSError as error:
        return f"mounting is not permitted here ({error})"
    return ""


class Full:
    """A tmpfs of the run's own with as little left as the point says."""

    def __init__(self, run):
        self.place, self.ballast = run.folder.parent, run.folder.parent / "ballast"
        self.run = run

    def __enter__(self):
        run, (what, left) = self.run, str(self.run.point).split("=")
        shutil.rmtree(run.folder)
        mount(self.place, data="size=16m,nr_inodes=3000")
        run.mounted = self.place
        copy_of(run.reference.template, run.folder)
        self.ballast.mkdir()
        room = os.statvfs(self.place)
        if what == "kib":
            with open(self.ballast / "0", "wb") as file:
                file.write(bytes(max(0, room.f_bavail * room.f_frsize - int(left) * 1024)))
        else:
            for number in range(max(0, room.f_favail - int(left))):
                (self.ballast / str(number)).touch()

    def __exit__(self, *_):
        shutil.rmtree(self.ballast)


def unmount(folder):
    LIBC.umount2(os.fsencode(folder), 2)


def full(run):
    with Full(run):
        judge(run, run.mlx(*run.scenario.words))
        run.check()
    # What could not be restored waits in the stash, and the next command restores it.
    run.check(final=True, may_be_stashed=True)
    settle(run, run.first_next())
    return True


def limited(run):
    """A limit of the process: files no longer than so much, or so many of them open."""
    what, value = str(run.point).split("=")
    kind = resource.RLIMIT_NOFILE if what == "nofile" else resource.RLIMIT_FSIZE
    run.more = {"preexec_fn": lambda: resource.setrlimit(kind, (int(value), int(value))),
                "restore_signals": what != "fsize"}
    code = run.mlx(*run.scenario.words)
    run.more = {}
    # The system's own SIGXFSZ is a kill; a process that can't load its libraries has not begun.
    if what == "fsize-signal" and code < 0:
        run.check()
    elif not (what == "nofile" and code == 127):
        judge(run, code)
        run.check(final=True)
    settle(run, run.first_next())
    return True


def become_user():
    os.setgroups([])
    os.setgid(USER)
    os.setuid(USER)


def readonly(run):
    """A folder that can't be written, as after a sudo; later it can."""
    if os.getuid() == 0:
        for folder, folders, files in os.walk(run.folder.parent):
            for name in [".", *folders, *files]:
                os.chown(os.path.join(folder, name), USER, USER, follow_symlinks=False)
        run.more = {"preexec_fn": become_user}
    place = run.folder / str(run.point)
    place.chmod(0o555)
    judge(run, run.mlx(*run.scenario.words))
    run.check()
    if place.exists():
        place.chmod(0o755)
    settle(run, run.first_next())
    return True


def spoil(path, how):
    data = path.read_bytes()
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "half": data[:len(data) // 2], "noise": bytes(range(256)) * 2}[how])


def spoiled(run):
    """A file of the program's memory is spoiled: before the command, after it, or after it was killed half way."""
    moment, name, how = str(run.point).split("~")
    if moment == "killed":
        points = [point for point in run.reference.points if not point.in_child]
        middle = points[len(points) * 2 // 3]
        run.mlx(*run.scenario.words, front=faults.inject_words(run.log, middle, "signal=KILL"))
    elif moment == "after":
        run.mlx(*run.scenario.words)
    path = run.folder / run.scenario.repo / ".git/mlxpatch" / name
    if not path.is_file():
        return False
    spoil(path, how)
    noise = path.read_bytes() if how == "noise" else b""
    after_deed(run, Deed(run))
    kept = [one for one in path.parent.rglob("*") if one.is_file()]
    if noise and not any(one.read_bytes() == noise for one in kept):
        run.wrong("9 spoiled state", "what was in the file is not set aside")
    return True


def places_of(reference, kind):
    """The points of a kind that is no single call."""
    if kind == "full":
        return [f"kib={left}" for left in KIB_LEFT] + [f"inodes={left}" for left in FILES_LEFT]
    if kind == "limit":
        return ([f"{name}={value}" for name in ("fsize", "fsize-signal") for value in FSIZE]
                + [f"nofile={value}" for value in NOFILE])
    if kind == "readonly":
        return writable_folders(reference)
    before, after = memory_of(reference, reference.template), memory_of(reference, reference.after)
    names = {"before": before, "after": after, "killed": sorted({*before, *after, "pending.json"})}
    return [f"{moment}~{name}~{how}" for moment in names for name in names[moment] for how in HOWS]


def memory_of(reference, project):
    """The files in which the program remembers what it does, but for those that it may lose."""
    memory = project / reference.scenario.repo / ".git/mlxpatch"
    names = sorted(str(path.relative_to(memory)) for path in memory.rglob("*") if path.is_file())
    return [name for name in names if name != "trace.log" and not name.startswith("cache/")]


def writable_folders(reference):
    """The folders of the project, without those that hold single objects."""
    found = ["."]
    for folder, folders, _ in os.walk(reference.template):
        folders[:] = sorted(name for name in folders if len(name) != 2 and name not in ("hooks", "info", "tags"))
        found += [os.path.relpath(os.path.join(folder, name), reference.template) for name in folders]
    return found


KINDS = {"full": full, "limit": limited, "readonly": readonly, "state": spoiled}
