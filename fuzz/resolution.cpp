#include <string>
#include <string_view>

#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolution_text.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

queue::Resolution read_text(std::string_view text) { return queue::read_resolution(text); }

}  // namespace

/// The file of a remembered resolution.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto try_read = [](const std::string& text) { return fuzz::read_or_refuse(read_text, text); };
  const auto resolution = try_read(std::string(fuzz::text_of(data, size)));
  if (!resolution) return 0;
  fuzz::require_kept(*resolution, queue::write_resolution(*resolution), try_read);
  return 0;
}
