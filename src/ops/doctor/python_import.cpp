#include "doctor/python_import.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/editable_install.hpp>
#include <mlxpatch/workspace/python_package.hpp>

#include "doctor/venv.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds k_timeout{30};

/// Finds without importing, so that nothing of the package runs. A namespace package has no file, but a directory.
constexpr std::string_view k_question = R"(import importlib.util, sys
if sys.argv[1] == "not-here":
    sys.path = [place for place in sys.path if place]
for name in sys.argv[2:]:
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        spec = None
    if spec is not None:
        place = spec.origin if spec.has_location else next(iter(spec.submodule_search_locations or []), "")
        print(name, place, sep="\t")
)";

/// Whether a module is at the top of the project's directory, where Python looks first. A venv or a clone below it is
/// another place.
bool is_projects_own(const workspace::Config& config, const PythonImport& found) {
  std::error_code problem;
  const fs::path root = fs::weakly_canonical(config.root(), problem);
  const fs::path directory = fs::weakly_canonical(found.file, problem).parent_path();
  return directory == root || directory == root / found.module;
}

}  // namespace

std::vector<std::string> modules_of_checkout(const workspace::Config& config) {
  const auto package = workspace::find_python_package(config.checkout_path());
  if (!package) return {};
  std::vector<std::string> modules = package->modules;
  for (const std::string& module :
       workspace::find_editable_install(config.venv_path(), config.checkout_path()).package.modules) {
    const bool is_new = std::ranges::find(modules, module) == modules.end();
    if (is_new && workspace::has_module(config.checkout_path(), module)) modules.push_back(module);
  }
  return modules;
}

std::vector<PythonImport> ask_python(const workspace::Config& config, const std::string& interpreter,
                                     const std::vector<std::string>& modules, ProjectDirectory project_directory) {
  if (modules.empty()) return {};
  ProcessOptions options = is_venv(config.venv_path()) ? in_venv(config.venv_path()) : ProcessOptions{};
  options.directory = config.root();
  options.timeout = k_timeout;
  const std::string_view searched = project_directory == ProjectDirectory::first ? "here" : "not-here";
  std::vector<std::string> argv = {interpreter, "-B", "-c", std::string(k_question), std::string(searched)};
  argv.insert(argv.end(), modules.begin(), modules.end());
  ProcessResult result;
  try {
    result = run_process(argv, options);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return {};
  }
  std::vector<PythonImport> imports;
  for (const std::string_view line : split_lines(result.output)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    PythonImport found{std::string(line.substr(0, tab)), fs::path(trim(line.substr(tab + 1))), false, false};
    const bool was_asked = std::ranges::find(modules, found.module) != modules.end();
    if (!was_asked || !found.file.is_absolute()) continue;
    found.is_from_checkout = workspace::is_in_directory(found.file, config.checkout_path());
    found.is_projects_own = !found.is_from_checkout && is_projects_own(config, found);
    // Python takes a directory without __init__.py only if nothing else has the name.
    std::error_code problem;
    const bool hides_nothing = found.is_projects_own && fs::is_directory(found.file, problem);
    if (!hides_nothing) imports.push_back(std::move(found));
  }
  return imports;
}

std::string shown_file(const workspace::Config& config, const fs::path& file) {
  const fs::path relative = file.lexically_relative(config.root());
  return relative.empty() || *relative.begin() == ".." ? file.string() : relative.string();
}

}  // namespace mlxpatch::ops
