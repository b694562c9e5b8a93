#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/compression.hpp>

using namespace mlxpatch::objects;
using namespace std::string_literals;

TEST_CASE("inflate undoes deflate") {
  for (const std::string& bytes : {""s, "a"s, "a\0b"s, std::string(1 << 20, 'x')}) {
    for (const int level : {0, 1, 6, 9}) CHECK(inflate(deflate(bytes, level), bytes.size()) == bytes);
  }
}

TEST_CASE("inflate refuses broken streams and sizes other than the one promised") {
  const std::string stream = deflate("some bytes to pack");
  CHECK(inflate(stream, 18));
  CHECK_FALSE(inflate(stream, 17));
  CHECK_FALSE(inflate(stream, 19));
  CHECK_FALSE(inflate(stream, 0));
  CHECK_FALSE(inflate(stream, std::size_t{1} << 60));
  CHECK_FALSE(inflate(stream.substr(0, stream.size() - 1), 18));
  CHECK_FALSE(inflate(stream + "x", 18));
  CHECK_FALSE(inflate("", 0));
  std::string broken = stream;
  broken[broken.size() - 1] = static_cast<char>(broken.back() ^ 1);
  CHECK_FALSE(inflate(broken, 18));
}
