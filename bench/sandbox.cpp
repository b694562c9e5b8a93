#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "sandbox.hpp"
#include "shell.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

namespace {

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

void keep_only(const fs::path& folder, const std::set<std::string>& names) {
  for (const std::string& name : names_in(folder)) {
    if (!names.contains(name)) fs::remove_all(folder / name);
  }
}

}  // namespace

Sandbox::Sandbox(const fs::path& upstream, const fs::path& directory) : m_directory(directory) {
  fs::create_directories(directory);
  run_quietly(directory, {"git", "clone", "--quiet", "--bare", upstream.string(), ".git"});
  git({"config", "core.bare", "false"});
  git({"remote", "remove", "origin"});
  git({"pack-refs", "--all"});
  git({"checkout", "--quiet", "--force", "--detach", "base"});
  m_packs = names_in(git_directory() / "objects" / "pack");
  for (const char* name : {"config", "packed-refs"}) m_files[name] = read_file(git_directory() / name);
  m_entries = names_in(git_directory());
}

void Sandbox::reset(const std::string& commit) {
  keep_only(git_directory(), m_entries);
  for (const auto& [name, bytes] : m_files) write_output_file(git_directory() / name, bytes);
  // An order that works whatever stands there: HEAD leaves the branches first, then they go.
  git({"checkout", "--quiet", "--force", "--detach", git({"rev-parse", commit + "^0"})});
  git({"clean", "-q", "-ffdx"});
  fs::remove_all(git_directory() / "refs");
  fs::create_directories(git_directory() / "refs" / "heads");
  fs::remove_all(git_directory() / "logs");
  const fs::path objects = git_directory() / "objects";
  keep_only(objects, {"info", "pack"});
  keep_only(objects / "pack", m_packs);
  ::sync();
}

std::string Sandbox::git(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "git");
  return run_quietly(m_directory, arguments);
}

std::string Sandbox::tree_of(const std::string& commit) const {
  return git({"rev-parse", "--verify", "--quiet", commit + "^{tree}"});
}

std::string Sandbox::tree_of_files(const std::vector<std::string>& left_out) const {
  git({"add", "--all", "--force"});
  for (const std::string& path : left_out) git({"rm", "-r", "-q", "--cached", "--ignore-unmatch", path});
  return git({"write-tree"});
}

std::vector<std::string> Sandbox::differing_paths(const std::string& tree, const std::string& other) const {
  std::vector<std::string> paths;
  const std::string names = git({"diff", "--name-only", "--no-renames", tree, other});
  for (const std::string_view line : split_lines(names)) paths.emplace_back(trim_end(line));
  return paths;
}

}  // namespace mlxpatch::bench
