#include "doctor/venv.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ops {

bool is_venv(const std::filesystem::path& venv) {
  std::error_code problem;
  return std::filesystem::exists(venv_python(venv), problem);
}

std::filesystem::path venv_python(const std::filesystem::path& venv) { return venv / "bin" / "python"; }

bool is_python_program(const std::string& program) {
  constexpr std::string_view k_python = "python";
  const std::string name = std::filesystem::path(program).filename().string();
  return name.starts_with(k_python) && name.find_first_not_of("0123456789.", k_python.size()) == std::string::npos;
}

ProcessOptions in_venv(const std::filesystem::path& venv) {
  const char* path = std::getenv("PATH");
  ProcessOptions options;
  options.set_env["VIRTUAL_ENV"] = venv.string();
  options.set_env["PATH"] = (venv / "bin").string() + (path == nullptr ? "" : ":" + std::string(path));
  options.unset_env = {"PYTHONHOME"};
  return options;
}

std::string last_lines(std::string_view output, std::size_t most) {
  const std::vector<std::string_view> lines = split_lines(trim_end(output));
  std::string text;
  for (std::size_t i = lines.size() - std::min(most, lines.size()); i < lines.size(); ++i) text += lines[i];
  return text;
}

}  // namespace mlxpatch::ops
