#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/git_repo.hpp>

#include "remote_upstream.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;

namespace {

using KeptTags = std::vector<std::pair<std::string, std::string>>;

KeptTags kept_by_fetch(const Repository& repository, Transport transport) {
  KeptTags kept;
  TransferOptions options = with(transport);
  options.on_kept_tag = [&](const std::string& tag, const std::string& ref) { kept.emplace_back(tag, ref); };
  fetch(repository, "upstream", options);
  return kept;
}

}  // namespace

TEST_CASE("a person's tag whose name upstream takes, too, is kept under another name") {
  Upstream upstream;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const bool is_annotated = GENERATE(false, true);
  const std::string url = "file://" + upstream.repo.path().string();
  const Repository repository = clone(url, upstream.world / "clone", "upstream", with(transport));
  const GitRepo mine(upstream.world / "clone");
  mine.git({"checkout", "-q", "--detach", "refs/remotes/upstream/trunk"});
  mine.git({"commit", "-q", "--allow-empty", "-m", "only the tag has it"});
  mine.git(is_annotated ? std::vector<std::string>{"tag", "-a", "-m", "noted", "mywork"}
                        : std::vector<std::string>{"tag", "mywork"});
  const std::string was = mine.rev_parse("mywork");
  mine.git({"checkout", "-q", "refs/remotes/upstream/trunk"});
  upstream.repo.git({"tag", "mywork"});

  const KeptTags kept = kept_by_fetch(repository, transport);
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().first == "mywork");
  CHECK(kept.front().second == "refs/mlxpatch/tags/mywork/" + was.substr(0, 8));
  CHECK(mine.rev_parse(kept.front().second) == was);
  CHECK(ref_target(repository, "refs/tags/mywork")->hex() == upstream.repo.rev_parse());
  CHECK(kept_by_fetch(repository, transport).empty());
}

TEST_CASE("of a moved tag that a branch still has, nothing is kept") {
  Upstream upstream;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const std::string url = "file://" + upstream.repo.path().string();
  const Repository repository = clone(url, upstream.world / "clone", "upstream", with(transport));
  upstream.repo.git({"commit", "-q", "--allow-empty", "-m", "next"});
  upstream.repo.git({"tag", "-f", "v1"});
  CHECK(kept_by_fetch(repository, transport).empty());
  CHECK(ref_target(repository, "refs/tags/v1")->hex() == upstream.repo.rev_parse());
}
