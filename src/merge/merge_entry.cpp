#include "merge_entry.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>

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
  if (conflict == ConflictKind::content) return "both sides changed the same lines";
  if (conflict == ConflictKind::add_add) return "both sides added the file, with different content";
  return driver.kind == MergeDriver::Kind::never ? "both sides changed it, and .gitattributes says not to merge it"
                                                 : "both sides changed a binary file";
}

/// The driver as a conflict names it: nothing for texts that merge line by line.
ConflictDriver conflict_driver(const MergeDriver& driver) {
  if (driver.kind == MergeDriver::Kind::text) return {};
  const bool is_program = driver.kind == MergeDriver::Kind::program;
  return {driver.name, is_program ? ConflictDriver::Run::waiting : ConflictDriver::Run::none};
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
  merged.unusual = content.unusual;
  if (content.clean) return merged;
  const ConflictKind of_texts = base_is_file ? ConflictKind::content : ConflictKind::add_add;
  merged.conflict = content.binary ? ConflictKind::binary : of_texts;
  merged.detail = detail_of(*merged.conflict, driver);
  merged.driver = conflict_driver(driver);
  return merged;
}

EntryMerger::Content EntryMerger::merge_content(const Blobs& blobs, const MergeDriver& driver,
                                                const MergeOptions& options) {
  const auto& [base, ours, theirs] = blobs;
  const Content* known = find_known(blobs, driver.kind);
  const bool verdict_only = options.effort == MergeEffort::verdict;
  if (known != nullptr && (known->clean || verdict_only)) return *known;
  static const Bytes nothing = std::make_shared<const std::string>();
  const std::array<Bytes, 3> bytes{base ? m_store.read(base, git::ObjectType::blob) : nothing,
                                   m_store.read(ours, git::ObjectType::blob),
                                   m_store.read(theirs, git::ObjectType::blob)};
  Content content{ours, false, true};
  if (driver.kind != MergeDriver::Kind::never &&
      std::ranges::all_of(bytes, [](const Bytes& text) { return is_text(*text); })) {
    content = merge_texts(blobs, bytes, driver.kind == MergeDriver::Kind::both, options);
    if (!content.clean && verdict_only) return content;
  }
  m_known.insert_or_assign({blobs, driver.kind}, content);
  return content;
}

EntryMerger::Content EntryMerger::merge_texts(const Blobs& blobs, const std::array<Bytes, 3>& bytes, bool unites,
                                              const MergeOptions& options) {
  const TextMerger::Text base{blobs[0], bytes[0]};
  const TextMerger::Text ours{blobs[1], bytes[1]};
  const TextMerger::Text theirs{blobs[2], bytes[2]};
  TextMergeOptions wanted{options.style, {options.base_label, options.ours_label, options.theirs_label}};
  wanted.effort = unites ? MergeEffort::verdict : options.effort;
  TextMerge text = m_texts.merge(base, ours, theirs, wanted);
  std::optional<UnusualMerge::Way> unusual;
  if (text.non_default_diff) unusual = UnusualMerge::Way::other_diff;
  if (!text.clean && unites) {
    wanted.same_lines = SameLines::both;
    text = m_texts.merge(base, ours, theirs, wanted);
    unusual = UnusualMerge::Way::both_sides;
  }
  if (!text.clean && options.effort == MergeEffort::verdict) return {ours.id};
  return {m_store.put(git::ObjectType::blob, std::move(text.bytes), ours.id), text.clean, false, unusual};
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
