#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace mlxpatch::bench {

/// A stream of commits into `git fast-import`: the one way to make tens of thousands of files and thousands of commits
/// in seconds.
class FastImport {
 public:
  /// Names a commit of this stream.
  using Mark = std::size_t;

  explicit FastImport(const std::filesystem::path& git_directory);
  ~FastImport();
  FastImport(const FastImport&) = delete;
  FastImport& operator=(const FastImport&) = delete;

  /// Begins a commit on `branch` on top of `parent` (0: a root); what follows are its changes. Each commit is ten
  /// minutes younger than the one begun before.
  Mark begin_commit(std::string_view branch, Mark parent, std::string_view message);
  void put_file(std::string_view path, std::string_view text);
  void remove_file(std::string_view path);
  /// Paths without spaces and quotes.
  void move_file(std::string_view from, std::string_view to);
  /// Lets a branch point at a commit.
  void set_branch(std::string_view branch, Mark commit);
  /// Ends the stream and waits for git. Throws Error where git did not take it.
  void finish();

 private:
  void write(std::string_view bytes);
  void write_data(std::string_view bytes);

  std::FILE* m_pipe = nullptr;
  Mark m_last_mark = 0;
};

}  // namespace mlxpatch::bench
