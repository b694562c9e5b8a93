#include "publish/publish.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/operation_state.hpp>

#include "fork/fork.hpp"
#include "fork/head_text.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

constexpr std::string_view k_symbolic = "ref: ";

workspace::ConflictRecord::Side side_of(const git::Entry& entry) {
  return {static_cast<std::uint32_t>(entry.mode), entry.oid};
}

git::Entry entry_of(const workspace::ConflictRecord::Side& side) {
  return {static_cast<git::Mode>(side.mode), side.oid};
}

std::vector<workspace::ConflictRecord> records_of(const std::vector<worktree::ConflictedPath>& conflicts) {
  std::vector<workspace::ConflictRecord> records;
  for (const worktree::ConflictedPath& conflict : conflicts) {
    records.push_back({conflict.path, side_of(conflict.base), side_of(conflict.ours), side_of(conflict.theirs),
                       side_of(conflict.worktree)});
  }
  return records;
}

std::vector<worktree::ConflictedPath> conflicts_of(const std::vector<workspace::ConflictRecord>& records) {
  std::vector<worktree::ConflictedPath> conflicts;
  for (const workspace::ConflictRecord& record : records) {
    conflicts.push_back({record.path, entry_of(record.base), entry_of(record.ours), entry_of(record.theirs),
                         entry_of(record.worktree)});
  }
  return conflicts;
}

/// The tree which keeps alive, for undo and recovery, everything of an operation that no ref may reach afterwards.
git::Oid keeper_tree(objects::ObjectStore& store, const Operation& operation) {
  std::vector<objects::PathEdit> edits;
  const auto keep = [&](std::string path, git::Mode mode, const git::Oid& oid) {
    if (oid && mode != git::Mode::submodule) edits.push_back({std::move(path), {mode, oid}});
  };
  for (const workspace::FileMove& file : operation.files) {
    keep("before/" + file.path, git::Mode::file, file.before);
    keep("after/" + file.path, git::Mode::file, file.after);
  }
  keep("tree-before", git::Mode::tree, operation.tree_before);
  keep("tree-after", git::Mode::tree, operation.tree_after);
  for (std::size_t i = 0; i < operation.conflicts_after.size(); ++i) {
    const workspace::ConflictRecord& record = operation.conflicts_after[i];
    const std::pair<const char*, const workspace::ConflictRecord::Side*> sides[] = {
        {"base", &record.base}, {"ours", &record.ours}, {"theirs", &record.theirs}, {"worktree", &record.worktree}};
    for (const auto& [name, side] : sides) {
      const git::Mode mode = static_cast<git::Mode>(side->mode);
      keep(fmt::format("conflicts/{}/{}", i, name), mode == git::Mode::submodule ? mode : git::Mode::file, side->oid);
    }
  }
  return objects::edit_tree(store, {}, std::move(edits));
}

git::Oid make_keeper(Fork& fork, const Operation& operation, const std::vector<git::Oid>& keep) {
  git::Commit keeper;
  keeper.tree = keeper_tree(fork.store(), operation);
  const auto add_parent = [&](const git::Oid& oid) {
    if (oid && std::find(keeper.parents.begin(), keeper.parents.end(), oid) == keeper.parents.end()) {
      keeper.parents.push_back(oid);
    }
  };
  for (const workspace::RefMove& ref : operation.refs) {
    add_parent(ref.before);
    add_parent(ref.after);
  }
  for (const std::string* head : {&operation.head.before, &operation.head.after}) {
    if (const auto oid = git::Oid::from_hex(*head)) add_parent(*oid);
  }
  for (const git::Oid& oid : keep) add_parent(oid);
  const git::Time now = git::committer_identity(fork.repository()).when;
  keeper.author = {"mlxpatch", "mlxpatch@localhost", now};
  keeper.committer = keeper.author;
  keeper.message = fmt::format("{}: {}\n", operation.command, operation.summary);
  return fork.store().put_commit(keeper);
}

/// One side of an operation, in the order in which it becomes true. Every step may find itself done already.
class Application {
 public:
  Application(Fork& fork, report::Reporter* reporter) : m_fork(fork), m_reporter(reporter) {}

  void forward(const Operation& operation) {
    const std::string why = fmt::format("mlxpatch {}", operation.command);
    move_worktree(operation.tree_before, operation.tree_after, operation.conflicts_after);
    move_refs(operation, why);
    for (const workspace::FileMove& file : operation.files) write_project_file(file.path, file.after);
    set_cherry_pick(operation.cherry_pick_after, operation.message_after);
    m_fork.state().set_pending_text(operation.pending_after);
  }

  void backward(const Operation& operation) {
    const Operation reversed = reverse(operation);
    forward(reversed);
  }

