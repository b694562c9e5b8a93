#include "manual/project.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view init = R"(Starts a project: writes an `mlxpatch.toml` with a comment at each key, and an
empty `patches/series`. It asks upstream for its default branch.

With `--adopt` it takes over a fork that you made by hand: it finds the commit
where the clone left upstream, writes the clone's own commits as patch files,
and makes the clone the checkout. It rewrites no commit.

Changes: `mlxpatch.toml` and `patches/series`; with `--adopt` also the patch
files, `mlxpatch.lock` and the clone's branch. It never changes an existing
configuration.

Examples:

    mlxpatch init https://github.com/ml-explore/mlx-lm.git
    mlxpatch init --adopt ../my-patched-clone

If it fails:

- There is an `mlxpatch.toml` already: `mlxpatch setup` uses it.
- It is unclear which branch to follow: name it, with `mlxpatch init --adopt DIR
  --branch NAME`.
)";

const std::string_view install = R"(Installs the checkout into the venv as an editable package, so that a change in
the checkout takes effect at once. It uses `uv pip` if uv is installed, else the
venv's own pip. Afterwards it checks for itself where the package in the venv
really points.

Changes: the venv that `install.venv` names. With `--create` it is created if it
is missing.

Examples:

    mlxpatch install
    mlxpatch install --create
    mlxpatch install -- --no-deps

If it fails:

- There is no venv: run `mlxpatch install --create`, or name yours in
  `install.venv`.
- There is no network for build dependencies: run `mlxpatch install --
  --no-build-isolation --no-deps`, if the venv has the build backend.
- It installed a copy of the checkout: check `install.args` and the arguments
  after `--`.
)";

const std::string_view pick = R"(Cherry-picks upstream commits, such as a fix that can't wait, onto the branch,
where they join the queue. Each gets a line in its message that says which
commit it was. The base stays where it is; the next update that reaches those
commits drops them from the queue, those that needed a hand too. Only a pick
that also changes files which the upstream commit does not stays a patch.
`A..B` means all commits after A, up to B.

Changes: the branch and, if all is clean, the patch files.

Exit codes: 0 done; 3 stopped at a conflict.

Examples:

    mlxpatch log
    mlxpatch pick 83ff9c96

If it fails:

- The commit is a merge, and only commits with one parent can be picked:
  `mlxpatch pick MERGE^..MERGE` picks what it merged, commit by commit.
- It stopped at a conflict: the message names your patches to the same files and
  the upstream commits that came before. Resolve it as in an update (your
  branch's lines are above =======, the picked commit's below it), `git add` the
  files, run `mlxpatch continue`. Or run `mlxpatch abort`.
)";

const std::string_view import_patches = R"(Appends patches that were kept in another way to the queue, all or none:

- quilt: the patch directory, or the project that has it as `patches/`; a
  `series` with `-p0` and comments is read.
- Electron: a directory with a `.patches` file.
- Debian: `debian/patches`, or the package that has it; DEP-3 headers give
  message and author.
- a plain directory: its `*.patch` and `*.diff` files, sorted by name.
- files: single patches, or the mails of an mbox, which are named after their
  place and subject (`0004-fix-five.patch`).
- a clone (`--from`): its commits in BASE..TIP. `Patch-Filename:` or `Gbp-Pq:
  Name` in a message names the file; otherwise its place and subject do.

A file keeps its name and its bytes; blanks in the name become `-`, since a
`series` can't hold them. A file that the queue already has is left out.

Each patch has one strip level: a `-pN` in its series, or else `-p N`, or else
the one at which the named files exist. It is kept in the queue's `series`.
`--directory` rewrites the patch, with the paths that it then has.

Changes: the branch, the checkout and the patch files; before the first `setup`
only the patch files.

Examples:

    mlxpatch import ../old-fork/debian/patches
    mlxpatch import fix.patch series.mbox
    mlxpatch import --from ../old-fork origin/main..main

If it fails:

- A patch does not apply: `mlxpatch am --repo CHECKOUT --stop-at-conflict FILE`
  lets you resolve it by hand; then run `mlxpatch regen`.
- The patch directory has a different patch of that name: rename one of the two.
- The branch and the patch files differ: run `mlxpatch status`, then `mlxpatch
  regen`, and import again.
)";

const std::string_view export_patches =
    R"(Writes the branch's queue in the form that another tool wants. `quilt push -a`,
`git am` and `gbp pq import` can read the patch directory as it is; an export
suits them better:

- quilt: a directory with a `series`. A renamed file is written as one removed
  and one added, so that every patch(1) can read it.
- gbp: the same for `debian/patches`, and without the `From ` line and the
  `[PATCH]` that gbp would take for part of the subject.
- electron: a directory with a `.patches` file. Subjects have no `[PATCH]`,
  since Electron's tools take them literally.
- mbox: one file, for `git am --keep-non-patch FILE`.

patch(1) knows neither binary files nor submodules: a queue that has some is
refused for quilt and gbp, and they are listed.

Changes: the directory or file that `-o` names. The directory may hold an
earlier export, whose files are replaced, but nothing else.

Examples:

    mlxpatch export --as gbp -o ../package/debian/patches
    mlxpatch export --as mbox -o all.mbox

If it fails:

- The queue has binary files or submodules: use `mlxpatch export --as mbox -o
  FILE`, and `git am`.
- The directory holds something other than an earlier export: name another
  directory, or empty this one.
)";

const std::string_view pristine = R"(Creates a directory beside the checkout with upstream as it is, for jobs that
must not see the patches, such as converting a model. It is a git worktree of
the checkout, so it needs no second clone.

Changes: the directory (the checkout's name plus `-pristine`) and a line in
`.gitignore`. That line is an operation like any other: `mlxpatch history` lists
it, and `mlxpatch undo` undoes it. While an update is stopped at a conflict, the
worktree is created without it; the next `mlxpatch pristine` adds it.

Examples:

    mlxpatch pristine
    mlxpatch pristine --at tip
    mlxpatch pristine --remove
)";

const std::string_view demo = R"(Creates a small upstream and a fork of it in a new directory, and plays the
whole cycle in a few seconds: setup, a clean update, a conflict and its
resolution, a patch that upstream takes, regen, check. It shows each command
before it runs it. The directory stays, for you to play with.

Changes: a new directory, and nothing outside it. It needs no git identity.

Examples:

    mlxpatch demo

If it fails:

- The directory already exists: `mlxpatch demo DIR` uses another one.
)";

}  // namespace mlxpatch::cli::manual
