"""What a scenario looks like without any fault: before, after, and what the next commands make of both."""
import threading

import faults
from promises import Promises, state_of
from sandbox import Broken, copy_of
from scenarios import Builder

NEXT = ("status", "again", "update", "abort", "undo")


class Reference:
    """A scenario that is built once, with its points and states."""

    def __init__(self, box, program, scenario):
        self.box, self.program, self.scenario = box, program, scenario
        self.folder = box.root / scenario.name
        self.template = self.folder / "p"
        self.lock = threading.Lock()
        self.outcomes = {}
        self.serial = 0
        scenario.build(Builder(box, program, self.folder))
        self.old = state_of(box, scenario, self.template)
        self.promises = Promises(box, scenario, self.template)
        self.trace()

    def trace(self):
        """Runs the command twice: for the calls of the program itself, and for those of the programs that it runs."""
        self.after = self.copy("after")
        log = self.folder / "log"
        code, out, err = self.box.run([*faults.trace_words(log, False), self.program, *self.scenario.words], self.after)
        if code != self.scenario.expected:
            raise Broken(f"{self.scenario.name}: exit {code} without a fault: {(err or out).strip()}")
        self.points = faults.points_in(log, str(self.after))
        self.new = state_of(self.box, self.scenario, self.after)
        wrong = self.promises.broken_in(self.after, final=True)
        if wrong:
            raise Broken(f"{self.scenario.name}: wrong without a fault: {wrong[0]}")
        second = self.copy("second")
        self.box.run([*faults.trace_words(log, True), self.program, *self.scenario.words], second)
        self.points += faults.child_points_in(log, str(second))

    def copy(self, name=None, template=None):
        with self.lock:
            self.serial += 1
            name = name or f"run-{self.serial}"
        folder = self.folder / name
        folder.mkdir()
        return copy_of(template or self.template, folder / "p")

    def next_words(self, command):
        """The words of a next command; None where the scenario has none such."""
        if command == "again":
            return self.scenario.words
        return (command,) if self.scenario.has_project else None

    def outcome(self, command):
        """[(exit code, state)] of a next command after no fault, from before and from after the scenario's."""
        with self.lock:
            known = self.outcomes.get(command)
        if known is None:
            known = []
            for template in (self.template, self.after):
                folder = self.copy(template=template)
                code, _, _ = self.box.run([self.program, *self.next_words(command)], folder)
                known.append((code, state_of(self.box, self.scenario, folder)))
            with self.lock:
                self.outcomes[command] = known
        return known
