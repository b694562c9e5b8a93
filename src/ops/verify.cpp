#include <mlxpatch/ops/verify.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/python_package.hpp>

#include "doctor/python_import.hpp"
#include "doctor/venv.hpp"
#include "fork/fork.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

using Run = report::Verify::Run;

constexpr std::size_t k_shown_lines = 20;
// The exit code of a shell for a program that it can't start.
constexpr int k_not_started = 127;

ProcessOptions process_options(const workspace::Config& config, const workspace::Config::Verify& verify) {
  ProcessOptions options = is_venv(config.venv_path()) ? in_venv(config.venv_path()) : ProcessOptions{};
  // Not in the checkout: from there Python imports the checkout's package, whatever the venv has.
  options.directory = config.root();
  options.timeout = std::chrono::seconds(verify.timeout_seconds);
  return options;
}

/// Why the command did not pass; empty if it did.
std::string problem_with(const ProcessResult& result, const workspace::Config::Verify& verify) {
  if (result.timed_out) {
    return fmt::format("it did not finish within {}",
                       count_of(static_cast<std::size_t>(verify.timeout_seconds), "second"));
  }
  if (result.exit_code != 0) return "it failed";
  const bool contains = (result.output + "\n" + result.errors).find(verify.contains) != std::string::npos;
  return contains ? "" : fmt::format("its output does not contain \"{}\"", verify.contains);
}

Run run_one(const workspace::Config& config, const workspace::Config::Verify& verify) {
  Run run;
  run.name = verify.name;
  run.command = verify.run;
  try {
    const ProcessResult result = run_process(verify.run, process_options(config, verify));
    run.exit_code = result.exit_code;
    run.problem = problem_with(result, verify);
    run.passed = run.problem.empty();
    if (!run.passed) run.output = last_lines(result.output + result.errors, k_shown_lines);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    run.exit_code = k_not_started;
    run.problem = error.what();
  }
  return run;
}

/// An interpreter that a check runs, and the modules that it is asked for.
struct Question {
  std::string interpreter;
  std::vector<std::string> modules;
  ProjectDirectory project_directory = ProjectDirectory::not_searched;
  friend bool operator==(const Question&, const Question&) = default;
};

/// The top-level module that `python -m NAME` runs; empty if the command is of another kind.
std::string run_module(const std::vector<std::string>& command) {
  for (std::size_t i = 1; i + 1 < command.size() && command[i].starts_with('-'); ++i) {
    if (command[i] == "-m") return command[i + 1].substr(0, command[i + 1].find('.'));
  }
  return "";
}

/// Python looks first in the directory of the script that it runs, otherwise in the current one; with -I or -P in
/// neither.
ProjectDirectory searched_by(const std::vector<std::string>& command) {
  for (std::size_t i = 1; i < command.size(); ++i) {
    const std::string& word = command[i];
    if (word == "-m" || word == "-c") return ProjectDirectory::first;
    if (!word.starts_with('-')) {
      return word.find('/') == std::string::npos ? ProjectDirectory::first : ProjectDirectory::not_searched;
    }
    if (!word.starts_with("--") && word.find_first_of("IP") != std::string::npos) return ProjectDirectory::not_searched;
    if (word == "-W" || word == "-X") ++i;
  }
  return ProjectDirectory::first;
}

/// What to ask so that the checks can be believed: each interpreter that they run, or the venv's if they run programs
/// of the venv.
std::vector<Question> questions(const workspace::Config& config) {
  const std::vector<std::string> modules = modules_of_checkout(config);
  std::vector<Question> all;
  const auto add = [&](Question question) {
    if (std::ranges::find(all, question) == all.end()) all.push_back(std::move(question));
  };
  for (const workspace::Config::Verify& verify : config.verify) {
    if (!is_python_program(verify.run.front())) continue;
    std::string module = run_module(verify.run);
    const bool is_checkouts = !module.empty() && workspace::has_module(config.checkout_path(), module);
    add({verify.run.front(), is_checkouts ? std::vector{std::move(module)} : modules, searched_by(verify.run)});
  }
  if (all.empty() && is_venv(config.venv_path())) add({venv_python(config.venv_path()).string(), modules});
  return all;
}

void find_imports(const workspace::Config& config, report::Verify& result) {
  const std::vector<std::string> packages = modules_of_checkout(config);
  for (const auto& [interpreter, modules, project_directory] : questions(config)) {
    for (const PythonImport& found : ask_python(config, interpreter, modules, project_directory)) {
      // The project may well have "tests" of its own, but nothing that has the name of the fork's package.
      const bool is_meant = found.is_projects_own && std::ranges::find(packages, found.module) == packages.end();
      if (is_meant) continue;
      result.imports.push_back(
          {found.module, shown_file(config, found.file), found.is_from_checkout, found.is_projects_own});
    }
  }
}

bool all_from_checkout(const report::Verify& result) {
  return std::ranges::all_of(result.imports, &report::Verify::Import::from_checkout);
}

void add_next_steps(const workspace::Config& config, report::Verify& result) {
  if (result.runs.empty()) {
    result.next.push_back(
        report::NextStep(report::NextStep::Kind::add_verify_command).of(config.file.filename().string()));
    return;
  }
  if (result.outcome == report::Outcome::done) return;
  const auto own = std::ranges::find(result.imports, true, &report::Verify::Import::from_project);
  if (own != result.imports.end()) {
    result.next.push_back(report::NextStep(report::NextStep::Kind::rename_own_module).of(own->file));
    return;
  }
  if (!is_venv(config.venv_path())) {
    result.next.push_back(report::NextStep(report::NextStep::Kind::install_with_venv).of(config.install_venv));
  } else if (!all_from_checkout(result)) {
    result.next.push_back(report::NextStep::Kind::install_over_copy);
  }
  result.next.push_back(report::NextStep::Kind::doctor_failed_verification);
}

}  // namespace

report::Verify verify(const Invocation& invocation, report::Reporter& reporter) {
  // Opens the fork so that an operation that a crash left open is finished before the checks run.
  Fork fork = open_fork(invocation, Access::read, reporter);
  const workspace::Config& config = fork.config();
  report::Verify result;
  for (const workspace::Config::Verify& verify : config.verify) {
    reporter.on(report::Progress{"Verifying", result.runs.size(), config.verify.size()});
    result.runs.push_back(run_one(config, verify));
  }
  reporter.on(report::Progress{"Verifying", config.verify.size(), config.verify.size()});
  if (!config.verify.empty()) find_imports(config, result);
  const bool all_passed = std::ranges::all_of(result.runs, &Run::passed);
  if (!all_passed || !all_from_checkout(result)) result.outcome = report::Outcome::check_failed;
  add_next_steps(config, result);
  return result;
}

}  // namespace mlxpatch::ops
