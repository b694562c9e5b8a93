#include <mlxpatch/ops/install.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/editable_install.hpp>
#include <mlxpatch/workspace/python_package.hpp>
#include <mlxpatch/workspace/uv_project.hpp>

#include "doctor/python_import.hpp"
#include "doctor/venv.hpp"
#include "fork/fork.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;
using workspace::EditableInstall;

constexpr std::size_t k_shown_lines = 15;
constexpr std::string_view k_doing = "installing the checkout into the venv";

/// Runs a program and traces its output. If it fails, throws Error with the last lines of the output.
void run_traced(const std::vector<std::string>& argv, ProcessOptions options, std::string_view what) {
  trace("$ " + join(argv, " "));
  std::string all;
  const auto note = [&all](std::string_view piece) {
    all += piece;
    if (tracing()) trace(trim_end(piece));
  };
  options.on_output = note;
  options.on_errors = note;
  const ProcessResult result = run_process(argv, options);
  if (result.exit_code == 0) return;
  Error error(fmt::format("{} failed with exit code {}:\n{}", what, result.exit_code, last_lines(all, k_shown_lines)));
  error.doing(std::string(k_doing)).at(join(argv, " "));
  if (all.find("No module named pip") != std::string::npos) {
    error.hint(fmt::format("{} -m ensurepip     install pip in the venv; or install uv", argv.front()));
  }
  if (all.find("ensurepip is not") != std::string::npos) {
    error.hint("install Python's venv module (Debian and Ubuntu: apt install python3-venv), or uv");
  }
  throw error.hint("mlxpatch -v install     show its whole output");
}

/// Creates the venv, or removes all of it again if that fails.
void create_venv(const workspace::Config& config, report::Reporter& reporter) {
  const fs::path venv = config.venv_path();
  std::error_code problem;
  if (fs::exists(venv, problem) && !fs::is_empty(venv, problem)) {
    throw Error(fmt::format("{} exists, but is not a virtual environment", config.install_venv))
        .doing("creating the venv")
        .at(venv.string())
        .hint(fmt::format("mv {} ELSEWHERE     then run mlxpatch install --create again", config.install_venv))
        .hint("or set install.venv in mlxpatch.toml to another directory");
  }
  std::vector<std::string> argv;
  if (const auto uv = find_program("uv")) {
    argv = {uv->string(), "venv", venv.string()};
  } else if (const auto python = find_program("python3")) {
    argv = {python->string(), "-m", "venv", venv.string()};
  } else {
    throw Error("neither uv nor python3 is on PATH").doing("creating the venv").hint("install Python 3, or uv");
  }
  ProcessOptions options;
  options.directory = config.root();
  try {
    run_traced(argv, std::move(options), "creating the venv");
  } catch (const Error&) {
    fs::remove_all(venv, problem);
    throw;
  }
  reporter.on(report::Step{fmt::format("Created the venv {}", config.install_venv)});
}

void require_package(const workspace::Config& config) {
  if (workspace::find_python_package(config.checkout_path())) return;
  throw Error(
      fmt::format("{} is not a Python package: it has neither a setup.py nor a pyproject.toml that describes one",
                  config.checkout_dir))
      .doing(std::string(k_doing))
      .at(config.checkout_path().string())
      .hint("use the fork where it is; only Python packages are installed");
}

void require_venv(const workspace::Config& config, const InstallOptions& options, report::Reporter& reporter) {
  if (is_venv(config.venv_path())) return;
  if (options.venv == InstallOptions::Venv::create) return create_venv(config, reporter);
  throw Error(fmt::format("there is no virtual environment at {}", config.install_venv))
      .doing(std::string(k_doing))
      .at(config.venv_path().string())
      .hint("mlxpatch install --create     create it")
      .hint("or set install.venv in mlxpatch.toml to yours");
}

struct Installer {
  std::string name;
  std::vector<std::string> argv;
};

Installer installer_for(const workspace::Config& config, const InstallOptions& options) {
  const std::string python = venv_python(config.venv_path()).string();
  Installer installer;
  if (const auto uv = find_program("uv")) {
    installer = {"uv", {uv->string(), "pip", "install", "--python", python}};
  } else {
    installer = {"pip", {python, "-m", "pip", "install", "--disable-pip-version-check"}};
  }
  installer.argv.insert(installer.argv.end(), {"-e", config.checkout_path().string()});
  for (const auto* more : {&config.install_args, &options.pip_arguments}) {
    installer.argv.insert(installer.argv.end(), more->begin(), more->end());
  }
  return installer;
}

