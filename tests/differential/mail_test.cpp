#include <set>
#include <variant>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/queue/format/reader.hpp>
#include <mlxpatch/queue/replay.hpp>
#include <mlxpatch/queue/store.hpp>

#include "histories.hpp"

namespace mlxpatch::tests {
namespace {

git::Oid id_of(const std::string& hex) { return git::Oid::from_hex(hex).value(); }

/// What git itself exports, as one mbox.
std::string exported_by_git(const GitRepo& repository, const GeneratedHistory& history) {
  return repository.git({"format-patch", "--stdout", "--binary", "--full-index", history.base + ".." + history.queue}) +
         "\n";
}

/// What our writer exports, as one mbox.
std::string exported_by_us(git::ObjectStore& store, const GeneratedHistory& history) {
  std::string mbox;
  for (const queue::ExportedPatch& patch :
       queue::export_commits(store, queue::queue_between(store, id_of(history.base), id_of(history.queue)))) {
    mbox += patch.bytes;
  }
  return mbox;
}

/// Reads an mbox and commits it on the base, for git to look at. "" where a patch does not go in.
std::string committed_by_us(git::ObjectStore& store, const std::string& mbox, const std::string& base) {
  queue::CommitDefaults defaults;
  defaults.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 0}};
  defaults.author = defaults.committer;
  defaults.trailer = queue::NameTrailer::leave_out;
  try {
    const std::vector<queue::Patch> patches = queue::read_patches(mbox, "generated.mbox");
    const auto outcome = queue::commit_patches(store, patches, id_of(base), defaults);
    if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
      UNSCOPED_INFO(failure->subject << ": " << failure->path << ": " << failure->reason);
      return "";
    }
    store.write_pack();
    return std::get<queue::CommittedQueue>(outcome).tip.hex();
  } catch (const Error& error) {
    UNSCOPED_INFO(error.what() << " at " << (error.places().empty() ? "" : error.places().front()));
    return "";
  }
}

/// Calls `check` for each history of a part, with an object store on the part's repository.
template <typename Check>
void for_each_history(const HistoryProfile& profile, std::size_t part, std::size_t count, Check check) {
  const World world;
  const Histories histories(profile, part, count);
  const git::Repository repository = git::Repository::open(histories.repository().path());
  for (const GeneratedHistory& history : histories.all()) {
    git::ObjectStore store(repository);
    INFO("seed " << history.seed);
    check(histories.repository(), store, history);
  }
}

}  // namespace

// clang-format off
#define EVERY_PART ((std::size_t Part), Part), 0, 1, 2, 3, 4, 5, 6, 7
// clang-format on

TEMPLATE_TEST_CASE_SIG("am of git's own mails makes the commits that git am makes", "", EVERY_PART) {
  for_each_history(HistoryProfile::wild(), Part, 160,
                   [](const GitRepo& repository, git::ObjectStore& store, const GeneratedHistory& history) {
                     const std::string mbox = exported_by_git(repository, history);
                     const std::string theirs = am_with_git(repository, history.base, mbox);
                     CHECK_FALSE(theirs.empty());
                     const std::string ours = committed_by_us(store, mbox, history.base);
                     CHECK_FALSE(ours.empty());
                     const std::vector<CarriedCommit> our_commits = carried_commits(repository, history.base, ours);
                     const std::vector<CarriedCommit> their_commits = carried_commits(repository, history.base, theirs);
                     INFO("ours\n" << to_string(our_commits) << "git's\n" << to_string(their_commits));
                     CHECK(our_commits == their_commits);
                   });
}

TEMPLATE_TEST_CASE_SIG("our mails give the commits back to git am and to us", "", EVERY_PART) {
  for_each_history(HistoryProfile::wild(), Part, 160,
                   [](const GitRepo& repository, git::ObjectStore& store, const GeneratedHistory& history) {
                     const std::string mbox = exported_by_us(store, history);
                     const std::vector<CarriedCommit> before = carried_commits(repository, history.base, history.queue);
                     const std::string by_git = am_with_git(repository, history.base, mbox);
                     CHECK_FALSE(by_git.empty());
                     const std::vector<CarriedCommit> git_read = carried_commits(repository, history.base, by_git);
                     INFO("before\n" << to_string(before) << "read by git\n" << to_string(git_read));
                     CHECK(git_read == before);
                     const std::vector<CarriedCommit> we_read =
                         carried_commits(repository, history.base, committed_by_us(store, mbox, history.base));
                     INFO("read by us\n" << to_string(we_read));
                     CHECK(we_read == before);
                   });
}

TEMPLATE_TEST_CASE_SIG("am elsewhere ends as git am -3 or as git rebase does", "", EVERY_PART) {
  // Few changes, for a whole queue has to go in before there is anything to compare.
  HistoryProfile profile = HistoryProfile::mild();
  profile.upstream_commits = 5;
  profile.patches = 2;
  profile.repetitive_percent = 60;
  for_each_history(profile, Part, 80,
                   [](const GitRepo& repository, git::ObjectStore& store, const GeneratedHistory& history) {
                     const std::string mbox = exported_by_git(repository, history);
                     const std::string ours = committed_by_us(store, mbox, history.upstream);
                     const std::string theirs = am_with_git(repository, history.upstream, mbox, {"-3"});
                     if (ours.empty() || theirs.empty()) {
                       return;
                     }
                     std::set<std::string> right{repository.tree(theirs)};
                     if (!right.contains(repository.tree(ours))) {
                       // Where git's search for text took the wrong place, merging three ways is right.
                       right.insert(rebase_with_git(repository, history, RebaseDedup::off).back().tree);
                     }
                     CHECK(right.contains(repository.tree(ours)));
                   });
}

}  // namespace mlxpatch::tests
