#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// What precedes a diff, as far as it was understood.
struct Message {
  std::optional<std::string> subject;  ///< decoded, with its tags
  std::optional<git::Signature> author;
  std::optional<git::Time> date;
  std::string body;
  std::vector<std::string> notes;
};

/// Whether the line ends a message: only "---".
bool is_separator(std::string_view line);

/// Whether the line is a scissors line, "-- >8 --", by the rules of git am --scissors.
bool is_scissors(std::string_view line);

/// The index of the line that ends the message at the cursor: a separator, a diff, or the end of the lines.
std::size_t message_end(const Cursor& cursor);

/// The commit message that subject and body make; without a subject, the body alone.
std::string commit_message(const Message& message, const ReadOptions& options);

/// The message with exactly one newline at its end; "" stays empty.
std::string with_one_end(std::string message);

}  // namespace mlxpatch::patch
