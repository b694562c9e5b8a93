#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/edit/absorb.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/ids.hpp>
#include <support/world.hpp>

#include "edited_queue.hpp"

namespace mlxpatch::tests {
namespace {

using queue::Absorbed;
using queue::Stays;
using queue::UncommittedHunk;
using Place = std::optional<std::size_t>;

constexpr std::size_t k_queues_of_part = 100;

Absorbed absorb(objects::ObjectStore& store, const EditedQueue& queue, const git::Oid& after) {
  queue::ReplayOptions options;
  options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 0}};
  return queue::absorb(store, queue.commits, {store.tree_of(queue.commits.back()), after, {}}, options);
}

std::string text_in(objects::ObjectStore& store, const git::Oid& tree, const std::string& path) {
  return *store.read(objects::entry_at(store, tree, path).oid, git::ObjectType::blob);
}

/// A hunk by itself on the queue's last text of its file.
std::string with_hunk(const EditedQueue& queue, const UncommittedHunk& hunk) {
  const Lines& committed = queue.last(hunk.path);
  const Lines& changed = queue.changed.at(hunk.path);
  const auto at = [](const Lines& lines, std::size_t line) {
    return lines.begin() + static_cast<std::ptrdiff_t>(line);
  };
  Lines lines(committed.begin(), at(committed, hunk.lines.before));
  lines.insert(lines.end(), at(changed, hunk.lines.after), at(changed, hunk.lines.after_end()));
  lines.insert(lines.end(), at(committed, hunk.lines.before_end()), committed.end());
  return joined(lines);
}

/// What git makes of a hunk that goes down the queue: at each patch of its file, from the last one, that patch is taken
/// back below it by `git merge-file`, up to the first one with which it conflicts.
struct Descent {
  Place stopped_by;
  std::map<std::size_t, std::string> texts;  ///< with the hunk, after each patch
};

Descent descend(const World& world, const EditedQueue& queue, const UncommittedHunk& hunk) {
  Descent descent;
  std::string text = with_hunk(queue, hunk);
  for (std::size_t i = queue.commits.size(); i-- > 0;) {
    descent.texts[i] = text;
    const std::string before = joined(queue.before(i, hunk.path));
    const std::string after = joined(queue.texts[i].at(hunk.path));
    if (before == after) continue;
    write_bytes(world / "ours", text);
    write_bytes(world / "base", after);
    write_bytes(world / "theirs", before);
    const CommandResult merge = run_command(
        {"git", "merge-file", "-p", (world / "ours").string(), (world / "base").string(), (world / "theirs").string()});
    // A hunk of which nothing is left took the patch's own change back.
    if (merge.exit != 0 || merge.out == before) {
      descent.stopped_by = i;
      return descent;
    }
    text = merge.out;
  }
  return descent;
}

/// The patch of each line of a file at the end of the queue, by `git blame`; none: upstream's.
std::vector<Place> owners_of(const GitRepo& repo, const EditedQueue& queue, const std::string& path) {
  std::vector<Place> owners;
  for (const std::string_view line :
       split_lines(repo.git({"blame", "-s", "-l", queue.commits.back().hex(), "--", path}))) {
    const auto commit = std::ranges::find(queue.commits, git::Oid::from_hex(line.substr(0, 40)).value_or(git::Oid{}));
    owners.push_back(commit == queue.commits.end() ? Place() : commit - queue.commits.begin());
  }
  return owners;
}

/// Where `git absorb` puts the hunks of a queue: the subject of its fixup is the patch's. Ours are in its order.
std::vector<Place> places_of_git_absorb(const GitRepo& repo, const EditedQueue& queue,
                                        const std::vector<UncommittedHunk>& hunks) {
  repo.git({"symbolic-ref", "HEAD", "refs/heads/" + queue.branch});
  repo.git({"read-tree", queue.work});
  repo.git({"absorb", "--base", queue.base});
  const std::string log = repo.git({"log", "--reverse", "--format=fixup %s", "-p", "-U0", "--no-indent-heuristic",
                                    queue.commits.back().hex() + "..HEAD"});
  struct Fixup {
    std::string subject, path, hunk;
  };
  std::vector<Fixup> fixups;
  for (const std::string_view with_end : split_lines(log)) {
    const std::string_view line = trim_end(with_end);
    if (line.starts_with("fixup ")) fixups.push_back({std::string(line.substr(6)), "", ""});
    if (line.starts_with("+++ b/")) fixups.back().path = line.substr(6);
    if (line.starts_with("@@")) fixups.back().hunk = line.substr(0, line.find('+'));
  }
  std::vector<Place> places(hunks.size());
  std::map<std::string, std::ptrdiff_t> shift;
  std::size_t next = 0;
  for (std::size_t i = 0; i < hunks.size() && next < fixups.size(); ++i) {
    const diff::LineChange& lines = hunks[i].lines;
    const std::ptrdiff_t first =
        static_cast<std::ptrdiff_t>(lines.before + (lines.before_count > 0 ? 1 : 0)) + shift[hunks[i].path];
    std::string header = "@@ -" + std::to_string(first);
    if (lines.before_count != 1) header += "," + std::to_string(lines.before_count);
    if (fixups[next].path != hunks[i].path || fixups[next].hunk != header + " ") continue;
    shift[hunks[i].path] +=
        static_cast<std::ptrdiff_t>(lines.after_count) - static_cast<std::ptrdiff_t>(lines.before_count);
    const std::string subject = fixups[next++].subject.substr(std::string_view("fixup! patch ").size());
    places[i] = std::stoul(subject);
  }
  CHECK(next == fixups.size());
  return places;
}

