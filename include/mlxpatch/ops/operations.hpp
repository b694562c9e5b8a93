#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

/// One function an operation: it resolves what it needs, checks, acts, and returns what happened. All throw Error, and
/// then everything is as before.
namespace mlxpatch::ops {

/// Where a command was called.
struct Place {
  std::filesystem::path directory;              ///< absolute; -C or the current folder
  std::optional<std::filesystem::path> config;  ///< --config
};

enum class Network { use, avoid };
enum class Start { resume, fresh };
enum class Effect { real, dry_run };
enum class DirtyTree { refuse, autostash };
enum class Method { rebase, merge };
enum class Strides { scan_and_step, one };
enum class Dedup { by_patch_id, off };
enum class OnConflict { stop, keep_going };
enum class Shrink { refuse, allow };     ///< whether a patch set may lose more than half of its files
enum class Keep { old_bytes, rewrite };  ///< regen --full rewrites all
enum class Write { files, compare_only };

struct InitOptions {
  std::string url;
  std::string branch;                          ///< empty: the remote's default, "main" where it can't be asked
  std::string checkout_dir;                    ///< empty: from the URL
  std::optional<std::filesystem::path> adopt;  ///< a fork's clone that exists already
};
report::Init init(const Place& place, const InitOptions& options, report::Reporter& reporter);

struct SetupOptions {
  Start start = Start::resume;
  std::string upstream;  ///< replaces the configured address; empty: as configured
};
report::Setup setup(const Place& place, const SetupOptions& options, report::Reporter& reporter);

report::Status status(const Place& place, report::Reporter& reporter);

struct UpdateOptions {
  std::string to;  ///< empty: the tracked branch's tip
  Effect effect = Effect::real;
  Method method = Method::rebase;
  DirtyTree dirty = DirtyTree::refuse;
  Network network = Network::use;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
  Shrink shrink = Shrink::refuse;
};
report::Update update(const Place& place, const UpdateOptions& options, report::Reporter& reporter);
report::Update continue_update(const Place& place, report::Reporter& reporter);
report::Update skip_patch(const Place& place, report::Reporter& reporter);
report::Abort abort_update(const Place& place, report::Reporter& reporter);

struct PickOptions {
  std::vector<std::string> revisions;
  Network network = Network::use;
};
report::Update pick(const Place& place, const PickOptions& options, report::Reporter& reporter);

/// What is refused as too large to be a patch.
struct PatchLimits {
  std::size_t patch_mib = 64;
  std::size_t line_mib = 1;
};

struct ImportOptions {
  std::vector<std::string> sources;  ///< folders and files, from the place; with `repository`: one range BASE..TIP
  std::optional<std::filesystem::path> repository;  ///< whose commits to take
  PatchLimits limits;
};
/// Takes patches from elsewhere to the queue's end, all or none: as commits on the branch and as files; as files alone
/// where there is no checkout yet.
report::Import import_patches(const Place& place, const ImportOptions& options, report::Reporter& reporter);

struct ExportOptions {
  enum class Form { quilt, electron, gbp, mbox } form = Form::quilt;
  std::filesystem::path output;  ///< a folder; of mbox a file
};
/// Writes the branch's queue as another tool wants to have it.
report::Export export_patches(const Place& place, const ExportOptions& options, report::Reporter& reporter);

struct RegenOptions {
  Write write = Write::files;
  Keep keep = Keep::old_bytes;
  Shrink shrink = Shrink::refuse;
};
report::Regen regen(const Place& place, const RegenOptions& options, report::Reporter& reporter);

struct CheckOptions {
  Network network = Network::use;
  std::string to;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
};
report::Check check(const Place& place, const CheckOptions& options, report::Reporter& reporter);

report::Verify verify(const Place& place, report::Reporter& reporter);

struct InstallOptions {
  enum class Venv { must_exist, create } venv = Venv::must_exist;
  std::vector<std::string> pip_arguments;
};
report::Install install(const Place& place, const InstallOptions& options, report::Reporter& reporter);

report::Doctor doctor(const Place& place, report::Reporter& reporter);

struct LogOptions {
  enum class Filter { all, touching } filter = Filter::all;
};
report::Log log(const Place& place, const LogOptions& options, report::Reporter& reporter);

struct PristineOptions {
  std::string at;  ///< empty: the base; "tip"; or a revision
  enum class Action { put, remove } action = Action::put;
};
report::Pristine pristine(const Place& place, const PristineOptions& options, report::Reporter& reporter);

report::Why why(const Place& place, const std::string& patch, report::Reporter& reporter);

report::Undo undo(const Place& place, report::Reporter& reporter);
report::History history(const Place& place, report::Reporter& reporter);

struct DemoOptions {
  std::filesystem::path directory;  ///< empty: "mlxpatch-demo" in the place
};
report::Demo demo(const Place& place, const DemoOptions& options, report::Reporter& reporter);

/// Plumbing: in any git repository, without a configuration.
struct AmOptions {
  std::filesystem::path repository;
  std::vector<std::filesystem::path> files;
  int fuzz = 0;
  PatchLimits limits;
  OnConflict on_refused = OnConflict::stop;
  enum class AtConflict { refuse, stop } at_conflict = AtConflict::refuse;
};
report::Am am(const AmOptions& options, report::Reporter& reporter);

struct FormatPatchOptions {
  std::filesystem::path repository;
  std::filesystem::path output;
  std::string range;  ///< BASE..TIP
};
report::FormatPatch format_patch(const FormatPatchOptions& options, report::Reporter& reporter);

struct ReplayOptions {
  std::filesystem::path repository;
  std::string onto;
  std::string range;
  std::string branch;  ///< moved when all is clean; empty: none
  Effect effect = Effect::real;
  OnConflict on_conflict = OnConflict::stop;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
};
report::ReplayRun replay(const ReplayOptions& options, report::Reporter& reporter);

struct CulpritOptions {
  std::filesystem::path repository;
  std::string onto;
  std::string range;
};
report::CulpritRun culprit(const CulpritOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
