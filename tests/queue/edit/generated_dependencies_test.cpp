#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/dependencies.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/ids.hpp>
#include <support/world.hpp>

#include "edit/commutation.hpp"
#include "edit/git_picks.hpp"
#include "edit/meeting_places.hpp"
#include "replay/queued_patch.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Dependencies;
using queue::Need;
using Indices = std::vector<std::size_t>;
using Commits = std::vector<git::Oid>;

namespace {

bool has(const Indices& indices, std::size_t index) { return std::ranges::find(indices, index) != indices.end(); }

bool needs_directly(const Dependencies& found, std::size_t patch, std::size_t other) {
  return std::ranges::find(found.needs_of(patch), other, &Need::patch) != found.needs_of(patch).end();
}

/// An earlier patch and what has to go up with it, to just below another one.
Indices going_up_with(const Dependencies& found, std::size_t patch, std::size_t end) {
  Indices going_up{patch};
  std::ranges::copy_if(found.all_needing(patch), std::back_inserter(going_up),
                       [&](std::size_t needing) { return needing < end; });
  return going_up;
}

/// One queue, what is found of it, and git's own opinion.
class Case {
 public:
  Case(const GitRepo& repo, const GeneratedHistory& history, Dependencies found)
      : m_history(history), m_picks(repo, history.patches), m_repo(repo), m_found(std::move(found)) {}

  /// Whether git applies a patch below an earlier one, which goes up with all between that needs it.
  bool commute_by_git(std::size_t patch, std::size_t other) const {
    const Indices going_up = going_up_with(m_found, other, patch);
    Indices order;
    for (std::size_t i = other; i < patch; ++i) {
      if (!has(going_up, i)) order.push_back(i);
    }
    order.push_back(patch);
    order.insert(order.end(), going_up.begin(), going_up.end());
    const std::string onto = other == 0 ? m_history.base : m_history.patches.at(other - 1);
    return m_picks.tree_of(onto, order) == m_repo.tree(m_history.patches.at(patch));
  }

  /// Whether git applies the queue without a patch and all that need it.
  bool drops_by_git(std::size_t patch) const {
    Indices order;
    const Indices needing = m_found.all_needing(patch);
    for (std::size_t i = 0; i < m_history.patches.size(); ++i) {
      if (i != patch && !has(needing, i)) order.push_back(i);
    }
    return !m_picks.tree_of(m_history.base, order).empty();
  }

  /// Whether git applies a patch and all that it needs, and nothing else.
  bool stands_by_git(std::size_t patch) const {
    Indices order = m_found.all_needs_of(patch);
    order.push_back(patch);
    return !m_picks.tree_of(m_history.base, order).empty();
  }

 private:
  const GeneratedHistory& m_history;
  GitPicks m_picks;
  const GitRepo& m_repo;
  Dependencies m_found;
};

struct Tally {
  std::size_t needs = 0;
  std::size_t pairs = 0;
};

/// How many queues of each kind. Fifty of each were held against git; MLXPATCH_TEST_COUNT gives another number.
std::size_t queues_of_a_kind() {
  const char* value = std::getenv("MLXPATCH_TEST_COUNT");
  return value == nullptr ? 12 : std::stoull(value);
}

/// Compares all pairs of a queue with what git makes of them.
void compare_with_git(const GitRepo& repo, objects::ObjectStore& store, const GeneratedHistory& history, Tally& tally) {
  std::vector<git::Oid> commits;
  commits.reserve(history.patches.size());
  for (const std::string& patch : history.patches) commits.push_back(id_of(patch));
  const Dependencies found = queue::find_dependencies(store, commits, {});
  const Case each(repo, history, found);
  CHECK(each.stands_by_git(commits.size() - 1));
  for (std::size_t patch = 0; patch < commits.size(); ++patch) {
    INFO("patch " << patch << ", " << commits[patch].hex());
    CHECK(each.drops_by_git(patch));
    for (std::size_t other = 0; other < patch; ++other) {
      const bool needs = needs_directly(found, patch, other);
      if (!needs && has(found.all_needs_of(patch), other)) continue;
      INFO("and " << other);
      ++tally.pairs;
      tally.needs += needs ? 1 : 0;
      CHECK(needs != each.commute_by_git(patch, other));
    }
  }
}

/// The same of the queues of these seeds.
Tally compare_with_git(const HistoryProfile& profile, std::uint64_t first) {
  const World world;
  const GitRepo repo = GitRepo::init(world / "generated");
  const std::vector<GeneratedHistory> histories = HistoryGenerator(profile).generate(repo, first, queues_of_a_kind());
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  Tally tally;
  for (const GeneratedHistory& history : histories) {
    INFO("seed " << history.seed);
    compare_with_git(repo, store, history, tally);
  }
  return tally;
}

/// Calls `visit` with each of some generated queues, in memory.
void for_each_generated(const HistoryProfile& profile, std::uint64_t first, std::size_t count,
                        const std::function<void(objects::ObjectStore&, const Commits&)>& visit) {
  const World world;
  const GitRepo repo = GitRepo::init(world / "generated");
  const std::vector<GeneratedHistory> histories = HistoryGenerator(profile).generate(repo, first, count);
  const git::Repository repository = git::Repository::open(repo.path());
  for (const GeneratedHistory& history : histories) {
    INFO("seed " << history.seed);
    Commits commits;
    for (const std::string& patch : history.patches) commits.push_back(id_of(patch));
    objects::ObjectStore store(repository);
    visit(store, commits);
  }
}

/// What drop and move make of a queue, and its dependencies.
class Edits {
 public:
  Edits(objects::ObjectStore& store, const Commits& commits)
      : m_store(store), m_commits(commits), m_found(queue::find_dependencies(store, commits, {})) {}
  const Dependencies& found() const { return m_found; }

