#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ops {

struct RegenOptions {
  Write write = Write::files;
  Keep keep = Keep::old_bytes;
  Shrink shrink = Shrink::refuse;
  Numbers numbers = Numbers::keep;
};

report::Regen regen(const Invocation& invocation, const RegenOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
