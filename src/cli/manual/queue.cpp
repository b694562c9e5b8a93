#include "manual/queue.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

const std::string_view new_patch = R"(Makes the uncommitted changes of tracked files, staged or not, a patch at the
end of the queue, by you and of now. Without PATH that is all of them, as
`git commit -a` takes them; other files stay as they are. The files are not
touched, so that a build that runs there does not notice. `mlxpatch undo` takes
the patch away; the changes are uncommitted again, and still in their files.

A file that git does not track belongs to the patch once it is added
(`git add`). Without `-m` git's editor asks for the message, as `git commit`
does.

NAME is that of the patch file, below the patch directory. Without an extension
it gets that of the last patch, or `.patch`.

Changes: the branch, the index, the patch files and the series, all or nothing.

Examples:

    mlxpatch new cache-size -m "Add --prompt-cache-size"
    mlxpatch new tests app-repo/tests     only what changed there

If it fails:

- Nothing is uncommitted: `git add` a new file. Commits become patches by
  `mlxpatch regen`.
- A file is unmerged: resolve its conflicts and `git add` it.
- Git converts a changed file, by a filter program or from another encoding: let
  `git commit -a` make it a patch, then run `mlxpatch regen`.
- The name is taken, or can't be a patch file's: take another one.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view absorb = R"(Makes the uncommitted changes of tracked files, staged or not, part of the
patches that they belong to. Edit files in the checkout, then absorb: the files
are not touched, so that a build that runs there does not notice, and
`git status` shows only what stayed. `mlxpatch undo` brings the former patches
back; the edits are uncommitted again, and still in their files.

Each hunk of the difference goes by itself:

- into the last patch whose lines it changes;
- else into the patch whose lines it touches, with no line in between;
- else, in upstream's lines, into the only patch that changes the file.

It stays uncommitted, and is named with the patches in question, if it lies
between the lines of two patches, in upstream's lines of a file that several
patches change, or in a file that none changes; also if nothing would be left of
its patch. A mode, and the content of a binary file, a link or a submodule, go
into the last patch that changed it. A file that was added, removed or replaced
by another type goes into the only patch that changes it.

All later patches keep their own changes: exact offsets move their lines. That
the branch ends at the same files is checked each time. What is staged and stays
uncommitted remains staged.

Changes: the branch, the index, the patch files and the series, all or nothing.

Examples:

    mlxpatch absorb --dry-run             show where each hunk would go
    mlxpatch absorb
    mlxpatch absorb app-repo/server.py    only this file

If it fails:

- A file is staged with other lines than it has now: stage it as it is, or keep
  nothing of it staged.
- A file is unmerged: resolve its conflicts and `git add` it.
- Git converts a changed file, by a filter program or from another encoding: let
  `git commit -a` make it a patch, then run `mlxpatch regen`.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view edit = R"(Stops at a patch, so that you can change it. The checkout then holds the queue
up to this patch: HEAD is detached at the patches before it, and the patch
itself is staged, so that `git diff` shows what you change, and `git diff HEAD`
the patch as it would be. Change anything, stage it (`git add`), and type
`mlxpatch continue`: the patch is amended, the later ones are replayed on it in
memory, and branch, checkout and patch files change together. If one of those
conflicts, it stops there as an update does. `mlxpatch abort` goes back to
before the edit; `mlxpatch undo` takes one back that went through.

Whoever commits at the stop splits the patch: the first commit keeps its file
and its name, the others get files of their own.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Changes: HEAD and the checkout; with `mlxpatch continue` the branch and the
patch files, too. After a conflict that you resolved the patch files are left
alone: review the branch, then run `mlxpatch regen`.

Examples:

    mlxpatch edit cache-size
    git -C mlx-lm-repo add -u && mlxpatch continue

If it fails:

- The checkout has changes that are not committed: commit them to the queue, or
  stash them. `mlxpatch edit` is for changes that are not made yet.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view deps = R"(Shows which patches of the queue need which others, and in which files. Names of
patches may be given; then it shows only what those need and who needs them,
directly or by way of others.

Two patches that follow each other commute if they can be applied in the other
order, too: both merge cleanly, each makes the same change, and they end at the
same tree. Changes of adjacent lines do not commute. Two that are further apart
are first brought together: the earlier one goes up, with all between that needs
it. If they do not commute then, the later one needs the earlier one. What it
needs only by way of others is not listed as a need of its own.

What stands alone can be dropped, moved anywhere or sent upstream by itself. A
patch that is sent upstream takes along what it needs.

All of it is tried in memory, on the branch's own commits; during a stop, too.

Changes: nothing.

Examples:

    mlxpatch deps
    mlxpatch deps health                  what it needs, and who needs it
    mlxpatch deps --dot > queue.dot       then: dot -Tsvg queue.dot

If it fails:

- The name means several patches, or none: type one of those that are listed.
)";

