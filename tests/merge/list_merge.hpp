#pragma once

#include <string>

#include "forked_merge.hpp"

namespace mlxpatch::tests {

/// A file whose second of three lines both sides change, in a repository with these attributes.
struct ListMerge : ForkedMerge {
  explicit ListMerge(const std::string& rules) : ForkedMerge({}) {
    repo.write(".gitattributes", rules);
    repo.write("list", "a\nb\nc\n");
    commit_base();
    set_patch([&] { repo.write("list", "a\ntheirs\nc\n"); });
    set_upstream([&] { repo.write("list", "a\nours\nc\n"); });
  }
};

}  // namespace mlxpatch::tests