/// A copy that was left in site-packages comes before the checkout on Python's path.
void refuse_shadow(const workspace::Config& config, const workspace::InstalledPackage& package) {
  const std::string python = venv_python(config.venv_path()).string();
  const std::vector<std::string> modules = modules_of_checkout(config);
  for (const PythonImport& found : ask_python(config, python, modules, ProjectDirectory::not_searched)) {
    if (found.is_from_checkout) continue;
    throw Error(fmt::format("the checkout is installed, but Python imports {} from {}", found.module,
                            shown_file(config, found.file)))
        .doing(std::string(k_doing))
        .at(found.file.string())
        .hint(fmt::format("{} -m pip uninstall {}     as often as it finds one; then mlxpatch install", python,
                          package.name))
        .hint("or remove that file or its directory, then run mlxpatch install again");
  }
}

/// Says what `uv sync` would do to the install, and with --write prevents it.
void mind_uv(const workspace::Config& config, const InstallOptions& options, report::Install& result) {
  using State = report::Install::UvSource::State;
  using Source = workspace::UvProject::Source;
  const bool writes = options.uv_source == InstallOptions::UvSource::write;
  std::optional<workspace::UvProject> project;
  try {
    project = workspace::read_uv_project(config.root(), result.package, config.checkout_dir);
  } catch (const Error& error) {
    if (writes) throw;
    result.notes.push_back(fmt::format("pyproject.toml was not looked at: {}", error.what()));
    return;
  }
  if (!project) {
    if (writes) result.notes.emplace_back("there is nothing to write: uv does not make this project's venv");
    return;
  }
  result.uv_source = {State::missing, project->entry, project->is_dependency};
  State& state = result.uv_source->state;
  if (project->source == Source::checkout) {
    state = State::present;
  } else if (project->source == Source::other) {
    state = State::other;
    result.notes.push_back(fmt::format(
        "[tool.uv.sources] in pyproject.toml has another source for {}, which `uv sync` installs in the checkout's "
        "place; put this instead: {}",
        result.package, project->entry));
  } else if (writes) {
    workspace::add_uv_source(config.root(), result.package, config.checkout_dir);
    state = State::written;
    result.notes.push_back(fmt::format("pyproject.toml has a new entry in [tool.uv.sources]: {}", project->entry));
  } else {
    result.next.push_back(report::NextStep::Kind::add_uv_source);
  }
  if (!project->is_dependency) {
    result.next.push_back(
        report::NextStep(report::NextStep::Kind::add_uv_dependency).in(config.checkout_dir).of(result.package));
  }
}

/// Checks where Python will look for the package, whatever the installer reported.
workspace::InstalledPackage require_editable(const workspace::Config& config, const Installer& installer) {
  using State = EditableInstall::State;
  EditableInstall install = workspace::find_editable_install(config.venv_path(), config.checkout_path());
  if (install.state == State::editable) {
    refuse_shadow(config, install.package);
    return std::move(install.package);
  }
  const std::string why = install.state == State::copied      ? "it installed a copy of the checkout"
                          : install.state == State::elsewhere ? "the venv's package comes from somewhere else"
                                                              : "the venv has no package that points at the checkout";
  throw Error(fmt::format("{} succeeded, but {}", installer.name, why))
      .doing(std::string(k_doing))
      .at(config.venv_path().string())
      .hint("check that neither install.args in mlxpatch.toml nor the arguments after -- prevent an editable install")
      .hint("mlxpatch doctor");
}

}  // namespace

report::Install install(const Invocation& invocation, const InstallOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const workspace::Config& config = fork.config();
  require_package(config);
  require_venv(config, options, reporter);

  const Installer installer = installer_for(config, options);
  reporter.on(report::Step{
      fmt::format("Installing {} into {} with {}", config.checkout_dir, config.install_venv, installer.name)});
  ProcessOptions process_options = in_venv(config.venv_path());
  process_options.directory = config.root();
  run_traced(installer.argv, std::move(process_options), installer.name);

  const workspace::InstalledPackage package = require_editable(config, installer);
  report::Install result;
  result.with = installer.name;
  result.venv = config.install_venv;
  result.package = package.name;
  result.version = package.version;
  result.location = package.location->string();
  mind_uv(config, options, result);
  if (config.verify.empty()) {
    result.next.push_back(report::NextStep::Kind::doctor_installed);
  } else {
    result.next.push_back(report::NextStep::Kind::verify_installed);
  }
  return result;
}

}  // namespace mlxpatch::ops
