"""The kinds of faults. Each function makes one run of its own copy of a project, and says what promise it broke."""
import re
import shutil
import zlib

import faults
from advice import ADVICE
from promises import state_of
from reference import NEXT

SIGNALS = {"int": "INT", "term": "TERM", "hup": "HUP"}
TEMPORARY = re.compile(r"(^|/)\.mlxpatch-[0-9a-f]+\.tmp$")


class Run:
    """One run: a copy of the project, the point, and what was found wrong."""

    def __init__(self, reference, kind, point):
        self.reference, self.kind, self.point = reference, kind, point
        self.box, self.scenario = reference.box, reference.scenario
        self.name = f"{self.scenario.name}/{kind}/{point}"
        self.turn = zlib.crc32(self.name.encode())
        self.folder = reference.copy()
        self.log = self.folder.parent / "strace"
        self.violations = []
        self.said = []
        self.told_of_leftovers = False  # whether the last command has said that some of its own files are left
        self.could_tell = True  # whether the message of the last command's failure came through
        self.advice = []     # the commands that the program has told to type
        self.more = {}       # how the program is started, where that is part of the fault
        self.mounted = None  # what has to be unmounted in the end

    def close(self, unmount):
        if self.mounted:
            unmount(self.mounted)
        if not self.box.keep:
            shutil.rmtree(self.folder.parent, ignore_errors=True)

    def wrong(self, promise, text):
        self.violations.append((promise, text))

    def mlx(self, *words, front=()):
        code, out, err = self.box.run([*front, self.reference.program, *words], self.folder, **self.more)
        last = next((line for line in err.splitlines() if line.startswith("mlxpatch")), "")
        self.could_tell = last != ""
        self.told_of_leftovers = "could not clear up after itself" in err
        self.said.append(f"{' '.join(words)}: exit {code} {last}".replace(str(self.folder), "..."))
        self.advice += [match.group(1).strip() for match in ADVICE.finditer(err)]
        return code

    def call(self, words):
        """Runs one of the next commands, which must end of itself and not by a signal."""
        code = self.mlx(*words)
        if code < 0 or code >= 124 and code != 130:
            self.wrong("5 next run", f"{words[0]} ends by a signal, or does not end (exit {code})")
        return code

    def first_next(self):
        return "status" if self.reference.next_words("status") else "again"

    def state(self, without_temporaries=False):
        state = state_of(self.box, self.scenario, self.folder)
        if without_temporaries:
            state.project = {name: digest for name, digest in state.project.items() if not TEMPORARY.search(name)}
        return state

    def check(self, final=False, may_be_stashed=False):
        self.violations += self.reference.promises.broken_in(self.folder, final, may_be_stashed)

    def branch_is_whole(self):
        """The branch is moved by one call, so that it is never anywhere between."""
        branch = self.state().branch
        if branch not in (self.reference.old.branch, self.reference.new.branch) and not self.scenario.is_resumed:
            self.wrong("3 together", "the branch is neither at its old nor at its new tip")

    def whole(self, moment, *states):
        """Checks that all that a person has is as in one of these states."""
        now = self.state()
        differences = [now.differences(state) for state in states]
        if all(differences):
            self.wrong("3 together", f"{moment}: {', '.join(min(differences, key=len))} neither old nor new")
        return now


def settle(run, command=None):
    """The next command after a crash, one after the other in turn: the run that finishes or takes back."""
    reference = run.reference
    choices = [name for name in NEXT if reference.next_words(name)]
    command = command or choices[run.turn % len(choices)]
    outcome = reference.outcome(command)
    # A clean worktree and its line in .gitignore are two things; the command again brings them together.
    if run.scenario.name == "pristine" and all(run.state().differences(each) for each in (reference.old, reference.new)):
        run.call(run.scenario.words)
    code = run.call(reference.next_words(command))
    run.check(final=True)
    allowed = [reference.old, reference.new] + [state for _, state in outcome]
    if run.scenario.is_resumed and code != 0:
        return
    if command == "status" and code not in [was for was, _ in outcome] and not run.scenario.is_resumed:
        run.wrong("5 next run", f"status: exit {code}")
    if not run.scenario.is_resumed or command == "again":
        run.whole(f"after {command}", *allowed)
    finish(run, command)


