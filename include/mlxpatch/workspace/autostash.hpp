#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// Uncommitted changes that a run has put onto the stash and not restored yet. Written before the stash is made and
/// removed when the changes are restored; what a killed run leaves here, the next run finishes.
struct Autostash {
  git::Oid list_before;  ///< refs/stash before; zero: there was none
  git::Oid stash;        ///< the stash's commit; zero: not known to be made
  friend bool operator==(const Autostash&, const Autostash&) = default;
};

std::string serialize_autostash(const Autostash& autostash);
/// Throws Error, naming the member, if the text is not a valid autostash.
Autostash parse_autostash(const std::string& text);

}  // namespace mlxpatch::workspace
