#include "options/conflict.hpp"

#include <cstddef>
#include <string>

#include <mlxpatch/ops/update/draft.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

void declare_draft(Flags& flags, Options& options) {
  auto& draft = options.emplace<ops::DraftOptions>();
  flags.argument("PATH", draft.path, "Only the regions of this file in conflict", Need::optional);
  flags.option_of(
      "--take", "N", "Write draft N into the file, in place of its region's markers",
      [&draft](const std::string& word) { draft.take = static_cast<std::size_t>(number_of("--take", word)); });
}

}  // namespace mlxpatch::cli
