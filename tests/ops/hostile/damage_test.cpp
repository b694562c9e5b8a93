#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/objects/compression.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

namespace fs = std::filesystem;

/// Ends, says what it says without escapes, and takes no memory to speak of.
void require_ended(const HostileFork& fork) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"status", "--json"}, {"check", "--json"}, {"doctor"}}) {
    const BoundedRun run = run_bounded(words, fork.project.path());
    CAPTURE(words, run.exit, run.err);
    CHECK(run.exit < 124);
    CHECK(run.peak_mib < 1024);
    require_clean_output(run, words.back() == "--json");
  }
}

fs::path loose_file(const GitRepo& repository, const std::string& revision) {
  const std::string id = repository.rev_parse(revision);
  return repository / (".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
}

/// Takes all packs of a repository apart.
void unpack_all(const HostileFork& fork, const GitRepo& repository) {
  std::vector<fs::path> packs;
  for (const auto& entry : fs::directory_iterator(repository / ".git/objects/pack")) packs.push_back(entry.path());
  std::vector<fs::path> moved;
  for (const fs::path& pack : packs) {
    if (pack.extension() == ".pack") {
      moved.push_back(fork.world / pack.filename());
      fs::rename(pack, moved.back());
    } else {
      fs::remove(pack);
    }
  }
  for (const fs::path& pack : moved) repository.git({"unpack-objects", "-q"}, read_bytes(pack));
}

void spoil(const fs::path& file, const std::string& bytes) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  write_bytes(file, bytes);
}

}  // namespace

TEST_CASE("hostile repositories: every loose object in turn is cut, emptied, noise, another one or endless") {
  const HostileFork fork;
  const GitRepo checkout = fork.checkout();
  unpack_all(fork, checkout);
  for (const char* revision : {"HEAD", "HEAD^{tree}", "HEAD~1", "HEAD~1^{tree}", "HEAD:a", "HEAD:dir", "HEAD:sane"}) {
    const fs::path file = loose_file(checkout, revision);
    const std::string whole = read_bytes(file);
    const std::string other = read_bytes(loose_file(checkout, "HEAD:dir/file"));
    for (const auto& [damage, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"cut in the middle", whole.substr(0, whole.size() / 2)},
             {"cut by a byte", whole.substr(0, whole.size() - 1)},
             {"cut to the header", whole.substr(0, 2)},
             {"empty", ""},
             {"noise", "not compressed"},
             {"another object", other},
             {"a size that is not its own", objects::deflate(std::string("commit 99999999999\0tree", 23))},
             {"a header without an end", objects::deflate(repeated("blob ", 1000))},
             {"a type that is none", objects::deflate(std::string("evil 1\0x", 8))},
             {"more than it says", objects::deflate(std::string("blob 1\0xxxxxxxxx", 16))}}) {
      CAPTURE(revision, damage);
      spoil(file, bytes);
      require_ended(fork);
    }
    spoil(file, whole);
  }
}

TEST_CASE("hostile repositories: packs, indexes and commit graphs that are cut or noise") {
  const HostileFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.git({"repack", "-a", "-d", "-q"});
  checkout.git({"commit-graph", "write", "--reachable"});
  std::vector<fs::path> files{checkout / ".git/objects/info/commit-graph"};
  for (const auto& entry : fs::directory_iterator(checkout / ".git/objects/pack")) files.push_back(entry.path());
  for (const fs::path& file : files) {
    const std::string whole = read_bytes(file);
    for (std::size_t tenth = 0; tenth < 10; tenth += 3) {
      CAPTURE(file.extension().string(), tenth);
      spoil(file, whole.substr(0, whole.size() * tenth / 10));
      require_ended(fork);
      std::string noise = whole;
      for (std::size_t at = noise.size() * tenth / 10; at < noise.size(); at += 7)
        noise[at] = static_cast<char>(~noise[at]);
      spoil(file, noise);
      require_ended(fork);
    }
    spoil(file, whole);
  }
}