  /// The patches that refuse to do without this one; those that are named for it are needed by them.
  Indices refused_without(std::size_t patch) {
    Indices order = all();
    std::erase(order, patch);
    Indices refused;
    for (const queue::Obstacle& obstacle : rearranged(order).obstacles) {
      refused.push_back(obstacle.patch);
      CHECK_FALSE(obstacle.paths.empty());
      for (const std::size_t other : obstacle.over) CHECK(has(m_found.all_needs_of(obstacle.patch), other));
    }
    return refused;
  }

  /// Whether a patch can be moved to before an earlier one.
  bool moves(std::size_t patch, std::size_t before) {
    Indices order = all();
    std::erase(order, patch);
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(before), patch);
    return rearranged(order).obstacles.empty();
  }
  bool may_move(std::size_t patch, std::size_t before) const {
    return std::ranges::all_of(m_found.needs_of(patch), [&](const Need& need) { return need.patch < before; });
  }

 private:
  Indices all() const {
    Indices indices(m_commits.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
  }
  queue::Rearranged rearranged(const Indices& order) {
    return queue::rearrange(m_store, m_commits, m_store.commit(m_commits.front()).parents.front(), order, {});
  }

  objects::ObjectStore& m_store;
  const Commits& m_commits;
  Dependencies m_found;
};

/// Few files of few lines, so that the patches meet.
HistoryProfile close_profile() {
  HistoryProfile profile;
  profile.files = 2;
  profile.lines = 40;
  profile.upstream_commits = 1;
  profile.patches = 5;
  profile.changes_per_commit = 2;
  return profile;
}

/// Longer queues, of texts some of which are full of equal lines.
HistoryProfile larger_profile() {
  HistoryProfile profile = HistoryProfile::wild();
  profile.rename = 1;
  profile.rename_with_edit = 1;
  profile.files = 5;
  profile.lines = 120;
  profile.upstream_commits = 1;
  profile.patches = 12;
  return profile;
}

}  // namespace

TEST_CASE("what is told apart without a merge does commute") {
  std::size_t apart = 0;
  for_each_generated(larger_profile(), 100, 60, [&](objects::ObjectStore& store, const Commits& commits) {
    const std::vector<queue::QueuedPatch> patches = queue::load_queue(store, commits);
    queue::MeetingPlaces places(store, patches);
    const queue::Commutation commutation(store, patches, {});
    const Dependencies found = queue::find_dependencies(store, commits, {});
    for (std::size_t patch = 0; patch < patches.size(); ++patch) {
      const auto met = places.met_by(patch);
      for (std::size_t other = 0; other < patch; ++other) {
        const Indices going_up = going_up_with(found, other, patch);
        const auto meeting = met.find(other);
        const bool are_apart = !has(found.all_needs_of(patch), other) &&
                               (meeting == met.end() || places.near(patch, going_up, meeting->second).empty());
        if (!are_apart) continue;
        ++apart;
        INFO("patches " << patch << ", " << commits[patch].hex() << ", and " << other);
        CHECK(commutation.commutes(patch, going_up));
      }
    }
  });
  CHECK(apart > 1000);
}

