#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

struct libdeflate_compressor;
struct libdeflate_decompressor;

namespace mlxpatch::objects {

/// zlib streams, as git's objects and binary patches hold them; levels are 0 to 9. inflate gives nothing where the
/// stream is broken or its size is not exactly `size`.
std::string deflate(std::string_view bytes, int level = 6);

std::optional<std::string> inflate(std::string_view stream, std::size_t size);

/// Packs bytes as zlib streams. What that needs is set up once: it costs more than most of git's objects do.
class Deflater {
 public:
  /// `level` as zlib's, 0 to 9. Throws Error where there is no memory.
  explicit Deflater(int level);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Appends the stream that holds `bytes`.
  void append(std::string& out, std::string_view bytes);

 private:
  libdeflate_compressor* m_compressor;
};

/// Unpacks zlib streams.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// What the stream at the front of `bytes` holds; the stream is taken off. Nothing where it is broken or does not
  /// hold exactly `size` bytes.
  std::optional<std::string> take(std::string_view& bytes, std::size_t size);

 private:
  libdeflate_decompressor* m_decompressor;
};

}  // namespace mlxpatch::objects
