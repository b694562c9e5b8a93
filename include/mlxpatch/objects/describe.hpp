#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// A commit by its nearest tag, as `git describe --tags --always --abbrev=8` of git 2.48 names it; but ids always have
/// eight digits, and tags of other objects than commits do not count.
std::string describe(ObjectStore& store, const git::Oid& commit);

}  // namespace mlxpatch::objects
