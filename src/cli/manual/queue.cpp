#include "manual/queue.hpp"

#include <string_view>

namespace mlxpatch::cli::manual {

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

}  // namespace mlxpatch::cli::manual
