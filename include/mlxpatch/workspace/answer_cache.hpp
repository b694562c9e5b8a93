#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// Answers that cost much and that the same question always gets, kept between runs: a file each, in
/// <git directory>/mlxpatch/cache/, which may be removed at any time. What can't be read, or is not as it was written,
/// is no answer; what can't be written is not kept. Neither is an error. Several processes may use a directory at once.
class AnswerCache {
 public:
  static constexpr std::size_t k_most_files = 16;
  static constexpr std::uintmax_t k_most_bytes = std::uintmax_t{4} << 20U;

  /// The directory is made when there is something to keep; the one above it must exist.
  explicit AnswerCache(const std::filesystem::path& git_directory) : m_directory(git_directory / "mlxpatch/cache") {}

  /// The answer to the question with that digest.
  std::optional<std::string> find(const git::Oid& question) const;
  /// The oldest files make room for it.
  void keep(const git::Oid& question, std::string_view answer) const;
  void forget(const git::Oid& question) const;

 private:
  std::filesystem::path file_of(const git::Oid& question) const { return m_directory / question.hex(); }
  void make_room(const std::filesystem::path& newest) const;

  std::filesystem::path m_directory;
};

}  // namespace mlxpatch::workspace
