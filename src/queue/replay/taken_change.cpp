#include "replay/taken_change.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/other_diffs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

/// How many bytes of text are held. Beyond that all are forgotten.
constexpr std::size_t k_most_held = std::size_t{4} << 20U;

const git::Oid k_base({0});

bool has_all(const LineSet& missing, const std::vector<std::string_view>& wanted) {
  return std::ranges::none_of(wanted, [&](std::string_view line) { return missing.contains(line); });
}

/// The lines of a change's runs that a text does not have.
LineSet missing_lines(const TextChange& change, const TextChange::Lines& lines) {
  LineSet missing;
  for (const TextChange::Run& run : change.runs()) {
    missing.insert(run.deleted.begin(), run.deleted.end());
    missing.insert(run.added.begin(), run.added.end());
  }
  for (const std::string_view line : lines) missing.erase(line);
  return missing;
}

/// An id of a text without one of a change's runs, among the texts of one merger.
git::Oid id_of_run(std::size_t run) {
  git::Oid id({2});
  for (std::size_t at = 1; run > 0; run >>= 8U) id.bytes.at(at++) = static_cast<unsigned char>(run & 0xffU);
  return id;
}

}  // namespace

TakenChange::TakenChange(const Bytes& before, const Bytes& after) : m_change(before, after) {}

std::vector<bool> TakenChange::runs_given_up_in(const Text& version) {
  const TextChange::Lines lines = split_lines(*version.bytes);
  const LineSet missing = missing_lines(m_change, lines);
  std::vector<bool> given_up(m_change.runs().size());
  for (std::size_t i = 0; i < given_up.size(); ++i) {
    const TextChange::Run& run = m_change.runs()[i];
    // Lines that are elsewhere now are still there. And a merge costs the whole file.
    if ((!run.added.empty() && has_all(missing, run.added)) || !has_all(missing, run.deleted)) continue;
    given_up[i] = m_change.may_be_undone_in(i, lines) && is_given_up(i, version);
  }
  return given_up;
}

bool TakenChange::may_be_cut_from(const Text& version, std::size_t run) {
  if (m_compared != version.id) {
    m_changes_of_it.clear();
    for (const auto other : {diff::OtherDiff::myers, diff::OtherDiff::patience, diff::OtherDiff::minimal}) {
      m_changes_of_it.push_back(diff::other_changes(*m_change.after(), *version.bytes, other));
    }
    m_compared = version.id;
  }
  return std::ranges::any_of(m_changes_of_it, [&](const std::vector<diff::LineChange>& changes) {
    return m_change.may_be_cut_by(changes, run);
  });
}

bool TakenChange::is_given_up(std::size_t run, const Text& version) {
  std::vector<bool> only(m_change.runs().size());
  only[run] = true;
  const Text base{k_base, m_change.after()};
  const Text theirs{id_of_run(run), std::make_shared<const std::string>(m_change.without(only))};
  merge::TextMergeOptions options;
  options.effort = merge::MergeEffort::verdict;
  merge::TextMerge undone = m_merger.merge(base, version, theirs, options);
  if (!undone.clean && may_be_cut_from(version, run)) undone = m_merger.merge(base, version, theirs, {});
  return undone.clean && undone.bytes == *version.bytes;
}

TakenChange& TakenChanges::of(objects::ObjectStore& store, const objects::PathChange& change) {
  const std::pair texts(change.before.oid, change.after.oid);
  if (const auto known = m_changes.find(texts); known != m_changes.end()) return known->second;
  const Bytes before = text_of(store, change.before);
  const Bytes after = text_of(store, change.after);
  m_held += before->size() + after->size();
  if (m_held > k_most_held) {
    m_changes.clear();
    m_held = before->size() + after->size();
  }
  return m_changes.try_emplace(texts, before, after).first->second;
}

}  // namespace mlxpatch::queue
