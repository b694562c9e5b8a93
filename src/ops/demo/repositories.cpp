#include "demo/repositories.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/worktree/checkout.hpp>

#include "demo/history.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_main_ref = "refs/heads/main";
// Monday, 5 January 2026, 09:00 UTC; then a commit every nineteen hours.
constexpr std::int64_t k_beginning = 1767603600;
constexpr std::int64_t k_between_commits = std::int64_t{19} * 60 * 60;

struct Person {
  const char* name;
  const char* email;
};
constexpr std::array<Person, 4> k_people = {{{"Ines Example", "ines@example.org"},
                                             {"Tomas Example", "tomas@example.org"},
                                             {"Wanda Example", "wanda@example.org"},
                                             {"Robin Example", "robin@example.org"}}};
constexpr std::size_t k_robin = 3;

git::Signature signature_of(std::size_t person, std::int64_t number) {
  return {k_people.at(person).name, k_people.at(person).email, {k_beginning + number * k_between_commits, 0}};
}

std::string text_at(objects::ObjectStore& store, const git::Oid& tree, std::string_view path) {
  const git::Entry entry = objects::entry_at(store, tree, path);
  return entry.exists() ? *store.read(entry.oid, git::ObjectType::blob) : "";
}

/// The tree after a commit's edits. Throws Error if an edit does not fit, which is a bug in the demo's data.
git::Oid edited_tree(objects::ObjectStore& store, const git::Oid& tree, const DemoCommit& commit) {
  std::map<std::string, std::string> texts;
  for (const DemoEdit& edit : commit.edits) {
    const std::string path(edit.path);
    if (!texts.contains(path)) texts.emplace(path, text_at(store, tree, edit.path));
    std::string& text = texts[path];
    const std::size_t position = text.find(edit.before);
    if (position == std::string::npos || (edit.before.empty() && !text.empty())) {
      throw Error(fmt::format("the demo's commit \"{}\" does not fit {}", commit.message, edit.path));
    }
    text.replace(position, edit.before.size(), edit.after);
  }
  std::vector<objects::PathEdit> edits;
  edits.reserve(texts.size());
  for (auto& [path, text] : texts) {
    edits.push_back({path, {git::Mode::file, store.put(git::ObjectType::blob, std::move(text))}});
  }
  return objects::edit_tree(store, tree, std::move(edits));
}

/// Stores the commits on top of `parent` (zero: on nothing). `number` dates the first of them.
std::vector<git::Oid> store_commits(objects::ObjectStore& store, const std::vector<DemoCommit>& commits,
                                    git::Oid parent, std::int64_t number) {
  std::vector<git::Oid> ids;
  for (const DemoCommit& described : commits) {
    git::Commit commit;
    commit.tree = edited_tree(store, parent ? store.tree_of(parent) : git::Oid{}, described);
    if (parent) commit.parents = {parent};
    commit.author = signature_of(described.author, number++);
    commit.committer = commit.author;
    commit.message = described.message;
    if (!commit.message.ends_with('\n')) commit.message += '\n';
    parent = store.put_commit(commit);
    ids.push_back(parent);
  }
  return ids;
}

git::Repository create_repository(const std::filesystem::path& directory) {
  git::Repository repository = git::Repository::create(directory, "main");
  repository.set_config("user.name", demo_person().name);
  repository.set_config("user.email", demo_person().email);
  repository.set_config("core.autocrlf", "false");
  return repository;
}

}  // namespace

git::Signature demo_person() { return signature_of(k_robin, 0); }

DemoUpstream::DemoUpstream(const std::filesystem::path& directory)
    : m_repository(create_repository(directory)), m_store(m_repository) {
  m_commits = store_commits(m_store, demo_history(), {}, 0);
  m_store.write_pack();
}

void DemoUpstream::publish(std::size_t count) {
  const git::Oid before = m_published == 0 ? git::Oid{} : commit(m_published);
  const git::Oid after = commit(count);
  for (std::size_t number = m_published + 1; number <= count; ++number) {
    const std::string_view tag = demo_history()[number - 1].tag;
    if (!tag.empty()) git::update_ref(m_repository, fmt::format("refs/tags/{}", tag), {}, commit(number), "demo");
  }
  worktree::checkout(m_repository, m_store, {before ? m_store.tree_of(before) : git::Oid{}, m_store.tree_of(after)});
  git::update_ref(m_repository, k_main_ref, before, after, "demo");
  m_published = count;
}

std::vector<queue::ExportedPatch> DemoUpstream::patches() {
  const std::vector<git::Oid> commits =
      store_commits(m_store, demo_patches(), commit(k_demo_base), static_cast<std::int64_t>(k_demo_base));
  std::vector<queue::ExportedPatch> patches = queue::export_commits(m_store, commits);
  for (std::size_t i = 0; i < patches.size(); ++i) patches[i].name = demo_patches()[i].name;
  m_store.discard();
  return patches;
}

void make_demo_project(const std::filesystem::path& directory, const std::vector<DemoFile>& files) {
  const git::Repository repository = create_repository(directory);
  objects::ObjectStore store(repository);
  std::vector<objects::PathEdit> edits;
  edits.reserve(files.size());
  for (const DemoFile& file : files) {
    edits.push_back({file.path, {git::Mode::file, store.put(git::ObjectType::blob, file.bytes)}});
  }
  git::Commit commit;
  commit.tree = objects::edit_tree(store, {}, std::move(edits));
  commit.author = signature_of(k_robin, static_cast<std::int64_t>(k_demo_base));
  commit.committer = commit.author;
  commit.message = "Keep a fork of tinyserve\n";
  const git::Oid id = store.put_commit(commit);
  store.write_pack();
  worktree::checkout(repository, store, {{}, commit.tree});
  git::update_ref(repository, k_main_ref, {}, id, "demo");
}

}  // namespace mlxpatch::ops
