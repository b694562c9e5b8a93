#pragma once

#include <map>
#include <string>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// The files that exports have written, as the state directory keeps them: absolute path to the blob of their content.
std::string serialize_exported_files(const std::map<std::string, git::Oid>& files);
/// Throws Error, naming the member, if the text is not valid.
std::map<std::string, git::Oid> parse_exported_files(const std::string& text);

}  // namespace mlxpatch::workspace
