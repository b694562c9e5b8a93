#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/config_text.hpp>
#include <mlxpatch/git/repository.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch;
using namespace mlxpatch::tests;

TEST_CASE("the text of the configuration changes with every level and with the environment") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto text = [&] { return git::config_text(git::Repository::open(repo.path())); };
  const std::string first = text();
  CHECK(text() == first);
  repo.git({"config", "merge.own.driver", "true %A"});
  const std::string with_driver = text();
  CHECK(with_driver != first);
  CHECK(with_driver.find(std::string("merge.own.driver=true %A") + '\0') != std::string::npos);
  repo.git({"config", "--global", "merge.default", "own"});
  const std::string with_default = text();
  CHECK(with_default != with_driver);
  world.set_environment("GIT_CONFIG_COUNT", "1");
  world.set_environment("GIT_CONFIG_KEY_0", "merge.default");
  world.set_environment("GIT_CONFIG_VALUE_0", "union");
  const std::string with_environment = text();
  CHECK(with_environment != with_default);
  world.set_environment("GIT_CONFIG_VALUE_0", "text");
  CHECK(text() != with_environment);
}
