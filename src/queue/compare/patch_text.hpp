#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

// A patch in the form in which `git range-diff` compares two versions of it.
namespace mlxpatch::queue {

/// The path by which a file is known: its new one; of a file that is removed its old one.
const std::string& path_of(const patch::FilePatch& file);

/// What happens to a file as a whole: " ## a.py (new) ##".
std::string file_heading(const patch::FilePatch& file);

/// The lines that a patch adds to a file and removes from it, each after its sign. Binary content is one line.
std::vector<std::string> changed_lines(const patch::FilePatch& file);

/// The diff: each file with its heading, and its hunks without line numbers. Between two files is a blank line.
std::string change_text(const patch::Patch& patch);

/// The author as a line; empty if the patch does not say who that is.
std::string author_text(const patch::Patch& patch);

/// The message, indented, without a Patch-Name trailer; empty if the patch has none.
std::string message_text(const patch::Patch& patch);

/// Whether the line begins a part of such a text: its author, its message, a file, a hunk.
bool is_heading(std::string_view line);
/// What such a line says: "a.py (new)", "a.py: def f".
std::string_view heading_in(std::string_view line);

/// Whether a line of change_text() is context: no added or removed line, and no file's heading.
bool is_context(std::string_view line);

}  // namespace mlxpatch::queue