 private:
  static Operation reverse(Operation operation) {
    std::swap(operation.head.before, operation.head.after);
    for (workspace::RefMove& ref : operation.refs) std::swap(ref.before, ref.after);
    for (workspace::FileMove& file : operation.files) std::swap(file.before, file.after);
    std::swap(operation.tree_before, operation.tree_after);
    std::swap(operation.conflicts_before, operation.conflicts_after);
    std::swap(operation.pending_before, operation.pending_after);
    std::swap(operation.cherry_pick_before, operation.cherry_pick_after);
    return operation;
  }

  void move_worktree(const git::Oid& from, const git::Oid& to,
                     const std::vector<workspace::ConflictRecord>& conflicts) {
    if (!to && !from) return;
    worktree::checkout(m_fork.repository(), m_fork.store(), from, to, conflicts_of(conflicts),
                       [this](std::size_t done, std::size_t total) {
                         if (m_reporter != nullptr) m_reporter->on(report::Progress{"Checking out files", done, total});
                       });
  }

  void move_refs(const Operation& operation, const std::string& why) {
    git::Repository& repository = m_fork.repository();
    // HEAD leaves a branch before that branch moves, and comes onto it after it has moved.
    const bool detaches = !operation.head.after.empty() && !operation.head.after.starts_with(k_symbolic);
    if (detaches) git::detach_head(repository, *git::Oid::from_hex(operation.head.after), why);
    for (const workspace::RefMove& ref : operation.refs) {
      const git::Oid now = git::ref_target(repository, ref.name).value_or(git::Oid{});
      if (now != ref.after) git::update_ref(repository, ref.name, ref.before, ref.after, why);
    }
    if (!detaches && !operation.head.after.empty()) {
      git::set_head_to_branch(repository, operation.head.after.substr(k_symbolic.size()), why);
    }
  }

  void write_project_file(const std::string& path, const git::Oid& content) {
    const std::filesystem::path file = m_fork.config().root() / path;
    if (!content) {
      std::error_code error;
      std::filesystem::remove(file, error);
      if (error) {
        throw Error(fmt::format("{} can't be removed: {}", file.string(), error.message()))
            .doing("writing the patch files");
      }
      return;
    }
    const Bytes bytes = m_fork.store().read(content, git::ObjectType::blob);
    if (read_file_if_exists(file) == *bytes) return;
    std::filesystem::create_directories(file.parent_path());
    write_file(file, *bytes);
  }

  void set_cherry_pick(const std::string& commit, const std::string& message) {
    if (const auto oid = git::Oid::from_hex(commit)) {
      worktree::write_cherry_pick_state(m_fork.repository(), *oid, message);
    } else {
      worktree::clear_operation_state(m_fork.repository());
    }
  }

  Fork& m_fork;
  report::Reporter* m_reporter;
};

void refuse_obstacles(Fork& fork, const git::Oid& from, const git::Oid& to) {
  if (!from && !to) return;
  const std::vector<std::string> obstacles = worktree::checkout_obstacles(fork.repository(), fork.store(), from, to);
  if (obstacles.empty()) return;
  Error error(fmt::format("{} in the checkout would be overwritten", count_of(obstacles.size(), "file")));
  for (const std::string& path : obstacles) error.at(fork.config().checkout_dir + "/" + path);
  error.hint(fmt::format("git -C {} stash push     put changes aside; `git stash pop` brings them back",
                         fork.config().checkout_dir));
  error.hint("move files that git does not track away; then run the same command again");
  throw error;
}

void refuse_moved_refs(Fork& fork, const std::vector<workspace::RefMove>& refs) {
  for (const workspace::RefMove& ref : refs) {
    const git::Oid now = git::ref_target(fork.repository(), ref.name).value_or(git::Oid{});
    if (now == ref.before) continue;
    throw Error(fmt::format("{} moved to {} meanwhile; it was at {}", ref.name, now ? now.short_hex() : "nothing",
                            ref.before ? ref.before.short_hex() : "nothing"))
        .hint("mlxpatch status            see what is there now, then run the same command again");
  }
}

/// The journal's entry for a publication, with all old values.
Operation describe_operation(Fork& fork, Publication& publication) {
  Operation operation;
  operation.id = fork.state().next_id();
  operation.command = publication.command;
  operation.summary = publication.summary;
  operation.undoes = publication.undoes;
  operation.date = git::format_iso8601(git::committer_identity(fork.repository()).when);
  if (publication.head) operation.head = {head_text(fork.repository()), *publication.head};
  operation.refs = publication.refs;
  operation.tree_before = publication.tree_before;
  operation.tree_after = publication.tree_after;
  operation.conflicts_after = records_of(publication.conflicts);
  for (const auto& [path, content] : publication.files) {
    const auto old = read_file_if_exists(fork.config().root() / path);
    if (old == content) continue;
    const auto blob = [&](const std::optional<std::string>& bytes) {
      return bytes ? fork.store().put(git::ObjectType::blob, *bytes) : git::Oid{};
    };
    const git::Oid before = blob(old);
    operation.files.push_back({path, before, blob(content)});
  }
  operation.pending_before = fork.state().pending_text().value_or("");
  if (const auto before = fork.pending()) {
    const auto begun = fork.state().operations();
    if (!begun.empty()) {
      operation.conflicts_before = begun.back().conflicts_after;
      operation.cherry_pick_before = begun.back().cherry_pick_after;
    }
  }
  if (publication.pending) {
    if (publication.pending->operation == 0) publication.pending->operation = operation.id;
    operation.pending_after = workspace::serialize_pending(*publication.pending);
  }
  if (publication.cherry_pick) operation.cherry_pick_after = publication.cherry_pick.hex();
  operation.message_after = publication.message;
  return operation;
}

