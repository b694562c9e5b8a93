#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/text_change.hpp"
#include "support/git_repo.hpp"
#include "support/random.hpp"
#include "support/world.hpp"

/// Of thousands of generated histories: what leaves the queue as upstreamed is in upstream, line by line.
namespace mlxpatch::tests {
namespace {

using Lines = std::vector<std::string>;
using Files = std::map<std::string, std::string>;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::stoull(value);
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (const std::string_view line : split_lines(text)) lines.emplace_back(line);
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::size_t count(const std::string& text, const std::string& line) {
  const Lines lines = lines_of(text);
  return static_cast<std::size_t>(std::ranges::count(lines, line));
}

bool has(const std::string& text, const std::string& line) { return count(text, line) != 0; }

/// The lines that `after` has and `before` does not have at all, blank ones aside.
std::set<std::string> new_lines(const std::string& before, const std::string& after) {
  std::set<std::string> lines;
  for (const std::string& line : lines_of(after)) {
    if (!trim(line).empty() && !has(before, line)) lines.insert(line);
  }
  return lines;
}

/// Whether a change adds, deletes or moves the line.
bool changes_line(const std::string& before, const std::string& after, const std::string& line) {
  const auto bytes = [](const std::string& text) { return std::make_shared<const std::string>(text); };
  const queue::TextChange change(bytes(before), bytes(after));
  return std::ranges::any_of(change.runs(), [&](const queue::TextChange::Run& run) {
    return std::ranges::find(run.added, line) != run.added.end() ||
           std::ranges::find(run.deleted, line) != run.deleted.end();
  });
}

/// One commit of a history.
struct Step {
  Files before;
  Files after;
  std::string what;
  bool reverts = false;  ///< takes back what an earlier commit of upstream made
  git::Oid commit;
};

/// Upstream and queue of one seed, as texts. Lines are unique but for some that occur all over.
class History {
 public:
  explicit History(std::uint64_t seed) : m_random(seed * 0x9E3779B97F4A7C15ULL + 77) {
    for (const char* path : {"a", "b"}) base[path] = text_of(fresh_text());
    Files tree = base;
    for (std::size_t left = 1 + m_random.below(5); left > 0; --left) queue.push_back(own_change(tree));
    tree = base;
    for (std::size_t left = 1 + m_random.below(7); left > 0; --left) upstream.push_back(upstream_change(tree));
  }

  Files base;
  std::vector<Step> queue;
  std::vector<Step> upstream;

 private:
  std::string fresh_line() { return "value_" + std::to_string(++m_number) + " = compute()\n"; }

  Lines fresh_text() {
    static const Lines common{"}\n", "\n", "  end();\n", "#endif\n"};
    Lines lines;
    for (std::size_t left = 12 + m_random.below(20); left > 0; --left) {
      lines.push_back(m_random.chance(30) ? m_random.one_of(common) : fresh_line());
    }
    if (m_random.chance(40)) add_block_again(lines);
    return lines;
  }

  /// The same lines once more, but for one, further down.
  void add_block_again(Lines& lines) {
    const std::size_t begin = m_random.below(lines.size() / 2);
    Lines block(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                lines.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 7, lines.size())));
    block[m_random.below(block.size())] = fresh_line();
    lines.insert(lines.end(), block.begin(), block.end());
  }

  /// Replaces, deletes, adds or moves a few lines.
  void edit(Files& tree) {
    std::string& text = m_random.chance(75) ? tree["a"] : tree["b"];
    Lines lines = lines_of(text);
    if (lines.empty()) lines = fresh_text();
    const std::size_t at = m_random.below(lines.size());
    const std::size_t count = std::min(1 + m_random.below(4), lines.size() - at);
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    const std::size_t dice = m_random.below(100);
    if (dice < 35) {
      lines[at] = fresh_line();
    } else if (dice < 60) {
      lines.erase(begin, end);
    } else if (dice < 85) {
      Lines added;
      for (std::size_t left = 1 + m_random.below(3); left > 0; --left) added.push_back(fresh_line());
      lines.insert(begin, added.begin(), added.end());
    } else {
      const Lines moved(begin, end);
      lines.erase(begin, end);
      const auto to = lines.begin() + static_cast<std::ptrdiff_t>(m_random.below(lines.size() + 1));
      lines.insert(to, moved.begin(), moved.end());
    }
    text = text_of(lines);
  }

