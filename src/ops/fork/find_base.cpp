#include "fork/find_base.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

/// A file as the first patch that touches it expects it.
struct ExpectedFile {
  std::string path;
  std::string id;       ///< of its blob, perhaps abbreviated; empty: the patch does not say
  bool is_new = false;  ///< it must not exist
};

constexpr std::size_t k_shortest_id = 7;

std::vector<ExpectedFile> expected_files(const queue::PatchDirectory& patch_directory) {
  std::vector<ExpectedFile> expected;
  std::set<std::string> seen;
  for (const patch::Patch& patch : patch_directory.patches) {
    for (const patch::FilePatch& file : patch.files) {
      const std::string& path = file.old_path.empty() ? file.new_path : file.old_path;
      if (seen.insert(path).second)
        expected.push_back({path, file.old_path.empty() ? "" : file.old_id, file.old_path.empty()});
      if (!file.new_path.empty()) seen.insert(file.new_path);
    }
  }
  return expected;
}

/// The entries of a commit at the expected paths.
std::vector<git::Entry> entries_at(objects::ObjectStore& store, const git::Oid& commit,
                                   const std::vector<ExpectedFile>& expected) {
  const git::Oid tree = store.tree_of(commit);
  std::vector<git::Entry> entries;
  entries.reserve(expected.size());
  for (const ExpectedFile& file : expected) entries.push_back(objects::entry_at(store, tree, file.path));
  return entries;
}

bool has_the_blobs(const std::vector<git::Entry>& entries, const std::vector<ExpectedFile>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].is_new ? entries[i].exists() : !entries[i].exists()) return false;
    if (expected[i].id.size() >= k_shortest_id && !entries[i].oid.hex().starts_with(expected[i].id)) return false;
  }
  return true;
}

bool applies_exactly(objects::ObjectStore& store, const git::Oid& commit,
                     const queue::PatchDirectory& patch_directory) {
  queue::ApplyPolicy text_only;
  text_only.three_way = queue::ApplyPolicy::ThreeWay::never;
  git::Oid tree = store.tree_of(commit);
  for (const patch::Patch& patch : patch_directory.patches) {
    auto outcome = queue::apply_to_tree(store, patch, tree, text_only);
    const auto* applied = std::get_if<queue::AppliedPatch>(&outcome);
    if (applied == nullptr || !applied->notes.empty()) return false;
    tree = applied->tree;
  }
  return true;
}

struct Range {
  git::Oid newest;
  git::Oid oldest;
};

/// The newest run of commits whose files satisfy `qualifies`, which is called once per distinct set of files.
std::optional<Range> newest_qualifying(
    Fork& fork, const std::vector<ExpectedFile>& expected,
    const std::function<bool(const git::Oid&, const std::vector<git::Entry>&)>& qualifies) {
  std::map<std::vector<std::string>, bool> known;
  std::optional<Range> range;
  objects::walk_history(fork.repository(), fork.require_upstream_tip(), [&](const git::Oid& commit) {
    check_interrupt();
    const std::vector<git::Entry> entries = entries_at(fork.store(), commit, expected);
    std::vector<std::string> key;
    key.reserve(entries.size());
    for (const git::Entry& entry : entries)
      key.push_back(fmt::format("{}{}", static_cast<unsigned>(entry.mode), entry.oid.hex()));
    const auto [entry, is_new] = known.try_emplace(std::move(key), false);
    if (is_new) entry->second = qualifies(commit, entries);
    if (!entry->second) return !range;
    if (!range) range = Range{commit, commit};
    range->oldest = commit;
    return true;
  });
  return range;
}

FoundBase describe(Fork& fork, const Range& range, const std::string& why) {
  if (range.newest == range.oldest) return {range.newest, fmt::format("the only upstream commit that {}", why)};
  fork.store().discard();
  return {range.newest, fmt::format("the newest of {}..{}, each of which {}", range.oldest.short_hex(),
                                    range.newest.short_hex(), why)};
}

FoundBase locked_base(Fork& fork, const git::Oid& base) {
  if (fork.store().contains(base)) return {base, "pinned in mlxpatch.lock"};
  // A clone has only what branches and tags lead to; many servers still give out what they no longer lead to.
  const std::string url = transport::shown_url(
      transport::remote_url(fork.repository(), fork.config().checkout_remote).value_or(fork.config().upstream_url));
  throw Error(fmt::format("the base {} is in no branch and no tag of upstream: its history was rewritten, or it is "
                          "another repository",
                          base.hex()))
      .doing("looking for the base of the patches")
      .at(fork.project().config.lock_path().string())
      .hint(fmt::format("check that {} is the upstream that the patches are made for", url))
      .hint(fork.checkout().git_command(
          fmt::format("fetch {} {} && mlxpatch setup     ask the server for that commit itself",
                      fork.config().checkout_remote, base.hex())))
      .hint(fmt::format("rm {} && mlxpatch setup     let mlxpatch find the base from the patches",
                        shell_word(fork.project().shown(workspace::k_lock_file))));
}

}  // namespace

FoundBase find_base(Fork& fork, const queue::PatchDirectory& patch_directory) {
  if (fork.project().lock) return locked_base(fork, fork.project().lock->base);
  if (patch_directory.patches.empty())
    return {fork.require_upstream_tip(), "upstream's tip, because there are no patches yet"};
  const std::vector<ExpectedFile> expected = expected_files(patch_directory);
  const bool has_ids = std::any_of(expected.begin(), expected.end(),
                                   [](const ExpectedFile& file) { return file.id.size() >= k_shortest_id; });
  if (has_ids) {
    const auto range = newest_qualifying(fork, expected, [&](const git::Oid&, const std::vector<git::Entry>& entries) {
      return has_the_blobs(entries, expected);
    });
    if (range) return describe(fork, *range, "has the files named by the patches' index lines");
  }
  const auto range = newest_qualifying(fork, expected, [&](const git::Oid& commit, const std::vector<git::Entry>&) {
    return applies_exactly(fork.store(), commit, patch_directory);
  });
  if (range) return describe(fork, *range, "takes every patch exactly");
  throw Error(fmt::format("the patches apply to no commit of {}", fork.tracking_name()))
      .doing("looking for the base of the patches")
      .hint(fmt::format("add the commit that they are made for to {}:", fork.config().lock_path().filename().string()))
      .hint("base = \"<40 hexadecimal digits>\"");
}

}  // namespace mlxpatch::ops
