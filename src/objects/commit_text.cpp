#include "commit_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

namespace {

Error broken(const git::Oid& oid, std::string_view what) {
  return Error(fmt::format("commit {} is broken: {}", oid.hex(), what))
      .doing("reading the repository")
      .hint("run `git fsck` in the repository");
}

template <typename Number>
Number number_of(std::string_view digits) {
  Number value{};
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// What follows the last '>' in "Name <mail> 1767882620 +0100".
git::Time parse_time(std::string_view line) {
  git::Time time;
  std::string_view when = line.substr(line.rfind('>') + 1);
  while (!when.empty() && when.front() == ' ') when.remove_prefix(1);
  const std::size_t space = when.find(' ');
  time.seconds = number_of<std::int64_t>(when.substr(0, space));
  if (space != std::string_view::npos) {
    const int zone = number_of<int>(when.substr(space + 1));
    time.offset_minutes = zone / 100 * 60 + zone % 100;
  }
  return time;
}

/// "Name <mail> 1767882620 +0100". Old commits in the wild have odd lines; like git, it reads what it can.
git::Signature parse_signature(std::string_view line) {
  git::Signature signature;
  const std::size_t open = line.find('<');
  const std::size_t close = line.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    signature.name = line;
    return signature;
  }
  std::string_view name = line.substr(0, open);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  signature.name = name;
  signature.email = line.substr(open + 1, close - open - 1);
  signature.when = parse_time(line);
  return signature;
}

git::Oid oid_in(std::string_view line, std::string_view key, const git::Oid& commit) {
  const auto oid = line.substr(0, key.size()) == key ? git::Oid::from_hex(line.substr(key.size())) : std::nullopt;
  if (!oid) throw broken(commit, fmt::format("expected \"{}<id>\"", key));
  return *oid;
}

}  // namespace

git::Oid parse_commit_tree(std::string_view bytes, const git::Oid& oid) {
  return oid_in(bytes.substr(0, bytes.find('\n')), "tree ", oid);
}

git::CommitLinks parse_commit_links(std::string_view bytes, const git::Oid& oid) {
  git::CommitLinks links;
  links.tree = parse_commit_tree(bytes, oid);
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (line.empty()) break;
    if (line.starts_with("parent ")) links.parents.push_back(oid_in(line, "parent ", oid));
    if (line.starts_with("committer ")) {
      links.committed_at = parse_time(line).seconds;
      break;
    }
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  }
  return links;
}

git::Commit parse_commit(std::string_view bytes, const git::Oid& oid) {
  git::Commit commit;
  commit.tree = parse_commit_tree(bytes, oid);
  for (;;) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return commit;
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (line.empty()) break;
    if (line.starts_with("parent ")) commit.parents.push_back(oid_in(line, "parent ", oid));
    if (line.starts_with("author ")) commit.author = parse_signature(line.substr(7));
    if (line.starts_with("committer ")) commit.committer = parse_signature(line.substr(10));
    if (line.starts_with("encoding ")) commit.encoding = line.substr(9);
  }
  commit.message = bytes;
  return commit;
}

}  // namespace mlxpatch::objects
