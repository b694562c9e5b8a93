#include <algorithm>
#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/apply_delta.hpp>
#include <support/random.hpp>

#include "delta.hpp"

using namespace mlxpatch::objects;
using namespace mlxpatch::tests;

namespace {

std::string random_text(Random& random, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(random.below(256));
  return text;
}

}  // namespace

TEST_CASE("a delta makes its target of its base, whatever was changed") {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    const std::string base = random_text(random, random.below(400));
    std::string target = base;
    for (std::size_t edits = random.below(6); edits > 0; --edits) {
      const std::size_t at = random.below(target.size());
      const std::size_t size = std::min(random.below(60), target.size() - at);
      // In place more often than not, so that whole targets are.
      const std::size_t grows = random.chance(80) ? size : random.below(60);
      target.replace(at, size, random_text(random, grows));
    }
    const std::string delta = make_delta(base, target);
    REQUIRE(apply_delta(base, delta) == target);
  }
}

TEST_CASE("a delta of changes in place has little but the changes") {
  Random random(2);
  const std::string base = random_text(random, 100'000);
  std::string target = base;
  for (std::size_t at = 500; at < target.size(); at += 10'000) target.replace(at, 20, random_text(random, 20));
  CHECK(make_delta(base, target).size() < 360);  // 20 bytes and two instructions for each
}

TEST_CASE("a delta finds what has moved although the size is the same") {
  Random random(3);
  const std::string a = random_text(random, 5'000);
  const std::string b = random_text(random, 5'000);
  CHECK(make_delta("<" + a + b + ">", "(" + b + a + ")").size() < 200);
}
