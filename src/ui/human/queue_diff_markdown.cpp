#include "human/queue_diff_markdown.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/queue_diff.hpp>

#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/queue_diff_words.hpp"

namespace mlxpatch::ui {

namespace {

using report::PatchDiff;

/// Text in an HTML element, where Markdown does not look: on one line, as a blank line would end the HTML.
std::string in_html(std::string_view text) {
  std::string html;
  for (const char letter : escaped(text)) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

/// In <code> no mention and no number becomes a link.
std::string code(std::string_view text) { return fmt::format("<code>{}</code>", in_html(text)); }

/// A fence longer than any run of backticks in the text, so that none of its lines ends it.
std::string fence_for(std::string_view text) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char letter : text) {
    run = letter == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

std::string title_of(const PatchDiff& patch) {
  const std::string& subject = patch.after ? patch.after->subject : patch.before->subject;
  return fmt::format("{} {}{}: {}", in_html(sign_of(patch)), code(shown_name(patch)),
                     subject.empty() ? "" : " " + code(subject), code(changes_of(patch)));
}

void show_folded(Page& page, const PatchDiff& patch) {
  page.gap();
  page.line(fmt::format("<details><summary>{}</summary>", title_of(patch)));
  page.gap();
  const std::string fence = fence_for(patch.text);
  page.line(fence + "diff");
  for (const std::string_view line : split_lines(patch.text)) page.line(escaped(flat_line(line)));
  page.line(fence);
  page.gap();
  page.line("</details>");
  page.gap();
}

}  // namespace

void show_markdown(Page& page, const report::QueueDiff& diff) {
  page.line(fmt::format("<p><b>{}</b><br>{}</p>", in_html(summary_of(diff)), code(sides_of(diff))));
  page.gap();
  for (const PatchDiff& patch : diff.patches) {
    if (!is_shown(patch)) continue;
    if (patch.text.empty()) {
      page.line(fmt::format("<p>{}</p>", title_of(patch)));
    } else {
      show_folded(page, patch);
    }
  }
  for (const std::string& note : diff.notes) page.line(fmt::format("<p>Note: {}</p>", code(note)));
}

}  // namespace mlxpatch::ui
