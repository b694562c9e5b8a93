#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/path_safety.hpp>

namespace mlxpatch::objects {
namespace {

TEST_CASE("a path that leaves the repository or reaches into its .git is not safe") {
  for (const char* path : {"", "/x", "x/", "a//b", "..", "a/../b", "./a", ".git/x", "a/.GIT", "a/git~1/x", ".git ./x",
                           "a/.g\u200cit/x", "a\nb"}) {
    INFO(path);
    CHECK_FALSE(is_safe_path(path));
  }
  for (const char* path : {"a", "a/b", ".gitignore", "a/..b", "...", ".github/x"}) {
    INFO(path);
    CHECK(is_safe_path(path));
  }
}

TEST_CASE("a backslash is part of a name, but not where it hides such a path from Windows") {
  CHECK(is_safe_path("units/dev-\\x2dx.device"));
  CHECK(is_safe_path("a\\b"));
  CHECK_FALSE(is_safe_path("a\\..\\b"));
  CHECK_FALSE(is_safe_path("a\\.git\\hooks"));
  CHECK_FALSE(is_safe_path("..\\b"));
}

}  // namespace
}  // namespace mlxpatch::objects
