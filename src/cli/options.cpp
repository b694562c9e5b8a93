#include "options.hpp"

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/edit/drop.hpp>
#include <mlxpatch/ops/edit/move.hpp>
#include <mlxpatch/ops/exchange/export.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

#include "flags.hpp"

namespace mlxpatch::cli {

namespace {

using std::filesystem::path;

/// The flags that `update`, `check` and `replay` share: how the queue is replayed.
template <typename ReplayLike>
void declare_replaying(Flags& flags, ReplayLike& options) {
  flags.flag("--direct", options.policy.range, queue::ReplayPolicy::Range::direct,
             "Replay straight onto the target; ignore the upstream commits in between");
  flags.former_flag("--one-stride", options.policy.range, queue::ReplayPolicy::Range::direct);
  flags.flag("--no-dedup", options.policy.dedup, queue::ReplayPolicy::Dedup::off,
             "Keep patches whose change upstream already has (by patch-id)");
}

void declare_repository(Flags& flags, path& repository) {
  flags.option("--repo", "DIR", repository, "The git repository to work in (default: the current one)");
}

int number_of(const std::string& option, const std::string& word) {
  int number = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stopped != end || number < 0) {
    throw Error(fmt::format("{} takes a number, not \"{}\"", option, word), ErrorKind::usage);
  }
  return number;
}

/// At most a tebibyte, so that its bytes can be counted.
std::size_t mebibytes_of(const std::string& option, const std::string& word) {
  constexpr int k_most = 1 << 20;
  const int number = number_of(option, word);
  if (number >= 1 && number <= k_most) return static_cast<std::size_t>(number);
  throw Error(fmt::format("{} takes a number of mebibytes from 1 to {}, not {}", option, k_most, number),
              ErrorKind::usage);
}

int strip_of(const std::string& word) {
  constexpr int k_most = 99;
  const int strip = number_of("-p", word);
  if (strip <= k_most) return strip;
  throw Error(fmt::format("-p takes a number from 0 to {}, not {}", k_most, strip), ErrorKind::usage);
}

/// A directory of the repository, without "./" in front and '/' at its end.
std::string path_prefix_of(const std::string& word) {
  std::string directory = path(word).lexically_normal().generic_string();
  while (directory.ends_with('/')) directory.pop_back();
  if (directory == ".") return {};
  const bool is_outside = directory.empty() || directory.starts_with('/') || directory.starts_with("..");
  if (!is_outside) return directory;
  throw Error(fmt::format("--directory takes a directory of the repository, not \"{}\"", word), ErrorKind::usage)
      .hint("name it relative to the repository's root");
}

void declare_limits(Flags& flags, ops::PatchLimits& limits) {
  flags.option_of("--max-patch", "MIB", "Refuse a patch larger than this (default: 64)",
                  [&limits](const std::string& word) { limits.patch_mib = mebibytes_of("--max-patch", word); });
  flags.option_of("--max-line", "MIB", "Refuse a line longer than this (default: 1)",
                  [&limits](const std::string& word) { limits.line_mib = mebibytes_of("--max-line", word); });
}

void declare_paths(Flags& flags, ops::PatchPaths& paths) {
  flags.option_of("-p", "N", "Strip N leading parts from the paths, in every form of diff (default: as the files need)",
                  [&paths](const std::string& word) { paths.strip = strip_of(word); });
  flags.option_of("--directory", "DIR", "Prepend DIR to all paths",
                  [&paths](const std::string& word) { paths.directory = path_prefix_of(word); });
}

ops::ExportOptions::Form export_form_of(const std::string& word) {
  using Form = ops::ExportOptions::Form;
  const std::map<std::string, Form> forms = {
      {"quilt", Form::quilt}, {"electron", Form::electron}, {"gbp", Form::gbp}, {"mbox", Form::mbox}};
  if (const auto form = forms.find(word); form != forms.end()) return form->second;
  throw Error(fmt::format("--as takes quilt, electron, gbp or mbox, not \"{}\"", word), ErrorKind::usage);
}

/// `given`, relative to `directory` (-C); "." if both are empty.
path resolved(const path& directory, const path& given) {
  const path joined = directory / given;
  return joined.empty() ? path(".") : joined;
}

/// Both ends of "BASE..TIP" must be given: in git an open end means HEAD, which would be a trap here.
void check_range(const std::string& range) {
  const std::size_t dots = range.find("..");
  const bool has_both = dots != std::string::npos && dots != 0 && dots + 2 < range.size() && range[dots + 2] != '.';
  if (has_both) return;
  throw Error(fmt::format("\"{}\" is not a range BASE..TIP", range), ErrorKind::usage)
      .hint("name both ends, e.g. upstream/main..local-patches");
}

constexpr const char* k_patches_help = "The patches: file names, beginnings of them, numbers or words of the subject";

Error contradiction(std::string_view one, std::string_view other, std::string_view reason) {
  return Error(fmt::format("{} and {} contradict each other: {}", one, other, reason), ErrorKind::usage);
}

}  // namespace

