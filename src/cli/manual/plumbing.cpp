#include "manual/plumbing.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view am = R"(Commits patches on the current branch of any git repository, with their author,
date and message. The worktree must be clean. A hunk goes exactly where it says,
or to another line if only one place fits. If the file has changed, but the
versions that the patch's `index` line names are known, they are merged three
ways; text search is the last resort. A hunk never goes where the lines only
look alike. A patch that is in already becomes no commit and is listed as
"empty".

A patch has one strip level. A `-pN` in the series, or else `-p N`, holds for
every form of diff. Without one, the level is taken at which the named files
exist, and is reported unless it is 1.

If one patch is refused, nothing is changed, unless `--keep-going` is given: it
also leaves out files that can't be read, and fails only if nothing is left.

Changes: the current branch, the index and the worktree, all or nothing.

Exit codes: 0 all applied; 1 one was refused and nothing is changed (with
`--keep-going`: all were); 3 stopped at a conflict (only with
`--stop-at-conflict`).

Examples:

    mlxpatch am patches/
    mlxpatch am --repo ~/src/mlx-lm 0001-fix.patch

If it fails:

- A hunk does not apply: the message shows the line that it expects and the
  nearest similar one. `--keep-going` leaves that patch out, `--fuzz N` ignores
  up to N lines of context.
- The file does not exist: if its path has more or fewer directories than the
  patch says, give `-p N` or `--directory DIR`.
- The line ends differ: the message shows a CR as `\r`. Convert the patch, e.g.
  with `unix2dos` or `dos2unix`.
- The worktree has uncommitted changes: run `git stash` or `git commit -a`.
)";

const std::string_view format_patch = R"(Writes a patch file for each commit of any git repository, and a `series` with
their order: `mlxpatch am DIR`, `git am` and quilt read them as they are. The
bytes depend on the commits alone, not on the machine, git's version or
configuration, or the day.

Changes: the files in the output directory.

Examples:

    mlxpatch format-patch -o out upstream/main..local-patches

If it fails:

- The argument is not a range BASE..TIP: name both ends.
- The directory has a series of its own: write to another one. Only a series of
  numbered files, as this command writes it, is replaced.
)";

const std::string_view replay = R"(Replays commits as an update does, but in any repository. It prints the new tip
and tree. Nothing is checked out, and only the branch that `--branch` names
moves, and only if all is clean. With `--dry-run` not even an object is written.

Changes: nothing except new objects, and the branch that `--branch` names.

Exit codes: 0 all clean; 4 a commit conflicts.

Examples:

    mlxpatch replay --onto origin/main origin/main~50..topic --dry-run
    mlxpatch replay --onto v2.0 v1.0..topic --branch topic-on-v2

If it fails:

- A commit conflicts (exit code 4): nothing has moved. `mlxpatch culprit` names
  the upstream commit that breaks it.
- The branch is checked out: leave it first with `git switch --detach`, or name
  another branch.
)";

const std::string_view culprit = R"(Looks at each upstream commit between BASE and REV, oldest first, in any git
repository. For each commit of the range that conflicts it names the first one
with which it no longer merges.

Changes: nothing.

Examples:

    mlxpatch culprit --onto origin/main origin/main~50..topic

If it fails:

- It names no commit: the range conflicts nowhere, and `mlxpatch replay` goes
  through.
)";

}  // namespace mlxpatch::cli::manual
