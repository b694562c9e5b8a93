#include <mlxpatch/merge/drafts/moved_code.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/whole_lines.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "drafts/substance.hpp"

namespace mlxpatch::merge {

namespace {

// What a search may cost: some tens of milliseconds.
constexpr std::size_t k_most_files = 10'000;
constexpr std::size_t k_largest_file = std::size_t{1} << 20U;
constexpr std::size_t k_most_bytes = std::size_t{64} << 20U;

/// Sought lines by their longest one, which is the rarest as a rule.
struct Needle {
  const SoughtLines* sought = nullptr;
  std::size_t anchor = 0;  ///< where in the lines the longest one begins
  std::size_t anchor_line = 0;
};

std::optional<Needle> needle_of(const SoughtLines& sought) {
  const std::vector<std::string_view> lines = split_lines(sought.lines);
  if (!sought.lines.ends_with('\n') || std::ranges::none_of(lines, has_substance)) return std::nullopt;
  const auto longest = std::ranges::max_element(lines, {}, &std::string_view::size);
  return Needle{&sought, static_cast<std::size_t>(longest->data() - sought.lines.data()),
                static_cast<std::size_t>(longest - lines.begin())};
}

bool is_text(std::string_view bytes) { return bytes.size() <= k_largest_file && !diff::is_binary(bytes); }

class MovedSearch {
 public:
  explicit MovedSearch(const std::vector<SoughtLines>& sought) : m_found(sought.size()) {
    for (std::size_t i = 0; i < sought.size(); ++i) {
      m_needles.push_back(needle_of(sought[i]));
      if (m_needles[i]) m_by_anchor.emplace(anchor_of(*m_needles[i]), i);
    }
  }

  bool is_vain() const { return m_by_anchor.empty(); }

  /// Notes every place in a file of the tip.
  void look(const objects::PathChange& file, std::string_view text) {
    const std::vector<std::string_view> lines = split_lines(text);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const auto [first, last] = m_by_anchor.equal_range(lines[line]);
      for (auto one = first; one != last; ++one) {
        const Needle& needle = *m_needles[one->second];
        const auto offset = static_cast<std::size_t>(lines[line].data() - text.data());
        if (needle.sought->path != file.path && is_at(needle, text, offset)) {
          m_found[one->second].push_back({&file, line - needle.anchor_line});
        }
      }
    }
  }

  /// Where the lines are, if that is at one place only, in a file that did not have them.
  template <typename ReadBefore>
  std::vector<std::optional<MovedPlace>> places(const ReadBefore& read_before) const {
    std::vector<std::optional<MovedPlace>> result(m_found.size());
    for (std::size_t i = 0; i < m_found.size(); ++i) {
      if (m_found[i].size() != 1) continue;
      const Found& found = m_found[i].front();
      if (find_at_line(*read_before(*found.file), m_needles[i]->sought->lines) == std::string_view::npos) {
        result[i] = MovedPlace{found.file->path, found.line};
      }
    }
    return result;
  }

 private:
  struct Found {
    const objects::PathChange* file = nullptr;
    std::size_t line = 0;
  };

  static std::string_view anchor_of(const Needle& needle) {
    const std::string_view from = needle.sought->lines.substr(needle.anchor);
    return from.substr(0, from.find('\n') + 1);
  }

  static bool is_at(const Needle& needle, std::string_view text, std::size_t anchor) {
    if (anchor < needle.anchor) return false;
    const std::size_t begin = anchor - needle.anchor;
    return is_at_line(text, begin) && text.substr(begin).starts_with(needle.sought->lines);
  }

  std::vector<std::optional<Needle>> m_needles;
  std::unordered_multimap<std::string_view, std::size_t> m_by_anchor;
  std::vector<std::vector<Found>> m_found;
};

/// The files of the tip that the base does not have as they are; std::nullopt if they are too many.
std::optional<std::vector<objects::PathChange>> changed_files(objects::ObjectStore& store, const MovedBetween& trees) {
  auto changes = objects::few_changes_between(store, trees.base_tree, trees.tip_tree, k_most_files);
  if (!changes) return std::nullopt;
  std::erase_if(*changes, [](const objects::PathChange& change) {
    return !git::is_regular(change.after.mode) || change.before.oid == change.after.oid;
  });
  std::vector<git::Oid> wanted;
  for (const objects::PathChange& change : *changes) {
    wanted.push_back(change.after.oid);
    if (git::is_regular(change.before.mode)) wanted.push_back(change.before.oid);
  }
  store.fetch_missing(wanted);
  return changes;
}

}  // namespace

std::vector<std::optional<MovedPlace>> find_moved(objects::ObjectStore& store, const MovedBetween& trees,
                                                  const std::vector<SoughtLines>& sought) {
  std::vector<std::optional<MovedPlace>> nothing(sought.size());
  MovedSearch search(sought);
  if (search.is_vain()) return nothing;
  const auto files = changed_files(store, trees);
  if (!files) return nothing;
  std::size_t bytes = 0;
  for (const objects::PathChange& file : *files) {
    const Bytes text = store.read(file.after.oid, git::ObjectType::blob);
    bytes += text->size();
    if (bytes > k_most_bytes) return nothing;
    if (is_text(*text)) search.look(file, *text);
  }
  return search.places([&](const objects::PathChange& file) {
    return git::is_regular(file.before.mode) ? store.read(file.before.oid, git::ObjectType::blob)
                                             : Bytes(std::make_shared<const std::string>());
  });
}

}  // namespace mlxpatch::merge
