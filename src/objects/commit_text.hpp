#pragma once

#include <string_view>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// Reads a commit object: header lines, a blank line, the message. Ignores headers other than tree, parent, author,
/// committer and encoding. Throws Error, which names `oid`, if it is broken.
git::Commit parse_commit(std::string_view bytes, const git::Oid& oid);

/// Reads only what a walk through history needs.
git::CommitLinks parse_commit_links(std::string_view bytes, const git::Oid& oid);

/// Reads only the tree, which is the first header.
git::Oid parse_commit_tree(std::string_view bytes, const git::Oid& oid);

}  // namespace mlxpatch::objects
