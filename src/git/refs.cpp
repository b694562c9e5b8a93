#include <mlxpatch/git/refs.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {
namespace {

/// Other git commands hold a reference's lock only for moments.
constexpr std::chrono::milliseconds k_lock_patience{1000};
constexpr std::chrono::milliseconds k_lock_pause{10};

OwnedObject find_raw_object(const Repository& repository, std::string_view revision) {
  if (revision.empty() || revision.find('\0') != std::string_view::npos) return nullptr;
  git_object* raw = nullptr;
  const int code = git_revparse_single(&raw, repository.handle().get(), std::string(revision).c_str());
  if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC || code == GIT_EAMBIGUOUS || code == GIT_EPEEL) return nullptr;
  if (code < 0) throw library_error(code, "looking up a revision", escape_control(revision));
  return OwnedObject(raw);
}

std::vector<std::string> branch_and_tag_names(const Repository& repository) {
  std::vector<std::string> names;
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/", "refs/remotes/"}) {
    for (const Ref& ref : refs_below(repository, prefix)) names.push_back(ref.name.substr(prefix.size()));
  }
  return names;
}

void check_ref_name(const std::string& name) {
  int valid = 0;
  check(git_reference_name_is_valid(&valid, name.c_str()), "checking a reference's name", name);
  if (valid && name.find('\0') == std::string::npos) return;
  throw Error(fmt::format("\"{}\" is not a name that git allows for a reference", escape_control(name)),
              ErrorKind::usage)
      .doing("moving a reference");
}

/// A locked reference: nobody else can move it while this object exists.
class LockedRef {
 public:
  LockedRef(const Repository& repository, std::string name) : m_repository(repository), m_name(std::move(name)) {
    check_ref_name(m_name);
    git_repository* raw = repository.handle().get();
    m_transaction = take<OwnedTransaction>("moving a reference", git_transaction_new, raw);
    const auto give_up = std::chrono::steady_clock::now() + k_lock_patience;
    int code = git_transaction_lock_ref(m_transaction.get(), m_name.c_str());
    while (code == GIT_ELOCKED && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(k_lock_pause);
      code = git_transaction_lock_ref(m_transaction.get(), m_name.c_str());
    }
    check(code, "moving a reference", m_name);
  }

  void point_at(const Oid& target, std::string_view reflog_message) {
    const git_oid raw = to_git(target);
    const OwnedSignature who = signature();
    check(git_transaction_set_target(m_transaction.get(), m_name.c_str(), &raw, who.get(),
                                     one_line(reflog_message).c_str()),
          "moving a reference", m_name);
    commit();
  }

  void point_at_ref(const std::string& target, std::string_view reflog_message) {
    const OwnedSignature who = signature();
    check(git_transaction_set_symbolic_target(m_transaction.get(), m_name.c_str(), target.c_str(), who.get(),
                                              one_line(reflog_message).c_str()),
          "moving a reference", m_name);
    commit();
  }

  void remove() {
    check(git_transaction_remove(m_transaction.get(), m_name.c_str()), "removing a reference", m_name);
    commit();
  }

 private:
  static std::string one_line(std::string_view message) {
    std::string line(trim(message));
    std::replace(line.begin(), line.end(), '\n', ' ');
    line.erase(std::remove(line.begin(), line.end(), '\0'), line.end());
    return line;
  }

  OwnedSignature signature() const {
    const Signature who = reflog_identity(m_repository);
    return take<OwnedSignature>("naming who moves a reference", git_signature_new, who.name.c_str(), who.email.c_str(),
                                who.when.seconds, who.when.offset_minutes);
  }

  void commit() { check(git_transaction_commit(m_transaction.get()), "moving a reference", m_name); }

  const Repository& m_repository;
  std::string m_name;
  OwnedTransaction m_transaction;
};

/// Git keeps a reference in a file, so "a" and "a/b" can't both exist; libgit2 does not notice a packed one.
void refuse_name_clash(const Repository& repository, const std::string& name) {
  std::string other;
  for (std::size_t slash = name.find('/'); slash != std::string::npos && other.empty();
       slash = name.find('/', slash + 1)) {
    if (ref_target(repository, name.substr(0, slash))) other = name.substr(0, slash);
  }
  if (other.empty()) {
    const std::vector<Ref> below = refs_below(repository, name + "/");
    if (!below.empty()) other = below.front().name;
  }
  if (other.empty()) return;
  throw Error(fmt::format("it can't exist beside {}: one name is a directory of the other", other))
      .doing("creating a reference")
      .at(name);
}

std::string described(const std::optional<Oid>& target) {
  return target && *target ? fmt::format("points at {}", target->hex()) : "does not exist";
}

}  // namespace

std::optional<Oid> find_object(const Repository& repository, std::string_view revision) {
  const OwnedObject object = find_raw_object(repository, revision);
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
  const OwnedObject object = find_raw_object(repository, revision);
  if (!object) return std::nullopt;
  git_object* commit = nullptr;
  if (git_object_peel(&commit, object.get(), GIT_OBJECT_COMMIT) < 0) return std::nullopt;
  const OwnedObject owner(commit);
  return from_git(*git_object_id(commit));
}

Oid resolve_commit(const Repository& repository, std::string_view revision) {
  if (const auto commit = find_commit(repository, revision)) return *commit;
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
    if (git_reference_type(raw) != GIT_REFERENCE_DIRECT) continue;
    refs.push_back({git_reference_name(raw), from_git(*git_reference_target(raw))});
  }
  if (code != GIT_ITEROVER) check(code, "listing references");
  std::sort(refs.begin(), refs.end(), [](const Ref& a, const Ref& b) { return a.name < b.name; });
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

void set_head_to_branch(const Repository& repository, std::string_view branch, std::string_view reflog_message) {
  const std::string target(branch);
  check_ref_name(target);
  LockedRef(repository, "HEAD").point_at_ref(target, reflog_message);
}

void detach_head(const Repository& repository, const Oid& commit, std::string_view reflog_message) {
  LockedRef(repository, "HEAD").point_at(commit, reflog_message);
}

void update_ref(const Repository& repository, std::string_view name, const Oid& expected, const Oid& target,
                std::string_view reflog_message) {
  const std::string full(name);
  LockedRef locked(repository, full);
  const std::optional<Oid> current = ref_target(repository, full);
  if (current.value_or(Oid{}) != expected) {
    throw Error(fmt::format("{} {}, but {} before; another program has moved it", full, described(current),
                            expected ? "pointed at " + expected.hex() : "did not exist"))
        .doing("moving a reference")
        .hint("run the command again");
  }
  if (!current && target) refuse_name_clash(repository, full);
  if (const git_oid raw = to_git(target); target && !git_odb_exists(repository.handle().odb(), &raw)) {
    throw Error(fmt::format("object {}, at which it should point, does not exist", target.hex()))
        .doing("moving a reference")
        .at(full);
  }
  if (target) {
    locked.point_at(target, reflog_message);
  } else if (current) {
    locked.remove();
  }
}

void set_symbolic_ref(const Repository& repository, std::string_view name, std::string_view target) {
  const std::string target_name(target);
  check_ref_name(target_name);
  LockedRef(repository, std::string(name)).point_at_ref(target_name, "");
}

}  // namespace mlxpatch::git
