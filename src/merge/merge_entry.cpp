#include "merge_entry.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include "merge_driver.hpp"

namespace mlxpatch::merge {

namespace {

/// Git's merges treat larger files as binary.
constexpr std::size_t k_largest_text = std::size_t{1023} << 20U;

bool is_text(std::string_view bytes) { return bytes.size() <= k_largest_text && !diff::is_binary(bytes); }

/// The content if only one side changed it, or both in the same way; std::nullopt if it has to be merged.
std::optional<git::Oid> unmerged_content(const EntryVersions& versions) {
  const auto& [base, ours, theirs] = versions;
  const bool base_is_file = git::is_regular(base.mode);
  if (ours.oid == theirs.oid || (base_is_file && theirs.oid == base.oid)) return ours.oid;
  if (base_is_file && ours.oid == base.oid) return theirs.oid;
  return std::nullopt;
}

/// Why contents do not merge, for a person.
std::string detail_of(ConflictKind conflict, const MergeDriver& driver) {
  if (driver.kind == MergeDriver::Kind::program) {
    return fmt::format("its merge driver \"{}\" is a program, which does not run in memory", driver.name);
  }
  if (conflict == ConflictKind::content) return "both sides changed the same lines";
  if (conflict == ConflictKind::add_add) return "both sides added the file, with different content";
  return driver.kind == MergeDriver::Kind::never ? "both sides changed it, and .gitattributes says not to merge it"
                                                 : "both sides changed a binary file";
}

}  // namespace

EntryMerge EntryMerger::merge(const EntryVersions& versions, const MergeDriver& driver, const MergeOptions& options) {
  const auto& [base, ours, theirs] = versions;
  if (git::is_regular(ours.mode) && git::is_regular(theirs.mode)) return merge_regular(versions, driver, options);
  if (ours.mode == git::Mode::submodule && theirs.mode == git::Mode::submodule) {
    return {ours, ConflictKind::submodule, "both sides moved the submodule to different commits"};
  }
  if (ours.mode == git::Mode::symlink && theirs.mode == git::Mode::symlink) {
    return {ours, ConflictKind::symlink, "both sides point the symbolic link elsewhere"};
  }
  const bool has_link = ours.mode == git::Mode::symlink || theirs.mode == git::Mode::symlink;
  return {ours, has_link ? ConflictKind::symlink : ConflictKind::submodule, "the two sides are of different types"};
}

EntryMerge EntryMerger::merge_regular(const EntryVersions& versions, const MergeDriver& driver,
                                      const MergeOptions& options) {
  const auto& [base, ours, theirs] = versions;
  EntryMerge merged;
  if (const auto content = unmerged_content(versions)) {
    merged.result.oid = *content;
  } else {
    merged = merge_both_contents(versions, driver, options);
  }
  // If one side left the mode alone, the other side's counts. Two added files may differ in it.
  const bool base_is_file = git::is_regular(base.mode);
  merged.result.mode = base_is_file && ours.mode == base.mode ? theirs.mode : ours.mode;
  const bool modes_clash = ours.mode != theirs.mode && !base_is_file;
  if (!merged.conflict && modes_clash) {
    merged.conflict = ConflictKind::mode;
    merged.detail = "both sides added the file, one of them as executable";
  }
  return merged;
}

EntryMerge EntryMerger::merge_both_contents(const EntryVersions& versions, const MergeDriver& driver,
                                            const MergeOptions& options) {
  const auto& [base, ours, theirs] = versions;
  const bool base_is_file = git::is_regular(base.mode);
  const Content content = merge_content({base_is_file ? base.oid : git::Oid{}, ours.oid, theirs.oid}, driver, options);
  EntryMerge merged;
  merged.result.oid = content.oid;
  merged.non_default_diff = content.non_default_diff;
  if (content.clean) return merged;
  const ConflictKind of_texts = base_is_file ? ConflictKind::content : ConflictKind::add_add;
  merged.conflict = content.binary ? ConflictKind::binary : of_texts;
  merged.detail = detail_of(*merged.conflict, driver);
  return merged;
}

EntryMerger::Content EntryMerger::merge_content(const Blobs& blobs, const MergeDriver& driver,
                                                const MergeOptions& options) {
  const auto& [base, ours, theirs] = blobs;
  const Content* known = find_known(blobs, driver.kind);
  const bool verdict_only = options.effort == MergeEffort::verdict;
  if (known != nullptr && (known->clean || verdict_only)) return *known;
  static const Bytes nothing = std::make_shared<const std::string>();
  const Bytes base_bytes = base ? m_store.read(base, git::ObjectType::blob) : nothing;
  const Bytes our_bytes = m_store.read(ours, git::ObjectType::blob);
  const Bytes their_bytes = m_store.read(theirs, git::ObjectType::blob);
  Content content;
  const bool are_texts =
      driver.kind != MergeDriver::Kind::never && is_text(*base_bytes) && is_text(*our_bytes) && is_text(*their_bytes);
  if (!are_texts) {
    content = {ours, false, true};
  } else {
    TextMergeOptions wanted{options.style, {options.base_label, options.ours_label, options.theirs_label}};
    wanted.effort = options.effort;
    if (driver.kind == MergeDriver::Kind::both) wanted.same_lines = SameLines::both;
    TextMerge text = m_texts.merge({base, base_bytes}, {ours, our_bytes}, {theirs, their_bytes}, wanted);
    if (!text.clean && verdict_only) return {ours};
    const bool clean = text.clean && driver.kind != MergeDriver::Kind::program;
    content = {m_store.put(git::ObjectType::blob, std::move(text.bytes), ours), clean, false,
               clean && text.non_default_diff};
  }
  m_known.insert_or_assign({blobs, driver.kind}, content);
  return content;
}

const EntryMerger::Content* EntryMerger::find_known(const Blobs& blobs, MergeDriver::Kind driver) {
  const auto known = m_known.find({blobs, driver});
  if (known != m_known.end()) return &known->second;
  if (m_other == nullptr) return nullptr;
  const auto others = m_other->m_known.find({blobs, driver});
  if (others == m_other->m_known.end() || !others->second.clean) return nullptr;
  m_store.adopt(m_other->m_store, others->second.oid, blobs[1]);
  return &others->second;
}

}  // namespace mlxpatch::merge
