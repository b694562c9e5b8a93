#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/tree_text.hpp>

using namespace mlxpatch;
using namespace mlxpatch::objects;
using namespace std::string_literals;

namespace {

std::string entry(std::string_view mode_and_name, char id) {
  return std::string(mode_and_name) + '\0' + std::string(20, id);
}

}  // namespace

TEST_CASE("an entry is found by its whole name, and where it begins") {
  const std::string first = entry("100644 a", 'a');
  const std::string tree = first + entry("40000 b", 'b') + entry("100755 b b", 'c');
  CHECK(find_entry(tree, "a").offset == 0);
  const FoundEntry found = find_entry(tree, "b");
  CHECK(found.offset == first.size());
  CHECK(found.entry.mode == git::Mode::tree);
  CHECK(found.entry.oid.hex() == std::string("6262626262626262626262626262626262626262"));
  CHECK(find_entry(tree, "b b").entry.mode == git::Mode::executable);
  CHECK_FALSE(find_entry(tree, "c").entry.exists());
  CHECK_FALSE(find_entry("", "a").entry.exists());
}

TEST_CASE("an entry is not found inside of another one's name, mode or id") {
  // As an id and a name next to each other may look.
  std::string disguised = entry("100644 x", 'x');
  disguised.replace(disguised.size() - 11, 11, "100644 z\0zz"s);
  const std::string tree = disguised + entry("100644 y 100644 z", 'y') + entry("0100644 long mode", 'l') +
                           entry("644 a b", 's') + entry("100644 z", 'z');
  const FoundEntry found = find_entry(tree, "z");
  CHECK(found.entry.oid.hex().starts_with("7a7a"));
  CHECK(found.offset == tree.size() - entry("100644 z", 'z').size());
  CHECK(find_entry(tree, "long mode").entry.exists());
  CHECK(find_entry(tree, "a b").entry.exists());
  CHECK_FALSE(find_entry(tree, "b").entry.exists());
}

TEST_CASE("a broken tree is no tree without the name") {
  const std::string whole = entry("100644 a", 'a');
  CHECK_THROWS_AS(find_entry(whole + entry("100644 b", 'b').substr(0, 20), "c"), Error);
  CHECK_THROWS_AS(find_entry(whole + "100644 b", "c"), Error);
  CHECK_THROWS_AS(find_entry(whole + entry("10x644 c", 'b'), "c"), Error);
  CHECK_THROWS_AS(find_entry(whole + entry("file", 'b'), "c"), Error);
}
