#pragma once

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_log(Flags& flags, Options& options);
void declare_why(Flags& flags, Options& options);

}  // namespace mlxpatch::cli
