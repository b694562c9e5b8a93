#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

std::string without_newlines_at_end(std::string text) {
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

/// The mail that our writer makes of a message; std::nullopt if it refuses the message.
std::optional<std::string> written(const patch::Patch& patch) {
  try {
    return patch::write_mail({*patch.author, patch.message, {}});
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Our own mail preserves whatever was read as author and message.
void check_round_trip(const patch::Patch& patch) {
  if (!patch.author) return;
  const std::optional<std::string> mail = written(patch);
  if (!mail) return;
  const std::vector<patch::Patch> again = patch::read_patches(*mail, "again.patch");
  fuzz::require(again.size() == 1, "one mail is one patch");
  fuzz::require(again.front().files.empty(), "a message is not read as a change");
  fuzz::require(without_newlines_at_end(again.front().message) == without_newlines_at_end(patch.message),
                "the message is preserved");
  fuzz::require(again.front().author == patch.author, "the author is preserved");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<patch::Patch> patches;
  try {
    patches = patch::read_patches(fuzz::text_of(data, size), "fuzz.mbox");
  } catch (const Error&) {
    return 0;
  }
  for (const patch::Patch& patch : patches) check_round_trip(patch);
  return 0;
}
