#include <mlxpatch/git/refs.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {
namespace {

/// What libgit2 makes of a revision. Its code is negative for a failure other than that there is nothing of the name.
struct Parsed {
  int code = 0;
  OwnedObject object;
};

Parsed parse_revision(const Repository& repository, std::string_view revision) {
  if (revision.empty() || revision.find('\0') != std::string_view::npos) return {};
  git_object* raw = nullptr;
  const int code = git_revparse_single(&raw, repository.handle().get(), std::string(revision).c_str());
  if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC || code == GIT_EAMBIGUOUS || code == GIT_EPEEL) return {};
  return {code, OwnedObject(raw)};
}

/// The object that a whole id or the name of a reference stands for, if it is there. It is not parsed: libgit2 refuses
/// commits with odd people or dates in them, which git takes.
std::optional<std::pair<Oid, git_object_t>> find_unparsed(const Repository& repository, std::string_view revision) {
  std::optional<Oid> oid = Oid::from_hex(revision);
  git_reference* raw = nullptr;
  if (!oid && git_reference_dwim(&raw, repository.handle().get(), std::string(revision).c_str()) == 0) {
    const OwnedReference reference(raw);
    oid = ref_target(repository, git_reference_name(raw));
  }
  if (!oid) return std::nullopt;
  const git_oid id = to_git(*oid);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &type, repository.handle().odb(), &id) < 0) return std::nullopt;
  return std::pair(*oid, type);
}

std::vector<std::string> branch_and_tag_names(const Repository& repository) {
  std::vector<std::string> names;
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/", "refs/remotes/"}) {
    for (const Ref& ref : refs_below(repository, prefix)) names.push_back(ref.name.substr(prefix.size()));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// Git passes over files whose name begins with a dot, which no ref's may; a killed run can have left a temporary one.
bool is_leftover(std::string_view name) { return name.find("/.") != std::string_view::npos; }

/// What a revision such as "main~3" or "v1.0^{commit}" begins with.
std::string name_in(std::string_view revision) {
  const std::size_t end = std::min(revision.find_first_of("~^:"), revision.find("@{"));
  return std::string(revision.substr(0, end));
}

/// The error for a revision whose name is a reference's that points at an object which is not there; std::nullopt if
/// that is not what is wrong with it.
std::optional<Error> dangling_reference(const Repository& repository, std::string_view revision) {
  git_reference* raw = nullptr;
  if (git_reference_dwim(&raw, repository.handle().get(), name_in(revision).c_str()) < 0) return std::nullopt;
  const OwnedReference reference(raw);
  const auto target = ref_target(repository, git_reference_name(raw));
  if (!target) return std::nullopt;
  const git_oid oid = to_git(*target);
  if (git_odb_exists(repository.handle().odb(), &oid)) return std::nullopt;
  Error error(fmt::format("\"{}\" is {}, which points at {}, an object that the repository does not have",
                          escape_control(revision), git_reference_name(raw), target->hex()),
              ErrorKind::damaged);
  const auto& directory = repository.is_bare() ? repository.git_directory() : repository.work_directory();
  error.doing("looking up a revision").at(repository.git_directory().string());
  return error.hint(git_command(directory.string()) + " fsck     list what is missing or broken");
}

}  // namespace

std::optional<Oid> find_object(const Repository& repository, std::string_view revision) {
  const auto [code, object] = parse_revision(repository, revision);
  if (code < 0) {
    const Error error = library_error(code, "looking up a revision", escape_control(revision));
    if (const auto unparsed = find_unparsed(repository, revision)) return unparsed->first;
    throw Error(error);
  }
  if (!object) return std::nullopt;
  return from_git(*git_object_id(object.get()));
}

std::optional<Oid> find_blob(const Repository& repository, std::string_view digits) {
  git_oid prefix{};
  git_object* raw = nullptr;
  if (digits.size() > GIT_OID_HEXSZ || git_oid_fromstrn(&prefix, digits.data(), digits.size()) < 0) return std::nullopt;
  const int code = git_object_lookup_prefix(&raw, repository.handle().get(), &prefix, digits.size(), GIT_OBJECT_BLOB);
  if (code == GIT_ENOTFOUND || code == GIT_EAMBIGUOUS) return std::nullopt;
  if (code < 0) throw library_error(code, "looking up a blob", escape_control(digits));
  const OwnedObject blob(raw);
  return from_git(*git_object_id(blob.get()));
}

