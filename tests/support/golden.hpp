#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace mlxpatch::tests {

/// Compares a whole output with the file golden/<name>.txt beside the calling test's source; the test fails with the
/// difference where they are not equal. With MLXPATCH_ACCEPT=1 the file is rewritten instead. The current World's
/// directory is shown as $WORLD.
void golden(std::string_view name, std::string_view text, std::source_location place = std::source_location::current());

/// The transcript of a command, for golden(): its words, what it printed, and its exit status unless that is 0.
struct CommandResult;
std::string transcript(std::string_view command, const CommandResult& result);

/// `text` with each match of the ECMAScript expression replaced ($1 is its first group): for times, versions.
std::string replaced(std::string_view text, const std::string& expression, const std::string& with);

/// `text` with each object id (7 to 40 hexadecimal digits, at least one of them a figure, standing alone) shown as
/// <id-1>, <id-2>, ... in the order of their coming; an abbreviation counts as the id that it begins.
std::string hide_ids(std::string_view text);

}  // namespace mlxpatch::tests
