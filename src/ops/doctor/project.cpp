#include "doctor/project.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/editable_install.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"
#include "doctor/venv.hpp"
#include "fork/patch_files.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_mebibyte = 1024 * 1024;
constexpr std::uintmax_t k_too_little = 100 * k_mebibyte;
constexpr std::uintmax_t k_little = 1024 * k_mebibyte;
constexpr std::chrono::seconds k_patience{10};

/// Runs git in the project; its end and output.
ProcessResult ask_git(const DoctorContext& context, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "git");
  ProcessOptions options;
  options.directory = context.project ? context.project->config.root() : context.invocation.directory;
  options.timeout = k_patience;
  return run_process(arguments, options);
}

Finding look_at_git(const DoctorContext& context) {
  const auto program = find_program("git");
  if (!program) {
    return warning("there is no git program on PATH: fetching then knows none of your credential helpers",
                   "install git");
  }
  const ProcessResult result = ask_git(context, {"--version"});
  if (result.exit_code != 0) return bad("git --version fails: " + last_lines(result.errors, 1), "install git anew");
  return good(fmt::format("{}, {}", trim(result.output), program->string()));
}

Finding look_at_identity(const DoctorContext& context) {
  constexpr const char* k_cure =
      "git config --global user.name \"Your Name\" && git config --global user.email you@example.org";
  if (context.repository) {
    try {
      const git::Signature person = git::committer_identity(*context.repository);
      return good(fmt::format("{} <{}>", person.name, person.email));
    } catch (const Error& error) {
      return bad(error.what(), k_cure);
    }
  }
  if (!find_program("git")) return skipped("there is neither a checkout nor a git program to ask");
  // Without this setting git makes an address up from the host's name.
  const ProcessResult result = ask_git(context, {"-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"});
  if (result.exit_code != 0) return bad("git does not know who you are", k_cure);
  return good(std::string(trim(result.output).substr(0, result.output.find('>') + 1)));
}

Finding look_at_config(DoctorContext& context) {
  const auto file =
      context.invocation.config ? context.invocation.config : workspace::find_config(context.invocation.directory);
  if (!file)
    return bad(fmt::format("there is none in {} or above", context.invocation.directory.string()), "mlxpatch init URL");
  context.project = Project{workspace::load_config(*file), {}};
  return good(file->string());
}

Finding look_at_lock(DoctorContext& context) {
  Project& project = *context.project;
  project.lock = workspace::read_lock(project.config.lock_path());
  if (project.lock) return good(fmt::format("base {} {}", project.lock->base.short_hex(), project.lock->describe));
  if (has_checkout(project))
    return warning("there is no mlxpatch.lock: nothing says what the patches are made for", "mlxpatch regen");
  return warning("there is no mlxpatch.lock yet: setup looks for the base itself", "mlxpatch setup");
}

Finding look_at_patches(const DoctorContext& context) {
  const queue::PatchDirectory folder = read_project_patches(*context.project);
  const std::string where = context.project->config.patches_dir + "/";
  if (folder.patches.empty()) return warning(fmt::format("there are none in {}", where), "");
  return good(fmt::format("{} in {}", count_of(folder.patches.size(), "patch"), where));
}

Finding look_at_space(const DoctorContext& context) {
  const std::uintmax_t free = free_space(context.project->config.root());
  const std::string detail = fmt::format("{} MiB free", free / k_mebibyte);
  if (free < k_too_little) return bad(detail, "make room on the disk");
  return free < k_little ? warning(detail, "make room on the disk") : good(detail);
}

/// Git knows every way to ignore a folder; without the program only the project's own .gitignore counts.
Finding look_at_gitignore(const DoctorContext& context) {
  const Project& project = *context.project;
  const std::string folder = project.config.checkout_dir + "/";
  if (!git::Repository::discover(project.config.root())) return skipped("the project is in no git repository");
  const bool is_ignored = find_program("git") ? ask_git(context, {"check-ignore", "-q", "--", folder}).exit_code == 0
                                              : !gitignore_with(project, project.config.checkout_dir);
  if (is_ignored) return good(fmt::format("{} is kept out of your own repository", folder));
  return warning(fmt::format("{} is not ignored by your own repository", folder),
                 fmt::format("echo '/{}' >> .gitignore", folder));
}

bool is_python_package(const fs::path& checkout) {
  std::error_code problem;
  return fs::exists(checkout / "pyproject.toml", problem) || fs::exists(checkout / "setup.py", problem);
}

Finding look_at_venv(const workspace::Config& config) {
  if (is_venv(config.venv_path())) return good(config.install_venv);
  if (has_checkout({config, {}}) && !is_python_package(config.checkout_path())) {
    return skipped("the checkout is no Python package");
  }
  return bad(fmt::format("there is none at {}", config.install_venv), "mlxpatch install --create");
}

Finding look_at_install(const workspace::Config& config) {
  using State = workspace::EditableInstall::State;
  constexpr const char* k_cure = "mlxpatch install";
  if (!is_venv(config.venv_path())) return skipped("there is no venv");
  const auto [state, package] = workspace::find_editable_install(config.venv_path(), config.checkout_path());
  const std::string name = fmt::format("{} {}", package.name, package.version);
  switch (state) {
    case State::editable:
      return good(fmt::format("{} from {}", name, package.location->string()));
    case State::copied:
      return bad(fmt::format("{} is a copy of the checkout: what you change there does not count", name), k_cure);
    case State::elsewhere:
      return bad(fmt::format("{} comes from {}, not from {}", name,
                             package.location ? package.location->string() : "a package index", config.checkout_dir),
                 k_cure);
    case State::absent:
      break;
  }
  return bad(fmt::format("nothing in {} comes from {}", config.install_venv, config.checkout_dir), k_cure);
}

}  // namespace

void check_programs(DoctorContext& context, std::vector<Finding>& findings) {
  probe(findings, "git", [&] { return look_at_git(context); });
  probe(findings, "identity", [&] { return look_at_identity(context); });
}

void check_project(DoctorContext& context, std::vector<Finding>& findings) {
  probe(findings, "configuration", [&] { return look_at_config(context); });
  if (!context.project) return;
  probe(findings, "lock", [&] { return look_at_lock(context); });
  probe(findings, "patches", [&] { return look_at_patches(context); });
  probe(findings, "disk", [&] { return look_at_space(context); });
  probe(findings, "gitignore", [&] { return look_at_gitignore(context); });
  probe(findings, "checkout", [&] {
    const workspace::Config& config = context.project->config;
    if (has_checkout(*context.project)) {
      context.repository = git::Repository::open(config.checkout_path());
      return good(config.checkout_dir);
    }
    std::error_code problem;
    if (!fs::exists(config.checkout_path(), problem))
      return bad(config.checkout_dir + " is not there yet", "mlxpatch setup");
    return bad(config.checkout_dir + " is there, but holds no repository",
               fmt::format("mv {} ELSEWHERE && mlxpatch setup", config.checkout_dir));
  });
}

void check_venv(const DoctorContext& context, std::vector<Finding>& findings) {
  const workspace::Config& config = context.project->config;
  probe(findings, "venv", [&] { return look_at_venv(config); });
  probe(findings, "editable install", [&] { return look_at_install(config); });
}

}  // namespace mlxpatch::ops
