"""The house as .ci/lint checks it: which room may use which, and inside a room one header per body and no arrow back up.

A unit is <room>/<path>: include/mlxpatch/<unit>.hpp or src/<unit>.hpp, and src/<unit>.cpp."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400

# Which rooms' bodies may include a library's headers. A face (include/) shows none of them.
LIBRARY_ROOMS = {
    r"git2(/|\.h)": {"git", "diff", "objects", "merge", "worktree", "transport"},
    r"CLI/": {"cli"},
    r"spdlog/": {"cli"},
    r"toml\+\+/": {"workspace"},
    r"nlohmann/": {"ui", "workspace"},
    r"libdeflate\.h": {"git", "objects"},
    r"openssl/": {"git"},
    r"utf8proc\.h": {"ui"},
}
# The room git owns libgit2's objects for the rooms above it, so its face shows them.
LIBRARY_FACES = {r"git2(/|\.h)": "git"}
# Arrows for values alone: of the room on the right only these units may be used.
VALUES_ONLY = {
    ("workspace", "queue"): {"queue/replay/replay_policy"},
    ("cli", "queue"): {"queue/replay/replay_policy"},
}
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_table():
    """{room: rooms that it may use}, from the table in src/CMakeLists.txt."""
    table = {}
    for name, words in re.findall(r"^room\((\w+)([^)]*)\)", (ROOT / "src/CMakeLists.txt").read_text(), re.M):
        uses = re.search(r"USES((?: +[a-z]+)*)", words)
        table[name] = set(uses.group(1).split()) if uses else set()
    return table


def unit_of(path):
    """The unit of a header or body of a room; None for other files."""
    parts = path.parts
    if parts[:2] == ("include", "mlxpatch"):
        return "/".join(parts[2:-1] + (path.stem,))
    if parts[0] == "src" and len(parts) > 2:
        return "/".join(parts[1:-1] + (path.stem,))
    return None


def includes(path):
    """(line number, "<" or '"', header) of each include."""
    for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1), match.group(2)


def included_unit(room, bracket, header):
    """The unit that an include of a file of `room` names; None for a foreign header."""
    if header.startswith("mlxpatch/"):
        return header[len("mlxpatch/"):-len(".hpp")]
    return f"{room}/{header[:-len('.hpp')]}" if bracket == '"' and header.endswith(".hpp") else None


def check_arrow(room, unit, table):
    other = unit.split("/")[0]
    if other == room:
        return None
    if other not in table[room]:
        return f"{room} may not use {other}"
    only = VALUES_ONLY.get((room, other))
    if only is not None and unit not in only:
        return f"{room} may use of {other} only {', '.join(sorted(only))}"
    return None


def check_library(path, room, header):
    in_face = path.parts[0] == "include"
    for pattern, allowed in LIBRARY_ROOMS.items():
        if not re.match(pattern, header):
            continue
        if room not in allowed or (in_face and LIBRARY_FACES.get(pattern) != room):
            return f"<{header}> belongs in the bodies of {', '.join(sorted(allowed))}"
    return None


def check_file(path, table):
    """Findings about one file of a room."""
    count = len((ROOT / path).read_text(errors="replace").splitlines())
    if path.parts[0] in ("src", "include") and count > MOST_LINES:
        yield f"{path}:{MOST_LINES + 1}: {count} lines; a file has at most {MOST_LINES}"
    unit = unit_of(path)
    if unit is None:
        return
    room = unit.split("/")[0]
    if room not in table:
        yield f"{path}:1: src/CMakeLists.txt has no room '{room}'"
        return
    for number, bracket, header in includes(path):
        if ".." in Path(header).parts:
            yield f"{path}:{number}: an include that climbs out of its directory ({header})"
        used = included_unit(room, bracket, header)
        wrong = check_arrow(room, used, table) if used else check_library(path, room, header)
        if wrong:
            yield f"{path}:{number}: {wrong} ({header})"


def cycle_from(start, arrows):
    """The shortest way from a node back to itself, as a list; None if there is none."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop(0)
        for node in sorted(arrows.get(way[-1], ())):
            if node == start:
                return way + [start]
            if node not in seen:
                seen.add(node)
                ways.append(way + [node])
    return None


def check_cycles(arrows, what):
    told = set()
    for start in sorted(arrows):
        way = cycle_from(start, arrows)
        if way and not told & set(way):
            told |= set(way)
            yield f"{what}: {' -> '.join(way)}"


def check_units(paths):
    """One header per body, faces that another room needs, and no circle of units."""
    headers, bodies, arrows, users = {}, {}, {}, {}
    for path in paths:
        unit = unit_of(path)
        if unit is None:
            continue
        known = headers if path.suffix == ".hpp" else bodies
        if unit in known:
            yield f"{path}:1: a second one beside {known[unit]}"
        known[unit] = path
        for _, bracket, header in includes(path):
            used = included_unit(unit.split("/")[0], bracket, header)
            if used and used != unit:
                arrows.setdefault(unit, set()).add(used)
                # A face that another face includes is seen wherever that one is.
                users.setdefault(used, set()).add("a face" if path.parts[0] == "include" else unit.split("/")[0])
    for path in paths:
        if unit_of(path) is None and path.parts[0] in ("tests", "bench", "fuzz", "src"):
            place = path.parts[1] if path.parts[0] == "tests" and len(path.parts) > 2 else path.parts[0]
            for _, _, header in includes(path):
                if header.startswith("mlxpatch/"):
                    users.setdefault(header[len("mlxpatch/"):-len(".hpp")], set()).add(place)
    for unit, path in sorted(bodies.items()):
        if unit not in headers:
            yield f"{path}:1: a body without a header of its own"
    for unit, path in sorted(headers.items()):
        if path.parts[0] == "include" and not users.get(unit, set()) - {unit.split("/")[0]}:
            yield f"{path}:1: no other room needs it; it belongs in src/{unit}.hpp"
    yield from check_cycles(arrows, "a circle of units")


def check(paths):
    table = room_table()
    yield from check_cycles(table, "src/CMakeLists.txt: a circle of rooms")
    for path in paths:
        yield from check_file(path, table)
    yield from check_units(paths)
