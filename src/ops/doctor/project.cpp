#include "doctor/project.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
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
#include <mlxpatch/workspace/python_package.hpp>
#include <mlxpatch/workspace/uv_project.hpp>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"
#include "doctor/python_import.hpp"
#include "doctor/venv.hpp"
#include "fork/damage.hpp"
#include "fork/patch_files.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_mebibyte = std::uintmax_t{1024} * 1024;
constexpr std::uintmax_t k_bad_below = 100 * k_mebibyte;
constexpr std::uintmax_t k_warning_below = 1024 * k_mebibyte;
constexpr std::chrono::seconds k_timeout{10};

/// Runs git in the project.
ProcessResult ask_git(const DoctorContext& context, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "git");
  ProcessOptions options;
  options.directory = context.project ? context.project->config.root() : context.invocation.directory;
  options.timeout = k_timeout;
  return run_process(arguments, options);
}

Finding check_git(const DoctorContext& context) {
  const auto program = find_program("git");
  if (!program) {
    return warning("there is no git program on PATH: fetching cannot use your credential helpers", "install git");
  }
  const ProcessResult result = ask_git(context, {"--version"});
  if (result.exit_code != 0) return bad("git --version fails: " + last_lines(result.errors, 1), "reinstall git");
  return good(fmt::format("{}, {}", trim(result.output), program->string()));
}

Finding check_identity(const DoctorContext& context) {
  constexpr const char* k_fix =
      "git config --global user.name \"Your Name\" && git config --global user.email you@example.org";
  if (context.repository) {
    try {
      const git::Signature person = git::committer_identity(*context.repository);
      return good(fmt::format("{} <{}>", person.name, person.email));
    } catch (const Error& error) {
      return bad(error.what(), k_fix);
    }
  }
  if (!find_program("git")) return skipped("there is neither a checkout nor a git program");
  // Without this setting git makes up an address from the host's name.
  const ProcessResult result = ask_git(context, {"-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"});
  if (result.exit_code != 0) return bad("git does not know who you are", k_fix);
  return good(std::string(trim(result.output).substr(0, result.output.find('>') + 1)));
}

Finding check_config(DoctorContext& context) {
  const auto file =
      context.invocation.config ? context.invocation.config : workspace::find_config(context.invocation.directory);
  if (!file)
    return bad(fmt::format("there is none in {} or above it", context.invocation.directory.string()),
               "mlxpatch init URL");
  Project project{workspace::load_config(*file), {}, context.invocation.here};
  refuse_links(project);
  context.project = std::move(project);
  return good(file->string());
}

Finding check_lock(DoctorContext& context) {
  Project& project = *context.project;
  project.lock = workspace::read_lock(project.config.lock_path());
  if (project.lock) return good(fmt::format("base {} {}", project.lock->base.short_hex(), project.lock->describe));
  if (has_checkout(project))
    return warning("there is no mlxpatch.lock: the base of the patches is not recorded", "mlxpatch regen");
  return warning("there is no mlxpatch.lock yet: setup will search for the base", "mlxpatch setup");
}

Finding check_patches(const DoctorContext& context) {
  const queue::PatchDirectory patch_directory = read_project_patches(*context.project);
  const std::string where = context.project->config.patches_dir + "/";
  if (patch_directory.patches.empty()) return warning(fmt::format("there are none in {}", where), "");
  return good(fmt::format("{} in {}", count_of(patch_directory.patches.size(), "patch"), where));
}

Finding check_disk_space(const DoctorContext& context) {
  const std::uintmax_t free = free_space(context.project->config.root());
  const std::string detail = fmt::format("{} MiB free", free / k_mebibyte);
  if (free < k_bad_below) return bad(detail, "free some disk space");
  return free < k_warning_below ? warning(detail, "free some disk space") : good(detail);
}

/// Git knows every way to ignore a directory. Without the git program only the project's own .gitignore is checked.
Finding check_gitignore(const DoctorContext& context) {
  const Project& project = *context.project;
  const std::string directory = project.config.checkout_dir + "/";
  if (!git::Repository::is_above(project.config.root())) return skipped("the project is in no git repository");
  const bool is_ignored = find_program("git") ? ask_git(context, {"check-ignore", "-q", "--", directory}).exit_code == 0
                                              : !gitignore_with(project, project.config.checkout_dir);
  if (is_ignored) return good(fmt::format("your own repository ignores {}", directory));
  return warning(fmt::format("your own repository does not ignore {}", directory),
                 fmt::format("echo '/{}' >> .gitignore", directory));
}

/// How much a missing install matters.
enum class Need {
  none,      ///< the checkout is no Python package
  possible,  ///< it is one, but nothing says that it is to be installed: a project of another language may have a
             ///< pyproject.toml for its scripts
  stated,    ///< mlxpatch.toml has an [install] section, or a [[verify]] that runs Python
};

Need need_for_install(const workspace::Config& config) {
  const bool is_known = has_checkout({config, {}});
  if (is_known && !workspace::find_python_package(config.checkout_path())) return Need::none;
  const bool runs_python = std::ranges::any_of(
      config.verify, [](const workspace::Config::Verify& verify) { return is_python_program(verify.run.front()); });
  return config.has_install || runs_python ? Need::stated : Need::possible;
}

