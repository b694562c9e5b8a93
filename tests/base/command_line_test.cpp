#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/command_line.hpp>

using namespace mlxpatch;

TEST_CASE("a path is typed from the current directory, wherever that is") {
  CHECK(path_from("/home/me/p", "/home/me/p/app-repo") == "app-repo");
  CHECK(path_from("/home/me/p/app-repo", "/home/me/p/app-repo") == ".");
  CHECK(path_from("/home/me/p/app-repo/", "/home/me/p/app-repo") == ".");
  CHECK(path_from("/home/me/p/app-repo/src/lib", "/home/me/p/app-repo") == "../..");
  CHECK(path_from("/home/me/p/patches", "/home/me/p/app-repo") == "../app-repo");
  CHECK(path_from("/home/me", "/home/me/p/../p/app-repo/") == "p/app-repo");
}

TEST_CASE("a path that has no directory in common with the current one is typed whole") {
  CHECK(path_from("/tmp", "/home/me/p") == "/home/me/p");
  CHECK(path_from("/", "/home/me/p") == "/home/me/p");
}

TEST_CASE("git needs no -C in the current directory, and a directory with blanks is quoted") {
  CHECK(git_command("") == "git");
  CHECK(git_command(".") == "git");
  CHECK(git_command("../my fork") == "git -C '../my fork'");
}
