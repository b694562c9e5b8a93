#include "fork/typed_path.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

namespace {

/// A path without "." and "..", and without a '/' at its end; "" for a directory itself.
std::string plain_path(const std::filesystem::path& path) {
  std::string plain = path.lexically_normal().generic_string();
  while (plain.ends_with('/')) plain.pop_back();
  return plain == "." ? "" : plain;
}

}  // namespace

std::vector<std::string> meanings_of(const Checkout& checkout, const Invocation& invocation, const std::string& word) {
  const std::filesystem::path typed = invocation.directory / plain_path(word);
  // The path's own last part may be a link, which is a file of its own.
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(typed.parent_path()) / typed.filename();
  const std::filesystem::path root = std::filesystem::weakly_canonical(checkout.repository().work_directory());
  return {plain_path(absolute.lexically_relative(root)), plain_path(word)};
}

}  // namespace mlxpatch::ops
