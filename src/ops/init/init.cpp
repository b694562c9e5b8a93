#include <mlxpatch/ops/init/init.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/initial_config.hpp>
#include <mlxpatch/worktree/file_moves.hpp>

#include "init/adopt.hpp"
#include "publish/publish.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds k_timeout{15};

/// Makes a path absolute, because it is relative to the current directory.
std::string absolute_url(const Invocation& invocation, const std::string& url) {
  std::error_code problem;
  const fs::path path = invocation.directory / url;
  return fs::exists(path, problem) ? fs::weakly_canonical(path).string() : url;
}

struct DefaultBranch {
  std::string name = "main";
  std::string note;  ///< if it had to be assumed
};

/// The branch of the remote's HEAD. A failure is only noted, because asking is a convenience.
DefaultBranch ask_default_branch(const std::string& url) {
  constexpr std::string_view k_head = "ref: refs/heads/";
  DefaultBranch branch;
  branch.note = "could not find out upstream's default branch; assuming \"main\" (upstream.branch)";
  if (!find_program("git")) return branch;
  ProcessOptions options;
  options.timeout = k_timeout;
  options.set_env["GIT_TERMINAL_PROMPT"] = "0";
  const ProcessResult result = run_process({"git", "ls-remote", "--symref", "--", url, "HEAD"}, options);
  if (result.exit_code != 0 || !result.output.starts_with(k_head)) return branch;
  const std::string_view rest = std::string_view(result.output).substr(k_head.size());
  return {std::string(rest.substr(0, rest.find_first_of("\t\n"))), ""};
}

/// Writes the configuration and an empty queue, unless patches already exist.
void write_project(const fs::path& file, const std::string& text, const workspace::Config& config, report::Init& result,
                   report::Reporter& reporter) {
  const fs::path directory = config.patches_path();
  const std::string series = (fs::path(config.patches_dir) / "series").generic_string();
  // Of a run that was killed.
  remove_leftover_temporaries(directory);
  const bool is_new = !fs::exists(directory);
  std::vector<worktree::FileWrite> files;
  if (fs::exists(directory / "series")) {
    result.notes.push_back(fmt::format("{}/series already exists and was left as it is", config.patches_dir));
  } else if (is_new || fs::is_empty(directory)) {
    files.push_back({series, ""});
  } else {
    result.notes.push_back(
        fmt::format("{}/ already has files: setup will apply its *.patch files in name order", config.patches_dir));
  }
  // Last, for with it the directory is a project.
  files.push_back({file.filename().string(), text});
  const fs::path root = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!worktree::write_files(root, std::move(files))) warn_left_behind("init", "temporary files", reporter);
}

report::Init init_new(const Invocation& invocation, const InitOptions& options, const fs::path& file,
                      report::Reporter& reporter) {
  const std::string url = absolute_url(invocation, options.url);
  transport::check_url(url);
  report::Init result;
  std::string branch = options.branch;
  if (branch.empty()) {
    DefaultBranch remote_default = ask_default_branch(url);
    branch = std::move(remote_default.name);
    if (!remote_default.note.empty()) result.notes.push_back(std::move(remote_default.note));
  }
  const std::string text = workspace::initial_config(url, branch, options.checkout_dir);
  const workspace::Config config = workspace::parse_config(text, file);
  write_project(file, text, config, result, reporter);
  result.config_file = file.filename().string();
  result.url = transport::shown_url(url);
  result.next.push_back(report::NextStep(report::NextStep::Kind::set_up_new_project).in(config.checkout_dir));
  return result;
}

}  // namespace

report::Init init(const Invocation& invocation, const InitOptions& options, report::Reporter& reporter) {
  const fs::path file = invocation.config.value_or(invocation.directory / "mlxpatch.toml");
  if (options.adopt) {
    if (auto finished = finish_adoption(file, *options.adopt, reporter)) return *std::move(finished);
  }
  if (fs::exists(file)) {
    throw Error(fmt::format("{} already exists", file.filename().string()))
        .doing("starting a new project")
        .at(file.string())
        .hint("mlxpatch setup     use it as it is")
        .hint("or move it away, then run the same command again");
  }
  if (options.adopt) return adopt(file, options, reporter);
  return init_new(invocation, options, file, reporter);
}

}  // namespace mlxpatch::ops
