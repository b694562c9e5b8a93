#include <mlxpatch/transport/configured_remotes.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/address.hpp>

namespace mlxpatch::transport {

void check_remote_name(const std::string& name) {
  int valid = 0;
  git::start_library();
  git::check(git_remote_name_is_valid(&valid, name.c_str()), "checking a remote's name", name);
  if (valid && !name.starts_with('-') && name.find('\0') == std::string::npos) return;
  throw Error(fmt::format("\"{}\" is not a name that git allows for a remote", escape_control(name)), ErrorKind::usage)
      .doing("naming a remote");
}

std::optional<std::string> remote_url(const git::Repository& repository, std::string_view remote) {
  return repository.config_string(fmt::format("remote.{}.url", remote));
}

std::vector<std::string> remote_names(const git::Repository& repository) {
  git::StringArray names;
  git::check(git_remote_list(names.get(), repository.handle().get()), "listing the remotes");
  return {names.begin(), names.end()};
}

void set_remote(git::Repository& repository, std::string_view remote, std::string_view url) {
  check_url(url);
  const std::string name(remote);
  const std::string address(url);
  check_remote_name(name);
  git_repository* raw = repository.handle().get();
  if (remote_url(repository, name)) {
    git::check(git_remote_set_url(raw, name.c_str(), address.c_str()), "changing a remote's address", name);
  } else {
    git::take<git::OwnedRemote>("creating a remote", git_remote_create, raw, name.c_str(), address.c_str());
  }
}

}  // namespace mlxpatch::transport
