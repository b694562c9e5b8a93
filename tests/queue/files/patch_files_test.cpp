#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <support/command.hpp>
#include <support/world.hpp>

#include "compare/patches.hpp"

namespace mlxpatch::tests {
namespace {

using Files = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

const std::string k_diff = diff_of("a.c", {"-old", "+new"});

queue::PatchDirectory read(const Files& files, queue::OnUnreadable on_unreadable = queue::OnUnreadable::refuse) {
  queue::PatchFiles held{"v1:patches", {}, [&](const std::string& name) { return files.at(name); }};
  for (const auto& [name, bytes] : files) held.names.push_back(name);
  return queue::read_patch_files(held, {}, on_unreadable);
}

Names names_of(const queue::PatchDirectory& directory) {
  Names names;
  for (const patch::Patch& patch : directory.patches) names.push_back(patch.name);
  return names;
}

}  // namespace

TEST_CASE("patch files that are not on disk are read as those on disk are") {
  const World world;
  const std::vector<Files> cases = {
      {{"series", "b.patch\nsub/a.patch -p1\n"}, {"b.patch", k_diff}, {"sub/a.patch", k_diff}, {"c.patch", k_diff}},
      {{".patches", "b.patch\na.patch\n"}, {"b.patch", k_diff}, {"a.patch", k_diff}},
      {{"b.patch", k_diff}, {"a.diff", k_diff}, {"README.md", "text"}, {"sub/c.patch", k_diff}},
      {},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(i);
    const auto directory = world / std::to_string(i);
    for (const auto& [name, bytes] : cases[i]) write_bytes(directory / name, bytes);
    const queue::PatchDirectory on_disk = queue::read_patch_directory(directory);
    const queue::PatchDirectory held = read(cases[i]);
    CHECK(names_of(held) == names_of(on_disk));
    CHECK(held.bytes == on_disk.bytes);
    CHECK(held.list == on_disk.list);
    CHECK(held.list_bytes == on_disk.list_bytes);
  }
}

TEST_CASE("a file that is not on disk and can't be read is named with where it is") {
  const Files files = {{"series", "a.patch\nb.patch\n"}, {"b.patch", k_diff}};
  CHECK_THROWS_AS(read(files), Error);
  const queue::PatchDirectory left = read(files, queue::OnUnreadable::leave_out);
  CHECK(names_of(left) == Names{"b.patch"});
  REQUIRE(left.unreadable.size() == 1);
  CHECK(std::string(left.unreadable[0].error.what()) == "a.patch is listed in v1:patches/series but does not exist");
}

}  // namespace mlxpatch::tests
