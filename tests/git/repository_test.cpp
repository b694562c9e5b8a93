#include <filesystem>
#include <string>

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/messages.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using mlxpatch::Error;
namespace fs = std::filesystem;

TEST_CASE("a repository is opened by its worktree or its .git directory, and by nothing below them") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  fs::create_directories(repo / "directory");
  for (const fs::path& path : {repo.path(), repo / ".git"}) {
    const Repository opened = Repository::open(path);
    CHECK(fs::equivalent(opened.work_directory(), repo.path()));
    CHECK(fs::equivalent(opened.git_directory(), repo / ".git"));
    CHECK(fs::equivalent(opened.common_directory(), repo / ".git"));
    CHECK(opened.git_directory().has_filename());
    CHECK_FALSE(opened.is_bare());
  }
  CHECK(contains(thrown_message([&] { Repository::open(repo / "directory"); }), "there is no git repository"));
  CHECK(contains(thrown_message([&] { Repository::open(world / "nowhere"); }), "there is no git repository"));
}

TEST_CASE("discovery walks up to the repository, or finds nothing") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  fs::create_directories(repo / "a/b");
  fs::create_directories(world / "elsewhere");
  const auto found = Repository::discover(repo / "a/b");
  REQUIRE(found);
  CHECK(fs::equivalent(found->work_directory(), repo.path()));
  CHECK_FALSE(Repository::discover(world / "elsewhere"));
}

TEST_CASE("a linked worktree has its own git directory and a common one") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", "a\n", "one");
  repo.git({"worktree", "add", "-q", "--detach", (world / "second").string()});
  const Repository second = Repository::open(world / "second");
  CHECK(fs::equivalent(second.git_directory(), repo / ".git/worktrees/second"));
  CHECK(fs::equivalent(second.common_directory(), repo / ".git"));
}

TEST_CASE("a bare repository has no worktree") {
  World world;
  GitRepo::init_bare(world / "bare.git");
  const Repository bare = Repository::open(world / "bare.git");
  CHECK(bare.is_bare());
  CHECK(bare.work_directory().empty());
}

TEST_CASE("git accepts a new repository, which is on the branch that was asked for") {
  World world;
  const Repository repository = Repository::create(world / "deep/new", "local-patches");
  const GitRepo repo(world / "deep/new");
  CHECK(repo.git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(repo.status().empty());
  CHECK_THROWS_AS(Repository::create(world / "deep/new", "main"), Error);
}

TEST_CASE("an error names the kind of a repository that can't be read") {
  World world;
  run_git({"init", "-q", "--object-format=sha256", (world / "sha256").string()});
  CHECK(contains(thrown_message([&] { Repository::open(world / "sha256"); }), "sha256"));
  CHECK(contains(thrown_message([&] { Repository::discover(world / "sha256"); }), "sha256"));

  const GitRepo reftable = GitRepo::init(world / "reftable");
  reftable.git({"config", "core.repositoryFormatVersion", "1"});
  reftable.git({"config", "extensions.refStorage", "reftable"});
  CHECK(contains(thrown_message([&] { Repository::open(reftable.path()); }), "reftable"));

  const GitRepo unknown = GitRepo::init(world / "unknown");
  unknown.git({"config", "core.repositoryFormatVersion", "1"});
  unknown.git({"config", "extensions.fromTheFuture", "true"});
  CHECK(contains(thrown_message([&] { Repository::open(unknown.path()); }), "fromthefuture"));
}

TEST_CASE("a repository that lacks a part of itself is called damaged, and the part is named") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", "1\n", "one");
  repo.git({"worktree", "add", "-q", (world / "linked").string()});
  for (const std::string part : {"objects", "refs", "HEAD"}) {
    fs::rename(repo / (".git/" + part), world / "aside");
    try {
      Repository::open(repo.path());
      FAIL("it was opened");
    } catch (const Error& error) {
      CHECK(error.kind() == mlxpatch::ErrorKind::damaged);
      CHECK(std::string(error.what()) == "the repository is damaged: its git directory has no " + part);
    }
    fs::rename(world / "aside", repo / (".git/" + part));
  }
  Repository::open(world / "linked");
}

TEST_CASE("a partial clone opens") {
  World world;
  const GitRepo source = GitRepo::init(world / "source");
  source.commit_file("a", "a\n", "one");
  source.git({"config", "uploadpack.allowFilter", "true"});
  GitRepo::clone("file://" + source.path().string(), world / "partial", {"--filter=blob:none", "--no-checkout"});
  CHECK_FALSE(Repository::open(world / "partial").is_bare());
}

TEST_CASE("a repository of another user is refused, with the command that makes git trust it") {
  if (::geteuid() != 0) SKIP("only root can give a directory to another user");
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  REQUIRE(::chown(repo.path().c_str(), 12345, 12345) == 0);
  REQUIRE(::chown((repo / ".git").c_str(), 12345, 12345) == 0);
  const std::string words = thrown_message([&] { Repository::open(repo.path()); });
  CHECK(contains(words, "git config --global --add safe.directory " + repo.path().string()));
  run_git({"config", "--global", "--add", "safe.directory", repo.path().string()});
  CHECK_FALSE(Repository::open(repo.path()).is_bare());
}

