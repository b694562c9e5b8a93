#pragma once

#include <map>
#include <optional>
#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The files, by their project paths, that remember what a person made of the conflicts of a stop: `tip` is on it, with
/// the resolution. None for what is remembered already. What is remembered then makes exactly that of this stop, or
/// nothing: files without a text are those to be forgotten.
std::map<std::string, std::optional<std::string>> files_to_remember(Fork& fork, const workspace::Pending& pending,
                                                                    const git::Oid& tip);

}  // namespace mlxpatch::ops
