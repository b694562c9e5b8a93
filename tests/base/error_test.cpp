#include <cerrno>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>

using mlxpatch::Error;
using mlxpatch::ErrorKind;

TEST_CASE("an error carries what is wrong, where, and what to type next") {
  Error error("the branch is missing", ErrorKind::usage);
  error.doing("opening the checkout").at("mlxpatch.toml:3:1").at("refs/heads/main").hint("run a").hint("run b");
  CHECK(error.what() == std::string("the branch is missing"));
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.doing() == "opening the checkout");
  CHECK(error.places() == std::vector<std::string>{"mlxpatch.toml:3:1", "refs/heads/main"});
  CHECK(error.hints() == std::vector<std::string>{"run a", "run b"});
}

TEST_CASE("an error keeps the outermost caller's words for what was being done") {
  Error error("x");
  error.doing("reading the lock");
  error.doing("updating the fork");
  CHECK(error.doing() == "updating the fork");
}

TEST_CASE("a full disk and a missing permission come with a remedy") {
  CHECK(mlxpatch::system_error("can't write 'x'", ENOSPC).what() ==
        std::string("can't write 'x': No space left on device"));
  CHECK(mlxpatch::system_error("can't write 'x'", ENOSPC).hints().size() == 1);
  CHECK(mlxpatch::system_error("can't write 'x'", EACCES).hints().size() == 1);
  CHECK(mlxpatch::system_error("can't write 'x'", EROFS).hints().size() == 1);
  CHECK(mlxpatch::system_error("can't write 'x'", EIO).hints().empty());
}