void declare_nothing(Flags&, Options& options) { options.emplace<std::monostate>(); }

void declare_init(Flags& flags, Options& options) {
  auto& init = options.emplace<ops::InitOptions>();
  flags.argument("URL", init.url,
                 "Upstream's address: https, ssh, git or a path (with --adopt optional: default, the clone's remote)",
                 Need::optional);
  flags.option("--branch", "NAME", init.branch, "The upstream branch to follow (default: upstream's default branch)");
  flags.option("--dir", "DIR", init.checkout_dir,
               "The checkout's directory (default: the last part of the URL, plus -repo)");
  flags.option("--adopt", "DIR", init.adopt, "Take over the fork in this clone: its commits become patch files");
}

void declare_setup(Flags& flags, Options& options) {
  auto& setup = options.emplace<ops::SetupOptions>();
  flags.flag("--fresh", setup.start, ops::Start::fresh,
             "Start over from the patch files; commits that are in none are kept on another branch");
  flags.option("--upstream", "URL", setup.upstream, "Clone from this URL or path instead of the configured one");
}

void declare_update(Flags& flags, Options& options) {
  auto& update = options.emplace<ops::UpdateOptions>();
  flags.option("--to", "REF", update.to, "Move to this upstream commit, tag or branch (default: the newest commit)");
  flags.flag("--dry-run", update.effect, ops::Effect::dry_run, "Say what would happen; change nothing");
  flags.flag("--merge", update.method, ops::Method::merge,
             "Merge upstream into the branch instead of replaying the patches");
  flags.flag("--autostash", update.dirty, ops::DirtyTree::autostash,
             "Stash uncommitted changes, and restore them afterwards");
  flags.flag("--no-fetch", update.network, ops::Network::avoid, "Use what was last fetched; no network");
  declare_replaying(flags, update);
  flags.flag("--force", update.shrink, ops::Shrink::allow, "Allow removing more than half of the patch files");
}

void declare_pick(Flags& flags, Options& options) {
  auto& pick = options.emplace<ops::PickOptions>();
  flags.arguments("REV", pick.revisions, "The upstream commits to pick, in this order");
  flags.flag("--no-fetch", pick.network, ops::Network::avoid, "Use what was last fetched; no network");
}

void declare_regen(Flags& flags, Options& options) {
  auto& regen = options.emplace<ops::RegenOptions>();
  flags.flag("--check", regen.write, ops::Write::compare_only,
             "Only say whether the files differ from the branch (exit code 4)");
  flags.flag("--full", regen.keep, ops::Keep::rewrite, "Rewrite every file, even if its patch has not changed");
  flags.flag("--renumber", regen.numbers, ops::Numbers::renumber,
             "Number the names of the patch files by their places");
  flags.flag("--force", regen.shrink, ops::Shrink::allow, "Allow removing more than half of the patch files");
}

void declare_import(Flags& flags, Options& options) {
  auto& import_options = options.emplace<ops::ImportOptions>();
  flags.arguments("SOURCE", import_options.sources,
                  "A patch directory (quilt, Electron, debian/patches, plain), patch files or mboxes; with --from: a "
                  "range BASE..TIP");
  flags.option("--from", "DIR", import_options.repository, "Import commits of the git repository in DIR");
  declare_paths(flags, import_options.paths);
  declare_limits(flags, import_options.limits);
}

void declare_export(Flags& flags, Options& options) {
  auto& export_options = options.emplace<ops::ExportOptions>();
  flags.option_of("--as", "FORM", "quilt, electron, gbp or mbox (default: quilt)",
                  [&export_options](const std::string& word) { export_options.form = export_form_of(word); });
  flags.option("-o,--output", "DIR", export_options.output, "The directory to write; for mbox, the file",
               Need::required);
}

