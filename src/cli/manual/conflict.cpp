#include "manual/conflict.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view draft = R"(Shows, at a conflict, what may be the resolution of its regions: the stretches
between <<<<<<< and >>>>>>>. A draft is a guess. It is shown with its kind and
with how often drafts of that kind were what the maintainers of real queues
shipped; for most regions there is none.

- moved: upstream has the region's lines, unchanged, at one place of another
  file, which did not have them before. The patch's change is made there, and
  upstream's side is taken here.
- already there: upstream's side has every line that the patch adds, and none
  that it removes. Upstream's side is taken.
- agreement: of three ways to merge (by words, with adjacent lines independent
  of each other, and by placing the patch's hunk with less context) two give
  the same, and none gives anything else.
- both orders: both sides only add lines, at one place, and have none in common:
  upstream's and then the patch's, or the other way round.

`--take N` writes one draft into the worktree, in place of its region's markers.
Everything else in the file stays. If the markers are not there any more as the
merge wrote them, because you have begun to edit them, nothing is written. The
file stays unmerged: look at it, `git add` it, and run `mlxpatch continue`.
Regions and drafts keep their numbers until the update goes on.

Changes: with `--take` that file, of moved code the other file, too; nothing
else. It is an edit like your own and no operation: instead of `mlxpatch undo`,
`git checkout -m -- FILE` in the checkout brings the file's markers back.

Examples:

    mlxpatch draft
    mlxpatch draft mlx_lm/server.py       only that file's regions
    mlxpatch draft --take 2

If it fails:

- The markers are not there any more as the merge wrote them: finish that region
  by hand, or bring the file's markers back with `git checkout -m -- FILE`.
- The moved lines are no longer at one place in the other file: make the
  patch's change there by hand.
- A merge has no patch that a draft could be of: the update was started with
  `--merge`.
)";

const std::string_view continue_update =

    R"(Commits the patch you have resolved, with its own author, date and message, and
resumes with the rest of the queue and of upstream's commits. If you committed
the resolution yourself, that commit is used; of several, the first one is the
patch. Edit the files in conflict and `git add` them first; it refuses while a
file is unmerged or still has conflict markers.

What you made of a conflict is remembered beside the patches: see
`mlxpatch resolutions`. A file that holds what was remembered, and that you have
not changed, needs no `git add`.

When the update is complete, it says what became of every patch of the queue,
over all stops. Review what you resolved, run `mlxpatch verify`, then write it
to the patch files with `mlxpatch regen`.

Changes: the checkout, and after the last stop the branch.

Exit codes: 0 the update is complete; 3 stopped at the next conflict.

Examples:

    git -C mlx-lm-repo add mlx_lm/server.py
    mlxpatch continue

If it fails:

- Conflict markers are left in the files: edit the lines it names, then `git
  add` the file and run `mlxpatch continue` again.
- Files are still in conflict: run `git -C mlx-lm-repo add FILE` for each of
  them, or `git rm` if the file should go.
- The patch is empty after your resolution: upstream has all of it. Run
  `mlxpatch skip`.
- You have started a git rebase, merge or the like at the stop: finish or abort
  it first.
- HEAD has moved since the update stopped: move it back as the message says, or
  run `mlxpatch abort`.
)";

const std::string_view skip = R"(Leaves the patch at which the update stopped out of the queue, because upstream
has the change by now or because you no longer want it, and resumes as
`mlxpatch continue` does.

Changes: the checkout, and after the last stop the branch. What you had done to
the files so far is kept by `refs/mlxpatch/operations/N` in the checkout.

Exit codes: 0 the update is complete; 3 stopped at the next conflict.

Examples:

    mlxpatch skip

If it fails:

- A merge has no patch to leave out: the update was started with `--merge`.
  `mlxpatch abort` gives it up.
- You have started a git rebase, merge or the like at the stop: finish or abort
  it first.
- You skipped the wrong patch: run `mlxpatch undo` once the update is complete,
  or `mlxpatch abort` if it has stopped again.
)";

const std::string_view finish = R"(Ends an update that is stopped at a conflict at the last upstream commit that
is done, and keeps that: the branch, the patch files and the lock go there. The
conflict waits for the next `mlxpatch update`, which stops at it again. What
you have resolved at earlier stops counts; what you had begun at this one is
kept by `refs/mlxpatch/operations/N` in the checkout, and the command that shows
it is printed.

After a conflict that you resolved at an earlier stop the patch files are left
alone: review the branch, then run `mlxpatch regen`.