/// What a killed run left half written beside the files that it was to write.
void remove_leftovers_of(Fork& fork, const Operation& operation) {
  std::set<std::filesystem::path> folders{fork.config().root(), fork.config().patches_path()};
  for (const workspace::FileMove& file : operation.files) {
    folders.insert((fork.config().root() / file.path).parent_path());
  }
  for (const std::filesystem::path& folder : folders) remove_leftover_temporaries(folder);
}

void close(Fork& fork, Operation operation) {
  if (operation.undoes != 0) {
    for (Operation& taken_back : journey_of_operation(fork.state().operations(), operation.undoes)) {
      taken_back.state = Operation::State::undone;
      fork.state().save(taken_back);
    }
  }
  operation.state = Operation::State::done;
  fork.state().save(operation);
}

}  // namespace

std::vector<Operation> journey_of_operation(const std::vector<Operation>& operations, std::uint64_t id) {
  std::vector<Operation> journey;
  for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
    const bool is_last = it->id == id;
    const bool leads_there = !journey.empty() && !journey.back().pending_before.empty();
    const bool counts = it->state == Operation::State::done && it->undoes == 0;
    if (is_last || (leads_there && it->id < id && counts)) journey.push_back(*it);
  }
  std::reverse(journey.begin(), journey.end());
  return journey;
}

std::string keeper_ref(std::uint64_t operation) { return fmt::format("{}{}", k_operations_prefix, operation); }

std::uint64_t publish(Fork& fork, Publication publication, report::Reporter& reporter) {
  refuse_moved_refs(fork, publication.refs);
  if (publication.tree_before || publication.tree_after) refuse_locked_index(fork.repository());
  refuse_obstacles(fork, publication.tree_before, publication.tree_after);
  // Behind the open entry nothing may depend on a network.
  worktree::prepare_checkout(fork.repository(), fork.store(), publication.tree_before, publication.tree_after,
                             publication.conflicts);
  Operation operation = describe_operation(fork, publication);
  operation.keeper = make_keeper(fork, operation, publication.keep);
  check_interrupt();

  const InterruptHold hold;
  fork.store().write_pack();
  const std::string keeper = keeper_ref(operation.id);
  git::update_ref(fork.repository(), keeper, git::ref_target(fork.repository(), keeper).value_or(git::Oid{}),
                  operation.keeper, "mlxpatch " + operation.command);
  fork.state().save(operation);
  trace(fmt::format("operation {} ({}) is open", operation.id, operation.command));
  Application application(fork, &reporter);
  try {
    application.forward(operation);
  } catch (const std::exception& error) {
    trace(fmt::format("operation {} is taken back: {}", operation.id, error.what()));
    application.backward(operation);
    fork.state().remove(operation.id);
    throw;
  }
  close(fork, operation);
  return operation.id;
}

void finish_open_operation(Fork& fork) {
  const auto operation = fork.state().open_operation();
  if (!operation) return;
  trace(fmt::format("operation {} ({}) was left open by a crash; finishing it", operation->id, operation->command));
  const InterruptHold hold;
  remove_locks_of(fork.repository(), *operation);
  Application(fork, nullptr).forward(*operation);
  remove_leftovers_of(fork, *operation);
  close(fork, *operation);
}

Publication reverse_of(Fork& fork, const Operation& operation) {
  Publication publication;
  publication.undoes = operation.id;
  if (!operation.head.before.empty()) publication.head = operation.head.before;
  for (const workspace::RefMove& ref : operation.refs) publication.refs.push_back({ref.name, ref.after, ref.before});
  publication.tree_before = operation.tree_after;
  publication.tree_after = operation.tree_before;
  for (const workspace::FileMove& file : operation.files) {
    const auto bytes = [&](const git::Oid& blob) -> std::optional<std::string> {
      if (!blob) return std::nullopt;
      return *fork.store().read(blob, git::ObjectType::blob);
    };
    if (read_file_if_exists(fork.config().root() / file.path) != bytes(file.after)) {
      throw Error(fmt::format("{} was changed since", file.path))
          .doing(fmt::format("taking back operation {} ({})", operation.id, operation.command))
          .hint(fmt::format("git diff -- {}        see how", file.path))
          .hint("put it back as it was, or keep your change and go on without undo");
    }
    publication.files.emplace(file.path, bytes(file.before));
  }
  return publication;
}

}  // namespace mlxpatch::ops
