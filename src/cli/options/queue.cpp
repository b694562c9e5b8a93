#include "options/queue.hpp"

#include <filesystem>
#include <variant>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/edit/drop.hpp>
#include <mlxpatch/ops/edit/move.hpp>
#include <mlxpatch/ops/options.hpp>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

namespace {

constexpr const char* k_patches_help = "The patches: file names, beginnings of them, numbers or words of the subject";

}  // namespace

void declare_drop(Flags& flags, Options& options) {
  auto& drop = options.emplace<ops::DropOptions>();
  flags.arguments("PATCH", drop.patches, k_patches_help);
  flags.flag("--with-dependents", drop.dependents, ops::DropOptions::Dependents::drop,
             "Drop the patches that need them, too");
  flags.flag("--dry-run", drop.effect, ops::Effect::dry_run, "Say what would happen; change nothing");
}

void declare_move(Flags& flags, Options& options) {
  auto& move = options.emplace<ops::MoveOptions>();
  flags.arguments("PATCH", move.patches, k_patches_help);
  flags.option("--before", "PATCH", move.before, "Put them before this patch");
  flags.option("--after", "PATCH", move.after, "Put them after this patch");
  flags.flag("--first", move.first, true, "Put them at the beginning of the queue");
  flags.flag("--last", move.last, true, "Put them at its end");
  flags.flag("--dry-run", move.effect, ops::Effect::dry_run, "Say what would happen; change nothing");
}

void finish_move(Options& options, const std::filesystem::path&) {
  const auto& move = std::get<ops::MoveOptions>(options);
  const int places = int{move.before.has_value()} + int{move.after.has_value()} + int{move.first} + int{move.last};
  if (places == 1) return;
  Error error(places == 0 ? "it is not said where the patches go" : "the patches can go to one place only",
              ErrorKind::usage);
  throw error.hint("mlxpatch move PATCH --before PATCH, --after PATCH, --first or --last");
}

}  // namespace mlxpatch::cli
