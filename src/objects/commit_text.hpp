#pragma once

#include <string_view>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// A commit object's values (gitformat "commit": header lines, a blank line, the message); headers other than tree,
/// parent, author, committer and encoding are passed over. Throws Error naming `oid` where it is broken.
git::Commit parse_commit(std::string_view bytes, const git::Oid& oid);

/// Only what a walk through history needs.
git::CommitLinks parse_commit_links(std::string_view bytes, const git::Oid& oid);

/// Only the tree, which is the first header.
git::Oid parse_commit_tree(std::string_view bytes, const git::Oid& oid);

}  // namespace mlxpatch::objects
