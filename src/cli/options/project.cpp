#include "options/project.hpp"

#include <filesystem>
#include <map>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/exchange/export.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/update/pick.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

namespace {

using std::filesystem::path;

ops::ExportOptions::Form export_form_of(const std::string& word) {
  using Form = ops::ExportOptions::Form;
  const std::map<std::string, Form> forms = {
      {"quilt", Form::quilt}, {"electron", Form::electron}, {"gbp", Form::gbp}, {"mbox", Form::mbox}};
  if (const auto form = forms.find(word); form != forms.end()) return form->second;
  throw Error(fmt::format("--as takes quilt, electron, gbp or mbox, not \"{}\"", word), ErrorKind::usage);
}

}  // namespace

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

void declare_install(Flags& flags, Options& options) {
  auto& install = options.emplace<ops::InstallOptions>();
  flags.flag("--create", install.venv, ops::InstallOptions::Venv::create, "Create the venv if there is none");
  flags.flag("--write", install.uv_source, ops::InstallOptions::UvSource::write,
             "Add the checkout to [tool.uv.sources] of the project's pyproject.toml, so that `uv sync` keeps it");
  flags.after_dashes("ARGS", install.pip_arguments, "Passed on to pip, e.g. -- --no-deps");
}

void declare_pick(Flags& flags, Options& options) {
  auto& pick = options.emplace<ops::PickOptions>();
  flags.arguments("REV", pick.revisions, "The upstream commits to pick, in this order");
  flags.flag("--no-fetch", pick.network, ops::Network::avoid, "Use what was last fetched; no network");
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

void declare_pristine(Flags& flags, Options& options) {
  auto& pristine = options.emplace<ops::PristineOptions>();
  flags.option("--at", "REF", pristine.at, "The upstream commit: \"tip\" or any revision (default: the base)");
  flags.flag("--remove", pristine.action, ops::PristineOptions::Action::remove, "Remove the worktree again");
}

void declare_demo(Flags& flags, Options& options) {
  auto& demo = options.emplace<ops::DemoOptions>();
  flags.argument("DIR", demo.directory, "The directory to create (default: mlxpatch-demo)", Need::optional);
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

void finish_pristine(Options& options, const path&) {
  const auto& pristine = std::get<ops::PristineOptions>(options);
  const bool has_both = !pristine.at.empty() && pristine.action == ops::PristineOptions::Action::remove;
  if (has_both) {
    throw contradiction("--at", "--remove", "--at creates the worktree, --remove removes it")
        .hint("mlxpatch pristine --remove");
  }
}

void finish_demo(Options& options, const path& directory) {
  auto& demo = std::get<ops::DemoOptions>(options);
  if (!demo.directory.empty()) demo.directory = directory / demo.directory;
}

}  // namespace mlxpatch::cli
