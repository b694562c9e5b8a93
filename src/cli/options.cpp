#include "options.hpp"

#include <filesystem>
#include <variant>

#include "flags.hpp"

namespace mlxpatch::cli {

void declare_nothing(Flags&, Options& options) { options.emplace<std::monostate>(); }

void finish_nothing(Options&, const std::filesystem::path&) {}

}  // namespace mlxpatch::cli
