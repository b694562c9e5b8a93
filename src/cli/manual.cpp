#include <algorithm>
#include <array>

#include "help.hpp"

namespace mlxpatch::cli {

namespace {

struct Page {
  std::string_view command;
  std::string_view text;
};

constexpr std::array<Page, 25> k_pages = {{
    {"setup",
     R"(Makes the checkout: clones upstream, calls its remote `upstream`, makes the
branch at the commit that mlxpatch.lock pins, and commits each patch. Called
again it does only what is missing. The checkout's folder gets a line in
.gitignore. --fresh starts over; commits that are in no patch file are kept
under another name first.

Examples:
  mlxpatch setup
  mlxpatch setup --upstream ~/src/mlx-lm    clone from a copy nearby
)"},
    {"update",
     R"(Fetches upstream and replays each patch on its newest commit, in memory. When
all is clean, the branch, the patch files and the lock move together; otherwise
it stops at the first upstream commit that conflicts with a patch, leaves the
files with markers in the checkout, and says what to type. Patches that upstream
has taken leave the queue, and are named with the upstream commit.

After a conflict that was resolved by hand the patch files are left alone: look
through the branch, then run `mlxpatch regen`.

Exit codes: 0 moved, or nothing to do; 3 stopped at a conflict; 4 with
--dry-run, where a patch would conflict.

Examples:
  mlxpatch update --dry-run         what would happen
  mlxpatch update --to v0.31.0      not the newest commit, but that tag
)"},
    {"regen",
     R"(Writes one patch file for each commit of the branch, and the lock. A patch whose
change is the same keeps its file's bytes. The files are applied to the base
before they are published: they must give the branch's tree.

Exit codes: 4 with --check, where the files differ from the branch.

Examples:
  mlxpatch regen
  mlxpatch regen --check            for a commit hook
)"},
    {"check",
     R"(Asks three things and changes no file: do the patch files apply at the base,
does the queue replay on upstream's newest commit, do branch and files say the
same. Runs at any time, also while an update waits at a conflict.

Exit codes: 0 all well; 4 one of the three is not.

Examples:
  mlxpatch check
  mlxpatch check --json > check.json
)"},
    {"status",
     R"(Shows where the fork stands, from what was fetched last: nothing is changed, and
no network is used but for files that a partial clone (fetch.filter) lacks.

Examples:
  mlxpatch status
)"},
    {"log",
     R"(Lists the upstream commits that an update would bring, newest first.

Examples:
  mlxpatch log
  mlxpatch log --touching           only those that may disturb a patch
)"},
    {"why",
     R"(Replays the queue over the upstream commits one by one, in memory, and names the
first with which the patch no longer merges: its date, author and subject, what
it changed in those lines, and what the patch wants there.

Examples:
  mlxpatch why mlx-lm-prompt-cache-size
  mlxpatch why 3
)"},
    {"history",
     R"(Lists the operations that changed branch, files or lock. `mlxpatch undo` takes
back the newest.

Examples:
  mlxpatch history
)"},
    {"doctor",
     R"(Looks at what the other commands need: git and its identity, the configuration,
the checkout, its remote and branch, the venv, whether the installed package
really is the checkout, and disk space. Each finding comes with its cure.

Exit codes: 0 all well, or warnings only; 4 something is wrong.

Examples:
  mlxpatch doctor
)"},
    {"verify",
     R"(Runs each [[verify]] command of mlxpatch.toml in the checkout, with the venv's
programs first on PATH, and looks for the text that its output must contain.

Exit codes: 0 all passed; 4 one did not.

Examples:
  mlxpatch verify
)"},
    {"continue",
     R"(After the files in conflict were edited and added: commits the patch with its
own author, date and message, and goes on with the rest of the queue. Refuses
while a file is unmerged or has conflict markers left.

Exit codes: 0 the update is done; 3 stopped at the next conflict.

Examples:
  git -C mlx-lm-repo add mlx_lm/server.py
  mlxpatch continue
)"},
    {"skip",
     R"(Leaves the patch that conflicts out of the queue and goes on with the next one.
`mlxpatch undo`, once all is done, takes the whole update back.

Exit codes: 0 the update is done; 3 stopped at the next conflict.

Examples:
  mlxpatch skip
)"},
    {"abort",
     R"(Gives branch, files and checkout back as they were before the update. What was
resolved so far is kept under a name that it tells.

Examples:
  mlxpatch abort
)"},
    {"undo",
     R"(Gives back the branch, the patch files and the lock as they were before the last
operation. Called again, it takes back the one before.

Examples:
  mlxpatch history
  mlxpatch undo
)"},
    {"init",
     R"(Writes a mlxpatch.toml with a comment at each key. With --adopt it takes over a
fork that exists already: it finds the commit where the fork left upstream, and
writes the fork's own commits as patch files.

Examples:
  mlxpatch init https://github.com/ml-explore/mlx-lm.git
  mlxpatch init --adopt ../my-patched-clone
)"},
    {"install",
     R"(Installs the checkout into the venv as an editable package: with `uv pip` where
there is uv, else with the venv's own pip. Afterwards it looks whether the venv
really points at the checkout.

Examples:
  mlxpatch install
  mlxpatch install --create
  mlxpatch install -- --no-deps
)"},
    {"pick",
     R"(Cherry-picks upstream commits onto the branch, where they become part of the
queue, each with a line that says which commit it was. The base stays where it
is. A..B means all commits between.

Exit codes: 0 done; 3 stopped at a conflict.

Examples:
  mlxpatch log
  mlxpatch pick 83ff9c96
)"},
    {"import",
     R"(Takes patches from elsewhere to the end of the queue, all or none: a quilt
folder, an Electron folder with its .patches, a debian/patches, a plain folder
of *.patch and *.diff files in the order of their names, single files, an mbox,
or with --from the commits of another clone. They become commits of the branch
and files of the queue; a file that says it all keeps its bytes. Before the
first setup only the files are written.

Examples:
  mlxpatch import ../old-fork/debian/patches
  mlxpatch import fix.patch series.mbox
  mlxpatch import --from ../old-fork origin/main..main
)"},
    {"export",
     R"(Writes the branch's queue as other tools want it. The folder may exist if it
holds nothing but an earlier export.

  quilt     a folder with its series; moved files as one less and one more
  electron  a folder with its .patches; subjects without [PATCH]
  gbp       as quilt, in the mails that gbp pq writes: a debian/patches
  mbox      one file for git am

Binary files and submodules can't be given to quilt and gbp.

Examples:
  mlxpatch export --as gbp -o ../package/debian/patches
  mlxpatch export --as mbox -o all.mbox
)"},
    {"pristine",
     R"(Makes a folder beside the checkout with upstream as it is, for work that must
not see the patches. Both share one object store, so that it costs little.

Examples:
  mlxpatch pristine
  mlxpatch pristine --at tip
  mlxpatch pristine --remove
)"},
    {"demo",
     R"(Makes a small upstream and a fork of it in a new folder, and goes through the
whole cycle: setup, a clean update, a conflict and its resolution, a patch that
upstream takes, regen, check. It tells each command before it runs it; the
folder stays.

Examples:
  mlxpatch demo
)"},
    {"am",
     R"(Commits patches on the current branch, with their author, date and message. The
work tree must be clean. Where a patch's context has moved, the file versions
that it names are merged; text search is the last resort. If one is refused,
nothing is changed, unless --keep-going is given.

Exit codes: 0 all taken; 1 one was refused and nothing is changed; 3 stopped at
a conflict (only with --stop-at-conflict).

Examples:
  mlxpatch am patches/
  mlxpatch am --repo ~/src/mlx-lm 0001-fix.patch
)"},
    {"format-patch",
     R"(Writes a patch file for each commit, and `series`, which names them in their
order: `mlxpatch am DIR` and quilt take the folder as it is. The bytes depend on
the commits alone: not on git's configuration, the version or the day.

Examples:
  mlxpatch format-patch -o out upstream/main..local-patches
)"},
    {"replay",
     R"(Replays commits as an update does, but in any repository. Prints the new tip and
tree; moves nothing but the branch that --branch names, and that only where all
is clean.

Exit codes: 0 all clean; 4 a commit conflicts.

Examples:
  mlxpatch replay --onto origin/main origin/main~50..topic --dry-run
  mlxpatch replay --onto v2.0 v1.0..topic --branch topic-on-v2
)"},
    {"culprit",
     R"(Looks at each upstream commit between BASE and REV, oldest first, and names for
each commit of the range the first with which it no longer merges.

Examples:
  mlxpatch culprit --onto origin/main origin/main~50..topic
)"},
}};

}  // namespace

std::string_view manual_of(std::string_view command) {
  const auto found = std::ranges::find(k_pages, command, &Page::command);
  return found == k_pages.end() ? std::string_view() : found->text;
}

}  // namespace mlxpatch::cli
