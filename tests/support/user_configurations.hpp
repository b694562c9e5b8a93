#pragma once

#include <map>
#include <string>
#include <vector>

namespace mlxpatch::tests {

/// How somebody may have set up git and the system so that git writes patches in another way.
struct UserConfiguration {
  std::string name;
  std::string git_config;  ///< lines for ~/.gitconfig
  std::string attributes;  ///< lines for ~/attributes, which it names
  std::map<std::string, std::string> environment;
};

/// Every setting of git and of the system that is known to change what `git format-patch` writes.
const std::vector<UserConfiguration>& user_configurations();

/// Sets the current World up so: its ~/.gitconfig, the files that this names, and the environment.
void use(const UserConfiguration& configuration);

}  // namespace mlxpatch::tests
