#include <mlxpatch/git/config_text.hpp>

#include <string>

#include <git2.h>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

#include "config.hpp"

namespace mlxpatch::git {

std::string config_text(const Repository& repository) {
  std::string text = config_text_from_environment();
  const auto add = [](const git_config_entry* entry, void* to) {
    auto& all = *static_cast<std::string*>(to);
    all += entry->name;
    // A key alone, without "=", is no empty value.
    if (entry->value) all.append("=").append(entry->value);
    all += '\0';
    return 0;
  };
  check(git_config_foreach(repository.handle().config(), add, &text), "reading the git configuration");
  return text;
}

}  // namespace mlxpatch::git
