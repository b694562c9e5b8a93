#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::tests {

/// The id that git prints as these 40 digits.
inline git::Oid id_of(const std::string& hex) { return git::Oid::from_hex(hex).value(); }

}  // namespace mlxpatch::tests
