#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "contender.hpp"

namespace mlxpatch::bench {

/// The exit code of those of our commands that look at something and find that it is not as it should be.
inline constexpr int k_check_failed = 4;

/// A contender that runs in the arena's sandbox; absent where the program is not on PATH.
Contender contender_in(const Arena& arena, std::string_view task, std::string_view name,
                       std::vector<std::string> command);
/// The same with our program.
Contender ours_in(const Arena& arena, std::string_view task, std::string_view name, std::vector<std::string> arguments);

/// The queue's tree as it has to be on the tip.
std::string expected_tree(const Arena& arena);
/// A result: the tree of a commit in the sandbox.
std::function<std::string(const std::filesystem::path&)> tree_at(const Arena& arena, const std::string& commit);

/// A git command that takes up commits one after the other, and leaves out those that conflict: words for a shell.
std::vector<std::string> skipping(std::string_view verb, std::string_view arguments);

/// "base..queue-100".
std::string queue_range(const Arena& arena);
/// The folder with the queue's patch files and their `series`, made by git where it is not there yet.
std::filesystem::path patch_folder(const Arena& arena);
/// The patch files in their order.
std::vector<std::string> patch_files(const Arena& arena);

}  // namespace mlxpatch::bench
