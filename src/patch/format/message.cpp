#include "format/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"
#include "format/subject.hpp"

namespace mlxpatch::patch {
bool is_separator(std::string_view line) { return line.starts_with("---") && trim_end(line).size() == 3; }

bool is_scissors(std::string_view line) {
  constexpr std::size_t k_shortest = 8;
  const std::string_view visible = trim(line);
  std::size_t scissors = 0;
  std::size_t dashes = 0;
  std::size_t gaps = 0;
  bool in_perforation = false;
  for (std::size_t index = 0; index < visible.size(); ++index) {
    const std::string_view pair = visible.substr(index, 2);
    if (visible[index] == ' ' || visible[index] == '\t') {
      if (in_perforation) ++gaps;
    } else if (visible[index] == '-') {
      in_perforation = true;
      ++dashes;
    } else if (pair == ">8" || pair == "8<" || pair == ">%" || pair == "%<") {
      in_perforation = true;
      scissors += 2;
      ++index;
    } else {
      in_perforation = false;
    }
  }
  const std::size_t perforation = scissors + dashes + gaps;
  return scissors > 0 && visible.size() >= k_shortest && visible.size() < perforation * 3 && gaps * 2 < perforation;
}

std::size_t message_end(const Cursor& cursor) {
  Cursor ahead = cursor;
  while (!ahead.at_end() && !is_separator(ahead.peek()) && !starts_diff(ahead)) ahead.advance();
  return ahead.index();
}

std::string commit_message(const Message& message, const ReadOptions& options) {
  const SubjectTags tags = options.keep_subject_tags ? SubjectTags::keep_others : SubjectTags::take_all_off;
  const std::string subject = message.subject ? strip_subject(*message.subject, tags) : std::string();
  if (subject.empty()) return with_one_end(message.body);
  return with_one_end(subject + "\n\n" + message.body);
}

std::string with_one_end(std::string message) {
  const std::size_t last = message.find_last_not_of("\r\n");
  if (last == std::string::npos) return {};
  message.resize(last + 1);
  return message + "\n";
}

}  // namespace mlxpatch::patch
