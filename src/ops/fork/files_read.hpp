#pragma once

#include <map>
#include <optional>
#include <string>

namespace mlxpatch::ops {

/// The project's files as a command first read them. What it writes is computed from that, so that a file which
/// somebody has changed since must not be replaced.
class FilesRead {
 public:
  /// std::nullopt: there is no such file. The first reading counts.
  void note(const std::string& path, const std::optional<std::string>& content) { m_files.emplace(path, content); }
  /// Whether the file has the content that was read, or was not read.
  bool is_as_read(const std::string& path, const std::optional<std::string>& content) const {
    const auto read = m_files.find(path);
    return read == m_files.end() || read->second == content;
  }
  /// After the command itself has written some.
  void forget() { m_files.clear(); }

 private:
  std::map<std::string, std::optional<std::string>> m_files;
};

}  // namespace mlxpatch::ops
