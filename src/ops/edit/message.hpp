#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

/// The message of these paragraphs, as `git commit -m` makes it of several -m. Throws Error(usage) if it is empty.
std::string message_of(const std::vector<std::string>& paragraphs, std::string_view doing);

/// The message after a person has edited it in git's editor (GIT_EDITOR, core.editor, VISUAL, EDITOR, vi), in
/// COMMIT_EDITMSG of the git directory, where it stays if the command then fails. Lines that begin with a '#' are left
/// out. Throws Error, for `doing`, if the editor can't be run or fails, or if nothing is left.
std::string edited_message(const git::Repository& repository, const std::string& message, std::string_view doing);

}  // namespace mlxpatch::ops
