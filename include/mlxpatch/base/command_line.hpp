#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch {

/// As one word of a command line: in single quotes where a shell would not take it as it is; with control characters
/// as bash, zsh and ksh write them, $'a\tb'.
std::string shell_word(std::string_view word);
/// A path as an argument of git that means this path alone, whatever it begins with or contains.
std::string git_path_word(std::string_view path);
/// The words, each as shell_word() has it, with blanks between them.
std::string command_line(const std::vector<std::string>& words);
/// "git -C DIRECTORY"; "git" for the current directory.
std::string git_command(const std::string& directory);
/// A path as it is typed in the directory `here`: relative to it, unless they have nothing in common; "." for itself.
/// Both are absolute.
std::string path_from(const std::filesystem::path& here, const std::filesystem::path& path);
/// A path of the directory from the current one.
std::string path_in(const std::string& directory, const std::string& path);

}  // namespace mlxpatch
