#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

struct libdeflate_compressor;
struct libdeflate_decompressor;

namespace mlxpatch::objects {

/// The bytes as a zlib stream, as in git's objects and binary patches. `level` is zlib's, 0 to 9.
std::string deflate(std::string_view bytes, int level = 6);

/// What a zlib stream holds; std::nullopt if it is broken or does not hold exactly `size` bytes.
std::optional<std::string> inflate(std::string_view stream, std::size_t size);

/// Compresses bytes into zlib streams. It is set up once, since that takes longer than compressing most git objects.
class Deflater {
 public:
  /// `level` is zlib's, 0 to 9. Throws Error if there is no memory.
  explicit Deflater(int level);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Appends one stream with these bytes.
  void append(std::string& out, std::string_view bytes);

 private:
  libdeflate_compressor* m_compressor;
};

/// Decompresses zlib streams.
class Inflater {
 public:
  /// Throws Error if there is no memory.
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// What the stream at the front of `bytes` holds; the stream is taken off. std::nullopt if it is broken or does not
  /// hold exactly `size` bytes.
  std::optional<std::string> take(std::string_view& bytes, std::size_t size);
  /// What a stream that takes all of `bytes` holds, whatever its size. std::nullopt if it is broken, or cut off, or not
  /// all of them.
  std::optional<std::string> take_all(std::string_view bytes);

 private:
  libdeflate_decompressor* m_decompressor;
};

}  // namespace mlxpatch::objects
