#include <mlxpatch/git/reflog_entries.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

#include "reflog.hpp"

namespace mlxpatch::git {
namespace {

/// "<old> <new> <who> <when>\t<message>", as gitformat has it, without the line's end.
struct Entry {
  Oid before;
  Oid after;
  std::string rest;
};

std::string text_of(const Repository& repository, std::string_view name) {
  return read_file_if_exists(log_file(repository, name)).value_or("");
}

/// Oldest first.
std::vector<Entry> entries_of(std::string_view log, std::string_view name) {
  std::vector<Entry> entries;
  for (const std::string_view line : split(log, '\n')) {
    if (line.empty()) continue;
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    const auto before = Oid::from_hex(line.substr(0, first));
    const auto after =
        second == std::string_view::npos ? std::nullopt : Oid::from_hex(line.substr(first + 1, second - first - 1));
    if (!before || !after) throw Error(fmt::format("the log of {} has a line that is none of git's", name));
    entries.push_back({*before, *after, std::string(line.substr(second))});
  }
  return entries;
}

std::string text_of(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) {
    text += entry.before.hex();
    text += ' ';
    text += entry.after.hex();
    text += entry.rest;
    text += '\n';
  }
  return text;
}

/// Without the newest entry of this id; the one after it follows the one before it.
std::vector<Entry> without(std::vector<Entry> entries, const Oid& id) {
  const auto newest = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& e) { return e.after == id; });
  if (newest == entries.rend()) return entries;
  const auto dropped = std::prev(newest.base());
  const Oid before = dropped->before;
  const auto next = entries.erase(dropped);
  if (next != entries.end()) next->before = before;
  return entries;
}

}  // namespace

std::vector<Oid> logged_ids(const Repository& repository, std::string_view name) {
  const std::vector<Entry> entries = entries_of(text_of(repository, name), name);
  std::vector<Oid> ids;
  ids.reserve(entries.size());
  for (const Entry& entry : entries) ids.push_back(entry.after);
  std::ranges::reverse(ids);
  return ids;
}

void drop_logged(const Repository& repository, std::string_view name, const Oid& id) {
  const std::string before = text_of(repository, name);
  const std::vector<Entry> left = without(entries_of(before, name), id);
  const auto target = ref_target(repository, name);
  if (left.empty()) {
    if (target == id) update_ref(repository, name, id, {}, "dropped");
    return;
  }
  const Oid newest = left.back().after;
  RefLock lock(ref_file(repository, name), ref_file_content(newest), name);
  // Whoever writes the log holds this lock, too.
  if (text_of(repository, name) != before || ref_target(repository, name) != target) {
    throw Error(fmt::format("{} was changed by another program in the meantime", name));
  }
  if (const std::string after = text_of(left); after != before) write_file(log_file(repository, name), after);
  if (target == id) lock.replace_file();
}

}  // namespace mlxpatch::git
