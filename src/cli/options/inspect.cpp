#include "options/inspect.hpp"

#include <mlxpatch/ops/log.hpp>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_log(Flags& flags, Options& options) {
  auto& log = options.emplace<ops::LogOptions>();
  flags.flag("--touching", log.filter, ops::LogOptions::Filter::touching,
             "Only commits that change files which the patches change too");
}

void declare_why(Flags& flags, Options& options) {
  auto& why = options.emplace<WhyOptions>();
  flags.argument("PATCH", why.patch, "The patch: its file name, the beginning of it, or its number");
}

}  // namespace mlxpatch::cli
