#include <mlxpatch/workspace/initial_config.hpp>

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "config_values.hpp"
#include "toml_text.hpp"

namespace mlxpatch::workspace {

std::string initial_config(std::string_view url, std::string_view branch, std::string_view checkout_dir,
                           std::string_view checkout_remote, std::string_view checkout_branch) {
  const std::string directory = checkout_dir.empty() ? default_checkout_dir(url) : std::string(checkout_dir);
  return fmt::format(R"(# What mlxpatch keeps alive here: an upstream repository plus the patches in this project.
# Every key but upstream.url has a default.

[upstream]
url = {url}
branch = {branch:<18}# the branch that is followed

[checkout]
dir = {dir:<21}# the working clone; git ignores it, and it can be made anew at any time
remote = {remote:<18}# what the upstream is called in it
branch = {own:<18}# where the patches are commits

[patches]
dir = "patches"            # one file per patch, and the order in the file `series`
format = "mbox"            # or "diff": bare diffs, their messages kept in mlxpatch.lock

# For a Python package: where `mlxpatch install` puts the checkout, editable.
# [install]
# venv = ".venv"

# Commands that show that the fork works; `mlxpatch verify` runs them here, with the venv's programs first on PATH.
# [[verify]]
# name = "it starts"
# run = ["python", "-m", "some_module", "--help"]
# contains = "some text of its output"
)",
                     fmt::arg("url", toml_quoted(url)), fmt::arg("branch", toml_quoted(branch)),
                     fmt::arg("dir", toml_quoted(directory)), fmt::arg("remote", toml_quoted(checkout_remote)),
                     fmt::arg("own", toml_quoted(checkout_branch)));
}

}  // namespace mlxpatch::workspace
