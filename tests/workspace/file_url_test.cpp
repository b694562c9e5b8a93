#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "file_url.hpp"

using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

TEST_CASE("only a file URL of this host has a path") {
  CHECK(path_of_file_url("file:///a%20b/%C3%A9") == fs::path("/a b/\xc3\xa9"));
  CHECK(path_of_file_url("FILE:///a") == fs::path("/a"));
  CHECK(path_of_file_url("file://localhost/a#fragment") == fs::path("/a"));
  CHECK_FALSE(path_of_file_url("file://server/a"));
  CHECK_FALSE(path_of_file_url("https://example.org/a"));
  CHECK_FALSE(path_of_file_url("file:///a%2"));
  CHECK_FALSE(path_of_file_url("file:///a%zz"));
  CHECK_FALSE(path_of_file_url("file:///a%00b"));
}
