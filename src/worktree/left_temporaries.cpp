#include <mlxpatch/worktree/left_temporaries.hpp>

#include <filesystem>
#include <system_error>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

namespace {

std::filesystem::path below(const std::filesystem::path& git_directory) { return git_directory / "mlxpatch-tmp"; }

}  // namespace

std::filesystem::path temporaries_directory(const git::Repository& repository) {
  return below(repository.git_directory());
}

void remove_left_temporaries(const std::filesystem::path& git_directory) {
  std::error_code not_there;
  std::filesystem::remove_all(below(git_directory), not_there);
}

}  // namespace mlxpatch::worktree
