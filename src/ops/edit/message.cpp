#include "edit/message.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/message.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/options.hpp>

namespace mlxpatch::ops {

namespace {

constexpr const char* k_instructions =
    "\n# The message of the patch. Lines that begin with '#' are left out; an empty message changes nothing.\n";

Error failure(const std::string& what, std::string_view doing) {
  return Error(what).doing(fmt::format("{} (nothing was changed)", doing));
}

/// As git looks for it (git-var(1), GIT_EDITOR).
std::string editor_of(const git::Repository& repository, std::string_view doing) {
  if (const auto editor = git::environment("GIT_EDITOR")) return *editor;
  if (const auto editor = repository.config_string("core.editor")) return *editor;
  const std::string terminal = git::environment("TERM").value_or("dumb");
  const bool is_dumb = terminal.empty() || terminal == "dumb";
  const auto visual = git::environment("VISUAL");
  if (visual && !is_dumb) return *visual;
  if (const auto editor = git::environment("EDITOR")) return *editor;
  if (!is_dumb) return "vi";
  throw failure("there is no editor to ask for the message with: the terminal is dumb, and EDITOR is not set", doing)
      .hint("give the message with -m");
}

}  // namespace

std::string message_of(const std::vector<std::string>& paragraphs, std::string_view doing) {
  std::string message = git::cleaned_message(join(paragraphs, "\n\n"), git::Comments::keep);
  if (!message.empty()) return message;
  throw Error("the message is empty", ErrorKind::usage).doing(fmt::format("{} (nothing was changed)", doing));
}

std::string asked_message(const git::Repository& repository, const MessageSource& source, std::string_view doing) {
  if (!source.paragraphs.empty()) return message_of(source.paragraphs, doing);
  if (source.effect == Effect::dry_run) {
    throw Error("--dry-run needs the message: with an editor it would be asked for in vain", ErrorKind::usage)
        .doing(std::string(doing))
        .hint("give the message with -m");
  }
  return edited_message(repository, source.before, doing);
}

std::string edited_message(const git::Repository& repository, const std::string& message, std::string_view doing) {
  const std::filesystem::path file = repository.git_directory() / "COMMIT_EDITMSG";
  const std::string editor = editor_of(repository, doing);
  write_file(file, message + k_instructions);
  ProcessOptions at_terminal;
  at_terminal.terminal_input = true;
  at_terminal.terminal_output = true;
  // As git does: the editor may be a command with arguments.
  const ProcessResult result = run_process({"sh", "-c", editor + " \"$@\"", editor, file.string()}, at_terminal);
  if (result.exit_code != 0) {
    throw failure(fmt::format("the editor ended with {}", result.exit_code), doing)
        .at(editor)
        .hint("give the message with -m, or choose another editor: git config core.editor NAME");
  }
  std::string edited = git::cleaned_message(read_file(file), git::Comments::strip);
  if (!edited.empty()) return edited;
  throw failure("the message is empty", doing).hint("give the message with -m");
}

}  // namespace mlxpatch::ops
