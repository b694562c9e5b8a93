#include <zlib.h>

#include <algorithm>
#include <limits>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/text.hpp>

namespace mlxpatch::git {
namespace {

/// zlib's best rate is just below 1032 to 1; a stream that promises more lies about its size.
constexpr std::size_t k_best_rate = 1032;
constexpr std::size_t k_longest_piece = std::size_t{1} << 30;

/// zlib's interface takes pointers to what it only reads as non-const.
Bytef* input_of(std::string_view bytes) { return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data())); }

/// Ends a zlib stream.
template <int (*End)(z_streamp)>
class StreamGuard {
 public:
  explicit StreamGuard(z_stream& stream) : m_stream(stream) {}
  ~StreamGuard() { End(&m_stream); }
  StreamGuard(const StreamGuard&) = delete;
  StreamGuard& operator=(const StreamGuard&) = delete;

 private:
  z_stream& m_stream;
};

/// Runs `step` until it says something else than "go on", with input and output handed over in pieces that fit
/// zlib's counters. Returns its last word and sets `written`.
template <typename Step>
int run_stream(z_stream& stream, std::string_view input, std::string& output, std::size_t& written, Step step) {
  std::size_t given = 0;
  int code = Z_OK;
  while (code == Z_OK) {
    const std::size_t input_piece = std::min(input.size() - given, k_longest_piece);
    const std::size_t output_piece = std::min(output.size() - written, k_longest_piece);
    stream.next_in = input_of(input.substr(given));
    stream.avail_in = static_cast<uInt>(input_piece);
    stream.next_out = reinterpret_cast<Bytef*>(output.data() + written);
    stream.avail_out = static_cast<uInt>(output_piece);
    code = step(given + input_piece == input.size() ? Z_FINISH : Z_NO_FLUSH);
    const std::size_t taken = input_piece - stream.avail_in;
    const std::size_t made = output_piece - stream.avail_out;
    given += taken;
    written += made;
    if (code == Z_BUF_ERROR && (taken > 0 || made > 0)) code = Z_OK;
  }
  if (code == Z_STREAM_END && given != input.size()) return Z_DATA_ERROR;
  return code;
}

}  // namespace

std::string deflate(std::string_view bytes, int level) {
  z_stream stream{};
  if (deflateInit(&stream, level) != Z_OK) throw Error("zlib could not start").doing("compressing data");
  const StreamGuard<deflateEnd> guard(stream);
  std::string output(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  std::size_t written = 0;
  if (run_stream(stream, bytes, output, written, [&](int flush) { return ::deflate(&stream, flush); }) !=
      Z_STREAM_END) {
    throw Error("zlib gave up").doing("compressing data");
  }
  output.resize(written);
  return output;
}

std::optional<std::string> inflate(std::string_view bytes, std::size_t size) {
  if (size / k_best_rate > bytes.size()) return std::nullopt;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw Error("zlib could not start").doing("unpacking data");
  const StreamGuard<inflateEnd> guard(stream);
  // One byte more than promised: a longer stream shows itself by filling it.
  std::string output(size + 1, '\0');
  std::size_t written = 0;
  const int code = run_stream(stream, bytes, output, written, [&](int) { return ::inflate(&stream, Z_NO_FLUSH); });
  if (code != Z_STREAM_END || written != size) return std::nullopt;
  output.resize(size);
  return output;
}

}  // namespace mlxpatch::git
