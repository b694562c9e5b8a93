#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/options.hpp>

namespace mlxpatch::ops {

/// The message of these paragraphs, as `git commit -m` makes it of several -m. Throws Error(usage) if it is empty.
std::string message_of(const std::vector<std::string>& paragraphs, std::string_view doing);

/// What says how a patch's message is found.
struct MessageSource {
  std::vector<std::string> paragraphs;  ///< as they were typed; none: a person edits `before`
  std::string before;
  Effect effect = Effect::real;
};

/// The message of the paragraphs, or of the editor, as message_of() and edited_message() have it. Throws Error(usage)
/// on a dry run that would have to ask for it.
std::string asked_message(const git::Repository& repository, const MessageSource& source, std::string_view doing);

/// The message after a person has edited it in git's editor (GIT_EDITOR, core.editor, VISUAL, EDITOR, vi), in
/// COMMIT_EDITMSG of the git directory, where it stays if the command then fails. Lines that begin with a '#' are left
/// out. Throws Error, for `doing`, if the editor can't be run or fails, or if nothing is left.
std::string edited_message(const git::Repository& repository, const std::string& message, std::string_view doing);

}  // namespace mlxpatch::ops