Finding missing_install(Need need, const std::string& detail, const std::string& fix) {
  if (need == Need::none) return skipped("the checkout is not a Python package");
  return need == Need::stated ? bad(detail, fix) : warning(detail, fix);
}

Finding check_virtual_environment(const workspace::Config& config) {
  if (is_venv(config.venv_path())) return good(config.install_venv);
  return missing_install(need_for_install(config), fmt::format("there is none at {}", config.install_venv),
                         "mlxpatch install --create");
}

/// What the metadata promise counts for nothing if a copy that was left there comes first.
Finding check_what_is_imported(const workspace::Config& config, std::string promise) {
  const std::string python = venv_python(config.venv_path()).string();
  const std::vector<std::string> modules = modules_of_checkout(config);
  for (const PythonImport& found : ask_python(config, python, modules, ProjectDirectory::not_searched)) {
    if (found.is_from_checkout) continue;
    return bad(fmt::format("{}, but Python imports {} from {}", promise, found.module, shown_file(config, found.file)),
               "mlxpatch install");
  }
  return good(std::move(promise));
}

Finding check_editable_install(const workspace::Config& config) {
  using State = workspace::EditableInstall::State;
  constexpr const char* k_fix = "mlxpatch install";
  if (!is_venv(config.venv_path())) return skipped("there is no venv");
  const auto [state, package] = workspace::find_editable_install(config.venv_path(), config.checkout_path());
  const std::string name = fmt::format("{} {}", package.name, package.version);
  switch (state) {
    case State::editable:
      return check_what_is_imported(config, fmt::format("{} from {}", name, package.location->string()));
    case State::copied:
      return bad(fmt::format("{} is a copy of the checkout: changes in the checkout have no effect", name), k_fix);
    case State::elsewhere:
      return bad(fmt::format("{} comes from {}, not from {}", name,
                             package.location ? package.location->string() : "a package index", config.checkout_dir),
                 k_fix);
    case State::absent:
      break;
  }
  return missing_install(need_for_install(config),
                         fmt::format("nothing in {} comes from {}", config.install_venv, config.checkout_dir), k_fix);
}

/// Whether the next `uv sync` would replace the install.
std::optional<Finding> check_uv_source(const workspace::Config& config) {
  const auto package = workspace::find_python_package(config.checkout_path());
  const std::string name = package ? package->name : "";
  std::optional<workspace::UvProject> project;
  try {
    project = workspace::read_uv_project(config.root(), name, config.checkout_dir);
  } catch (const Error& error) {
    return warning(fmt::format("pyproject.toml can't be read: {}", error.what()), "");
  }
  if (!project) return std::nullopt;
  using Source = workspace::UvProject::Source;
  if (project->source == Source::other) {
    return warning(fmt::format("pyproject.toml gives uv another source for {}; put this into [tool.uv.sources]: {}",
                               name, project->entry),
                   "");
  }
  if (project->source == Source::missing) {
    return warning(fmt::format("pyproject.toml does not say that {} is the checkout: `uv sync` would replace it", name),
                   "mlxpatch install --write");
  }
  if (project->is_dependency) return good(project->entry);
  return warning(fmt::format("pyproject.toml does not depend on {}: `uv sync` would remove it", name), "");
}

}  // namespace

void check_programs(DoctorContext& context, std::vector<Finding>& findings) {
  run_check(findings, "git", [&] { return check_git(context); });
  run_check(findings, "identity", [&] { return check_identity(context); });
}

void check_project(DoctorContext& context, std::vector<Finding>& findings) {
  run_check(findings, "configuration", [&] { return check_config(context); });
  if (!context.project) return;
  run_check(findings, "lock", [&] { return check_lock(context); });
  run_check(findings, "patches", [&] { return check_patches(context); });
  run_check(findings, "disk", [&] { return check_disk_space(context); });
  run_check(findings, "gitignore", [&] { return check_gitignore(context); });
  run_check(findings, "checkout", [&] {
    const workspace::Config& config = context.project->config;
    if (has_checkout(*context.project)) {
      try {
        context.repository = git::Repository::open(config.checkout_path());
      } catch (const Error& error) {
        throw with_cure(error, *context.project);
      }
      return good(config.checkout_dir);
    }
    std::error_code problem;
    if (!fs::exists(config.checkout_path(), problem))
      return bad(config.checkout_dir + " does not exist yet", "mlxpatch setup");
    return bad(config.checkout_dir + " exists, but is not a repository", remake_command(*context.project, "-old"));
  });
}

void check_venv(const DoctorContext& context, std::vector<Finding>& findings) {
  const workspace::Config& config = context.project->config;
  run_check(findings, "venv", [&] { return check_virtual_environment(config); });
  run_check(findings, "editable install", [&] { return check_editable_install(config); });
  if (const auto uv = check_uv_source(config)) run_check(findings, "uv", [&] { return *uv; });
}

}  // namespace mlxpatch::ops
