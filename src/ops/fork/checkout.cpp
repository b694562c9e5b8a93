#include "fork/checkout.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/transport/promised_objects.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/workspace/run_lock.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/head_text.hpp"

namespace mlxpatch::ops {

Checkout::Checkout(const std::filesystem::path& path, Names names, const transport::TransferOptions& options)
    : m_names(std::move(names)),
      m_repository(std::make_unique<git::Repository>(git::Repository::open(path))),
      m_store(std::make_unique<objects::ObjectStore>(
          *m_repository, std::make_unique<transport::PromisedObjects>(*m_repository, options))) {
  note_head();
}

void Checkout::note_head() { m_head = head_text(*m_repository); }

void Checkout::refuse_moved_head() const {
  const std::string now = head_text(*m_repository);
  if (now == m_head) return;
  throw Error(fmt::format("HEAD moved from \"{}\" to \"{}\" in the meantime (nothing was changed)", m_head, now))
      .hint(git_command("status     show where it is"))
      .hint("then run the same command again");
}

workspace::StateDirectory& Checkout::state() {
  if (!m_state) m_state.emplace(m_repository->git_directory());
  return *m_state;
}

std::string Checkout::shown(const std::string& path) const { return path_in(m_names.directory, path); }

std::string Checkout::git_command(std::string_view arguments) const {
  return fmt::format("{} {}", mlxpatch::git_command(m_names.directory), arguments);
}

bool Checkout::has_state() const { return workspace::StateDirectory::exists_in(m_repository->git_directory()); }

void Checkout::remove_unused_state() {
  unlock();
  m_state.reset();
  workspace::StateDirectory::remove_if_empty(m_repository->git_directory());
}

void Checkout::lock_if_unlocked() {
  if (!m_run_lock) lock();
}

void Checkout::lock() { m_run_lock = std::make_unique<workspace::RunLock>(state().run_lock_file()); }

}  // namespace mlxpatch::ops
