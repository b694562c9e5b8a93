#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/initial_config.hpp>

using namespace mlxpatch::workspace;

TEST_CASE("what init writes can be read again") {
  const std::string url = "https://example.org/we\"ird\\tool";
  const Config config = parse_config(initial_config(url, "trunk", "fork"), "/project/mlxpatch.toml");
  CHECK(config.upstream_url == url);
  CHECK(config.upstream_branch == "trunk");
  CHECK(config.checkout_dir == "fork");
  CHECK(config.checkout_remote == "upstream");
  CHECK(config.checkout_branch == "local-patches");
  CHECK(
      parse_config(initial_config("https://example.org/tool.git", "main", ""), "/project/mlxpatch.toml").checkout_dir ==
      "tool-repo");
  const Config named = parse_config(initial_config(url, "trunk", "fork", "origin", "mine"), "/project/mlxpatch.toml");
  CHECK(named.upstream_branch == "trunk");
  CHECK(named.checkout_remote == "origin");
  CHECK(named.checkout_branch == "mine");
}
