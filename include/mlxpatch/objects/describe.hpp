#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// A commit by its nearest tag, as `git describe --tags --always --abbrev=8` of git 2.48; but eight digits are always
/// eight, and tags of other things than commits do not count.
std::string describe(ObjectStore& store, const git::Oid& commit);

}  // namespace mlxpatch::objects
