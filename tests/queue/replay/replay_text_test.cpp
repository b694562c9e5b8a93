#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/queue/replay/replay_text.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/ids.hpp>
#include <support/world.hpp>

using namespace mlxpatch;
using namespace mlxpatch::queue;
using namespace mlxpatch::tests;

namespace {

git::Oid oid(char digit) { return *git::Oid::from_hex(std::string(40, digit)); }

std::string dump(const CommitInfo& info) {
  return fmt::format("<{} {} {} '{}' '{}' {}>", info.id.hex(), info.date.seconds, info.date.offset_minutes, info.author,
                     info.subject, info.number ? std::to_string(*info.number) : "-");
}

std::string dump(const std::optional<CommitInfo>& info) { return info ? dump(*info) : "-"; }

std::string dump(const git::Entry& entry) {
  return fmt::format("{:o} {}", static_cast<unsigned>(entry.mode), entry.oid.hex());
}

std::string dump(const merge::MergeConflict& conflict) {
  return fmt::format("{} {} {} {} {} {} '{}' '{}' {} '{}'\n", static_cast<int>(conflict.kind), conflict.path,
                     dump(conflict.base), dump(conflict.ours), dump(conflict.theirs), dump(conflict.result),
                     conflict.detail, conflict.driver.name, static_cast<int>(conflict.driver.run),
                     conflict.driver.problem);
}

/// Every member, by a list of its own.
std::string dump(const ReplayedPatch& patch) {
  std::string text =
      fmt::format("{} '{}' '{}' {} {} {} {} {} {}\n", patch.commit.hex(), patch.name, patch.subject,
                  static_cast<int>(patch.state), patch.new_commit ? patch.new_commit->hex() : "-", patch.tree.hex(),
                  dump(patch.culprit), dump(patch.clean_since), patch.likely_upstreamed);
  for (const std::string& path : patch.paths) text += fmt::format("path '{}'\n", path);
  for (const merge::MergeConflict& conflict : patch.conflicts) text += dump(conflict);
  for (const merge::FollowedRename& rename : patch.renames) text += fmt::format("'{}' '{}'\n", rename.from, rename.to);
  if (patch.upstreamed_by) {
    text += fmt::format("by {} {} {}", dump(patch.upstreamed_by->commit), static_cast<int>(patch.upstreamed_by->how),
                        patch.upstreamed_by->of_words);
    for (const std::string& word : patch.upstreamed_by->words) text += fmt::format(" '{}'\n", word);
  }
  if (patch.hunks) {
    text += fmt::format("hunks {}", patch.hunks->kept);
    for (const auto& [since, hunks] : patch.hunks->upstream) text += fmt::format(" {} {}\n", dump(since), hunks);
  }
  for (const LostLine& lost : patch.lost_lines) text += fmt::format("'{}' '{}'\n", lost.path, lost.line);
  for (const std::string& note : patch.notes) text += fmt::format("note '{}'\n", note);
  return text;
}

std::string dump(const ReplayResult& result) {
  std::string text = fmt::format("{} {} {}\n", result.tip.hex(), result.tree.hex(), result.clean);
  for (const ReplayedPatch& patch : result.patches) text += dump(patch);
  return text;
}

ReplayedPatch full_patch() {
  const CommitInfo info{oid('a'), {-5, -330}, "J\xfcrgen", "A subject (#7)\n", -7};
  ReplayedPatch patch;
  patch.commit = oid('1');
  patch.name = "a.patch";
  patch.subject = std::string("a NUL \0 in it", 13);
  patch.paths = {"", "a b", "\xff"};
  patch.state = PatchState::blocked;
  patch.new_commit = oid('2');
  patch.tree = oid('3');
  patch.conflicts.push_back({merge::ConflictKind::submodule,
                             "path",
                             {git::Mode::file, oid('4')},
                             {git::Mode::executable, oid('5')},
                             {git::Mode::symlink, oid('6')},
                             {git::Mode::submodule, oid('7')},
                             "detail",
                             {"driver", merge::ConflictDriver::Run::failed, "problem"}});
  patch.renames = {{"from", "to"}};
  patch.culprit = info;
  patch.clean_since = CommitInfo{oid('b'), {1, 60}, "author", "subject", {}};
  patch.upstreamed_by = Upstreamed{info, Evidence::same_lines, {"word", "another"}, 9};
  patch.likely_upstreamed = true;
  patch.hunks = HunkCounts{2, {{info, 3}}};
  patch.lost_lines = {{"path", "line"}};
  patch.notes = {"a note", ""};
  return patch;
}

void expect_round_trip(const ReplayResult& result) {
  const auto read = parse_replay(serialize_replay(result));
  REQUIRE(read);
  CHECK(dump(*read) == dump(result));
}

}  // namespace

TEST_CASE("a replay's result reads back with every member") {
  ReplayResult result;
  expect_round_trip(result);
  result.patches = {full_patch(), {}};
  result.tip = oid('8');
  result.tree = oid('9');
  result.clean = false;
  expect_round_trip(result);
}

TEST_CASE("bytes that are no result are not read as one") {
  ReplayResult result;
  result.patches = {full_patch()};
  const std::string bytes = serialize_replay(result);
  for (std::size_t length = 0; length < bytes.size(); ++length) CHECK_FALSE(parse_replay(bytes.substr(0, length)));
  CHECK_FALSE(parse_replay(bytes + "x"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    // May be a result, but ends.
    std::string other = bytes;
    other[i] = '\xff';
    static_cast<void>(parse_replay(other));
  }
}

TEST_CASE("the results of generated histories read back as they were") {
  const World world;
  const GitRepo repository = GitRepo::init(world / "histories");
  std::size_t conflicts = 0;
  std::uint64_t seed = 1;
  for (const HistoryProfile& profile : {HistoryProfile::wild(), HistoryProfile::crowded(), HistoryProfile::mild()}) {
    for (const GeneratedHistory& history : HistoryGenerator(profile).generate(repository, seed, 8)) {
      INFO("seed " << history.seed);
      const git::Repository opened = git::Repository::open(repository.path());
      objects::ObjectStore store(opened);
      std::vector<git::Oid> commits;
      commits.reserve(history.patches.size());
      for (const std::string& patch : history.patches) commits.push_back(id_of(patch));
      ReplayOptions options;
      options.policy.on_conflict = ReplayPolicy::OnConflict::keep_going;
      options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 60}};
      const ReplayResult result = replay(store, commits, id_of(history.base), id_of(history.upstream), options);
      for (const ReplayedPatch& patch : result.patches) conflicts += patch.conflicts.size();
      expect_round_trip(result);
    }
    seed += 8;
  }
  CHECK(conflicts > 0);
}