/// How the place of a hunk differs from that which `git absorb` gives it.
enum class Difference {
  none,
  own_lines,    ///< it changes what our patch did; the later one of git absorb's only has lines beside that
  between,      ///< it begins at the lines of one patch and ends at another's: here it stays
  would_empty,  ///< it takes all of the patch back: here it stays, and git absorb makes a fixup that empties it
  only_patch,   ///< it is away from the lines of any patch, and one patch changes the file: git absorb has no place
  /// Git's merge conflicts at our patch and at no later one, or, of a hunk that stays, at none. Git absorb takes lines
  /// that are all equal past a patch that added or deleted such ones, and a deletion to be one line further up than it
  /// is.
  as_git_merges,
  worse  ///< none of these
};

/// The last patch of those whose lines the hunk takes out.
Place last_owner(const std::vector<Place>& owners, const UncommittedHunk& hunk) {
  Place last;
  for (std::size_t i = hunk.lines.before; i < hunk.lines.before_end(); ++i) last = std::max(last, owners.at(i));
  return last;
}

/// Whether the lines that the hunk takes out, or those with the next one above or below, are next to each other after a
/// patch, and not before it: the hunk spans what the patch deleted.
bool spans_deletion_of(const EditedQueue& queue, const UncommittedHunk& hunk, std::size_t patch) {
  const Lines& last = queue.last(hunk.path);
  const Lines& before = queue.before(patch, hunk.path);
  const Lines& after = queue.texts[patch].at(hunk.path);
  const std::size_t begin = hunk.lines.before;
  const std::size_t end = hunk.lines.before_end();
  const auto only_after = [&](std::size_t first, std::size_t past) {
    const std::span<const std::string> lines = std::span(last).subspan(first, past - first);
    return std::ranges::search(before, lines).empty() && !std::ranges::search(after, lines).empty();
  };
  return only_after(begin, end) || (begin > 0 && only_after(begin - 1, end)) ||
         (end < last.size() && only_after(begin, end + 1));
}

/// What a hunk is compared with.
struct Peers {
  Place git_absorb;
  Descent descent;
  std::vector<Place> owners;  ///< of the lines of its file
};

/// Whether the hunk changes what a patch did, and nothing that a later one did.
bool changes_own(const EditedQueue& queue, const UncommittedHunk& hunk, const Peers& peers, std::size_t patch) {
  const Place owner = last_owner(peers.owners, hunk);
  return owner == patch || (owner < Place(patch) && spans_deletion_of(queue, hunk, patch));
}

Difference difference_of(const EditedQueue& queue, const UncommittedHunk& hunk, const Peers& peers) {
  const Place theirs = peers.git_absorb;
  const Place ours = hunk.patch;
  if (ours == theirs) return Difference::none;
  const bool is_kept = !ours && !hunk.candidates.empty();
  const bool is_candidate = theirs && std::ranges::find(hunk.candidates, *theirs) != hunk.candidates.end();
  if (is_kept && hunk.stays == Stays::between && is_candidate) return Difference::between;
  if (is_kept && hunk.stays == Stays::would_empty && theirs == hunk.candidates.back()) return Difference::would_empty;
  const Place meant = is_kept && hunk.stays == Stays::would_empty ? Place(hunk.candidates.back()) : ours;
  if (meant && theirs && *meant < *theirs && changes_own(queue, hunk, peers, *meant)) return Difference::own_lines;
  if (ours && !theirs && queue.patches_of(hunk.path) == std::vector<std::size_t>{*ours}) return Difference::only_patch;
  const bool is_between = is_kept && hunk.stays == Stays::between;
  if ((is_between ? Place(hunk.candidates.back()) : meant) == peers.descent.stopped_by) {
    return Difference::as_git_merges;
  }
  return Difference::worse;
}

