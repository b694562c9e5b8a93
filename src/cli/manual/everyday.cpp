#include "manual/everyday.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view setup = R"(Creates the checkout from `mlxpatch.toml`, `mlxpatch.lock` and the patch files;
on a fresh machine it is the only command you need. It clones upstream, names
the remote `upstream`, creates the branch `local-patches` at the commit that the
lock pins, commits each patch in `patches/series` on it, and adds the checkout's
directory to `.gitignore`.

You can run it again at any time. An interrupted setup resumes, a complete one
changes nothing, and if a colleague has changed the patch files, the branch is
rebuilt from them. If there is no lock, setup writes it again: with the branch's
base, or with one that it works out from the patches themselves, and says how.
With `--fresh` it starts over; commits that are in no patch file are first kept
on another branch.

It fetches again if something is missing, and follows `upstream.url` if that was
changed in `mlxpatch.toml`. `--upstream` gives an existing checkout another
address. If such a setup fails, address, branches and tags stay as they were.

Changes: the checkout, `.gitignore` if its line is missing, and `mlxpatch.lock`
if there is none, or if it names plain diffs (`patches.format = "diff"`) by the
names they had. Patch files are only read.

Examples:

    mlxpatch setup
    mlxpatch setup --upstream ~/src/mlx-lm    clone from a local copy

If it fails:

- The branch has changes that the patch files do not have: `mlxpatch regen`
  writes them to the files. `mlxpatch setup --fresh` rebuilds the branch instead
  and keeps the old one as `local-patches-before-...`.
- The checkout's directory holds something else: move it away, or set another
  `checkout.dir`. To take over a fork that you made by hand, run
  `mlxpatch init --adopt DIR`.
- A patch does not apply: the message names the patch, the file, the hunk and
  the nearest similar lines. Check that `mlxpatch.lock` names the right base.
- The network is down, or the address is wrong: `mlxpatch setup --upstream
  PATH-OR-URL` clones from somewhere else.
- Upstream's branch is gone or has another name: change `upstream.branch`, and
  run `mlxpatch setup`.
- The checkout is damaged: move it away and run `mlxpatch setup`, as the message
  says.
)";

const std::string_view update = R"(Fetches upstream and replays each patch onto its newest commit, in memory. If
everything merges cleanly, the branch, the patch files and the lock move
together, and the audit accounts for every patch. Patches that upstream has
taken leave the queue and are listed with the upstream commit that has them.

If a patch conflicts, the update stops at the upstream commit that breaks it,
not at the far end. So the conflict has a single cause, and the message shows
what that commit changed and what your patch wants there. The checkout is left
as `git cherry-pick` would leave it, and your merge tool works. Then
`mlxpatch continue` resumes, `mlxpatch skip` leaves the patch out, and
`mlxpatch abort` restores the state from before the update. After a conflict
that you resolved, the patch files are left alone, by further updates, too:
review the branch, then run `mlxpatch regen`.

A conflict that was resolved before, in exactly the same texts, is not yours to
resolve again: the file holds what was made of it, for you to accept. With
`--reuse` the update goes on by itself at such conflicts, and the audit names
them. See `mlxpatch resolutions`.

`--clean` goes only as far as every patch merges, to the newest upstream commit
of which that is true commit by commit, and stops nowhere: for a nightly job, or
for an evening without time for conflicts. `mlxpatch status` names that commit.

`--merge` merges upstream into the branch instead. `--direct` replays straight
onto the target and ignores the commits in between, as a plain `git rebase`
does.

Changes: the branch, the checkout, the patch files and the lock, all or nothing;
at a conflict, only the checkout.

Exit codes: 0 moved, or nothing to do; 3 stopped at a conflict; 4 with
`--dry-run`, if a patch would conflict.

Examples:

    mlxpatch update --dry-run         only say what would happen
    mlxpatch update --to v0.31.0      to that tag, not to the newest commit
    mlxpatch update --clean           as far as no patch conflicts

If it fails:

- An update is already stopped at a conflict: finish it first. `mlxpatch status`
  says how.
- More than half of the patch files would be removed: commits were dropped from
  the branch. Check that it is the right branch (`mlxpatch status`); if you mean
  it, run `mlxpatch update --force`. Patches that upstream has taken do not
  count.
- The checkout has uncommitted changes: commit them, or run `mlxpatch update
  --autostash`.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  rebuilds the branch from the files, `mlxpatch regen` the files from the
  branch.
- A rebase or merge of your own is in progress in the checkout: finish it with
  git, or abort it as the message says.
- There is no commit, branch or tag of the name given to `--to`: `git -C
  mlx-lm-repo branch -r` lists upstream's branches.
- It succeeded, but you do not like the result: `mlxpatch undo`.
)";

const std::string_view regen = R"(Writes one patch file for each commit of the branch, `patches/series` and
`mlxpatch.lock`. Run it after you have committed to the branch, reordered or
amended its commits, or resolved a conflict. A patch whose change is the same
keeps its file byte for byte, so your project's history shows only what changed.
What you wrote around a diff (a DEP-3 header, notes below the `---`) stays there
when the diff is rewritten.

A patch keeps the name of its file, number included, whether you reorder,
reword, amend or rebase it, or remove others: a squash has the name of its first
commit, and so has the first part of a split. A line `Patch-Name: x.patch` in
the commit message gives it another name. `--renumber` numbers the files by
their places. A series that is missing or damaged, or lists a file that does not
exist, is written anew.

After `update --merge`, the branch moves to the same patches without the merges;
regen says so.

Before anything is published, the new files are applied to the base in memory:
they must reproduce the branch's tree exactly.

Changes: `patches/*.patch`, `patches/series` and `mlxpatch.lock`; the branch, if
it had merges.

Exit codes: 0 written, or nothing to write; 4 with `--check`, if the files
differ from the branch.

Examples:

    mlxpatch regen
    mlxpatch regen --check            for a commit hook

If it fails:

- More than half of the patch files would be removed (patches that upstream took
  or that you skipped do not count): check that the branch is
  the right one (`mlxpatch status`); if you mean it, run `mlxpatch regen
  --force`.
- An update is stopped at a conflict: run `mlxpatch continue` or `mlxpatch
  abort` first.
)";

const std::string_view check = R"(Asks whether the fork still holds, for continuous integration: do the patch
files apply at the base, does the queue replay onto upstream's newest commit, do
the branch and the files agree? It runs at any time, even while an update is
stopped at a conflict. It fetches upstream's commits (not with `--no-fetch`),
but moves no branch and writes no file.

Changes: nothing.

Exit codes: 0 all three hold; 4 one of them does not.

Examples:

    mlxpatch check
    mlxpatch check --json > check.json

If it fails:

- There is no checkout yet: run `mlxpatch setup`.
- The queue does not replay onto the tip: `mlxpatch update` stops at the first
  conflict and says what to do.
- The branch and the patch files differ: `mlxpatch status` says how, and whether
  `mlxpatch regen` or `mlxpatch setup` reconciles them.
)";

}  // namespace mlxpatch::cli::manual
