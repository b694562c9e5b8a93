#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <variant>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <support/ids.hpp>
#include <support/squeezed.hpp>
#include <support/user_configurations.hpp>
#include <vector>

#include "histories.hpp"
#include "support/git_repo.hpp"
#include "support/history_generator.hpp"
#include "support/world.hpp"

namespace mlxpatch::tests {
namespace {

/// Long queues, so that one run of git takes many commits.
HistoryProfile long_queues() {
  HistoryProfile profile = HistoryProfile::wild();
  profile.patches = 25;
  profile.upstream_commits = 0;
  return profile;
}

/// What git itself exports, as one mbox.
std::string exported_by_git(const GitRepo& repository, const GeneratedHistory& history) {
  return repository.git({"format-patch", "--stdout", "--binary", "--full-index", history.base + ".." + history.queue}) +
         "\n";
}

/// What our writer exports, as one mbox.
std::string exported_by_us(objects::ObjectStore& store, const GeneratedHistory& history) {
  std::string mbox;
  for (const queue::ExportedPatch& patch :
       queue::export_commits(store, queue::queue_between(store, id_of(history.base), id_of(history.queue)))) {
    mbox += patch.bytes;
  }
  return mbox;
}

/// Reads an mbox and commits it on the base, for git to look at. "" if a patch does not apply.
std::string committed_by_us(objects::ObjectStore& store, const std::string& mbox, const std::string& base) {
  queue::CommitDefaults defaults;
  defaults.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 0}};
  defaults.author = [&defaults] { return defaults.committer; };
  defaults.trailer = queue::NameTrailer::leave_out;
  try {
    const std::vector<patch::Patch> patches = patch::read_patches(mbox, "generated.mbox");
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

/// The commits of a range that change something, oldest first, as our own code reads them.
std::vector<CarriedCommit> carried_by_us(objects::ObjectStore& store, const std::string& from, const std::string& to) {
  std::vector<CarriedCommit> carried;
  if (to.empty()) return carried;
  git::Oid tree = store.tree_of(id_of(from));
  for (const git::Oid& id : queue::queue_between(store, id_of(from), id_of(to))) {
    const git::Commit commit = store.commit(id);
    if (commit.tree == tree) continue;
    tree = commit.tree;
    carried.push_back({commit.tree.hex(), commit.author.name + " <" + commit.author.email + ">",
                       git::format_iso8601(commit.author.when), commit.message});
    carried.back().message.erase(commit.message.find_last_not_of(" \n\t") + 1);
  }
  return carried;
}

/// The messages as git's own reading of mails leaves them. Git takes a dot off the end of a name that it commits.
std::vector<CarriedCommit> all_squeezed(std::vector<CarriedCommit> commits) {
  for (CarriedCommit& commit : commits) {
    commit.message = squeezed(commit.message);
    const std::size_t dot = commit.author.find(". <");
    if (dot != std::string::npos) commit.author.erase(dot, 1);
  }
  return commits;
}

/// Whether Latin-1 can hold what the commit says: git labels it wrongly otherwise, where the user asks for such an
/// encoding.
bool fits_latin(const CarriedCommit& commit) {
  constexpr unsigned char k_first_beyond = 0xC4;
  const std::string words = commit.author + commit.message;
  return std::none_of(words.begin(), words.end(),
                      [](char byte) { return static_cast<unsigned char>(byte) >= k_first_beyond; });
}

/// Drops the words that git's mail loses in that configuration.
void forget_lost_words(const UserConfiguration& configuration, std::vector<CarriedCommit>& before,
                       std::vector<CarriedCommit>& after) {
  if (configuration.git_config.find("ncoding = ISO") == std::string::npos) return;
  for (std::size_t i = 0; i < std::min(after.size(), before.size()); ++i) {
    if (fits_latin(before[i])) continue;
    for (CarriedCommit* commit : {&before[i], &after[i]}) *commit = {commit->tree, "", commit->date, ""};
  }
}

/// Whether a commit of the queue turns a symbolic link into a directory, which git am may take for an attack.
bool turns_link_into_directory(objects::ObjectStore& store, const GeneratedHistory& history) {
  git::Oid tree = store.tree_of(id_of(history.base));
  for (const std::string& patch : history.patches) {
    const git::Oid after = store.tree_of(id_of(patch));
    for (const objects::PathChange& change : objects::changes_between(store, tree, after)) {
      const bool is_link_removed = change.before.mode == git::Mode::symlink && !change.after.exists();
      if (is_link_removed && objects::entry_at(store, after, change.path).mode == git::Mode::tree) return true;
    }
    tree = after;
  }
  return false;
}

/// Calls `check` for each history of a part, with an object store on the part's repository.
template <typename Check>
void for_each_history(const HistoryProfile& profile, std::size_t part, std::size_t count, Check check) {
  const World world;
  const Histories histories(profile, part, count);
  const git::Repository repository = git::Repository::open(histories.repository().path());
  for (const GeneratedHistory& history : histories.all()) {
    objects::ObjectStore store(repository);
    INFO("seed " << history.seed);
    check(histories.repository(), store, history);
  }
}

}  // namespace

// clang-format off
#define EVERY_PART ((std::size_t Part), Part), 0, 1, 2, 3, 4, 5, 6, 7
// clang-format on

TEMPLATE_TEST_CASE_SIG("am of git's own mails makes the commits that git am makes", "", EVERY_PART) {
  for_each_history(long_queues(), Part, 32,
                   [](const GitRepo& repository, objects::ObjectStore& store, const GeneratedHistory& history) {
                     const std::string mbox = exported_by_git(repository, history);
                     const std::string theirs = am_with_git(repository, history.base, mbox);
                     CHECK((!theirs.empty() || turns_link_into_directory(store, history)));
                     if (theirs.empty()) return;
                     const std::string ours = committed_by_us(store, mbox, history.base);
                     CHECK_FALSE(ours.empty());
                     const std::vector<CarriedCommit> our_commits = carried_commits(repository, history.base, ours);
                     const std::vector<CarriedCommit> their_commits = carried_commits(repository, history.base, theirs);
                     INFO("ours\n" << to_string(our_commits) << "git's\n" << to_string(their_commits));
                     CHECK(our_commits == their_commits);
                   });
}

TEMPLATE_TEST_CASE_SIG("git's own mails give the commits back, whatever the user has configured", "", EVERY_PART) {
  std::size_t next = Part;
  for_each_history(
      long_queues(), Part, 80,
      [&next](const GitRepo& repository, objects::ObjectStore& store, const GeneratedHistory& history) {
        const UserConfiguration& configuration = user_configurations()[next % user_configurations().size()];
        next += k_parts;
        INFO("configuration: " << configuration.name);
        use(configuration);
        const std::string mbox = exported_by_git(repository, history);
        use(user_configurations().front());
        std::vector<CarriedCommit> before = all_squeezed(carried_by_us(store, history.base, history.queue));
        std::vector<CarriedCommit> after =
            all_squeezed(carried_by_us(store, history.base, committed_by_us(store, mbox, history.base)));
        forget_lost_words(configuration, before, after);
        INFO("before\n" << to_string(before) << "after\n" << to_string(after));
        CHECK(after == before);
      });
}

TEMPLATE_TEST_CASE_SIG("our mails give the commits back to git am and to us", "", EVERY_PART) {
  for_each_history(long_queues(), Part, 80,
                   [](const GitRepo& repository, objects::ObjectStore& store, const GeneratedHistory& history) {
                     const std::string mbox = exported_by_us(store, history);
                     const std::vector<CarriedCommit> before = carried_by_us(store, history.base, history.queue);
                     const std::vector<CarriedCommit> we_read =
                         carried_by_us(store, history.base, committed_by_us(store, mbox, history.base));
                     INFO("before\n" << to_string(before) << "read by us\n" << to_string(we_read));
                     CHECK(we_read == before);
                     const std::string by_git = am_with_git(repository, history.base, mbox);
                     CHECK((!by_git.empty() || turns_link_into_directory(store, history)));
                     if (by_git.empty()) return;
                     const std::vector<CarriedCommit> git_read = carried_by_us(store, history.base, by_git);
                     INFO("read by git\n" << to_string(git_read));
                     CHECK(all_squeezed(git_read) == all_squeezed(before));
                   });
}

TEMPLATE_TEST_CASE_SIG("am elsewhere ends as git am -3 or as git rebase does", "", EVERY_PART) {
  // Few changes, for a whole queue has to go in before there is anything to compare.
  HistoryProfile profile = HistoryProfile::mild();
  profile.upstream_commits = 5;
  profile.patches = 2;
  profile.repetitive_percent = 60;
  std::size_t compared = 0;
  std::size_t histories = 0;
  for_each_history(profile, Part, 80,
                   [&](const GitRepo& repository, objects::ObjectStore& store, const GeneratedHistory& history) {
                     ++histories;
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
                     ++compared;
                   });
  CHECK((compared > 0 || histories < 5));
}

}  // namespace mlxpatch::tests
