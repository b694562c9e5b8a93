#include <filesystem>
#include <map>
#include <string>

#include <support/forked_repo.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

std::string lines_with(const std::map<int, std::string>& replaced) {
  std::string text;
  for (int i = 1; i <= 20; ++i) {
    const auto other = replaced.find(i);
    const std::string line = other == replaced.end() ? "line " + std::to_string(i) : other->second;
    if (!line.empty()) text += line + "\n";
  }
  return text;
}

ForkedRepo::ForkedRepo(const std::map<std::string, std::string>& files) : repo(GitRepo::init(world / "repo")) {
  for (const auto& [path, bytes] : files) repo.write(path, bytes);
  commit_base();
}

void ForkedRepo::commit_base() {
  base = repo.commit("Base");
  repo.git({"branch", "--force", "queue"});
}

std::string ForkedRepo::upstream(const std::string& file, const std::string& bytes, const std::string& message) const {
  return commit("main", file, bytes, message);
}

std::string ForkedRepo::patch(const std::string& file, const std::string& bytes, const std::string& message) const {
  return commit("queue", file, bytes, message);
}

std::string ForkedRepo::commit(const std::string& branch, const std::string& file, const std::string& bytes,
                               const std::string& message) const {
  repo.checkout(branch);
  if (bytes.empty()) repo.remove(file);
  if (!bytes.empty()) repo.write(file, bytes);
  return repo.commit(message);
}

void ForkedRepo::set_branch(const std::string& branch, const Change& change, const std::string& message) const {
  repo.git({"checkout", "--quiet", "-B", branch, base});
  change();
  repo.commit(message);
}

void ForkedRepo::move(const std::string& from, const std::string& to) const {
  std::filesystem::create_directories((repo / to).parent_path());
  repo.git({"mv", from, to});
}

}  // namespace mlxpatch::tests
