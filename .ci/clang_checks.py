"""What .ci/lint asks of Clang, unit by unit. A verdict is kept by the content that it is about, so that it is asked for
once: in build/tidy-cache, or in the folder that MLXPATCH_TIDY_CACHE names."""
import concurrent.futures
import functools
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/clang"
JOBS = int(os.environ.get("MLXPATCH_JOBS") or os.cpu_count() or 1)
CACHE = ROOT / (os.environ.get("MLXPATCH_TIDY_CACHE") or "build/tidy-cache")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def tool(name):
    answer = subprocess.run([ROOT / ".ci/clang-tool", name], capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"lint: there is no {name} 19 or newer; ./dev setup installs it")
    return answer.stdout.strip()


class Unit:
    """One source and how Clang compiles it."""

    def __init__(self, entry):
        self.source = Path(entry["file"]).resolve()
        self.name = str(self.source.relative_to(ROOT))
        self.words = shlex.split(entry["command"])
        while not Path(self.words[0]).name.startswith("clang"):  # ccache
            self.words.pop(0)
        at = self.words.index("-o")
        del self.words[at : at + 2]

    def include_folders(self):
        folders = []
        for word, following in zip(self.words, [*self.words[1:], ""]):
            if word.startswith("-I"):
                folders.append(word[2:])
            elif word == "-isystem":
                folders.append(following)
        return [Path(folder) for folder in folders] + [Path("/usr/include")]

    @functools.cached_property
    def files(self):
        """All files of ours that it reads, and the third-party headers that those name. By their include lines, whatever
        #if is around them: a file too many costs a run of Clang, one too few would keep a verdict that is no longer true.
        """
        folders = self.include_folders()
        seen, waiting = set(), [self.source]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            if path.is_relative_to(ROOT):
                headers = (find_header(name, path.parent, *folders) for name in included_names(path))
                waiting.extend(header for header in headers if header)
        return sorted(seen)


@functools.cache
def included_names(path):
    return INCLUDE.findall(path.read_text(errors="replace"))


@functools.cache
def file_in(folder, name):
    path = folder / name
    return path.resolve() if path.is_file() else None


def find_header(name, *folders):
    return next(filter(None, (file_in(folder, name) for folder in folders)), None)


@functools.cache
def fingerprint(path):
    """Of our own files the content; a library's header changes with its package, which its size and time tell."""
    if path.is_relative_to(ROOT):
        return f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    stat = path.stat()
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"


def all_units():
    answer = subprocess.run(["cmake", "--preset", "clang", f"-DCMAKE_CXX_COMPILER={tool('clang++')}"], cwd=ROOT,
                            capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit("lint: cmake --preset clang failed\n" + answer.stdout + answer.stderr)
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    units = [Unit(entry) for entry in entries if not Path(entry["file"]).is_relative_to(ROOT / "build")]
    return sorted(units, key=lambda unit: unit.name)


def as_in_the_tree(text):
    """Paths from the root; a face by its own path in place of the link by which the build reaches it."""
    text = re.sub(r"build/clang/rooms/\w+/mlxpatch/", "include/mlxpatch/", text.replace(f"{ROOT}/", ""))
    return text.replace(str(ROOT), "")


class Check:
    """A program that is run on single units, and what it may depend on besides the unit: its version, its settings."""

    def __init__(self, program, *settings):
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        self.program = program
        self.depends_on = [version, *settings]

    def words(self, unit):
        raise NotImplementedError

    def findings(self, answer):
        raise NotImplementedError

    def verdict(self, unit):
        """The findings, from the cache where it has them."""
        command = as_in_the_tree(shlex.join([*self.words(unit), "--", *unit.words]))
        key = hashlib.sha256("\n".join([*self.depends_on, command, *map(fingerprint, unit.files)]).encode()).hexdigest()
        kept = CACHE / key
        if kept.is_file():
            return json.loads(kept.read_text())
        answer = subprocess.run(self.words(unit), cwd=BUILD, capture_output=True, text=True, errors="replace")
        findings = [as_in_the_tree(finding) for finding in self.findings(answer)]
        if answer.returncode != 0 and not findings:  # a crash; perhaps not the next time
            return [f"{unit.name}: {Path(self.program).name} ended with {answer.returncode}: {answer.stderr[-400:]}"]
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = CACHE / f"{key}.{os.getpid()}"
        fresh.write_text(json.dumps(findings))
        fresh.replace(kept)
        return findings


class Libcxx(Check):
    """Compiles with libc++, macOS's library, and makes no code. Debian's fmt is built with libstdc++, so the headers alone
    are taken."""

    def words(self, unit):
        ours = [word for word in unit.words if word != "-DFMT_SHARED"]
        return [self.program, "-stdlib=libc++", "-fsyntax-only", "-DFMT_HEADER_ONLY", *ours[1:]]

    def findings(self, answer):
        return [answer.stderr] if answer.returncode else []


class Tidy(Check):
    def words(self, unit):
        return [self.program, "--quiet", "-p", str(BUILD), str(unit.source)]

    def findings(self, answer):
        return re.findall(r"^.+: (?:error|warning): .+$", answer.stdout + answer.stderr, re.M)


def run_on(units, check, seconds=float("inf")):
    """All findings, each once, and the names of the units that its time did not suffice for."""
    deadline = time.monotonic() + seconds

    def verdict(unit):
        return check.verdict(unit) if time.monotonic() < deadline else None

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        verdicts = dict(zip(units, pool.map(verdict, units)))
    findings = dict.fromkeys(finding for found in verdicts.values() for finding in found or ())
    late = [unit.name for unit, found in verdicts.items() if found is None]
    return list(findings), late


def check_libcxx():
    findings, _ = run_on(all_units(), Libcxx(tool("clang++")))
    return findings


def check_tidy(changed, seconds):
    """`changed` are paths from the root: their units, and behind those the ones that include them; None is all. A slow
    machine is no fault of the code: what it did not come to is said, and not found fault with."""
    units = all_units()
    if changed is not None:
        paths = {ROOT / path for path in changed}
        units = [unit for unit in units if not paths.isdisjoint(unit.files)]
        units.sort(key=lambda unit: unit.source not in paths)
    settings = [(ROOT / name).read_text() for name in (".clang-tidy", "tests/.clang-tidy")]
    findings, late = run_on(units, Tidy(tool("clang-tidy"), *settings), seconds)
    if late:
        print(f"lint: tidy: SKIPPED {len(late)} of {len(units)} units, for the {seconds:.0f} s were over "
              f"(MLXPATCH_TIDY_SECONDS): {' '.join(late)}")
    return findings
