#pragma once

#include <filesystem>
#include <string_view>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// A move of a ref; zero ids for one that did not exist, or does not any more.
struct RefChange {
  Oid before;
  Oid after;
};

/// Beside the ref's own file, below "logs".
std::filesystem::path log_file(const Repository& repository, std::string_view name);

/// Appends a line to a ref's log, as git does it: if core.logAllRefUpdates asks for the log, or it exists already.
/// Throws Error.
void append_reflog(const Repository& repository, std::string_view name, const RefChange& change,
                   std::string_view message);

/// Removes a ref's log, if it has one.
void remove_reflog(const Repository& repository, std::string_view name);

}  // namespace mlxpatch::git
