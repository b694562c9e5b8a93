#include "format/binary_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/base85.hpp"
#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

/// How many bytes a line holds, as its first character says; 0 if it is not a letter.
std::size_t line_bytes(char letter) {
  if (letter >= 'A' && letter <= 'Z') return static_cast<std::size_t>(letter - 'A') + 1;
  if (letter >= 'a' && letter <= 'z') return static_cast<std::size_t>(letter - 'a') + 27;
  return 0;
}

bool starts_block(std::string_view line) { return line.starts_with("literal ") || line.starts_with("delta "); }

BinaryData read_block(Cursor& cursor, const ReadOptions& options) {
  BinaryData data;
  std::string_view text = cursor.peek();
  if (consume(text, "delta ")) {
    data.kind = BinaryData::Kind::delta;
  } else if (!consume(text, "literal ")) {
    cursor.refuse("expected \"literal SIZE\" or \"delta SIZE\"; found " + shown(cursor.peek()));
  }
  if (!consume_number(text, data.size) || !text.empty()) {
    cursor.refuse("expected the size of the binary data; found " + shown(cursor.peek()));
  }
  if (data.size > options.max_binary_bytes) {
    cursor.refuse("the binary data is larger than the limit of " + std::to_string(options.max_binary_bytes) + " bytes");
  }
  cursor.advance();
  for (; !cursor.at_end() && !cursor.peek().empty(); cursor.advance()) {
    const std::string_view line = cursor.peek();
    const std::size_t size = line_bytes(line.front());
    const std::optional<std::string> bytes = size > 0 ? decode_base85(line.substr(1), size) : std::nullopt;
    if (!bytes) cursor.refuse("expected a line of binary data in base 85; found " + shown(line));
    data.deflated += *bytes;
  }
  if (data.deflated.empty()) cursor.refuse("the binary data is missing");
  if (!cursor.at_end()) cursor.advance();
  return data;
}

}  // namespace

void read_binary(Cursor& cursor, FilePatch& file, const ReadOptions& options) {
  constexpr std::size_t k_full_id = 40;
  if (file.old_id.size() != k_full_id || file.new_id.size() != k_full_id) {
    cursor.refuse("a binary patch needs an \"index\" line with full ids; expected one made with git diff --binary");
  }
  cursor.advance();
  file.binary = read_block(cursor, options);
  if (starts_block(cursor.peek())) file.binary_reverse = read_block(cursor, options);
}

}  // namespace mlxpatch::patch
