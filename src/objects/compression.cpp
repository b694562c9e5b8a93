#include <mlxpatch/objects/compression.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <libdeflate.h>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::objects {
namespace {

/// The format's best ratio is just below 1032 to 1, so a stream that promises more is broken.
constexpr std::size_t k_best_rate = 1032;

template <typename State>
State* checked(State* state) {
  if (state == nullptr) throw Error("there is no memory for compressed data").doing("reading or storing git objects");
  return state;
}

}  // namespace

Deflater::Deflater(int level) : m_compressor(checked(libdeflate_alloc_compressor(level))) {}
Deflater::~Deflater() { libdeflate_free_compressor(m_compressor); }

void Deflater::append(std::string& out, std::string_view bytes) {
  const std::size_t at = out.size();
  out.resize(at + libdeflate_zlib_compress_bound(m_compressor, bytes.size()));
  out.resize(at + libdeflate_zlib_compress(m_compressor, bytes.data(), bytes.size(), out.data() + at, out.size() - at));
}

Inflater::Inflater() : m_decompressor(checked(libdeflate_alloc_decompressor())) {}
Inflater::~Inflater() { libdeflate_free_decompressor(m_decompressor); }

std::optional<std::string> Inflater::take(std::string_view& bytes, std::size_t size) {
  if (size / k_best_rate > bytes.size()) return std::nullopt;
  std::string output(size, '\0');
  std::size_t taken = 0;
  std::size_t made = 0;
  const libdeflate_result result =
      libdeflate_zlib_decompress_ex(m_decompressor, bytes.data(), bytes.size(), output.data(), size, &taken, &made);
  if (result != LIBDEFLATE_SUCCESS || made != size) return std::nullopt;
  bytes.remove_prefix(taken);
  return output;
}

std::optional<std::string> Inflater::take_all(std::string_view bytes) {
  constexpr std::size_t k_first_guess = 4;
  constexpr std::size_t k_small = 1024;
  const std::size_t most = (bytes.size() + 1) * k_best_rate;
  for (std::size_t size = k_small + k_first_guess * bytes.size();; size *= 2) {
    std::string output(std::min(size, most), '\0');
    std::size_t taken = 0;
    std::size_t made = 0;
    const libdeflate_result result = libdeflate_zlib_decompress_ex(m_decompressor, bytes.data(), bytes.size(),
                                                                   output.data(), output.size(), &taken, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && size < most) continue;
    if (result != LIBDEFLATE_SUCCESS || taken != bytes.size()) return std::nullopt;
    output.resize(made);
    return output;
  }
}

std::string deflate(std::string_view bytes, int level) {
  std::string stream;
  Deflater(level).append(stream, bytes);
  return stream;
}

std::optional<std::string> inflate(std::string_view stream, std::size_t size) {
  std::optional<std::string> bytes = Inflater().take(stream, size);
  if (!stream.empty()) return std::nullopt;
  return bytes;
}

}  // namespace mlxpatch::objects
