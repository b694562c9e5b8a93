#include <mlxpatch/patch/format/diff_writer.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/quoting.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

#include "format/base85.hpp"
#include "format/zlib_writer.hpp"

namespace mlxpatch::patch {
namespace {

std::string mode_text(git::Mode mode) {
  std::array<char, 6> digits{};
  auto value = static_cast<unsigned>(mode);
  for (std::size_t place = digits.size(); place-- > 0; value /= 8) digits[place] = static_cast<char>('0' + value % 8);
  return {digits.data(), digits.size()};
}

/// Whether one diff can change a mode into the other. Between files, links and submodules it takes two.
bool same_kind(git::Mode a, git::Mode b) { return a == b || (git::is_regular(a) && git::is_regular(b)); }

char letter_for(std::size_t line_bytes) {
  return static_cast<char>(line_bytes <= 26 ? 'A' + line_bytes - 1 : 'a' + line_bytes - 27);
}

std::string binary_block(std::string_view bytes) {
  const std::string stream = write_zlib(bytes);
  std::string block = "literal " + std::to_string(bytes.size()) + "\n";
  for (std::size_t start = 0; start < stream.size(); start += k_binary_line_bytes) {
    const std::string_view line = std::string_view(stream).substr(start, k_binary_line_bytes);
    block += letter_for(line.size());
    block += encode_base85(line) + "\n";
  }
  return block + "\n";
}

/// After "---" and "+++", git ends a name that has a blank with a tab, so that other programs see its end.
std::string content_name(const std::string& quoted_name) {
  return quoted_name + (quoted_name.find(' ') == std::string::npos ? "" : "\t");
}

std::string header_of(const FileChange& change, const std::string& old_name, const std::string& new_name) {
  std::string text = "diff --git " + old_name + " " + new_name + "\n";
  if (!change.before.exists()) {
    text += "new file mode " + mode_text(change.after.mode) + "\n";
  } else if (!change.after.exists()) {
    text += "deleted file mode " + mode_text(change.before.mode) + "\n";
  } else if (change.before.mode != change.after.mode) {
    text += "old mode " + mode_text(change.before.mode) + "\nnew mode " + mode_text(change.after.mode) + "\n";
  }
  if (change.old_path != change.new_path && change.before.exists() && change.after.exists()) {
    text += "similarity index " + std::to_string(change.similarity) + "%\n";
    text += "rename from " + quote_path(change.old_path) + "\nrename to " + quote_path(change.new_path) + "\n";
  }
  if (change.before.oid == change.after.oid && change.before.exists() && change.after.exists()) return text;
  text += "index " + change.before.oid.hex() + ".." + change.after.oid.hex();
  if (change.before.mode == change.after.mode) text += " " + mode_text(change.before.mode);
  return text + "\n";
}

std::string one_file(const FileChange& change, std::size_t context) {
  const std::string old_name = quote_path("a/" + (change.before.exists() ? change.old_path : change.new_path));
  const std::string new_name = quote_path("b/" + (change.after.exists() ? change.new_path : change.old_path));
  std::string text = header_of(change, old_name, new_name);
  if (change.before_bytes == change.after_bytes) return text;
  if (diff::is_binary(change.before_bytes) || diff::is_binary(change.after_bytes)) {
    return text + "GIT binary patch\n" + binary_block(change.after_bytes) + binary_block(change.before_bytes);
  }
  text += "--- " + (change.before.exists() ? content_name(old_name) : "/dev/null") + "\n";
  text += "+++ " + (change.after.exists() ? content_name(new_name) : "/dev/null") + "\n";
  return text + diff::unified_hunks(change.before_bytes, change.after_bytes, context);
}

}  // namespace

std::string write_diff(const std::vector<FileChange>& files, std::size_t context) {
  std::string text;
  for (const FileChange& change : files) {
    if (!change.before.exists() || !change.after.exists() || same_kind(change.before.mode, change.after.mode)) {
      text += one_file(change, context);
      continue;
    }
    FileChange removal = change;
    removal.after = {};
    removal.after_bytes.clear();
    FileChange creation = change;
    creation.before = {};
    creation.before_bytes.clear();
    text += one_file(removal, context) + one_file(creation, context);
  }
  return text;
}

}  // namespace mlxpatch::patch