std::optional<Oid> find_commit(const Repository& repository, std::string_view revision) {
  const auto [code, object] = parse_revision(repository, revision);
  if (code < 0) {
    const Error error = library_error(code, "looking up a revision", escape_control(revision));
    const auto unparsed = find_unparsed(repository, revision);
    if (unparsed && unparsed->second == GIT_OBJECT_COMMIT) return unparsed->first;
    throw Error(error);
  }
  if (!object) return std::nullopt;
  git_object* commit = nullptr;
  if (git_object_peel(&commit, object.get(), GIT_OBJECT_COMMIT) < 0) return std::nullopt;
  const OwnedObject owner(commit);
  return from_git(*git_object_id(commit));
}

Oid resolve_commit(const Repository& repository, std::string_view revision) {
  if (const auto commit = find_commit(repository, revision)) return *commit;
  if (auto dangling = dangling_reference(repository, revision)) throw Error(std::move(*dangling));
  const std::string shown = escape_control(revision);
  const bool exists = find_object(repository, revision).has_value();
  Error error(exists ? fmt::format("\"{}\" names an object that is not a commit", shown)
                     : fmt::format("there is no commit, branch or tag \"{}\"", shown));
  error.doing("looking up a revision").at(repository.git_directory().string());
  const std::vector<std::string> near = near_names(revision, branch_and_tag_names(repository));
  for (const std::string& name : near) error.hint(fmt::format("did you mean \"{}\"?", escape_control(name)));
  if (near.empty()) {
    const auto& directory = repository.is_bare() ? repository.git_directory() : repository.work_directory();
    error.hint(fmt::format("git -C {} branch --all     lists the branches (`tag` lists the tags)", directory.string()));
  }
  throw error;
}

std::optional<Oid> ref_target(const Repository& repository, std::string_view name) {
  git_oid raw{};
  const std::string full(name);
  const int code = git_reference_name_to_id(&raw, repository.handle().get(), full.c_str());
  if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC) return std::nullopt;
  check(code, "reading a reference", full);
  return from_git(raw);
}

std::vector<Ref> refs_below(const Repository& repository, std::string_view prefix) {
  std::vector<Ref> refs;
  // No reference's name has these, and in the pattern they would have a meaning.
  if (prefix.find_first_of("*?[\\") != std::string_view::npos) return refs;
  const std::string pattern = std::string(prefix) + "*";
  const auto iterator = take<OwnedReferenceIterator>("listing references", git_reference_iterator_glob_new,
                                                     repository.handle().get(), pattern.c_str());
  git_reference* raw = nullptr;
  int code = 0;
  while ((code = git_reference_next(&raw, iterator.get())) == 0) {
    const OwnedReference reference(raw);
    if (git_reference_type(raw) != GIT_REFERENCE_DIRECT || is_leftover(git_reference_name(raw))) continue;
    refs.push_back({git_reference_name(raw), from_git(*git_reference_target(raw))});
  }
  if (code != GIT_ITEROVER) check(code, "listing references");
  // Mostly they are: packed refs come in their order.
  const auto by_name = [](const Ref& a, const Ref& b) { return a.name < b.name; };
  if (!std::is_sorted(refs.begin(), refs.end(), by_name)) std::sort(refs.begin(), refs.end(), by_name);
  return refs;
}

Head head(const Repository& repository) {
  const auto reference = take<OwnedReference>("reading HEAD", git_reference_lookup, repository.handle().get(), "HEAD");
  if (git_reference_type(reference.get()) == GIT_REFERENCE_DIRECT) {
    return {"", from_git(*git_reference_target(reference.get()))};
  }
  const std::string branch = git_reference_symbolic_target(reference.get());
  return {branch, ref_target(repository, branch)};
}

std::string final_ref_name(const Repository& repository, std::string_view name) {
  constexpr int k_most_links = 5;  // as many as git follows
  std::string found(name);
  for (int followed = 0; followed < k_most_links; ++followed) {
    git_reference* raw = nullptr;
    if (git_reference_lookup(&raw, repository.handle().get(), found.c_str()) < 0) return found;
    const OwnedReference reference(raw);
    if (git_reference_type(raw) != GIT_REFERENCE_SYMBOLIC) return found;
    found = git_reference_symbolic_target(raw);
  }
  return found;
}

}  // namespace mlxpatch::git
