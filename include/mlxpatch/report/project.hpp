#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>

namespace mlxpatch::report {

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
  std::optional<std::string> url_before;  ///< the remote's, if it was changed
  std::vector<std::string> wrote;         ///< what was missing in a checkout that is set up already: "mlxpatch.lock"
  std::optional<std::string> kept_as;     ///< --fresh: where the old branch is kept
  std::vector<NextStep> next;
  bool recorded_names = false;  ///< new names of patch files, as an operation of its own
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
  /// Where the venv's Python finds a module of the checkout's package.
  struct Import {
    std::string module;
    std::string file;  ///< relative to the project if it is below it
    bool from_checkout = false;
    bool from_project = false;  ///< the project's own directory has a module of that name
  };
  Outcome outcome = Outcome::done;
  std::vector<Run> runs;
  std::vector<Import> imports;
  std::vector<NextStep> next;
};

struct Install {
  std::string with;  ///< "uv" or "pip"
  std::string venv;
  std::string package;
  std::string version;
  std::string location;  ///< where direct_url.json points
  /// The entry of [tool.uv.sources] in the project's own pyproject.toml, without which `uv sync` replaces the install.
  struct UvSource {
    enum class State { present, written, missing, other } state = State::missing;
    std::string entry;
    bool is_dependency = false;  ///< whether the project depends on the package
  };
  std::optional<UvSource> uv_source;  ///< none if uv does not make the venv
  std::vector<std::string> notes;
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

struct Pristine {
  std::string directory;
  CommitLine commit;
  bool removed = false;
  std::vector<std::string> notes;
};

struct Demo {
  std::string directory;
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
