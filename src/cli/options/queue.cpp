#include "options/queue.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/edit/absorb.hpp>
#include <mlxpatch/ops/edit/deps.hpp>
#include <mlxpatch/ops/edit/drop.hpp>
#include <mlxpatch/ops/edit/edit.hpp>
#include <mlxpatch/ops/edit/fold.hpp>
#include <mlxpatch/ops/edit/move.hpp>
#include <mlxpatch/ops/edit/new.hpp>
#include <mlxpatch/ops/edit/reword.hpp>
#include <mlxpatch/ops/edit/split.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/resolutions.hpp>
#include <mlxpatch/report/dependencies.hpp>
#include <mlxpatch/report/resolution.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

namespace {

constexpr const char* k_patches_help = "The patches: file names, beginnings of them, numbers or words of the subject";
constexpr const char* k_patch_help =
    "The patch: its file name, the beginning of it, its number or a word of the subject";

constexpr const char* k_paths_help = "Only these files or directories of the checkout";

/// The numbers in "1,3".
std::vector<std::size_t> hunks_of(const std::string& word) {
  std::vector<std::size_t> numbers;
  for (const std::string_view part : split(word, ',')) {
    numbers.push_back(static_cast<std::size_t>(number_of("--hunks", std::string(part))));
  }
  return numbers;
}

}  // namespace

void declare_new(Flags& flags, Options& options) {
  auto& made = options.emplace<ops::NewOptions>();
  flags.argument("NAME", made.name, "The name of the new patch file");
  flags.arguments("PATH", made.paths, k_paths_help, Need::optional);
  flags.option_list("-m,--message", "MSG", made.paragraphs,
                    "Its message; each further -m is a paragraph (default: an editor asks for it)");
  declare_dry_run(flags, made.effect);
}

void declare_absorb(Flags& flags, Options& options) {
  auto& absorb = options.emplace<ops::AbsorbOptions>();
  flags.arguments("PATH", absorb.paths, k_paths_help, Need::optional);
  declare_dry_run(flags, absorb.effect);
}

void declare_edit(Flags& flags, Options& options) {
  auto& edit = options.emplace<ops::EditOptions>();
  flags.argument("PATCH", edit.patch, k_patch_help);
}

void declare_deps(Flags& flags, Options& options) {
  auto& deps = options.emplace<ops::DepsOptions>();
  flags.arguments("PATCH", deps.patches, k_patches_help, Need::optional);
  flags.flag("--dot", deps.form, report::Dependencies::Form::dot, "Print a graph for Graphviz: an arrow is a need");
}

void declare_drop(Flags& flags, Options& options) {
  auto& drop = options.emplace<ops::DropOptions>();
  flags.arguments("PATCH", drop.patches, k_patches_help);
  flags.flag("--with-dependents", drop.dependents, ops::DropOptions::Dependents::drop,
             "Drop the patches that need them, too");
  declare_dry_run(flags, drop.effect);
}

void declare_move(Flags& flags, Options& options) {
  auto& move = options.emplace<ops::MoveOptions>();
  flags.arguments("PATCH", move.patches, k_patches_help);
  flags.option("--before", "PATCH", move.before, "Put them before this patch");
  flags.option("--after", "PATCH", move.after, "Put them after this patch");
  flags.flag("--first", move.first, true, "Put them at the beginning of the queue");
  flags.flag("--last", move.last, true, "Put them at its end");
  declare_dry_run(flags, move.effect);
}

void declare_fold(Flags& flags, Options& options) {
  auto& fold = options.emplace<ops::FoldOptions>();
  flags.arguments("PATCH", fold.patches, k_patches_help);
  flags.option("--into", "PATCH", fold.into, "The patch that they become part of", Need::required);
  declare_dry_run(flags, fold.effect);
}

