#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

struct Ref {
  std::string name;  ///< full, e.g. "refs/heads/main"
  Oid target;
};

/// The commit that a revision names (a branch, tag, id, or any other form that `git rev-parse` takes), if it names one.
/// Peels tags.
std::optional<Oid> find_commit(const Repository& repository, std::string_view revision);
/// The same, but throws Error if there is none, with similar branch names as hints.
Oid resolve_commit(const Repository& repository, std::string_view revision);
/// The id of the object, of any type, that a revision names; e.g. "HEAD^{tree}".
std::optional<Oid> find_object(const Repository& repository, std::string_view revision);
/// The only blob whose id begins with these hexadecimal digits. A ref of that name does not count.
std::optional<Oid> find_blob(const Repository& repository, std::string_view digits);

/// What a ref (full name) points at, through symbolic refs; std::nullopt if it does not exist.
std::optional<Oid> ref_target(const Repository& repository, std::string_view name);
/// All direct refs whose name begins with `prefix`, sorted.
std::vector<Ref> refs_below(const Repository& repository, std::string_view prefix);

/// What HEAD is: on a branch (full name; the branch may be unborn) or detached at a commit.
struct Head {
  std::string branch;         ///< "refs/heads/..." or empty when detached
  std::optional<Oid> commit;  ///< none on an unborn branch
};
Head head(const Repository& repository);
/// The ref that a symbolic one leads to in the end, whether that exists or not; any other is itself.
std::string final_ref_name(const Repository& repository, std::string_view name);

}  // namespace mlxpatch::git