/// Whether the place is the one that git's own merges give the hunk: the first patch with which it conflicts, or an
/// earlier one whose lines it takes out; the only patch of the file if it conflicts with none.
void check_place(const EditedQueue& queue, const UncommittedHunk& hunk, const Peers& peers) {
  const Descent& descent = peers.descent;
  const bool is_between = !hunk.patch && hunk.stays == Stays::between;
  const Place ours = !hunk.patch && hunk.stays == Stays::would_empty ? Place(hunk.candidates.back()) : hunk.patch;
  if (is_between) {
    CHECK(hunk.candidates.size() == 2);
    CHECK(descent.stopped_by == hunk.candidates.back());
  } else if (!descent.stopped_by) {
    const std::vector<std::size_t> patches = queue.patches_of(hunk.path);
    CHECK(ours == (patches.size() == 1 ? Place(patches.front()) : Place()));
    if (!ours) CHECK(hunk.candidates == patches);
  } else if (ours != descent.stopped_by) {
    REQUIRE(ours);
    CHECK(*ours < *descent.stopped_by);
    CHECK(changes_own(queue, hunk, peers, *ours));
  }
}

/// By itself the hunk makes of each patch from its place on what git's merges make of it on their way down to there.
void check_texts(objects::ObjectStore& store, const EditedQueue& queue, const UncommittedHunk& hunk,
                 const Descent& descent) {
  const git::Oid blob = store.put(git::ObjectType::blob, with_hunk(queue, hunk));
  const git::Oid after =
      objects::edit_tree(store, store.tree_of(queue.commits.back()), {{hunk.path, {git::Mode::file, blob}}});
  const Absorbed made = absorb(store, queue, after);
  REQUIRE(made.hunks.size() == 1);
  CHECK(made.hunks.front().patch == hunk.patch);
  if (!hunk.patch) return;
  for (const auto& [patch, text] : descent.texts) {
    if (patch < *hunk.patch) continue;
    CHECK(text_in(store, store.tree_of(made.commits.at(patch)), hunk.path) == text);
  }
}

struct Counts {
  std::map<Difference, std::size_t> differences;
  std::size_t hunks = 0;
};

void check_queue(const World& world, const GitRepo& repo, const EditedQueue& queue, Counts& counts) {
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const Absorbed made = absorb(store, queue, id_of(repo.tree(queue.work)));
  const std::vector<Place> theirs = places_of_git_absorb(repo, queue, made.hunks);
  std::map<std::string, std::vector<Place>> owners;
  for (std::size_t i = 0; i < made.hunks.size(); ++i) {
    const UncommittedHunk& hunk = made.hunks[i];
    if (!owners.contains(hunk.path)) owners[hunk.path] = owners_of(repo, queue, hunk.path);
    INFO(hunk.path << ":" << hunk.lines.before + 1 << "," << hunk.lines.before_count << " +" << hunk.lines.after_count);
    INFO("ours " << (hunk.patch ? std::to_string(*hunk.patch) : "stays") << ", git absorb's "
                 << (theirs[i] ? std::to_string(*theirs[i]) : "none"));
    const Peers peers{theirs[i], descend(world, queue, hunk), owners[hunk.path]};
    const Difference difference = difference_of(queue, hunk, peers);
    CHECK(difference != Difference::worse);
    ++counts.differences[difference];
    ++counts.hunks;
    check_place(queue, hunk, peers);
    check_texts(store, queue, hunk, peers.descent);
  }
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("each hunk goes where git absorb puts it, or to a better place, and git's merges agree", "",
                       ((std::size_t part), part), 0, 1, 2, 3, 4) {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  if (repo.try_git({"absorb", "--version"}).exit != 0) SKIP("git-absorb is not installed: .ci/setup peers");
  Counts counts;
  for (const EditedQueue& queue : make_edited_queues(repo, part * k_queues_of_part, k_queues_of_part)) {
    INFO("queue " << queue.branch);
    check_queue(world, repo, queue, counts);
  }
  CHECK(counts.hunks > k_queues_of_part);
  CHECK(counts.differences[Difference::none] > counts.hunks / 2);
  for (const Difference each : {Difference::own_lines, Difference::between, Difference::only_patch}) {
    CHECK(counts.differences[each] > 0);
  }
}

}  // namespace mlxpatch::tests