void declare_split(Flags& flags, Options& options) {
  auto& split = options.emplace<ops::SplitOptions>();
  flags.argument("PATCH", split.patch, k_patch_help);
  flags.option_list("--paths", "PATH...", split.paths, "Take out all that it changes in these files or directories",
                    Values::several);
  flags.option_of("--hunks", "N,M,...", "Take out these hunks",
                  [&split](const std::string& word) { split.hunks = hunks_of(word); });
  flags.option("--name", "NAME", split.name, "The name of the new patch file");
  flags.option_list("-m,--message", "MSG", split.paragraphs, "Its message (default: the subject of PATCH)");
  declare_dry_run(flags, split.effect);
}

void declare_reword(Flags& flags, Options& options) {
  auto& reword = options.emplace<ops::RewordOptions>();
  flags.argument("PATCH", reword.patch, k_patch_help);
  flags.option_list("-m,--message", "MSG", reword.paragraphs,
                    "The new message; each further -m is a paragraph (default: edit the old one)");
  declare_dry_run(flags, reword.effect);
}

void declare_rename(Flags& flags, Options& options) {
  auto& rename = options.emplace<ops::RenameOptions>();
  flags.argument("PATCH", rename.patch, k_patch_help);
  flags.argument("NEW", rename.name, "The new name of its file");
  declare_dry_run(flags, rename.effect);
}

void finish_move(Options& options, const std::filesystem::path&) {
  const auto& move = std::get<ops::MoveOptions>(options);
  const int places = int{move.before.has_value()} + int{move.after.has_value()} + int{move.first} + int{move.last};
  if (places == 1) return;
  Error error(places == 0 ? "it is not said where the patches go" : "the patches can go to one place only",
              ErrorKind::usage);
  throw error.hint("mlxpatch move PATCH --before PATCH, --after PATCH, --first or --last");
}

void finish_split(Options& options, const std::filesystem::path&) {
  const auto& split = std::get<ops::SplitOptions>(options);
  const bool takes_out = !split.paths.empty() || !split.hunks.empty();
  if (takes_out == !split.name.empty()) return;
  throw Error(takes_out ? "NAME is missing: the name of the new patch file"
                        : "it is not said what the new patch takes from the other",
              ErrorKind::usage)
      .hint("mlxpatch split PATCH --paths PATH... --name NAME, or --hunks N,M,...")
      .hint("mlxpatch split PATCH     list its hunks");
}

void declare_resolutions(Flags& flags, Options& options) {
  auto& words = options.emplace<ResolutionsWords>();
  flags.argument("ACTION", words.action, "list (if none is given), show, forget or prune", Need::optional);
  flags.arguments("KEY", words.keys, "show, forget: the keys that list prints, or beginnings of them", Need::optional);
  flags.flag("--dry-run", words.effect, ops::Effect::dry_run, "Say what would be forgotten; change nothing");
}

void finish_resolutions(Options& options, const std::filesystem::path&) {
  meaning_of(std::get<ResolutionsWords>(options));
}

ops::ResolutionsOptions meaning_of(const ResolutionsWords& words) {
  using report::ResolutionsAction;
  struct Known {
    std::string_view name;
    ResolutionsAction action;
    bool takes_keys;
  };
  constexpr Known k_actions[] = {{"list", ResolutionsAction::list, false},
                                 {"show", ResolutionsAction::show, true},
                                 {"forget", ResolutionsAction::forget, true},
                                 {"prune", ResolutionsAction::prune, false}};
  const std::string name = words.action.empty() ? "list" : words.action;
  const auto* known = std::ranges::find(k_actions, name, &Known::name);
  if (known == std::end(k_actions)) {
    throw Error(fmt::format("resolutions has no action {}", escape_control(name)), ErrorKind::usage)
        .hint("mlxpatch resolutions list, show KEY, forget KEY or prune");
  }
  if (known->takes_keys == words.keys.empty()) {
    const std::string_view what = known->takes_keys ? "needs the key of a resolution" : "takes no key";
    throw Error(fmt::format("resolutions {} {}", name, what), ErrorKind::usage)
        .hint("mlxpatch resolutions list, show KEY, forget KEY or prune");
  }
  return {known->action, words.keys, words.effect};
}

}  // namespace mlxpatch::cli
