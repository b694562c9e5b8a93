#include <mlxpatch/git/packed_refs.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

namespace {

bool is_valid_name(const std::string& name) {
  int valid = 0;
  check(git_reference_name_is_valid(&valid, name.c_str()), "checking a ref's name", name);
  return valid != 0;
}

void require_object(const Repository& repository, const PackedRef& ref) {
  const git_oid raw = to_git(ref.target);
  if (git_odb_exists(repository.handle().odb(), &raw)) return;
  throw Error(fmt::format("{} should point at {}, which was not received", ref.name, ref.target.hex()))
      .doing("writing the refs of a clone");
}

}  // namespace

void write_packed_refs(const Repository& repository, std::vector<PackedRef> refs) {
  std::erase_if(refs, [](const PackedRef& ref) { return !is_valid_name(ref.name); });
  std::sort(refs.begin(), refs.end(), [](const PackedRef& a, const PackedRef& b) { return a.name < b.name; });
  std::string text = "# pack-refs with: peeled fully-peeled sorted \n";
  for (const PackedRef& ref : refs) {
    require_object(repository, ref);
    text += fmt::format("{} {}\n", ref.target.hex(), ref.name);
    if (ref.peeled) text += fmt::format("^{}\n", ref.peeled->hex());
  }
  write_file(repository.common_directory() / "packed-refs", text);
}

}  // namespace mlxpatch::git