  Step own_change(Files& tree) {
    Step step{tree, {}, "own", false, {}};
    if (!queue.empty() && m_random.chance(15)) {
      apply(m_random.one_of(queue), tree, Direction::reverse);
    } else {
      for (std::size_t left = 1 + m_random.below(3); left > 0; --left) edit(tree);
    }
    step.after = tree;
    return step;
  }

  enum class Direction { forward, reverse };
  /// Makes a change elsewhere, as far as it merges.
  static bool apply(const Step& change, Files& tree, Direction direction = Direction::forward) {
    Files result = tree;
    for (auto& [path, text] : result) {
      const std::string& from = direction == Direction::forward ? change.before.at(path) : change.after.at(path);
      const std::string& to = direction == Direction::forward ? change.after.at(path) : change.before.at(path);
      const merge::TextMerge merged = merge::merge_text(from, text, to);
      if (!merged.clean) return false;
      text = merged.bytes;
    }
    tree = std::move(result);
    return true;
  }

  /// Makes only the change's first lines, or only its last: all that is before or after some line.
  void apply_part(const Step& change, Files& tree) {
    Step part = change;
    for (auto& [path, text] : part.after) {
      const Lines before = lines_of(change.before.at(path));
      const Lines after = lines_of(text);
      const std::size_t same = std::min(before.size(), after.size()) / 2;
      Lines mixed(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(same));
      mixed.insert(mixed.end(), before.begin() + static_cast<std::ptrdiff_t>(same), before.end());
      text = text_of(mixed);
    }
    apply(part, tree);
  }

  Step upstream_change(Files& tree) {
    Step step{tree, {}, "edit", false, {}};
    const std::size_t dice = m_random.below(100);
    if (dice < 25) {
      step.what = "take";
      apply(m_random.one_of(queue), tree);
      if (m_random.chance(50)) edit(tree);
    } else if (dice < 35) {
      step.what = "take a run";
      const std::size_t first = m_random.below(queue.size());
      const Step joined{
          queue[first].before, queue[std::min(first + 1 + m_random.below(2), queue.size() - 1)].after, "", false, {}};
      apply(joined, tree);
    } else if (dice < 45) {
      step.what = "take a part";
      apply_part(m_random.one_of(queue), tree);
    } else if (dice < 55 && !upstream.empty()) {
      step.what = "revert";
      step.reverts = apply(m_random.one_of(upstream), tree, Direction::reverse);
    } else if (dice < 62 && !upstream.empty()) {
      step.what = "revert a part";
      const Step& undone = m_random.one_of(upstream);
      apply_part({undone.after, undone.before, "", false, {}}, tree);
      step.reverts = true;
    } else {
      edit(tree);
    }
    step.after = tree;
    return step;
  }

  Random m_random;
  unsigned m_number = 0;
};

/// Puts a history into a store, without a process, and replays it.
class ReplayedHistory {
 public:
  ReplayedHistory(objects::ObjectStore& store, History& history, const queue::ReplayOptions& options) : m_store(store) {
    const git::Oid base = commit(history.base, {});
    std::vector<git::Oid> commits;
    commits.reserve(history.queue.size());
    git::Oid tip = base;
    for (Step& step : history.queue) commits.push_back(tip = step.commit = commit(step.after, tip));
    tip = base;
    for (Step& step : history.upstream) tip = step.commit = commit(step.after, tip);
    m_result = queue::replay(store, commits, base, tip, options);
  }

  const queue::ReplayResult& result() const { return m_result; }
  Files files_of(const git::Oid& tree) const {
    Files files;
    for (const char* path : {"a", "b"}) {
      files[path] = *m_store.read(objects::entry_at(m_store, tree, path).oid, git::ObjectType::blob);
    }
    return files;
  }

