#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>

using mlxpatch::git::Oid;
using mlxpatch::git::OidHash;

TEST_CASE("an id is read from 40 digits of either case and shown in lower case") {
  const auto oid = Oid::from_hex("E69DE29bb2d1d6434b8b29ae775ad8c2e48c5391");
  REQUIRE(oid);
  CHECK(oid->hex() == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(oid->short_hex() == "e69de29b");
  CHECK(oid->short_hex(4) == "e69d");
  CHECK(oid->short_hex(99) == oid->hex());
  CHECK(*oid);
}

TEST_CASE("only 40 hexadecimal digits are an id") {
  CHECK_FALSE(Oid::from_hex(""));
  CHECK_FALSE(Oid::from_hex("e69de29bb2d1d6434b8b29ae775ad8c2e48c539"));
  CHECK_FALSE(Oid::from_hex("e69de29bb2d1d6434b8b29ae775ad8c2e48c53911"));
  CHECK_FALSE(Oid::from_hex("g69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
  CHECK_FALSE(Oid::from_hex("e69de29bb2d1d6434b8b29ae775ad8c2e48c539\n"));
}

TEST_CASE("the zero id is no object") {
  CHECK(Oid{}.is_zero());
  CHECK_FALSE(Oid{});
  CHECK(Oid::from_hex(std::string(40, '0')) == Oid{});
  const auto one = Oid::from_hex("0100000000000000000000000000000000000000");
  CHECK(*one > Oid{});
  CHECK(OidHash()(*one) != OidHash()(Oid{}));
}
