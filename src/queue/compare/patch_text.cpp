#include "compare/patch_text.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/hunk_text.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_heading = " ## ";
constexpr std::string_view k_heading_end = " ##";

bool is_file_heading(std::string_view line) {
  return line.starts_with(k_heading) && trim_end(line).ends_with(k_heading_end);
}

std::string binary_line(const patch::FilePatch& file) {
  const bool is_removed = file.action == patch::FileAction::remove;
  const std::string& id = is_removed ? file.old_id : file.new_id;
  return fmt::format("{}Binary content {}\n", is_removed ? '-' : '+',
                     id.empty() ? git::hash_scratch_object(git::ObjectType::blob, file.binary->deflated).hex() : id);
}

std::string hunk_heading(const patch::Hunk& hunk, const std::string& path) {
  const std::string_view section = trim(hunk.section);
  return section.empty() ? "@@\n" : fmt::format("@@ {}: {}\n", path, section);
}

}  // namespace

const std::string& path_of(const patch::FilePatch& file) {
  return file.new_path.empty() ? file.old_path : file.new_path;
}

std::string file_heading(const patch::FilePatch& file) {
  std::string text = std::string(k_heading) + path_of(file);
  switch (file.action) {
    case patch::FileAction::create:
      text += " (new)";
      break;
    case patch::FileAction::remove:
      text += " (deleted)";
      break;
    case patch::FileAction::rename:
      text = fmt::format("{}{} => {}", k_heading, file.old_path, file.new_path);
      break;
    case patch::FileAction::copy:
      text = fmt::format("{}{} => {} (copy)", k_heading, file.old_path, file.new_path);
      break;
    case patch::FileAction::modify:
      break;
  }
  const auto mode = [](git::Mode value) { return fmt::format("{:06o}", static_cast<unsigned>(value)); };
  const bool has_new_mode = file.new_mode != git::Mode::absent;
  if (file.action == patch::FileAction::create && has_new_mode && file.new_mode != git::Mode::file) {
    text += fmt::format(" (mode {})", mode(file.new_mode));
  } else if (has_new_mode && file.old_mode != git::Mode::absent && file.old_mode != file.new_mode) {
    text += fmt::format(" (mode change {} => {})", mode(file.old_mode), mode(file.new_mode));
  }
  return fmt::format("{}{}\n", text, k_heading_end);
}

std::vector<std::string> changed_lines(const patch::FilePatch& file) {
  std::vector<std::string> lines;
  for (const patch::Hunk& hunk : file.hunks) {
    for (const patch::HunkLine& line : hunk.lines) {
      if (line.origin != ' ') lines.push_back(patch::diff_line(line));
    }
  }
  if (file.binary) lines.push_back(binary_line(file));
  return lines;
}

std::string change_text(const patch::Patch& patch) {
  std::string text;
  for (const patch::FilePatch& file : patch.files) {
    if (!text.empty()) text += '\n';
    text += file_heading(file);
    for (const patch::Hunk& hunk : file.hunks) {
      text += hunk_heading(hunk, path_of(file));
      for (const patch::HunkLine& line : hunk.lines) text += patch::diff_line(line);
    }
    if (file.binary) text += binary_line(file);
  }
  return text;
}

std::string author_text(const patch::Patch& patch) {
  if (!patch.author) return {};
  return fmt::format(" ## Metadata ##\nAuthor: {} <{}>\n", patch.author->name, patch.author->email);
}

std::string message_text(const patch::Patch& patch) {
  if (!patch.has_message && trim(patch.message).empty()) return {};
  std::string text = " ## Commit message ##\n";
  const std::string message = split_name_trailer(patch.message).message;
  for (const std::string_view line : split_lines(trim_end(message))) {
    text += trim_end(fmt::format("    {}", line));
    text += '\n';
  }
  return text;
}

bool is_heading(std::string_view line) { return is_file_heading(line) || line.starts_with("@@"); }

std::string_view heading_in(std::string_view line) {
  line = trim_end(line);
  if (consume(line, "@@")) return trim(line);
  consume(line, k_heading);
  if (line.ends_with(k_heading_end)) line.remove_suffix(k_heading_end.size());
  return line;
}

bool is_context(std::string_view line) {
  if (is_file_heading(line)) return false;
  return line.starts_with(' ') || line.starts_with('\n') || line.starts_with("@@");
}

}  // namespace mlxpatch::queue
