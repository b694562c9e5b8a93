#include "progress_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

void ProgressReader::read(std::string_view piece) {
  for (const char character : piece) {
    if (character == '\r' || character == '\n') {
      read_line(m_line);
      m_line.clear();
    } else if (m_line.size() < 1000) {
      m_line += character;
    }
  }
}

void ProgressReader::read_line(std::string_view line) const {
  if (line.starts_with("remote: ")) line.remove_prefix(8);
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos || !m_options.on_progress) return;
  TransferProgress progress;
  progress.stage = line.substr(0, colon);
  std::string_view rest = line.substr(colon + 2);
  const std::size_t parenthesis = rest.find('(');
  const auto number = [](std::string_view text, std::uint64_t& value) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() ? text.substr(static_cast<std::size_t>(end - text.data())) : std::string_view();
  };
  if (parenthesis == std::string_view::npos) {
    // "Enumerating objects: 5, done." counts without a total; anything else is no progress.
    if (!number(rest, progress.done).starts_with(',')) return;
  } else {
    rest = number(rest.substr(parenthesis + 1), progress.done);
    if (!rest.starts_with('/') || !number(rest.substr(1), progress.total).starts_with(')')) return;
  }
  m_options.on_progress(progress);
}

}  // namespace mlxpatch::transport
