#pragma once

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_draft(Flags& flags, Options& options);

}  // namespace mlxpatch::cli
