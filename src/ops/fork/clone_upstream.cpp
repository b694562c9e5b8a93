#include "fork/clone_upstream.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/remote.hpp>

#include "fork/damage.hpp"
#include "fork/project.hpp"
#include "fork/transfer.hpp"

namespace mlxpatch::ops {

namespace {

/// Throws Error if git has no identity for commits in the clone that is to be made at `path`: its configuration may
/// depend on that place (includeIf "gitdir:..."), so an empty repository there is asked.
void require_identity_at(const std::filesystem::path& path) {
  const std::filesystem::path probe = path / transport::k_clone_leftover;
  const bool is_new = !std::filesystem::exists(path);
  const auto remove_probe = [&] {
    std::error_code ignored;
    std::filesystem::remove_all(probe, ignored);
    if (is_new) std::filesystem::remove(path, ignored);
  };
  std::filesystem::remove_all(probe);
  try {
    const git::Repository repository = git::Repository::create(probe, "main");
    git::committer_identity(repository);
    git::author_identity(repository);
  } catch (...) {
    remove_probe();
    throw;
  }
  remove_probe();
}

}  // namespace

void clone_upstream(const Project& project, const std::string& url, report::Reporter& reporter) {
  refuse_foreign_content(project);
  require_identity_at(project.config.checkout_path());
  reporter.on(report::Step{fmt::format("Cloning {} into {}", transport::shown_url(url), project.config.checkout_dir)});
  transport::clone(url, project.config.checkout_path(), project.config.checkout_remote,
                   transfer_options(project.config, reporter));
}

}  // namespace mlxpatch::ops
