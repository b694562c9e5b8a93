#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/autostash.hpp>

using namespace mlxpatch;
using namespace mlxpatch::workspace;

namespace {

git::Oid oid(char digit) { return *git::Oid::from_hex(std::string(40, digit)); }

}  // namespace

TEST_CASE("an autostash reads back as it was written") {
  for (const Autostash& autostash : {Autostash{}, Autostash{oid('1'), oid('2')}}) {
    const Autostash read = parse_autostash(serialize_autostash(autostash));
    CHECK(read.list_before == autostash.list_before);
    CHECK(read.stash == autostash.stash);
  }
}

TEST_CASE("a broken autostash is an error that names the file and the member") {
  try {
    parse_autostash("{\"schema\": 1, \"list_before\": null}");
    FAIL("a member is missing");
  } catch (const Error& error) {
    CHECK(error.what() == std::string("the note of the autostash (set-aside.json in the checkout's .git/mlxpatch) is "
                                      "broken: 'stash' is missing"));
  }
}
