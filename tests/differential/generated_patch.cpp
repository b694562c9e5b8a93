#include "generated_patch.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <support/random.hpp>

namespace mlxpatch::tests {
namespace {

using Lines = std::vector<std::string>;

const std::array<std::string, 5> k_paths{"top.txt", "src/code.txt", "src/sub/x.c", "doc/a b.md", "code.txt"};

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.size(), text.find('\n', start) + 1);
    lines.push_back(text.substr(start, end - start));
    start = end;
  }
  return lines;
}

class CaseMaker {
 public:
  explicit CaseMaker(std::uint64_t seed) : m_random(seed), m_alphabet(m_random.one_of<std::size_t>({3, 8, 40, 400})) {}

  PatchCase make() {
    PatchCase made;
    for (std::size_t files = m_random.below(3) + 1; files > 0; --files) {
      made.before[k_paths[m_random.below(k_paths.size())]] = joined(lines(m_random.below(25)));
    }
    made.after = changed(made.before);
    if (m_random.chance(25)) made.after["src/new.txt"] = joined(lines(m_random.below(4) + 1));
    made.target = made.before;
    for (auto& [path, text] : made.target) {
      if (m_random.chance(35)) text = edited(text);
    }
    if (m_random.chance(10)) {
      for (Texts* texts : {&made.before, &made.after, &made.target}) {
        for (auto& [path, text] : *texts) text = with_crs(text);
      }
    }
    made.context = m_random.one_of<int>({3, 3, 3, 0, 1, 2});
    made.follows_renames = m_random.chance(50);
    made.has_ids = m_random.chance(40);
    if (m_random.chance(15)) made.shift = m_random.one_of<int>({-2, -1, 1, 2, 5});
    made.form = m_random.one_of<NameForm>({NameForm::git, NameForm::git, NameForm::without_prefix,
                                           NameForm::two_directories, NameForm::plain, NameForm::plain_originals});
    return made;
  }

 private:
  Lines lines(std::size_t count) {
    Lines made;
    made.reserve(count);
    for (std::size_t i = 0; i < count; ++i) made.push_back("line " + std::to_string(m_random.below(m_alphabet)) + "\n");
    return made;
  }

  /// Insertions, removals, and blocks that are there twice.
  std::string edited(const std::string& text) {
    Lines made = lines_of(text);
    for (std::size_t edits = m_random.below(2) + 1; edits > 0; --edits) {
      const std::size_t at = m_random.below(made.size() + 1);
      const auto place = made.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = place + static_cast<std::ptrdiff_t>(std::min(made.size() - at, m_random.below(4) + 1));
      const Lines block(place, end);
      const Lines fresh = lines(m_random.below(3) + 1);
      switch (m_random.below(4)) {
        case 0:
          made.insert(place, fresh.begin(), fresh.end());
          break;
        case 1:
          made.erase(place, end);
          break;
        case 2:
          made.insert(made.erase(place, end), fresh.begin(), fresh.end());
          break;
        default:
          made.insert(made.begin() + static_cast<std::ptrdiff_t>(m_random.below(made.size() + 1)), block.begin(),
                      block.end());
          break;
      }
    }
    return joined(made);
  }

  Texts changed(const Texts& before) {
    Texts after;
    for (const auto& [path, text] : before) {
      if (m_random.chance(8)) continue;
      std::string& made = after[path];
      made = m_random.chance(90) ? edited(text) : text;
      if (m_random.chance(7) && !made.empty()) made.pop_back();
    }
    return after;
  }

  static std::string with_crs(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
    return text;
  }

  Random m_random;
  std::size_t m_alphabet;
};

/// The text with the number after `mark` moved, unless it is 0.
std::string with_number_moved(const std::string& line, std::string_view mark, int shift) {
  const std::size_t start = line.find(mark) + mark.size();
  int number = 0;
  const auto [end, error] = std::from_chars(line.data() + start, line.data() + line.size(), number);
  if (number == 0) return line;
  return line.substr(0, start) + std::to_string(std::max(number + shift, 1)) +
         line.substr(static_cast<std::size_t>(end - line.data()));
}

/// "@@ -12,3 +12,4 @@" with other first numbers.
std::string shifted(const std::string& line, int shift) {
  return with_number_moved(with_number_moved(line, "@@ -", shift), " +", shift);
}

bool is_git_heading(const std::string& line) {
  constexpr std::array<std::string_view, 10> k_headings{"diff --git ", "index ",      "new file ", "deleted file ",
                                                        "similarity ", "rename ",     "old mode ", "new mode ",
                                                        "copy ",       "dissimilarit"};
  return std::any_of(k_headings.begin(), k_headings.end(),
                     [&line](std::string_view heading) { return line.starts_with(heading); });
}

}  // namespace

PatchCase generate_patch_case(std::uint64_t seed) { return CaseMaker(seed).make(); }

std::vector<std::string> diff_options(const PatchCase& made) {
  std::vector<std::string> options{"-U" + std::to_string(made.context)};
  const bool is_plain = made.form == NameForm::plain || made.form == NameForm::plain_originals;
  if (made.follows_renames && !is_plain) options.emplace_back("-M");
  if (made.form == NameForm::without_prefix) options.emplace_back("--no-prefix");
  if (made.form == NameForm::two_directories) {
    options.emplace_back("--src-prefix=a/proj.orig/");
    options.emplace_back("--dst-prefix=b/proj/");
  }
  if (made.form == NameForm::plain_originals) {
    options.emplace_back("--src-prefix=proj.orig/");
    options.emplace_back("--dst-prefix=proj/");
  }
  return options;
}

std::vector<std::string> apply_options(const PatchCase& made) {
  std::vector<std::string> options;
  if (made.form == NameForm::without_prefix) options.emplace_back("-p0");
  if (made.form == NameForm::two_directories) options.emplace_back("-p2");
  if (made.context == 0) options.emplace_back("--unidiff-zero");
  return options;
}

std::string in_form(const PatchCase& made, const std::string& diff) {
  const bool is_plain = made.form == NameForm::plain || made.form == NameForm::plain_originals;
  std::string patch;
  for (const std::string& line : lines_of(diff)) {
    if (is_plain && is_git_heading(line)) continue;
    if (!made.has_ids && line.starts_with("index ")) continue;
    patch += made.shift != 0 && line.starts_with("@@ -") ? shifted(line, made.shift) : line;
  }
  return patch;
}

}  // namespace mlxpatch::tests
