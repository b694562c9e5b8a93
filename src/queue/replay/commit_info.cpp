#include <mlxpatch/queue/replay/commit_info.hpp>

#include <charconv>
#include <cstddef>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <optional>
#include <string_view>
#include <system_error>

namespace mlxpatch::queue {

namespace {

/// The number of "Subject (#123)", as GitHub and others put it there.
std::optional<int> pull_request_number(std::string_view subject) {
  if (!subject.ends_with(')')) return std::nullopt;
  const std::size_t open = subject.rfind("(#");
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view digits = subject.substr(open + 2, subject.size() - open - 3);
  int number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc{} || end != digits.data() + digits.size() || number <= 0) return std::nullopt;
  return number;
}

}  // namespace

CommitInfo commit_info(objects::ObjectStore& store, const git::Oid& commit) {
  const git::Commit value = store.commit(commit);
  CommitInfo info{commit, value.committer.when, value.author.name, value.subject(), {}};
  info.number = pull_request_number(info.subject);
  return info;
}

}  // namespace mlxpatch::queue