void declare_check(Flags& flags, Options& options) {
  auto& check = options.emplace<ops::CheckOptions>();
  flags.option("--to", "REF", check.to, "Check against this upstream commit (default: the newest commit)");
  flags.flag("--no-fetch", check.network, ops::Network::avoid, "Use what was last fetched; no network");
  declare_replaying(flags, check);
}

void declare_install(Flags& flags, Options& options) {
  auto& install = options.emplace<ops::InstallOptions>();
  flags.flag("--create", install.venv, ops::InstallOptions::Venv::create, "Create the venv if there is none");
  flags.flag("--write", install.uv_source, ops::InstallOptions::UvSource::write,
             "Add the checkout to [tool.uv.sources] of the project's pyproject.toml, so that `uv sync` keeps it");
  flags.after_dashes("ARGS", install.pip_arguments, "Passed on to pip, e.g. -- --no-deps");
}

void declare_log(Flags& flags, Options& options) {
  auto& log = options.emplace<ops::LogOptions>();
  flags.flag("--touching", log.filter, ops::LogOptions::Filter::touching,
             "Only commits that change files which the patches change too");
}

void declare_pristine(Flags& flags, Options& options) {
  auto& pristine = options.emplace<ops::PristineOptions>();
  flags.option("--at", "REF", pristine.at, "The upstream commit: \"tip\" or any revision (default: the base)");
  flags.flag("--remove", pristine.action, ops::PristineOptions::Action::remove, "Remove the worktree again");
}

void declare_why(Flags& flags, Options& options) {
  auto& why = options.emplace<WhyOptions>();
  flags.argument("PATCH", why.patch, "The patch: its file name, the beginning of it, or its number");
}

void declare_demo(Flags& flags, Options& options) {
  auto& demo = options.emplace<ops::DemoOptions>();
  flags.argument("DIR", demo.directory, "The directory to create (default: mlxpatch-demo)", Need::optional);
}

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

void declare_am(Flags& flags, Options& options) {
  auto& am = options.emplace<ops::AmOptions>();
  flags.arguments("FILE", am.files, "Patch files, mboxes, or a directory with a series file");
  declare_repository(flags, am.repository);
  flags.option_of("--fuzz", "N", "Ignore up to N context lines at each end of a hunk (default: 0)",
                  [&am](const std::string& word) { am.fuzz = number_of("--fuzz", word); });
  declare_paths(flags, am.paths);
  declare_limits(flags, am.limits);
  flags.flag("--keep-going", am.on_refused, ops::AmOptions::OnRefused::keep_going,
             "Leave out the patches that are refused, and list them");
  flags.flag("--stop-at-conflict", am.at_conflict, ops::AmOptions::AtConflict::stop,
             "At a conflict, keep the commits so far and leave the files with conflict markers");
}

void declare_format_patch(Flags& flags, Options& options) {
  auto& format = options.emplace<ops::FormatPatchOptions>();
  flags.argument("BASE..TIP", format.range, "The commits to write");
  declare_repository(flags, format.repository);
  flags.option("-o,--output", "DIR", format.output, "Where to write the patch files (default: the current directory)");
}

void declare_replay(Flags& flags, Options& options) {
  auto& replay = options.emplace<ops::ReplayOptions>();
  flags.argument("BASE..TIP", replay.range, "The commits to replay");
  flags.option("--onto", "REV", replay.onto, "The commit to replay onto", Need::required);
  declare_repository(flags, replay.repository);
  flags.option("--branch", "NAME", replay.branch, "Move this branch to the new tip if all is clean");
  flags.flag("--dry-run", replay.effect, ops::Effect::dry_run,
             "Write nothing, not even an object; implies --keep-going");
  flags.flag("--keep-going", replay.policy.on_conflict, queue::ReplayPolicy::OnConflict::keep_going,
             "After a conflict, go on without that patch");
  declare_replaying(flags, replay);
}

void declare_culprit(Flags& flags, Options& options) {
  auto& culprit = options.emplace<ops::CulpritOptions>();
  flags.argument("BASE..TIP", culprit.range, "The commits to examine");
  flags.option("--onto", "REV", culprit.onto, "The upstream commit to replay onto", Need::required);
  declare_repository(flags, culprit.repository);
}