TEST_CASE("the state shows what git is in the middle of") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", "a\n", "one");
  repo.create_branch("side");
  repo.commit_file("a", "b\n", "two");
  repo.checkout("side");
  repo.commit_file("a", "c\n", "three");
  const Repository repository = Repository::open(repo.path());
  CHECK(repository.state() == RepositoryState::none);
  repo.try_git({"merge", "main"});
  CHECK(repository.state() == RepositoryState::merge);
  repo.git({"merge", "--abort"});
  repo.try_git({"cherry-pick", "main"});
  CHECK(repository.state() == RepositoryState::cherry_pick);
  repo.git({"cherry-pick", "--abort"});
  repo.try_git({"rebase", "main"});
  CHECK(repository.state() == RepositoryState::rebase);
  repo.git({"rebase", "--abort"});
  repo.git({"bisect", "start"});
  CHECK(repository.state() == RepositoryState::bisect);
}

TEST_CASE("configuration is read from the repository, the user and the environment") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  run_git({"config", "--global", "section.Name", "user"});
  Repository repository = Repository::open(repo.path());
  CHECK(repository.config_string("section.name") == "user");
  CHECK_FALSE(repository.config_string("section.other"));
  repo.git({"config", "section.name", "own"});
  repo.git({"config", "section.flag", "yes"});
  CHECK(Repository::open(repo.path()).config_string("section.name") == "own");
  CHECK(Repository::open(repo.path()).config_bool("section.flag") == true);
  CHECK_FALSE(Repository::open(repo.path()).config_bool("section.none"));

  repository.set_config("section.sub.Part.key", "a value");
  CHECK(repo.git({"config", "--local", "section.sub.Part.key"}) == "a value");
  CHECK(repository.config_string("section.sub.Part.key") == "a value");

  world.set_environment("GIT_CONFIG_COUNT", "1");
  world.set_environment("GIT_CONFIG_KEY_0", "Section.NAME");
  world.set_environment("GIT_CONFIG_VALUE_0", "environment");
  CHECK(repository.config_string("section.name") == "environment");
}

TEST_CASE("the file that GIT_CONFIG_GLOBAL names replaces the user's") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  run_git({"config", "--global", "section.name", "user"});
  write_bytes(world / "other-config", "[section]\n\tname = other\n");
  world.set_environment("GIT_CONFIG_GLOBAL", (world / "other-config").string());
  CHECK(Repository::open(repo.path()).config_string("section.name") == "other");
  world.set_environment("GIT_CONFIG_GLOBAL", "/dev/null");
  CHECK_FALSE(Repository::open(repo.path()).config_string("section.name"));
}

TEST_CASE("the committer is git's, with the date of the environment") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  world.forget_identity();
  world.set_environment("GIT_COMMITTER_DATE", "@1767882620 +0100");
  repo.git({"config", "user.name", " .Con <Fig>, "});
  repo.git({"config", "user.email", "con@example.com"});
  const Repository repository = Repository::open(repo.path());
  const Signature configured = committer_identity(repository);
  const std::string ident = repo.git({"var", "GIT_COMMITTER_IDENT"});
  CHECK(configured.name + " <" + configured.email + "> 1767882620 +0100" == ident);
  CHECK(configured.when == Time{1767882620, 60});

  world.set_environment("GIT_COMMITTER_NAME", "Environ Ment");
  world.set_environment("GIT_AUTHOR_EMAIL", "author@example.com");
  CHECK(committer_identity(repository).name == "Environ Ment");
  CHECK(committer_identity(repository).email == "con@example.com");
  CHECK(author_identity(repository).email == "author@example.com");
  repo.git({"config", "author.name", "Some Author"});
  CHECK(author_identity(Repository::open(repo.path())).name == "Some Author");
}

TEST_CASE("without an identity the message has the two commands to type") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  world.forget_identity();
  const Repository repository = Repository::open(repo.path());
  const std::string words = thrown_message([&] { committer_identity(repository); });
  CHECK(contains(words, "git config --global user.name"));
  CHECK(contains(words, "git config --global user.email"));
  world.set_environment("GIT_COMMITTER_NAME", "Name Only");
  CHECK(contains(thrown_message([&] { committer_identity(repository); }), "no e-mail address"));
  world.set_environment("EMAIL", "fallback@example.com");
  CHECK(committer_identity(repository).email == "fallback@example.com");
}

TEST_CASE("for a date that can't be read the error names its variable") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  world.set_environment("GIT_COMMITTER_DATE", "soon");
  const Repository repository = Repository::open(repo.path());
  CHECK(contains(thrown_message([&] { committer_identity(repository); }), "GIT_COMMITTER_DATE"));
}
