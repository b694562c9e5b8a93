#!/usr/bin/env python3
"""./dev reader FOLDER...: what mlxpatch reads of every patch file below the folders, beside `git apply --numstat`.

Prints the files that one of them refuses or where they read different files or counts, and then the causes with their
numbers. A file counts as a patch by its name: *.patch, *.diff (with or without a number behind), or anything below a
folder named "patches"."""
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

NAME = re.compile(r"\.(patch|diff)[0-9.]*$")


def patch_files(folders):
    for folder in folders:
        for where, folders_below, names in os.walk(folder):
            folders_below.sort()
            for name in sorted(names):
                path = os.path.join(where, name)
                if NAME.search(name) or "/patches/" in path:
                    if os.path.isfile(path) and not os.path.islink(path) and "\n" not in path:
                        yield os.path.abspath(path)


def read_by_us(program, files):
    """{file: [refusal or None, [(added, deleted, name)], ["name <address>|subject" of each patch with an author]]}"""
    names = "".join(file + "\n" for file in files).encode(errors="surrogateescape")
    output = subprocess.run([program], input=names, stdout=subprocess.PIPE, check=True).stdout
    read = {}
    for line in output.decode(errors="surrogateescape").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "F":
            current = read[rest] = [None, [], []]
        elif kind == "N":
            current[1].append(tuple(rest.split(" ", 2)))
        elif kind == "A":
            current[2].append(rest)
        elif kind == "E":
            current[0] = rest
    return read


def read_by_git(nowhere, file, *options):
    """(refusal or None, [(added, deleted, name)]), far from any repository."""
    environment = dict(os.environ, GIT_CEILING_DIRECTORIES=os.path.dirname(nowhere), LC_ALL="C", GIT_CONFIG_GLOBAL="/dev/null")
    run = subprocess.run(["git", "apply", "--numstat", "-z", *options, file], cwd=nowhere, env=environment, capture_output=True)
    if run.returncode != 0:
        return run.stderr.decode(errors="replace").strip().split("\n")[0], []
    rows = [tuple(row.split("\t", 2)) for row in run.stdout.decode(errors="surrogateescape").split("\0") if row]
    return None, rows


def author_by_git(file):
    """"name <address>|subject" as `git am` takes them from a file that begins as a mail; None for any other."""
    with open(file, "rb") as stream:
        mail = stream.read()
    if not mail.startswith(b"From "):
        return None
    run = subprocess.run(["git", "mailinfo", "-b", "/dev/null", "/dev/null"], input=mail, capture_output=True)
    fields = dict(line.partition(": ")[::2] for line in run.stdout.decode(errors="replace").splitlines())
    return f"{fields.get('Author', '')} <{fields.get('Email', '')}>|{fields.get('Subject', '')}"


def cause_of(text):
    """The refusal without what it quotes and counts."""
    text = re.sub(r"^\d* ", "", text)
    return re.sub(r"\d+", "N", re.sub(r'"[^"]*"', '"..."', text))[:110]


def cause_of_difference(nowhere, file, ours, gits):
    if len(ours) != len(gits):
        return "another number of files"
    if [row[:2] for row in ours] != [row[:2] for row in gits]:
        return "other counts"
    for level in (0, 2, 3, 4):
        if read_by_git(nowhere, file, f"-p{level}")[1] == ours:
            return f"as git reads it with -p{level}"
    return "other names"


def compare(nowhere, files, ours, gits, authors):
    """Prints the files in which we differ from git. Returns the table of the causes."""
    causes = collections.Counter()
    agree = git_reads = 0
    for file in files:
        refusal, rows, our_authors = ours[file]
        git_refusal, git_rows = gits[file]
        git_reads += git_refusal is None
        if refusal is None and authors[file] and len(our_authors) < 2 and [authors[file]] != our_authors:
            causes["another author or subject"] += 1
            print(f"another author or subject\t{file}\t{our_authors}, git: {authors[file]}")
        if refusal is None and git_refusal is None and rows == git_rows:
            agree += 1
            continue
        if refusal is not None and git_refusal is not None:
            cause = "both refuse"
        elif refusal is not None:
            cause = "refused, git reads: " + cause_of(refusal)
        elif git_refusal is not None:
            cause = "read, git refuses: " + re.sub(r"\d+", "N", re.sub(r" at .*:\d+$|: /.*|/\S+", "", git_refusal))[:80]
        else:
            cause = "read differently: " + cause_of_difference(nowhere, file, rows, git_rows)
        causes[cause] += 1
        print(f"{cause}\t{file}\t{refusal or git_refusal or ''}")
    rows = sorted(causes.items(), key=lambda item: (item[0].split(":")[0], -item[1]))
    return "\n".join([f"{len(files)} files; git reads {git_reads}; read alike {agree}"] +
                     [f"{count:7} {cause}" for cause, count in rows])


def main():
    program, folders = sys.argv[1], sys.argv[2:]
    files = list(patch_files(folders))
    if not files:
        sys.exit("there is no patch file below " + " ".join(folders))
    ours = read_by_us(program, files)
    with tempfile.TemporaryDirectory() as nowhere, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        gits = dict(zip(files, pool.map(lambda file: read_by_git(nowhere, file), files)))
        authors = dict(zip(files, pool.map(author_by_git, files)))
        table = compare(nowhere, files, ours, gits, authors)
    print("\n" + table)


if __name__ == "__main__":
    main()
