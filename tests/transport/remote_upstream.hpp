#pragma once

#include <chrono>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// An upstream with two branches, a tag, and a default branch that is not "main".
struct Upstream {
  World world;
  GitRepo repo = GitRepo::init(world / "srv/upstream", "trunk");
  git::Oid first = *git::Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  git::Oid second = [this] {
    repo.git({"tag", "v1"});
    repo.create_branch("topic/x", "HEAD");
    return *git::Oid::from_hex(repo.commit_file("a", "2\n", "two"));
  }();
};

inline transport::TransferOptions with(transport::Transport transport) {
  transport::TransferOptions options;
  options.transport = transport;
  options.timeout = std::chrono::seconds(20);
  return options;
}

inline std::vector<std::string> all_refs(const git::Repository& repository) {
  std::vector<std::string> refs;
  for (const git::Ref& ref : git::refs_below(repository, "refs/"))
    refs.push_back(ref.name + " " + ref.target.short_hex());
  return refs;
}

inline void check_clone(const Upstream& upstream, const std::filesystem::path& directory) {
  const git::Repository repository = git::Repository::open(directory);
  const GitRepo repo(directory);
  CHECK(all_refs(repository) == std::vector<std::string>{"refs/remotes/upstream/topic/x " + upstream.first.short_hex(),
                                                         "refs/remotes/upstream/trunk " + upstream.second.short_hex(),
                                                         "refs/tags/v1 " + upstream.first.short_hex()});
  CHECK(repo.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == "refs/remotes/upstream/trunk");
  CHECK(repo.git({"symbolic-ref", "HEAD"}) == "refs/heads/trunk");
  CHECK(repo.git({"config", "remote.upstream.fetch"}) == "+refs/heads/*:refs/remotes/upstream/*");
  CHECK(repo.try_git({"config", "branch.trunk.merge"}).exit != 0);
  CHECK(repo.try_git({"fsck", "--strict"}).exit == 0);
  // Nothing is checked out, and nothing but the repository is there.
  CHECK(std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()) == 1);
}

}  // namespace mlxpatch::tests
