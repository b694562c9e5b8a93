#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// Reads git's progress lines ("Receiving objects:  45% (1234/2741), 1.2 MiB") and calls `on_progress` for each.
class ProgressReader {
 public:
  explicit ProgressReader(const TransferOptions& options) : m_options(options) {}
  /// Takes the next piece of text, which may end anywhere.
  void read(std::string_view piece);

 private:
  void read_line(std::string_view line) const;

  const TransferOptions& m_options;
  std::string m_line;
};

}  // namespace mlxpatch::transport