const std::string_view drop = R"(Takes patches out of the queue. The later ones are replayed without them, in
memory; then branch, checkout and patch files change together, and the audit
accounts for every patch. `mlxpatch undo` brings them back.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

If another patch needs one of them, nothing is dropped, and it is named with the
files in question. A patch needs another one if it conflicts without it, or
would not make the same change any more. With `--with-dependents` those leave
the queue, too, and what needs them in turn.

Changes: the branch, the checkout, the patch files and the series, all or
nothing.

Examples:

    mlxpatch drop health
    mlxpatch drop 3 4 --dry-run           only say what would happen
    mlxpatch drop health --with-dependents

If it fails:

- Others need the patch: drop them as well (`--with-dependents`), or change them
  first so that they do without it.
- The name means several patches, or none: type one of those that are listed.
- The checkout has changes that are not committed: commit them to the queue, or
  stash them.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view move = R"(Moves patches to another place of the queue, next to each other in the order in
which you type them. The branch ends at the same tree: this is checked, and the
checkout is not touched, so that a build that runs there does not notice.
`mlxpatch undo` brings the old order back.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Patches that change the same lines do not commute: the move is refused, and they
are named with the files in question. The files keep their names, numbers
included; `mlxpatch regen --renumber` numbers them by their places.

Changes: the branch, the patch files whose line numbers are others now, and the
series, all or nothing.

Examples:

    mlxpatch move health --first
    mlxpatch move 7 8 --after cache-size
    mlxpatch move health --last --dry-run     only say what would happen

If it fails:

- The patches do not commute: move both, in their order, or leave them where
  they are.
- The name means several patches, or none: type one of those that are listed.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view fold = R"(Makes several patches one. The patch that the others are folded into keeps its
place, its name, its message and its author; the others leave the queue. They
first move next to it, in memory, as `mlxpatch move` moves them. The branch ends
at the same tree: this is checked, and the checkout is not touched.
`mlxpatch undo` takes it back.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Changes: the branch, the patch files and the series, all or nothing.

Examples:

    mlxpatch fold fix-typo --into cache-size
    mlxpatch fold 8 9 --into 7 --dry-run      only say what would happen

If it fails:

- A patch does not commute with one in between: it is named with the files in
  question. Fold that one, too, or leave both.
- The patches take each other back: drop them all.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view split = R"(Makes two patches of one. What is taken out becomes a patch of its own, by the
same author, right after the other; `mlxpatch move` gives it another place. The
branch ends at the same tree: this is checked, and the checkout is not touched.
`mlxpatch undo` takes it back.

With `--paths` all that the patch changes in these files, or below these
directories, is taken out; with `--hunks` single hunks. Both can be given. With
neither the hunks are listed with their numbers, and nothing is changed. They
are counted through the whole patch, as its file has them; a file without hunks
(a binary one, a mode) counts as one, and a moved file as one that is removed
and one that is added.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Changes: the branch, the patch files and the series, all or nothing.

Examples:

    mlxpatch split cache-size                 list its hunks
    mlxpatch split cache-size --hunks 1,3 --name cache-flag -m "Add the flag"
    mlxpatch split 12 --paths docs --name 12-docs

If it fails:

- Nothing would stay in the patch: leave a hunk out, or rename the patch.
- There is a patch of that name: take another one.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view reword = R"(Changes the message of a patch. Without `-m` the old message opens in git's
editor; lines that begin with `#` are left out, and an empty message changes
nothing. What the patch changes stays, and the checkout is not touched.
`mlxpatch undo` brings the old message back.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Changes: the branch and the patch file (with `format = "diff"`: the lock), all
or nothing. The file keeps its name; `mlxpatch rename` changes that.

Examples:

    mlxpatch reword cache-size
    mlxpatch reword 3 -m "Add --prompt-cache-size" -m "Upstream: PR 741."

If it fails:

- There is no editor: give the message with `-m`, or set one with
  `git config core.editor NAME`. What you typed is in `COMMIT_EDITMSG` in the
  git directory of the checkout.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

const std::string_view rename = R"(Gives a patch file another name, in the directory, the series and the branch.
Without an extension it keeps the old one. The message stays; `mlxpatch reword`
changes that. `mlxpatch undo` brings the old name back.

A patch is named by its file, with or without `.patch` and the number in front,
by its number in the queue, by its subject or a word of it, or by the beginning
of a name, as long as only one patch is meant.

Changes: the patch file, the series (with `format = "diff"`: the lock, too) and
the branch, all or nothing. The checkout is not touched.

Examples:

    mlxpatch rename 0003-wip.patch cache-size
    mlxpatch rename wip server/cache-size.patch --dry-run

If it fails:

- There is a patch of that name, in capitals or not: take another one.
- The name has a blank, or leads out of the patch directory: take another one.
- The patch files have changes that the branch does not have: `mlxpatch setup`
  builds the branch from them, `mlxpatch regen` writes them from the branch.
)";

}  // namespace mlxpatch::cli::manual
