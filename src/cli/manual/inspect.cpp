#include "manual/inspect.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view status = R"(Shows the state of the fork and what to do next, from what was last fetched. It
needs no network, except in a partial clone (`fetch.filter`) that lacks files.
For each patch it says what an update to upstream's newest commit would make of
it:

- clean: it merges.
- moved: it applies at another line.
- stepped: it merges only when it is merged commit by commit.
- upstreamed: upstream has the change.
- empty: it would change nothing.
- conflict: it does not merge.
- blocked: it needs a change made by an earlier patch that conflicts.

A rebase, merge, cherry-pick or bisect that you started with git in the checkout
is named with git's commands to finish it, and commits on a detached HEAD with
those to keep them.

Changes: nothing.

Examples:

    mlxpatch status

If it fails:

- There is no checkout yet, or it has no branch `local-patches`: `mlxpatch
  setup` creates them from the patch files.
)";

const std::string_view log = R"(Lists the upstream commits between the base and upstream's newest commit, newest
first: what an update would bring. With `--touching` it lists only those that
change a file which a patch changes too.

Changes: nothing.

Examples:

    mlxpatch log
    mlxpatch log --touching           only those that may disturb a patch

If it fails:

- It lists fewer commits than upstream has: it shows what was last fetched, and
  `mlxpatch update --dry-run` fetches.
)";

const std::string_view why = R"(Replays the queue over the upstream commits one by one, in memory, and names the
first one with which the patch no longer merges: its date, author and subject,
what it changed in those lines, and what the patch wants there. If the patch
merges again later, it says since which commit; if upstream seems to have taken
the change, it names that commit.

Changes: nothing.

Examples:

    mlxpatch why mlx-lm-prompt-cache-size
    mlxpatch why 3

If it fails:

- The queue has no such patch: `mlxpatch status` lists their names and numbers.
)";

const std::string_view diff = R"(Compares two states of the queue, patch by patch, as `git range-diff` does:

- by default the patch files with the branch, which is what `mlxpatch regen`
  would change;
- with `--last` the branch before and after the last update that moved it;
- with revisions the patch files as commits of the project's own git have them,
  or one of these and the files on disk. That needs no checkout.

Patches are paired by the names of their files, then by patch-id, then so that
their diffs differ in the fewest lines. The first line counts what became of
them. Each patch that changed, left (`<`), is new (`>`) or has another place has
a line with both numbers; a changed one (`!`) is followed by the diff of its two
versions. Each line there has two signs: the second is the patch's own, the
first says whether only the old version (`-`) or only the new one (`+`) has it.

What counts is what a patch adds and removes, its message and its author. If
only context or line numbers are others, it is unchanged. A hunk is counted
without context.

`--md` is for the description of a pull request: the diffs are folded, and
nothing in a patch can end its block or become a link.

Changes: nothing. The exit code is 0, whatever differs.

Examples:

    mlxpatch diff
    mlxpatch diff --last --stat           what the last update did to the queue
    mlxpatch diff origin/main --md        what a pull request changes
    mlxpatch diff v1.0 v1.1

If it fails:

- The project is in no git repository: only the branch and the files can be
  compared.
- There is no such revision, or it has no patch directory: the commits are those
  of the project's git, not of the checkout's. `git log -- patches` lists them.
- No update has moved the branch yet: `mlxpatch history` lists what was done.
)";

const std::string_view history = R"(Lists the operations that changed the branch, the patch files or the lock,
newest first. Operations that were undone are marked. `mlxpatch undo` undoes the
newest.

Changes: nothing.

Examples:

    mlxpatch history
)";

const std::string_view doctor = R"(Checks what the other commands need: git and its identity, the configuration,
the checkout, its remote and branch, disk space, the venv, whether the package
that Python imports there really is the checkout, and whether the next `uv sync`
would replace it. Each problem comes with a remedy, on the line that begins with
`->`.

A checkout that is no Python package needs no venv. If it is one, a missing venv
is a problem only if `mlxpatch.toml` has an `[install]` section or a
`[[verify]]` command that runs Python; otherwise it is a warning.

Changes: nothing.

Exit codes: 0 all well, or only warnings; 4 something is wrong.

Examples:

    mlxpatch doctor
)";

const std::string_view verify = R"(Runs each `[[verify]]` command of `mlxpatch.toml`: your own definition of "the
fork works". Each one runs in the project's directory, with the venv's programs
first on PATH; never in the checkout, from where Python would import the
checkout's package even if the venv has another one. It passes if its exit code
is 0 and its output contains the text that `contains` names.

If the checkout is a Python package, verify also says from which file Python
imports it, and fails if that is not the checkout's.

Changes: nothing, apart from what your commands change.

Exit codes: 0 all passed; 4 one did not, or another package is imported.

Examples:

    mlxpatch verify

If it fails:

- There is nothing to verify: add a `[[verify]]` entry to `mlxpatch.toml`
  (docs/configuration.md).
- A command ran into its time limit: raise its `timeout`, or find out why it
  hangs.
- The package is imported from somewhere else, such as a copy in the venv: run
  `mlxpatch install`.
- The package is imported from a directory of your project that has its name:
  rename that directory.
- A command needs the files of the checkout: give their path, as in `["make",
  "-C", "mlx-lm-repo", "test"]`.
- The output has a ModuleNotFoundError: run `mlxpatch install`, then `mlxpatch
  doctor`.
)";

}  // namespace mlxpatch::cli::manual
