#pragma once

#include <cstddef>
#include <string>

#include "zoned_file.hpp"

namespace mlxpatch::bench {

/// The upstream's files, each known by a number: its path and its first text are made of that number when asked for.
class SourceTree {
 public:
  explicit SourceTree(std::size_t files) : m_files(files) {}

  std::size_t size() const { return m_files; }
  /// The files with numbers below this are those that people work on: longer ones, spread over all folders. In
  /// upstreams of 20000 files and more they are the same, with the same texts, so that only the tree around them grows.
  std::size_t busy() const;

  /// Sixteen files a folder, three folders deep; width and number of folders grow with the number of files. Numbers
  /// from size() on are those of new files.
  std::string path(std::size_t file) const;
  ZonedFile first_version(std::size_t file) const;

 private:
  std::size_t m_files;
};

}  // namespace mlxpatch::bench
