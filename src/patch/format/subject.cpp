#include "format/subject.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

struct Tag {
  std::size_t start = 0;  ///< of "["
  std::size_t end = 0;    ///< after "]" and the blank that follows it
  std::string_view text;
};

std::size_t skip_blanks(std::string_view text, std::size_t index) {
  return std::min(text.find_first_not_of(" \t", index), text.size());
}

/// The index after "Re:", "RE :" and blanks.
std::size_t skip_replies(std::string_view subject, std::size_t index) {
  while (true) {
    index = skip_blanks(subject, index);
    const std::string word = to_lower(subject.substr(index, 2));
    const std::size_t colon = skip_blanks(subject, std::min(index + 2, subject.size()));
    if (word != "re" || colon >= subject.size() || subject[colon] != ':') return index;
    index = colon + 1;
  }
}

/// The tag at `index`; its text is empty if there is none.
Tag tag_at(std::string_view subject, std::size_t index) {
  Tag tag{index, index, {}};
  if (index >= subject.size() || subject[index] != '[') return tag;
  const std::size_t close = subject.find(']', index);
  if (close == std::string_view::npos) return tag;
  tag.text = subject.substr(index, close + 1 - index);
  tag.end = close + 1;
  if (tag.end < subject.size() && (subject[tag.end] == ' ' || subject[tag.end] == '\t')) ++tag.end;
  return tag;
}

bool is_patch_tag(const Tag& tag) { return tag.text.find("PATCH") != std::string_view::npos; }

/// The first patch tag among the tags at the front of the subject; its text is empty if there is none.
Tag find_patch_tag(std::string_view subject) {
  Tag tag = tag_at(subject, skip_replies(subject, 0));
  while (!tag.text.empty() && !is_patch_tag(tag)) tag = tag_at(subject, skip_blanks(subject, tag.end));
  return tag;
}

/// Whether the tag numbers its mail zero of a series: "[RFC v2 00/12]".
bool numbers_zero(std::string_view tag) {
  const std::size_t slash = tag.rfind('/');
  if (slash == std::string_view::npos) return false;
  std::size_t digits = slash;
  while (digits > 0 && tag[digits - 1] >= '0' && tag[digits - 1] <= '9') --digits;
  const std::string_view number = tag.substr(digits, slash - digits);
  std::string_view rest = tag.substr(slash + 1);
  std::size_t count = 0;
  return !number.empty() && number.find_first_not_of('0') == std::string_view::npos && consume_number(rest, count) &&
         rest.starts_with(']');
}

}  // namespace

std::string strip_subject(std::string_view subject, SubjectTags tags) {
  if (tags == SubjectTags::take_all_off) {
    std::size_t start = skip_replies(subject, 0);
    for (Tag tag = tag_at(subject, start); !tag.text.empty(); tag = tag_at(subject, start)) {
      start = skip_blanks(subject, tag.end);
    }
    return std::string(subject.substr(start));
  }
  const Tag tag = find_patch_tag(subject);
  if (tag.text.empty()) return std::string(subject);
  const std::size_t start = skip_replies(subject, 0);
  return std::string(subject.substr(start, tag.start - start)) + std::string(subject.substr(tag.end));
}

bool is_cover_letter(std::string_view subject) { return numbers_zero(find_patch_tag(subject).text); }

bool is_numbered_zero(std::string_view subject) {
  Tag tag = tag_at(subject, skip_replies(subject, 0));
  while (!tag.text.empty() && !numbers_zero(tag.text)) tag = tag_at(subject, skip_blanks(subject, tag.end));
  return !tag.text.empty();
}

bool is_reply(std::string_view subject) {
  constexpr std::array<std::string_view, 7> k_words{"re", "aw", "sv", "vs", "antw", "odp", "fwd"};
  subject = trim(subject);
  const std::size_t colon = subject.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string word = to_lower(trim(subject.substr(0, colon)));
  return std::find(k_words.begin(), k_words.end(), word) != k_words.end();
}

bool has_patch_tag(std::string_view subject) { return !find_patch_tag(subject).text.empty(); }

}  // namespace mlxpatch::patch