TEST_CASE("hostile repositories: commits, trees and tags that no git would make") {
  const HostileFork fork;
  const std::string tree = fork.upstream.tree();
  const std::string tip = fork.upstream.rev_parse();
  const auto stored = [&](const std::string& type, const std::string& bytes) {
    return fork.upstream.git({"hash-object", "-t", type, "-w", "--stdin", "--literally"}, bytes);
  };
  const std::string who = "A <a@example.org> 1767268800 +0000\n";
  const auto commit = [&](const std::string& headers, const std::string& message = "x\n") {
    return stored("commit", headers + "\n" + message);
  };
  const std::string links = "tree " + tree + "\nparent " + tip + "\n";
  std::string tag = tip;
  std::string type = "commit";
  for (int number = 0; number < 50; ++number) {
    tag = stored("tag", "object " + tag + "\ntype " + type + "\ntag t\ntagger " + who + "\nx\n");
    type = "tag";
  }
  fork.upstream.git({"update-ref", "refs/tags/tags-of-tags", tag});
  fork.upstream.git({"update-ref", "refs/tags/of-a-tree", tree});
  const std::string blob = fork.upstream.rev_parse("HEAD:a");
  std::string raw_blob;
  for (std::size_t at = 0; at < blob.size(); at += 2)
    raw_blob += static_cast<char>(std::stoi(blob.substr(at, 2), nullptr, 16));
  const auto tree_of = [&](const std::string& mode, const std::string& name) {
    return stored("tree", mode + " " + name + std::string(1, '\0') + raw_blob);
  };
  const auto with_tree = [&](const std::string& id) {
    return commit("tree " + id + "\nparent " + tip + "\nauthor " + who + "committer " + who);
  };
  std::string deep = tree_of("100644", "a");
  for (int level = 0; level < 300; ++level) {
    std::string raw;
    for (std::size_t at = 0; at < deep.size(); at += 2)
      raw += static_cast<char>(std::stoi(deep.substr(at, 2), nullptr, 16));
    deep = stored("tree", std::string("40000 d\0", 8) + raw);
  }
  const std::vector<std::pair<std::string, std::string>> tips{
      {"no author", commit(links + "committer " + who)},
      {"no committer", commit(links + "author " + who)},
      {"an author without brackets", commit(links + "author A\ncommitter " + who)},
      {"a date that overflows",
       commit(links + "author A <a@example.org> 99999999999999999999 +0000\ncommitter " + who)},
      {"a date that is none", commit(links + "author A <a@example.org> x y\ncommitter " + who)},
      {"a zone of 9999", commit(links + "author A <a@example.org> 1767268800 +9999\ncommitter " + who)},
      {"the same parent twice", commit(links + "parent " + tip + "\nauthor " + who + "committer " + who)},
      {"a parent of zeros",
       commit("tree " + tree + "\nparent " + std::string(40, '0') + "\nauthor " + who + "committer " + who)},
      {"a tree as parent", commit("tree " + tree + "\nparent " + tree + "\nauthor " + who + "committer " + who)},
      {"a blob as tree", with_tree(blob)},
      {"an encoding that is none", commit(links + "author " + who + "committer " + who + "encoding x-evil\n")},
      {"a signature with escapes",
       commit(links + "author " + who + "committer " + who + "gpgsig \x1b[31m\n \x1b]0;x\x07\n")},
      {"10,000 headers", commit(links + "author " + who + "committer " + who + repeated("x y\n", 10'000))},
      {"NUL in the message", commit(links + "author " + who + "committer " + who, std::string("x\0y\n", 4))},
      {"no message", commit(links + "author " + who + "committer " + who, "")},
      {"no lines at all", stored("commit", "")},
      {"a tree with ..", with_tree(tree_of("100644", ".."))},
      {"a tree with .git", with_tree(tree_of("100644", ".git"))},
      {"a tree with .GIT", with_tree(tree_of("40000", ".GIT"))},
      {"a tree with a slash in a name", with_tree(tree_of("100644", "a/b"))},
      {"a tree with an empty name", with_tree(tree_of("100644", ""))},
      {"a tree with an unknown mode", with_tree(tree_of("123456", "a"))},
      {"a tree that is cut", with_tree(stored("tree", "100644 a"))},
      {"a tree that is noise", with_tree(stored("tree", "\x80\xff\xfe"))},
      {"trees in trees", with_tree(deep)},
      {"a .gitmodules that is a link", with_tree(tree_of("120000", ".gitmodules"))},
  };
  for (const auto& [name, id] : tips) {
    CAPTURE(name);
    fork.upstream.write(".git/refs/heads/main", id + "\n");
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"check"}, {"update", "--json"}, {"status"}, {"status", "--json"}}) {
      const BoundedRun run = run_bounded(words, fork.project.path());
      CAPTURE(words, run.exit, run.err);
      CHECK(run.exit < 124);
      CHECK(run.peak_mib < 1024);
      require_clean_output(run, words.back() == "--json");
    }
    fork.upstream.write(".git/refs/heads/main", tip + "\n");
    run_bounded({"setup"}, fork.project.path());
    CHECK(read_bytes(fork.world / "outside/secret") == "nobody may touch this\n");
    CHECK_FALSE(fs::exists(fork.project / "evil"));
  }
}
