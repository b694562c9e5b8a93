#include <algorithm>
#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/apply_delta.hpp>
#include <support/random.hpp>

using namespace mlxpatch::objects;
using namespace mlxpatch::tests;
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

namespace {

/// A size as a delta's header has it.
std::string number(std::size_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>((value & 0x7fU) | 0x80U);
  return bytes + static_cast<char>(value);
}

/// A delta in git's format that copies parts of a text of `size` bytes and inserts bytes of its own.
std::string random_delta(Random& random, const std::string& base, std::string& result) {
  std::string instructions;
  result.clear();
  for (std::size_t left = 1 + random.below(6); left > 0; --left) {
    if (random.below(3) == 0 || base.empty()) {
      const std::string own(1 + random.below(20), static_cast<char>('A' + random.below(26)));
      instructions += static_cast<char>(own.size()) + own;
      result += own;
      continue;
    }
    const std::size_t offset = random.below(base.size());
    const std::size_t size = 1 + random.below(std::min<std::size_t>(base.size() - offset, 0xffff));
    instructions += "\xbf";  // four bytes of offset, two of size
    for (unsigned i = 0; i < 4; ++i) instructions += static_cast<char>((offset >> (8 * i)) & 0xffU);
    for (unsigned i = 0; i < 2; ++i) instructions += static_cast<char>((size >> (8 * i)) & 0xffU);
    result += base.substr(offset, size);
  }
  return number(base.size()) + number(result.size()) + instructions;
}

}  // namespace

TEST_CASE("a chain of deltas gives what they give one by one") {
  Random random(20261128);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::size_t left = random.below(3000); left > 0; --left) text += static_cast<char>('a' + random.below(26));
    const std::string base = text;
    DeltaChain chain(base);
    for (std::size_t left = 1 + random.below(60); left > 0; --left) {
      std::string next;
      const std::string delta = random_delta(random, text, next);
      REQUIRE(apply_delta(text, delta) == next);
      REQUIRE(chain.apply(delta));
      text = next;
      if (text.size() > 200000) break;
    }
    CHECK(chain.text() == text);
  }
}

TEST_CASE("a chain refuses the deltas that are refused one by one") {
  const std::string base = "0123456789abcdef";
  for (const std::string& delta : {""s, "\x10"s, "\x0f\x01\x01x"s, "\x10\x02\x01x"s, "\x10\x01\x02xy"s, "\x10\x01\x00"s,
                                   "\x10\x04\x91\x0e\x04"s, "\x10\x04\x91\x0a"s}) {
    DeltaChain chain(base);
    CHECK_FALSE(chain.apply(delta));
  }
  DeltaChain chain(base);
  REQUIRE(chain.apply("\x10\x09\x91\x0a\x04\x03-+-\x90\x02"s));
  CHECK_FALSE(chain.apply("\x10\x02\x90\x02"s));  // it has nine bytes now
}

TEST_CASE("a chain that doubles a text again and again stays small until it is a text") {
  const std::string base(1000, 'x');
  DeltaChain chain(base);
  // Base n, result 2n; copy all, twice.
  std::string text = base;
  for (int i = 0; i < 6; ++i) {
    std::string delta = number(text.size()) + number(2 * text.size());
    for (int twice = 0; twice < 2; ++twice) {
      delta += "\xb0";
      delta += static_cast<char>(text.size() & 0xffU);
      delta += static_cast<char>(text.size() >> 8U);
    }
    REQUIRE(chain.apply(delta));
    text += text;
  }
  CHECK(chain.text() == text);
}
