#include <mlxpatch/queue/replay/replay_text.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

namespace mlxpatch::queue {

namespace {

class Writer {
 public:
  void raw(void* bytes, std::size_t size) { m_text.append(static_cast<const char*>(bytes), size); }
  void characters(std::string& text, std::uint64_t) { m_text += text; }
  static bool is_good() { return true; }
  static void refuse() {}
  std::string take() { return std::move(m_text); }

 private:
  std::string m_text;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : m_left(text) {}

  void raw(void* bytes, std::size_t size) {
    if (size > m_left.size()) return refuse();
    std::memcpy(bytes, m_left.data(), size);
    m_left.remove_prefix(size);
  }
  void characters(std::string& text, std::uint64_t size) {
    if (size > m_left.size()) return refuse();
    text = m_left.substr(0, size);
    m_left.remove_prefix(size);
  }
  bool is_good() const { return m_is_good; }
  /// What was read can't be what was written.
  void refuse() {
    m_is_good = false;
    m_left = {};
  }
  bool is_at_end() const { return m_left.empty(); }

 private:
  std::string_view m_left;
  bool m_is_good = true;
};

// One list of members for both ways. The structured bindings do not compile if a struct gets another member.

template <class Archive, std::integral Number>
void visit(Archive& archive, Number& value) {
  auto wide = static_cast<std::uint64_t>(value);
  archive.raw(&wide, sizeof wide);
  value = static_cast<Number>(wide);
}

template <class Archive, class Enum>
void visit_enum(Archive& archive, Enum& value, Enum last) {
  auto number = static_cast<std::uint64_t>(value);
  visit(archive, number);
  if (number > static_cast<std::uint64_t>(last)) return archive.refuse();
  value = static_cast<Enum>(number);
}

template <class Archive>
void visit(Archive& archive, std::string& text) {
  std::uint64_t size = text.size();
  visit(archive, size);
  archive.characters(text, size);
}

template <class Archive>
void visit(Archive& archive, git::Oid& oid) {
  archive.raw(oid.bytes.data(), oid.bytes.size());
}

template <class Archive, class Value>
void visit(Archive& archive, std::vector<Value>& values) {
  std::uint64_t size = values.size();
  visit(archive, size);
  for (std::uint64_t i = 0; i < size && archive.is_good(); ++i) {
    if (i == values.size()) values.emplace_back();
    visit(archive, values[i]);
  }
}

template <class Archive, class Value>
void visit(Archive& archive, std::optional<Value>& value) {
  bool has_value = value.has_value();
  visit(archive, has_value);
  if (has_value && !value) value.emplace();
  if (has_value) visit(archive, *value);
}

template <class Archive, class... Values>
void visit_all(Archive& archive, Values&... values) {
  (visit(archive, values), ...);
}

template <class Archive>
void visit(Archive& archive, CommitInfo& info) {
  auto& [id, date, author, subject, number] = info;
  auto& [seconds, offset_minutes] = date;
  visit_all(archive, id, seconds, offset_minutes, author, subject, number);
}

template <class Archive>
void visit(Archive& archive, git::Entry& entry) {
  auto& [mode, oid] = entry;
  visit_enum(archive, mode, git::Mode::submodule);
  visit(archive, oid);
}

template <class Archive>
void visit(Archive& archive, merge::ConflictDriver& driver) {
  auto& [name, run, problem] = driver;
  visit(archive, name);
  visit_enum(archive, run, merge::ConflictDriver::Run::failed);
  visit(archive, problem);
}

template <class Archive>
void visit(Archive& archive, merge::MergeConflict& conflict) {
  auto& [kind, path, base, ours, theirs, result, detail, driver] = conflict;
  visit_enum(archive, kind, merge::ConflictKind::submodule);
  visit_all(archive, path, base, ours, theirs, result, detail, driver);
}

template <class Archive>
void visit(Archive& archive, merge::FollowedRename& rename) {
  auto& [from, to] = rename;
  visit_all(archive, from, to);
}

template <class Archive>
void visit(Archive& archive, Upstreamed& upstreamed) {
  auto& [commit, how, words, of_words] = upstreamed;
  visit(archive, commit);
  visit_enum(archive, how, Evidence::same_lines);
  visit_all(archive, words, of_words);
}

template <class Archive>
void visit(Archive& archive, HunkCounts::Taken& taken) {
  auto& [since, hunks] = taken;
  visit_all(archive, since, hunks);
}

template <class Archive>
void visit(Archive& archive, HunkCounts& counts) {
  auto& [kept, upstream] = counts;
  visit_all(archive, kept, upstream);
}

template <class Archive>
void visit(Archive& archive, LostLine& lost) {
  auto& [path, line] = lost;
  visit_all(archive, path, line);
}

template <class Archive>
void visit(Archive& archive, ReplayedPatch& patch) {
  auto& [commit, name, subject, paths, state, new_commit, tree, conflicts, renames, culprit, clean_since, upstreamed_by,
         likely_upstreamed, hunks, lost_lines, notes] = patch;
  visit_all(archive, commit, name, subject, paths);
  visit_enum(archive, state, PatchState::blocked);
  visit_all(archive, new_commit, tree, conflicts, renames, culprit, clean_since, upstreamed_by, likely_upstreamed,
            hunks, lost_lines, notes);
}

template <class Archive>
void visit(Archive& archive, ReplayResult& result) {
  auto& [patches, tip, tree, clean, stop, clean_until] = result;
  visit_all(archive, patches, tip, tree, clean, clean_until);
}

}  // namespace

std::string serialize_replay(const ReplayResult& result) {
  // The one list of members takes what it could change.
  ReplayResult copy = result;
  Writer writer;
  visit(writer, copy);
  return writer.take();
}

std::optional<ReplayResult> parse_replay(std::string_view bytes) {
  Reader reader(bytes);
  ReplayResult result;
  visit(reader, result);
  if (!reader.is_good() || !reader.is_at_end()) return std::nullopt;
  return result;
}

}  // namespace mlxpatch::queue