def finish(run, command):
    """The command again brings the work to its end; undo takes it back exactly."""
    reference, scenario = run.reference, run.scenario
    if command not in ("status", "again"):
        return
    if command == "status" and run.state().differences(reference.new):
        run.call(scenario.words)
        run.whole("after the command again", reference.new, *[state for _, state in reference.outcome("again")])
        run.check(final=True)
    # The command again after its own end is one more operation, of which undo takes back that one.
    if command == "status" and scenario.is_undoable and not run.state().differences(reference.new):
        undo(run)


def without_resolutions(project):
    """The project's files but for what a person made of conflicts, which undo leaves alone."""
    return {path: digest for path, digest in project.items() if not path.startswith("patches/.resolutions/")}


def undo(run):
    code = run.call(("undo",))
    now = run.state()
    if code != 0:
        run.wrong("6 undo", f"undo: exit {code}")
    elif now.tip != run.reference.old.tip:
        run.wrong("6 undo", "the branch is not at its old tip")
    if code == 0 and without_resolutions(now.project) != without_resolutions(run.reference.old.project):
        run.wrong("6 undo", "files or lock are not the old ones")
    run.check(final=True)


def kill(run):
    run.mlx(*run.scenario.words, front=faults.inject_words(run.log, run.point, "signal=KILL"))
    if not faults.was_hit(run.log):
        return False
    run.check()
    run.branch_is_whole()
    settle(run)
    return True


def kill_twice(run):
    """Killed again inside the recovery, at a call of the next command."""
    run.mlx(*run.scenario.words, front=faults.inject_words(run.log, run.point, "signal=KILL"))
    if not faults.was_hit(run.log):
        return False
    words = run.reference.next_words("status") or run.scenario.words
    ahead = run.reference.copy(template=run.folder)
    log = run.folder.parent / "ahead"
    run.box.run([*faults.trace_words(log, False), run.reference.program, *words], ahead)
    points = faults.points_in(log, str(ahead))
    shutil.rmtree(ahead.parent, ignore_errors=True)
    if not points:
        return False
    again = points[run.turn // 7 % len(points)]
    run.said.append(f"killed again at {again}")
    run.mlx(*words, front=faults.inject_words(run.log, again, "signal=KILL"))
    run.check()
    settle(run)
    return True


def failing(run, front, dying=False):
    """A call fails: what the exit code says is true on the disk, now and after the next command. On a dying disk it can't
    always be made true; the next command does so then."""
    code = run.mlx(*run.scenario.words, front=front)
    if not faults.was_hit(run.log):
        return False
    if not dying or code in (0, run.scenario.expected):
        judge(run, code)
    run.check(final=not dying, may_be_stashed=True)
    settle(run, run.first_next())
    return True


def judge(run, code):
    """Holds the exit code against the disk: 0 and the expected code say that it is done, all others that nothing is."""
    if code < 0 or code in (124, 137, 139, 134):
        run.wrong("7 exit code", f"it ends by a signal, or does not end (exit {code})")
    if run.scenario.is_resumed and code != 0:
        return
    done = code == run.scenario.expected
    wanted = run.reference.new if done else run.reference.old
    differences = run.state(run.told_of_leftovers).differences(wanted)
    # Where every write fails, to the terminal, too, it can't say what is true on the disk. The next command settles it.
    if run.kind == "from" and code == 1 and not run.could_tell:
        return
    # What could not be restored on this disk waits in the stash, as git's own autostash does.
    waits = set(differences) <= {"status", "worktree"} and run.reference.promises.are_stashed(run.folder)
    if differences and not waits:
        run.wrong("7 exit code", f"exit {code}, but {', '.join(differences)} not as {'after' if done else 'before'} it")


def applies(kind, point):
    """Whether a kind is asked of a point. A child's call is found by its number alone, which the program itself has,
    too: what would hit its start, or its reading, is not asked."""
    if not point.in_child:
        return True
    return kind in ("kill", "twice", "user") or kind in ("enospc", "eio", "from") and point.call not in faults.OPENS


def error(code):
    return lambda run: failing(run, faults.inject_words(run.log, run.point, f"error={code}"))


def fails_from(run):
    return failing(run, faults.inject_from_words(run.log, run.point), faults.is_dying(run.point))


def interrupted(name):
    return lambda run: failing(run, faults.inject_words(run.log, run.point, f"signal={name}"))


KINDS = {"kill": kill, "enospc": error("ENOSPC"), "eio": error("EIO"), "from": fails_from, "twice": kill_twice}
KINDS |= {kind: interrupted(name) for kind, name in SIGNALS.items()}
