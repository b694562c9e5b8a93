#include "fork/head_text.hpp"

#include <string>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

std::string head_text(const git::Repository& repository) {
  const git::Head head = git::head(repository);
  return head.branch.empty() ? head.commit.value_or(git::Oid{}).hex() : "ref: " + head.branch;
}

}  // namespace mlxpatch::ops
