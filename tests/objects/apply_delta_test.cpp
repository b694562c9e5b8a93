#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/apply_delta.hpp>

using namespace mlxpatch::objects;
using namespace std::string_literals;

TEST_CASE("a delta copies from its base and inserts its own bytes") {
  const std::string base = "0123456789abcdef";
  // Base 16, result 9; copy 4 from 10; insert "-+-"; copy 2 from 0.
  const std::string delta = "\x10\x09\x91\x0a\x04\x03-+-\x90\x02"s;
  CHECK(apply_delta(base, delta) == "abcd-+-01");
  const std::string large(0x10000 + 5, 'z');
  CHECK(apply_delta(large, "\x85\x80\x04\x80\x80\x04\x80"s) == std::string(0x10000, 'z'));
}

TEST_CASE("broken deltas and deltas for another base are refused") {
  const std::string base = "0123456789abcdef";
  CHECK_FALSE(apply_delta(base, ""));
  CHECK_FALSE(apply_delta(base, "\x10"s));
  CHECK_FALSE(apply_delta(base, "\x0f\x01\x01x"s));         // another base size
  CHECK_FALSE(apply_delta(base, "\x10\x02\x01x"s));         // result shorter than promised
  CHECK_FALSE(apply_delta(base, "\x10\x01\x02xy"s));        // longer
  CHECK_FALSE(apply_delta(base, "\x10\x01\x00"s));          // the reserved instruction
  CHECK_FALSE(apply_delta(base, "\x10\x04\x91\x0e\x04"s));  // copies past the end
  CHECK_FALSE(apply_delta(base, "\x10\x04\x91\x0a"s));      // cut
  CHECK_FALSE(apply_delta(base, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x90\x04"s));
  CHECK_FALSE(apply_delta(base, "\x10\x80\x80\x80\x80\x80\x80\x01\x90\x04"s));  // a huge result
}
