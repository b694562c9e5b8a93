#include <optional>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/patch/format/series.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

std::optional<patch::Series> read(std::string_view bytes) {
  try {
    return patch::read_series(bytes, "series");
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::optional<patch::Series> series = read(fuzz::text_of(data, size));
  if (!series) return 0;
  const std::string bytes = patch::write_series(*series);
  const std::optional<patch::Series> again = read(bytes);
  fuzz::require(again.has_value(), "what is written can be read");
  fuzz::require(again->entries.size() == series->entries.size(), "no patch is lost");
  for (std::size_t i = 0; i < series->entries.size(); ++i) {
    fuzz::require(objects::is_safe_path(series->entries[i].name), "no name leaves the directory");
    fuzz::require(again->entries[i].name == series->entries[i].name, "names are preserved");
    fuzz::require(again->entries[i].strip == series->entries[i].strip, "-pN is preserved");
  }
  fuzz::require(patch::write_series(*again) == bytes, "it is written the same the second time");
  return 0;
}