 private:
  git::Oid commit(const Files& files, const git::Oid& parent) {
    std::vector<objects::PathEdit> edits;
    for (const auto& [path, text] : files) {
      edits.push_back({path, {git::Mode::file, m_store.put(git::ObjectType::blob, text)}});
    }
    git::Commit commit;
    commit.tree = objects::edit_tree(m_store, {}, std::move(edits));
    if (parent) commit.parents = {parent};
    commit.author = commit.committer = {"A Tester", "tester@example.org", {1'700'000'000 + ++m_clock, 0}};
    commit.message = "Commit " + std::to_string(m_clock) + "\n";
    return m_store.put_commit(commit);
  }

  objects::ObjectStore& m_store;
  queue::ReplayResult m_result;
  std::int64_t m_clock = 0;
};

/// What is wrong with dropping one patch; empty if nothing is.
class DroppedPatch {
 public:
  DroppedPatch(const History& history, std::size_t index, const queue::Upstreamed& by) : m_history(history) {
    m_taker = static_cast<std::size_t>(std::ranges::find(history.upstream, by.commit.id, &Step::commit) -
                                       history.upstream.begin());
    m_first = m_last = index;
    if (by.how != queue::Evidence::squashed) return;
    // The report does not say which run; each that the patch belongs to is tried.
    m_may_grow = true;
  }

  std::string fault(const Files& result) {
    if (m_taker == m_history.upstream.size()) return "it names no commit of upstream";
    std::string first_fault = fault_of_run(result);
    if (first_fault.empty() || !m_may_grow) return first_fault;
    const std::size_t index = m_first;
    for (m_first = 0; m_first <= index; ++m_first) {
      for (m_last = index; m_last < m_history.queue.size(); ++m_last) {
        if (m_first != m_last && fault_of_run(result).empty()) return "";
      }
    }
    return first_fault;
  }

 private:
  std::string fault_of_run(const Files& result) const {
    for (const auto& [path, before] : m_history.queue[m_first].before) {
      const std::string& after = m_history.queue[m_last].after.at(path);
      for (const std::string& line : new_lines(before, after)) {
        if (std::string fault = fault_of_added(path, line, result.at(path)); !fault.empty()) return fault;
      }
      for (const std::string& line : new_lines(after, before)) {
        if (std::string fault = fault_of_deleted(path, line, result.at(path)); !fault.empty()) return fault;
      }
    }
    return "";
  }

  std::string fault_of_added(const std::string& path, const std::string& line, const std::string& result) const {
    if (!was_there_by_then(path, line)) return path + " lacks at the commit: " + line;
    if (!has(result, line) && !was_changed_later(path, line, true)) return path + " lacks: " + line;
    return "";
  }

  std::string fault_of_deleted(const std::string& path, const std::string& line, const std::string& result) const {
    if (line.find("value_") == std::string::npos) return "";
    // An earlier patch of the queue may be about the same line at another place, and conflict.
    if (is_changed_earlier(path, line)) return "";
    // Or upstream has copied the line, and took one of the two out with the patch.
    if (is_copied_by_then(path, line)) return "";
    if (has(taken(path), line)) return path + " still has at the commit: " + line;
    if (has(result, line) && !was_changed_later(path, line, false)) return path + " still has: " + line;
    return "";
  }

  /// Upstream may take a patch piece by piece, and edit a piece before it takes the last one.
  bool was_there_by_then(const std::string& path, const std::string& line) const {
    return std::any_of(m_history.upstream.begin(),
                       m_history.upstream.begin() + static_cast<std::ptrdiff_t>(m_taker + 1),
                       [&](const Step& step) { return has(step.after.at(path), line); });
  }

  bool is_copied_by_then(const std::string& path, const std::string& line) const {
    return count(m_history.upstream[m_taker].before.at(path), line) > count(m_history.base.at(path), line);
  }

  bool is_changed_earlier(const std::string& path, const std::string& line) const {
    return std::any_of(m_history.queue.begin(), m_history.queue.begin() + static_cast<std::ptrdiff_t>(m_first),
                       [&](const Step& step) { return changes_line(step.before.at(path), step.after.at(path), line); });
  }

  const std::string& taken(const std::string& path) const { return m_history.upstream[m_taker].after.at(path); }

  /// Whether a later patch of the queue is about the line, too, or upstream itself took it out later (or put it back),
  /// not as a revert.
  bool was_changed_later(const std::string& path, const std::string& line, bool was_there) const {
    for (std::size_t i = m_last + 1; i < m_history.queue.size(); ++i) {
      const Step& step = m_history.queue[i];
      if (changes_line(step.before.at(path), step.after.at(path), line)) return true;
    }
    if (was_there && is_in_the_way(path, line)) return true;
    bool is_own = false;
    for (std::size_t i = m_taker + 1; i < m_history.upstream.size(); ++i) {
      const Step& step = m_history.upstream[i];
      if (has(step.before.at(path), line) == was_there && has(step.after.at(path), line) != was_there) {
        is_own = !step.reverts;
      }
    }
    return is_own;
  }

  /// Whether upstream has something else now in place of the line, so that the patch does not bring it back.
  bool is_in_the_way(const std::string& path, const std::string& line) const {
    const merge::TextMerge merged =
        merge::merge_text(m_history.queue[m_first].before.at(path), m_history.upstream.back().after.at(path),
                          m_history.queue[m_last].after.at(path));
    return !merged.clean || !has(merged.bytes, line);
  }

  const History& m_history;
  std::size_t m_taker = 0;
  std::size_t m_first = 0;
  std::size_t m_last = 0;
  bool m_may_grow = false;
};

std::string story_of(const History& history) {
  std::string story;
  for (const auto* side : {&history.queue, &history.upstream}) {
    story += side == &history.queue ? "QUEUE\n" : "UPSTREAM\n";
    for (const Step& step : *side) {
      story += step.what + " " + step.commit.short_hex() + "\n";
      for (const auto& [path, before] : step.before) {
        for (const std::string& line : new_lines(step.after.at(path), before)) {
          story += fmt::format("  {} -{}", path, line);
        }
        for (const std::string& line : new_lines(before, step.after.at(path))) {
          story += fmt::format("  {} +{}", path, line);
        }
      }
    }
  }
  return story;
}

void check_histories(const queue::ReplayPolicy& policy, std::uint64_t first, std::uint64_t count) {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const git::Repository repository = git::Repository::open(repo.path());
  queue::ReplayOptions options;
  options.policy = policy;
  options.committer = {"A Tester", "tester@example.org", {1'700'000'000, 0}};
  std::map<queue::Evidence, std::size_t> dropped;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    objects::ObjectStore store(repository);
    History history(seed);
    const ReplayedHistory replayed(store, history, options);
    const Files result = replayed.files_of(replayed.result().tree);
    for (std::size_t i = 0; i < history.queue.size(); ++i) {
      const queue::ReplayedPatch& patch = replayed.result().patches[i];
      if (patch.state != queue::PatchState::upstreamed) continue;
      ++dropped[patch.upstreamed_by->how];
      const std::string fault = DroppedPatch(history, i, *patch.upstreamed_by).fault(result);
      if (fault.empty()) continue;
      INFO("seed " << seed << ", patch " << i + 1 << " dropped, evidence " << static_cast<int>(patch.upstreamed_by->how)
                   << " by " << patch.upstreamed_by->commit.id.short_hex() << "\n"
                   << story_of(history));
      CHECK(fault == "");
    }
  }
  CHECK(dropped[queue::Evidence::patch_id] > 0);
  CHECK(dropped[queue::Evidence::squashed] > 0);
  CHECK(dropped[queue::Evidence::empty] > 0);
}

queue::ReplayPolicy policy_of(queue::ReplayPolicy::Range range) {
  queue::ReplayPolicy policy;
  policy.range = range;
  policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  return policy;
}

}  // namespace

/// MLXPATCH_TEST_COUNT gives another number of histories, MLXPATCH_TEST_SEED another first seed.
constexpr std::uint64_t k_histories = 2'000;

TEST_CASE("of generated histories no patch is dropped whose lines do not hold in upstream") {
  check_histories(policy_of(queue::ReplayPolicy::Range::incremental), from_environment("MLXPATCH_TEST_SEED", 1),
                  from_environment("MLXPATCH_TEST_COUNT", k_histories));
}

TEST_CASE("of generated histories a direct replay drops no patch whose lines do not hold in upstream") {
  check_histories(policy_of(queue::ReplayPolicy::Range::direct), from_environment("MLXPATCH_TEST_SEED", 1),
                  from_environment("MLXPATCH_TEST_COUNT", k_histories));
}

}  // namespace mlxpatch::tests
