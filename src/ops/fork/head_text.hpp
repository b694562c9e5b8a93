#pragma once

#include <string>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

/// HEAD as the journal records it: "ref: refs/heads/x" or 40 hexadecimal digits.
std::string head_text(const git::Repository& repository);

}  // namespace mlxpatch::ops