void finish_nothing(Options&, const path&) {}

void finish_update(Options& options, const path&) {
  const auto& update = std::get<ops::UpdateOptions>(options);
  const bool has_both =
      update.method == ops::Method::merge && update.policy.range == queue::ReplayPolicy::Range::direct;
  if (has_both) throw contradiction("--merge", "--direct", "a merge replays nothing").hint("leave one of them out");
}

void finish_move(Options& options, const path&) {
  const auto& move = std::get<ops::MoveOptions>(options);
  const int places = int{move.before.has_value()} + int{move.after.has_value()} + int{move.first} + int{move.last};
  if (places == 1) return;
  Error error(places == 0 ? "it is not said where the patches go" : "the patches can go to one place only",
              ErrorKind::usage);
  throw error.hint("mlxpatch move PATCH --before PATCH, --after PATCH, --first or --last");
}

void finish_pristine(Options& options, const path&) {
  const auto& pristine = std::get<ops::PristineOptions>(options);
  const bool has_both = !pristine.at.empty() && pristine.action == ops::PristineOptions::Action::remove;
  if (has_both) {
    throw contradiction("--at", "--remove", "--at creates the worktree, --remove removes it")
        .hint("mlxpatch pristine --remove");
  }
}

void finish_init(Options& options, const path& directory) {
  auto& init = std::get<ops::InitOptions>(options);
  if (init.adopt) init.adopt = directory / *init.adopt;
  if (!init.url.empty() || init.adopt) return;
  throw Error("URL is missing: upstream's address", ErrorKind::usage)
      .hint("name the upstream, e.g. `mlxpatch init https://github.com/ml-explore/mlx-lm.git`")
      .hint("or take over a clone that you have already patched: `mlxpatch init --adopt DIR`");
}

void finish_import(Options& options, const path& directory) {
  auto& import_options = std::get<ops::ImportOptions>(options);
  const bool has_paths = import_options.paths.strip || !import_options.paths.directory.empty();
  if (import_options.repository && has_paths) {
    throw contradiction("--from", import_options.paths.strip ? "-p" : "--directory", "commits have no prefixes")
        .hint("leave one of them out");
  }
  if (!import_options.repository) {
    for (std::string& source : import_options.sources) source = (directory / source).string();
    return;
  }
  if (import_options.sources.size() != 1) {
    throw Error("--from takes one range BASE..TIP", ErrorKind::usage).hint("mlxpatch import --from DIR BASE..TIP");
  }
  check_range(import_options.sources.front());
  import_options.repository = resolved(directory, *import_options.repository);
}

void finish_export(Options& options, const path& directory) {
  auto& export_options = std::get<ops::ExportOptions>(options);
  export_options.output = directory / export_options.output;
}

void finish_demo(Options& options, const path& directory) {
  auto& demo = std::get<ops::DemoOptions>(options);
  if (!demo.directory.empty()) demo.directory = directory / demo.directory;
}

void finish_am(Options& options, const path& directory) {
  auto& am = std::get<ops::AmOptions>(options);
  const bool has_both =
      am.on_refused == ops::AmOptions::OnRefused::keep_going && am.at_conflict == ops::AmOptions::AtConflict::stop;
  if (has_both) {
    throw contradiction("--keep-going", "--stop-at-conflict", "one leaves out what conflicts, the other stops there")
        .hint("leave one of them out");
  }
  am.repository = resolved(directory, am.repository);
  for (path& file : am.files) file = directory / file;
}

void finish_format_patch(Options& options, const path& directory) {
  auto& format = std::get<ops::FormatPatchOptions>(options);
  check_range(format.range);
  format.repository = resolved(directory, format.repository);
  format.output = resolved(directory, format.output);
}

void finish_replay(Options& options, const path& directory) {
  auto& replay = std::get<ops::ReplayOptions>(options);
  check_range(replay.range);
  replay.repository = resolved(directory, replay.repository);
  if (replay.effect == ops::Effect::dry_run) replay.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
}

void finish_culprit(Options& options, const path& directory) {
  auto& culprit = std::get<ops::CulpritOptions>(options);
  check_range(culprit.range);
  culprit.repository = resolved(directory, culprit.repository);
}

}  // namespace mlxpatch::cli
