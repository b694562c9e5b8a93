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

TEST_CASE("a file is .gitmodules under every name by which some system finds it") {
  for (const char* path :
       {".gitmodules",        "a/.gitmodules",     ".GitModules",    ".gitmodules.", ".gitmodules ", ".gitmodules . .",
        ".gitmodules::$DATA", ".gitmodules:x",     "gitmod~1",       "GITMOD~4",     "gitmod~2. ",   "gi7eba~1",
        "GI7EBA~9",           "gi7eb~10",          "gi7e~123",       "gi~99999",     "~1000000",     "gitmod~1::$DATA",
        ".git\u200cmodules",  "\ufeff.gitmodules", "a\\.gitmodules", "a\\gitmod~1"}) {
    INFO(path);
    CHECK(names_gitmodules(path));
  }
  for (const char* path : {"gitmodules", ".gitmodules/x", ".gitmodule", ".gitmodules-x", "gitmod~5", "gitmod~0",
                           "gitmod~12", "gi7eba~0", "gi7eba~", "gi7eba1", "~", "gi7ebb~1", "x.gitmodules"}) {
    INFO(path);
    CHECK_FALSE(names_gitmodules(path));
  }
}

}  // namespace
}  // namespace mlxpatch::objects