Changes: the branch, HEAD, the checkout, the patch files and the lock, all or
nothing.

Examples:

    mlxpatch finish

If it fails:

- The update is stopped at the first upstream commit: there is nothing to keep.
  Resolve the conflict, or run `mlxpatch abort`.
- A pick or a merge is done as a whole, or not at all.
- You have started a git rebase, merge or the like at the stop: finish or abort
  it first.
- HEAD has moved since the update stopped: move it back as the message says, or
  run `mlxpatch abort`.
)";

const std::string_view abort = R"(Gives up an update, a pick or a merge that is stopped at a conflict, and
restores the branch, the files and the checkout from before it began. What you
have resolved is not lost, at whatever stop: it is kept in the checkout, and the
commands that show it are printed.

Changes: the branch, HEAD, the index, the checkout and stashed changes. All of
them are restored, however many stops there were.

Examples:

    mlxpatch abort

If it fails:

- You have started a git rebase, merge or the like at the stop: finish or abort
  it first.
- No update is stopped at a conflict: there is nothing to abort. `mlxpatch undo`
  undoes an update that went through.
)";

const std::string_view undo = R"(Undoes the last operation: the branch, the patch files and the lock are restored
from before it. An update counts as one operation, with all its stops. Run undo
again to undo the operation before that. It refuses if something would be lost:
commits that you have made since, or a file that has changed since. What it
undoes is kept in the checkout, your resolutions of conflicts too, and the
commands that show it are printed.

Changes: the branch, HEAD, the checkout, the patch files and the lock.

Examples:

    mlxpatch history
    mlxpatch undo

If it fails:

- The branch has moved since: the message says how to keep your commits on
  another branch first.
- A file has changed since: restore that file, or keep your change and do
  without undo.
- There is no operation to undo: `mlxpatch history` lists them.
)";

const std::string_view redo = R"(Takes the last undo back, so that everything is as the undone operation had left
it. After several undos each redo takes one of them back, the last one first. It
refuses if another operation has been done since, or if something would be lost:
commits that you have made since, or a file that has changed since.

Changes: the branch, HEAD, the checkout, the patch files and the lock.

Examples:

    mlxpatch undo
    mlxpatch redo

If it fails:

- There is no undo to take back: `mlxpatch history` lists the operations.
- The branch has moved since: the message says how to keep your commits on
  another branch first.
- A file has changed since: restore that file, or keep your change and do
  without redo.
)";

const std::string_view resolutions = R"(What you make of a conflict is remembered. `mlxpatch continue` writes one text
file for each conflict to `.resolutions` in the patch directory: the three texts
with the lines around them, your result, the patch, the upstream commit that
broke it, the date and you. Commit the files with the patches: then the same
conflict is known on other machines and to your colleagues, and after `abort` or
`undo` as well.

A conflict is the same only if all its texts are, byte for byte, with the three
lines above and below it. Then the file at the stop of a later update holds what
was made of it, and the output says who did that, and when. It is still in
conflict for git: look at it (`git diff`), change it if need be, and accept it
with `mlxpatch continue`. `mlxpatch update --reuse` goes on by itself, unless
whoever resolved the conflict had changed other files along with it, and names
what it reused in the audit. If you answer a conflict in another way than
before, the newer answer counts; of equal conflicts of one patch that you answer
in different ways, none is remembered.

If you change a file outside of its conflicts, the file as a whole is
remembered, and known only if the whole file is the same. Remembered are
conflicts of texts; not binary files, deletions, files of a merge driver, nor
what is larger than 256 KiB.

- `list` (or nothing) lists them with their keys.
- `show KEY` shows the texts and the result.
- `forget KEY` removes them, for a resolution that was wrong or is damaged.
- `prune` removes those that will not be needed again: the base that the lock
  pins has the upstream commit, or the patch has left the queue.

A file that is damaged, or that a git merge has left with markers, is ignored;
`update`, `status` and `check` name it where it would have been used.

Changes: `forget` and `prune` remove files from `.resolutions` in the patch
directory; `mlxpatch undo` brings them back.

Examples:

    mlxpatch resolutions
    mlxpatch resolutions show 1a2b3c4d
    mlxpatch resolutions prune --dry-run

If it fails:

- No remembered resolution has the key, or several have: `mlxpatch resolutions`
  lists them.
- An update is stopped at a conflict: finish it before you forget or prune any.
)";

}  // namespace mlxpatch::cli::manual
