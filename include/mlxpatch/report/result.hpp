#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What each command found or did, as plain values: the command line shows them for people or as JSON. Ids are 40
/// hexadecimal digits, dates ISO 8601. Nothing here knows git, the terminal or JSON.
namespace mlxpatch::report {

/// How an operation ended when it did not fail; the exit code follows from it (0, 3, 4).
enum class Outcome { done, stopped_at_conflict, check_failed };

struct CommitLine {
  std::string id;
  std::string date;
  std::string author;
  std::string subject;
  std::optional<int> number;
  std::string describe;  ///< "v0.30.2-4-g5cce1495", where it was asked for
};

struct Conflict {
  std::string path;
  std::string kind;
  std::string base;  ///< blob ids; empty: that side has no such file
  std::string ours;
  std::string theirs;
  std::string detail;  ///< one sentence
};

struct UpstreamedBy {
  CommitLine commit;
  std::string how;  ///< "patch-id", "empty", "reverse-applies", "new-words"
};

struct Patch {
  std::size_t index = 0;  ///< from 1
  std::string name;
  std::string subject;
  std::string commit;
  std::optional<std::string> new_commit;
  std::string tree;
  std::string state;  ///< "clean", "moved", "stepped", "upstreamed", "empty", "conflict", "blocked"
  std::vector<std::string> paths;
  std::vector<Conflict> conflicts;
  std::optional<CommitLine> culprit;
  std::optional<CommitLine> clean_since;
  std::optional<UpstreamedBy> upstreamed_by;
  bool likely_upstreamed = false;
  std::vector<std::string> notes;
};

/// The replay of a queue on another upstream commit.
struct Replay {
  std::string base;
  std::string onto;
  std::optional<std::string> tip;  ///< nothing where it is not clean
  std::string tree;
  std::vector<Patch> patches;
};

/// Where the branch and the patch files say different things.
struct Drift {
  std::vector<std::string> only_in_branch;  ///< subjects of commits without a patch file
  std::vector<std::string> only_in_files;   ///< names of patches without a commit
  std::vector<std::string> changed;         ///< names of patches whose commit is another change
  bool reordered = false;
  bool base_moved = false;  ///< the branch stands on another upstream commit than the lock says
  bool any() const {
    return !only_in_branch.empty() || !only_in_files.empty() || !changed.empty() || reordered || base_moved;
  }
};

/// A command to type next, and why.
struct NextStep {
  std::string command;  ///< may be empty: then only the sentence
  std::string why;
};

/// N patches in = kept + changed + upstreamed + dropped; and the files, applied to the base, give the branch's tree.
struct Audit {
  std::size_t in = 0;
  std::size_t kept = 0;
  std::size_t changed = 0;
  std::size_t added = 0;
  std::vector<std::pair<std::string, std::string>> upstreamed;  ///< patch name, commit id
  std::vector<std::pair<std::string, std::string>> dropped;     ///< patch name, why
  std::string tree;  ///< what the written files give on the base; equal to the branch's tree
};

struct Init {
  std::string config_file;
  std::string url;
  std::optional<CommitLine> base;    ///< with --adopt: the merge base
  std::vector<std::string> patches;  ///< with --adopt: the exported files
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Setup {
  bool already_set_up = false;
  std::string directory;
  std::string url;
  std::string remote;
  std::string branch;
  CommitLine base;
  std::string base_reason;  ///< "pinned in mlxpatch.lock", "newest commit that has the patches' blobs", ...
  std::string tip;
  std::vector<Patch> patches;
  std::vector<std::string> notes;
  std::optional<std::string> ignored_by;  ///< the .gitignore that got a line
  std::optional<std::string> kept_as;     ///< --fresh: where the old branch is kept
  std::vector<NextStep> next;
};

struct Status {
  std::string directory;
  std::string branch;
  std::optional<CommitLine> base;
  std::optional<CommitLine> tip;
  std::string upstream;  ///< "upstream/main"
  std::size_t behind = 0;
  std::optional<std::string> operation;  ///< "update", stopped at a conflict
  std::string operation_detail;
  std::vector<std::string> unmerged;
  std::vector<std::string> modified;
  std::optional<Replay> replay;
  Drift drift;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

/// Where an update (or pick) waits for a person.
struct Stop {
  std::string directory;        ///< the checkout's folder as a person here would type it; empty: this folder
  std::size_t patch_index = 0;  ///< from 1
  std::size_t patches = 0;      ///< in all
  std::string patch;
  std::string subject;
  std::vector<Conflict> conflicts;
  std::optional<CommitLine> culprit;
  std::optional<UpstreamedBy> likely;
  std::string upstream_diff;  ///< what the culprit did to the conflicting region
  std::string patch_diff;     ///< what the patch wants there
  std::size_t patches_left = 0;
  std::size_t upstream_left = 0;  ///< upstream commits that still lie ahead
};

struct Update {
  std::string command = "update";  ///< or "continue", "skip", "pick"
  Outcome outcome = Outcome::done;
  bool dry_run = false;
  bool up_to_date = false;
  std::string upstream;
  std::optional<CommitLine> from;
  std::optional<CommitLine> to;
  std::size_t new_commits = 0;  ///< between from and to
  Replay replay;                ///< behind a stop: of what was left to do
  Drift drift;
  std::optional<std::size_t> patches;  ///< on the branch now, where that is not what `replay` counts
  std::optional<Stop> stop;
  std::optional<Audit> audit;
  std::vector<std::string> written;  ///< files
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Abort {
  std::string operation;
  std::string branch;
  std::string tip;
  std::optional<std::string> kept_as;  ///< ref that keeps the half-made resolution
  std::vector<std::string> notes;
};

struct Regen {
  Outcome outcome = Outcome::done;
  bool check_only = false;
  CommitLine base;
  std::vector<std::string> written;
  std::vector<std::string> removed;
  std::vector<std::string> unchanged;
  std::optional<Audit> audit;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Import {
  std::string branch;  ///< empty: there is no checkout yet, only files were written
  std::string tip;
  std::vector<Patch> patches;                                 ///< those that came
  std::vector<std::pair<std::string, std::string>> left_out;  ///< name, why
  std::optional<Audit> audit;
  std::vector<std::string> written;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Export {
  std::string form;  ///< "quilt", "electron", "gbp", "mbox"
  std::string output;
  std::vector<std::string> written;
  std::vector<std::string> removed;
};

struct Check {
  Outcome outcome = Outcome::done;
  bool files_apply = false;
  std::string apply_problem;
  std::string upstream;  ///< "upstream/main"
  Replay replay;
  Drift drift;
  std::optional<CommitLine> base;
  std::optional<CommitLine> tip;
  std::size_t behind = 0;
  std::vector<NextStep> next;
};

struct Verify {
  struct Run {
    std::string name;
    std::vector<std::string> command;
    bool passed = false;
    int exit_code = 0;
    std::string problem;  ///< what was expected and what came
    std::string output;   ///< its end, where it failed
  };
  Outcome outcome = Outcome::done;
  std::vector<Run> runs;
  std::vector<NextStep> next;
};

struct Install {
  std::string with;  ///< "uv" or "pip"
  std::string venv;
  std::string package;
  std::string version;
  std::string location;  ///< where direct_url.json points
  std::vector<NextStep> next;
};

struct Doctor {
  enum class Verdict { good, warning, bad, skipped };
  struct Finding {
    std::string what;
    Verdict verdict = Verdict::good;
    std::string detail;
    std::string cure;  ///< what to type
  };
  Outcome outcome = Outcome::done;
  std::vector<Finding> findings;
};

struct Log {
  std::string base;
  std::string tip;
  struct Line {
    CommitLine commit;
    std::vector<std::string> touching;  ///< files of the queue that it changes
  };
  std::vector<Line> commits;
  bool only_touching = false;
  std::size_t of = 0;  ///< commits in all
};

struct Pristine {
  std::string directory;
  CommitLine commit;
  bool removed = false;
  std::vector<std::string> notes;
};

struct Why {
  Patch patch;
  std::string onto;
  std::string upstream_diff;
  std::string patch_diff;
  std::vector<NextStep> next;
};

struct Undo {
  std::string id;
  std::string what;  ///< the operation that was taken back
  std::string tip;
  std::vector<std::string> files;
  std::vector<std::string> notes;
};

struct History {
  struct Line {
    std::string id;
    std::string date;
    std::string command;
    std::string summary;
    std::string state;  ///< "done", "undone"
  };
  std::vector<Line> operations;  ///< newest first
};

struct Demo {
  std::string directory;
  std::vector<NextStep> next;
};

/// Plumbing: `am`.
struct Am {
  Outcome outcome = Outcome::done;
  std::string branch;
  std::string tip;
  std::string tree;
  std::vector<Patch> patches;
  std::vector<std::pair<std::string, std::string>> refused;  ///< name, why (with --keep-going)
  std::vector<NextStep> next;
};

/// Plumbing: `format-patch`.
struct FormatPatch {
  std::vector<std::string> written;
};

/// Plumbing: `replay`.
struct ReplayRun {
  Outcome outcome = Outcome::done;
  Replay replay;
  std::optional<std::string> moved_branch;
};

/// Plumbing: `culprit`.
struct CulpritRun {
  std::string base;
  std::string onto;
  std::vector<Patch> patches;  ///< those that conflict
};

using Result = std::variant<Init, Setup, Status, Update, Abort, Regen, Import, Export, Check, Verify, Install, Doctor,
                            Log, Pristine, Why, Undo, History, Demo, Am, FormatPatch, ReplayRun, CulpritRun>;

/// The outcome that a result carries (done where it has none).
Outcome outcome_of(const Result& result);

/// How many patches of a replay are in each state, in the order clean, moved, stepped, upstreamed, empty, conflict,
/// blocked.
std::vector<std::pair<std::string, std::size_t>> counts_of(const Replay& replay);

}  // namespace mlxpatch::report
