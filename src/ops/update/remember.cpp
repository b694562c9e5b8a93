#include "update/remember.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolution_text.hpp>
#include <mlxpatch/queue/resolve/resolved_file.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/resolutions.hpp"
#include "update/known_conflicts.hpp"
#include "update/resolution_commits.hpp"

namespace mlxpatch::ops {

namespace {

using TextConflict = workspace::Pending::TextConflict;

/// Trees of a stop.
struct Trees {
  git::Oid stopped;  ///< as the update left it, with the markers
  git::Oid resolved;
};

/// Files that the person changed beside those in conflict: what is put into those again may need the others, too.
std::vector<std::string> changed_elsewhere(objects::ObjectStore& store, const workspace::Pending& pending,
                                           const Trees& trees) {
  std::vector<std::string> paths;
  for (const objects::PathChange& change : objects::changes_between(store, trees.stopped, trees.resolved)) {
    if (std::ranges::find(pending.texts, change.path, &TextConflict::path) == pending.texts.end()) {
      paths.push_back(change.path);
    }
  }
  return paths;
}

/// What is remembered once the person's answers are: the project's resolutions, with changes.
class Memory {
 public:
  explicit Memory(Resolutions& stored) : m_stored(stored) {}

  const queue::Resolution* find(const queue::ConflictTexts& conflict) {
    const auto changed = m_changed.find(queue::key_of(conflict));
    if (changed == m_changed.end()) return m_stored.find(conflict);
    return changed->second ? &*changed->second : nullptr;
  }

  /// A resolution that would be too large a file changes nothing.
  void put(queue::Resolution resolution) {
    const queue::Resolution* before = find(resolution.conflict);
    if (before != nullptr && before->result == resolution.result && before->also == resolution.also) return;
    if (queue::write_resolution(resolution).size() > queue::k_largest_resolution) return;
    const git::Oid key = queue::key_of(resolution.conflict);
    m_changed[key] = std::move(resolution);
  }

  void forget(const queue::ConflictTexts& conflict) {
    const git::Oid key = queue::key_of(conflict);
    if (m_stored.find(conflict) != nullptr) {
      m_changed[key] = std::nullopt;
    } else {
      m_changed.erase(key);
    }
  }

  /// Makes the changes known to whatever the run comes to next. Returns the changed files, by their project paths.
  std::map<std::string, std::optional<std::string>> keep(const workspace::Config& config) {
    std::map<std::string, std::optional<std::string>> files;
    for (auto& [key, resolution] : m_changed) {
      std::optional<std::string>& text = files[resolution_path(config, key)];
      if (resolution) text = queue::write_resolution(*resolution);
      m_stored.set(key, std::move(resolution));
    }
    m_changed.clear();
    return files;
  }

 private:
  Resolutions& m_stored;
  std::map<git::Oid, std::optional<queue::Resolution>> m_changed;  ///< by key; none: forgotten
};

/// A file in conflict, and what a person made of it.
struct Answer {
  std::string path;
  Bytes base;
  Bytes ours;
  Bytes theirs;
  git::Mode mode;   ///< that the merge gave the file
  git::Entry file;  ///< of the person; absent: removed
  Bytes resolved;   ///< null unless it is a text
};

std::vector<Answer> answers_of(objects::ObjectStore& store, const workspace::Pending& pending, const Trees& trees) {
  std::vector<Answer> answers;
  for (const TextConflict& text : pending.texts) {
    Answer answer{text.path,
                  text_of(store, text.base),
                  text_of(store, text.ours),
                  text_of(store, text.theirs),
                  objects::entry_at(store, trees.stopped, text.path).mode,
                  objects::entry_at(store, trees.resolved, text.path),
                  nullptr};
    if (git::is_regular(answer.file.mode)) {
      answer.resolved = text_of(store, answer.file.oid);
      if (diff::is_binary(*answer.resolved)) answer.resolved = nullptr;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

/// Forgets whatever would make something else of a conflict than the person has: an older answer, the other one of two
/// equal conflicts, a text without the mode, one that was removed. What stays names the files that belong to it.
void settle(Memory& memory, const std::vector<Answer>& answers, const std::vector<std::string>& also) {
  bool is_settled = false;
  while (!is_settled) {
    is_settled = true;
    for (const Answer& answer : answers) {
      const auto known = queue::known_file({*answer.base, *answer.ours, *answer.theirs},
                                           [&](const queue::ConflictTexts& texts) { return memory.find(texts); });
      if (!known) continue;
      const bool is_same =
          answer.resolved != nullptr && known->text == *answer.resolved && answer.file.mode == answer.mode;
      std::vector<queue::Resolution> used;
      for (const queue::Resolution* resolution : known->used) used.push_back(*resolution);
      for (queue::Resolution& resolution : used) {
        if (!is_same) {
          memory.forget(resolution.conflict);
          is_settled = false;
        } else if (resolution.also != also) {
          resolution.also = also;
          memory.put(std::move(resolution));
        }
      }
    }
  }
}

/// What all resolutions of a stop have in common.
queue::Resolution begin_resolution(Fork& fork, const workspace::Pending& pending) {
  queue::Resolution resolution;
  resolution.patch = name_of_conflicting(fork, pending);
  if (resolution.patch.empty()) resolution.patch = fork.store().commit(pending.todo.front()).subject();
  resolution.culprit = pending.culprit;
  if (pending.culprit) resolution.subject = fork.store().commit(pending.culprit).subject();
  const git::Signature committer = fork.committer();
  resolution.date = git::format_iso8601(committer.when);
  resolution.author = fmt::format("{} <{}>", committer.name, committer.email);
  return resolution;
}

}  // namespace

std::map<std::string, std::optional<std::string>> files_to_remember(Fork& fork, const workspace::Pending& pending,
                                                                    const git::Oid& tip) {
  const std::vector<workspace::Operation> operations = fork.state().operations();
  if (pending.texts.empty() || operations.empty() || operations.back().pending_after.empty()) return {};
  if (!fork.resolutions().has_place()) return {};
  const Trees trees{operations.back().tree_after, fork.store().tree_of(tip)};
  const std::vector<Answer> answers = answers_of(fork.store(), pending, trees);
  queue::Resolution resolution = begin_resolution(fork, pending);
  resolution.also = changed_elsewhere(fork.store(), pending, trees);
  Memory memory(fork.resolutions());
  for (const Answer& answer : answers) {
    if (answer.resolved == nullptr) continue;
    resolution.path = answer.path;
    for (queue::ResolvedConflict& one :
         queue::resolved_conflicts({*answer.base, *answer.ours, *answer.theirs}, *answer.resolved)) {
      resolution.conflict = std::move(one.conflict);
      resolution.result = std::move(one.result);
      const queue::Resolution* before = memory.find(resolution.conflict);
      // Who first answered stays named.
      if (before == nullptr || before->result != resolution.result) memory.put(resolution);
    }
  }
  settle(memory, answers, resolution.also);
  return memory.keep(fork.config());
}

}  // namespace mlxpatch::ops