TEST_CASE("drop and move refuse what the dependencies forbid") {
  HistoryProfile profile = larger_profile();
  profile.rename = profile.rename_with_edit = profile.move_directory = profile.swap_kind = 0;
  std::size_t refused = 0;
  for_each_generated(profile, 500, 20, [&](objects::ObjectStore& store, const Commits& commits) {
    Edits edits(store, commits);
    for (std::size_t patch = 0; patch < commits.size(); ++patch) {
      INFO("patch " << patch << ", " << commits[patch].hex());
      const Indices without = edits.refused_without(patch);
      refused += without.size();
      CHECK(std::ranges::includes(without, edits.found().needing(patch)));
      CHECK(std::ranges::includes(edits.found().all_needing(patch), without));
      for (std::size_t other = 0; other < patch; ++other) {
        INFO("before " << other);
        CHECK(edits.moves(patch, other) == edits.may_move(patch, other));
      }
    }
  });
  CHECK(refused > 100);
}

TEST_CASE("where files move, drop and move refuse nothing that the dependencies allow") {
  std::size_t refused = 0;
  for_each_generated(larger_profile(), 600, 20, [&](objects::ObjectStore& store, const Commits& commits) {
    Edits edits(store, commits);
    for (std::size_t patch = 0; patch < commits.size(); ++patch) {
      INFO("patch " << patch << ", " << commits[patch].hex());
      const Indices without = edits.refused_without(patch);
      refused += without.size();
      CHECK(std::ranges::includes(edits.found().all_needing(patch), without));
      for (std::size_t other = 0; other < patch; ++other) {
        INFO("before " << other);
        CHECK((edits.moves(patch, other) || !edits.may_move(patch, other)));
      }
    }
  });
  CHECK(refused > 100);
}

TEST_CASE("a real queue: its patches commute where git applies them in the other order") {
  const char* checkout = std::getenv("MLXPATCH_TEST_QUEUE");
  const char* base = std::getenv("MLXPATCH_TEST_QUEUE_BASE");
  if (checkout == nullptr || base == nullptr) {
    SKIP("MLXPATCH_TEST_QUEUE names no checkout whose commits above MLXPATCH_TEST_QUEUE_BASE are a queue");
  }
  const World world;
  const GitRepo repo = GitRepo::clone(checkout, world / "queue", {"--quiet", "--local"});
  GeneratedHistory history;
  history.base = repo.rev_parse(base);
  history.patches = repo.log(history.base + "..HEAD", "%H");
  std::ranges::reverse(history.patches);
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  Tally tally;
  compare_with_git(repo, store, history, tally);
  WARN(history.patches.size() << " patches, " << tally.pairs << " pairs, " << tally.needs << " of which depend");
}

TEST_CASE("generated queues: edits of a few files commute where git applies them in the other order") {
  const Tally tally = compare_with_git(close_profile(), 1);
  CHECK(tally.needs >= queues_of_a_kind());
}

TEST_CASE("generated queues: texts full of equal lines commute where git applies them in the other order") {
  HistoryProfile profile = close_profile();
  profile.repetitive_percent = 100;
  profile.crlf_percent = 10;
  const Tally tally = compare_with_git(profile, 1000);
  CHECK(tally.needs >= queues_of_a_kind());
}

TEST_CASE("generated queues: all kinds of changes commute where git applies them in the other order") {
  HistoryProfile profile = HistoryProfile::wild();
  profile.files = 5;
  profile.lines = 40;
  profile.upstream_commits = 1;
  profile.patches = 5;
  const Tally tally = compare_with_git(profile, 2000);
  CHECK(tally.needs >= queues_of_a_kind());
}

TEST_CASE("generated queues: files that move commute where git applies them in the other order") {
  HistoryProfile profile = HistoryProfile::crowded();
  profile.upstream_commits = 1;
  profile.patches = 5;
  const Tally tally = compare_with_git(profile, 3000);
  CHECK(tally.needs >= queues_of_a_kind());
}
