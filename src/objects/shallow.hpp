#pragma once

#include <unordered_set>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {

/// The commits at which the history of a shallow clone ends; none in a whole clone.
std::unordered_set<git::Oid, git::OidHash> shallow_commits(const git::Repository& repository);

}  // namespace mlxpatch::objects
