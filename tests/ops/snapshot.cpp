#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <ios>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "snapshot.hpp"

namespace mlxpatch::tests {
namespace {

namespace fs = std::filesystem;

std::string describe_file(const fs::path& path) {
  const fs::file_status status = fs::symlink_status(path);
  if (fs::is_symlink(status)) return "link to " + fs::read_symlink(path).string();
  std::ostringstream text;
  text << std::oct << static_cast<unsigned>(status.permissions()) << '\n';
  return text.str() + (fs::is_regular_file(status) ? read_bytes(path) : "directory");
}

}  // namespace

Snapshot without(Snapshot snapshot, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings) {
    std::erase_if(snapshot, [&](const auto& entry) { return entry.first.starts_with(beginning); });
  }
  return snapshot;
}

std::string differences(const Snapshot& before, const Snapshot& after) {
  std::string text;
  for (const auto& [name, value] : before) {
    const auto now = after.find(name);
    if (now == after.end()) {
      text += "removed: " + name + "\n";
    } else if (now->second != value) {
      text += fmt::format("changed: {}\n--- was\n{}\n--- is\n{}\n", name, value, now->second);
    }
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) text += fmt::format("added: {}\n{}\n", name, value);
  }
  return text;
}

void add_directory(Snapshot& snapshot, const std::string& label, const fs::path& directory,
                   const std::vector<fs::path>& left_out) {
  if (!fs::is_directory(directory)) {
    if (fs::exists(directory)) snapshot[label] = describe_file(directory);
    return;
  }
  for (auto it = fs::recursive_directory_iterator(directory); it != fs::recursive_directory_iterator(); ++it) {
    if (std::ranges::find(left_out, it->path()) != left_out.end()) {
      it.disable_recursion_pending();
      continue;
    }
    snapshot[label + it->path().lexically_relative(directory).string()] = describe_file(it->path());
  }
}

void add_repository(Snapshot& snapshot, const std::string& label, const GitRepo& repository) {
  std::istringstream refs(repository.git({"for-each-ref", "--format=%(refname) %(objectname) %(symref)"}));
  for (std::string line; std::getline(refs, line);) {
    const std::size_t blank = line.find(' ');
    snapshot[label + "ref " + line.substr(0, blank)] = line.substr(blank + 1);
  }
  // Extended listing: without the stat data, which a refresh of the index may renew.
  snapshot[label + "index"] = repository.git({"ls-files", "--stage", "-v"});
  for (const char* name : {"HEAD", "config", "CHERRY_PICK_HEAD", "MERGE_HEAD", "MERGE_MSG", "REVERT_HEAD",
                           "REBASE_HEAD", "AUTO_MERGE", "index.lock"}) {
    const fs::path file = repository / ".git" / name;
    if (fs::exists(file)) snapshot[label + name] = read_bytes(file);
  }
  for (const char* name : {"rebase-merge", "rebase-apply", "sequencer"}) {
    if (fs::exists(repository / ".git" / name)) snapshot[label + name] = "exists";
  }
}

}  // namespace mlxpatch::tests
