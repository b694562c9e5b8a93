#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

constexpr const char* k_song = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

/// A repository with the same song at several paths, and a way to apply patches to it.
class SongBook {
 public:
  explicit SongBook(const std::vector<std::string>& paths) : m_repo(GitRepo::init(m_world / "repo")) {
    for (const std::string& path : paths) m_repo.write(path, k_song);
    m_repo.commit("Songs");
  }

  const GitRepo& repo() const { return m_repo; }

  /// "-pN: " and the paths that the patch changes; the reason if it is refused.
  std::string changed_by(const std::string& text, const patch::ReadOptions& options = {}) const {
    const git::Repository repository = git::Repository::open(m_repo.path());
    objects::ObjectStore store(repository);
    const patch::Patch patch = patch::read_patches(text, "x.patch", options).front();
    const auto outcome =
        queue::apply_to_tree(store, patch, store.tree_of(git::Oid::from_hex(m_repo.rev_parse()).value()));
    if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) return failure->path + ": " + failure->reason;
    const auto& applied = std::get<queue::AppliedPatch>(outcome);
    store.write_pack();
    return "-p" + std::to_string(applied.strip) + ": " +
           m_repo.git({"diff", "--name-only", "--no-renames", "HEAD", applied.tree.hex()});
  }

 private:
  World m_world;
  GitRepo m_repo;
};

/// A plain diff that changes the song's fourth line.
std::string plain(const std::string& old_name, const std::string& new_name) {
  return "--- " + old_name + "\n+++ " + new_name + "\n@@ -3,3 +3,3 @@\n three\n-four\n+FOUR\n five\n";
}

std::string git_diff(const std::string& old_name, const std::string& new_name) {
  return "diff --git " + old_name + " " + new_name + "\n" + plain(old_name, new_name);
}

std::string creation(const std::string& old_name, const std::string& new_name) {
  return "diff --git " + old_name + " " + new_name + "\nnew file mode 100644\n--- /dev/null\n+++ " + new_name +
         "\n@@ -0,0 +1 @@\n+new\n";
}

}  // namespace

TEST_CASE("the strip level is the one at which the named files exist") {
  const SongBook book({"src/code", "top"});
  CHECK(book.changed_by(plain("a/src/code", "b/src/code")) == "-p1: src/code");
  CHECK(book.changed_by(plain("src/code.orig", "src/code")) == "-p0: src/code");
  CHECK(book.changed_by(plain("./src/code", "./src/code")) == "-p1: src/code");
  CHECK(book.changed_by(plain("proj-1.2/src/code.orig", "proj-1.2/src/code")) == "-p1: src/code");
  CHECK(book.changed_by(plain("proj-1.2/src/code", "proj-1.2/src/code")) == "-p1: src/code");
  CHECK(book.changed_by(plain("/home/me/proj.orig/src/code", "/home/me/proj/src/code")) == "-p4: src/code");
  CHECK(book.changed_by(plain("../proj.orig/src/code", "../proj/src/code")) == "-p2: src/code");
  CHECK(book.changed_by(plain("../proj.orig/src/code", "src/code")) == "-p0: src/code");
  CHECK(book.changed_by(plain("src/code", "src/code.new")) == "-p0: src/code");
  CHECK(book.changed_by(plain("top~", "top")) == "-p0: top");
  CHECK(book.changed_by(plain("src.orig/code", "src/code")) == "-p0: src/code");
  CHECK(book.changed_by(plain("proj.orig/src/code", "proj/src/code")) == "-p1: src/code");
  CHECK(book.changed_by(git_diff("src/code", "src/code")) == "-p0: src/code");
  CHECK(book.changed_by(git_diff("a/proj.orig/src/code", "b/proj/src/code")) == "-p2: src/code");
  CHECK(book.changed_by(git_diff("a/proj/src/code", "b/proj/src/code")) == "-p2: src/code");
}

TEST_CASE("one level holds for all files of a patch") {
  const SongBook book({"src/code", "top"});
  CHECK(book.changed_by(plain("lib/src/code", "lib/src/code") + plain("lib/top", "lib/top")) == "-p1: src/code\ntop");
  CHECK(book.changed_by(git_diff("a/old/src/code", "b/new/src/code") + creation("a/new/src/more", "b/new/src/more")) ==
        "-p2: src/code\nsrc/more");
  CHECK(book.changed_by(git_diff("src/code", "src/code") + creation("src/more", "src/more")) ==
        "-p0: src/code\nsrc/more");
}

TEST_CASE("where files exist at several levels, the one decides at which the text applies") {
  const SongBook book({"src/code", "code"});
  book.repo().commit_file("code", "another text\n", "Another text at the root");
  CHECK(book.changed_by(plain("src/code", "src/code")) == "-p0: src/code");
  book.repo().write("code", k_song);
  book.repo().commit_file("src/code", "another text\n", "Another text below src");
  CHECK(book.changed_by(plain("src/code", "src/code")) == "-p1: code");
}

TEST_CASE("a patch whose names show their level is never moved to a file of the same name higher up") {
  const SongBook book({"lib/one", "code"});
  CHECK(book.changed_by(git_diff("c/lib/code", "w/lib/code")) == "lib/code: the file does not exist");
  CHECK(book.changed_by(plain("proj.orig/lib/code", "proj/lib/code")) == "lib/code: the file does not exist");
  CHECK(book.changed_by(git_diff("a/lib/code", "b/lib/code")) == "lib/code: the file does not exist");
  CHECK(book.changed_by(plain("a/lib/code", "b/lib/code")) == "lib/code: the file does not exist");
  CHECK(book.changed_by(git_diff("a/lib/code", "b/lib/code") + git_diff("a/lib/one", "b/lib/one")) ==
        "lib/code: the file does not exist");
}

TEST_CASE("where a directory is unknown, a file of the same bare name is not taken for the one below it") {
  const SongBook book({"Makefile", "src/Makefile"});
  CHECK(book.changed_by(git_diff("a/plugin/Makefile", "b/plugin/Makefile")) ==
        "plugin/Makefile: the file does not exist");
  CHECK(book.changed_by(plain("a/gone/sub/Makefile", "b/gone/sub/Makefile")) ==
        "gone/sub/Makefile: the file does not exist");
  CHECK(book.changed_by(git_diff("a/plugin/src/Makefile", "b/plugin/src/Makefile")) == "-p2: src/Makefile");
}

TEST_CASE("a bare name is taken if the file is the version that the patch names, which an earlier patch made") {
  const SongBook book({"top"});
  const git::Repository repository = git::Repository::open(book.repo().path());
  objects::ObjectStore store(repository);
  const git::Oid tree = store.tree_of(git::Oid::from_hex(book.repo().rev_parse()).value());
  const git::Oid song = store.put(git::ObjectType::blob, std::string(k_song) + "nine\n");
  const git::Oid with_song = objects::edit_tree(store, tree, {{"Makefile", {git::Mode::file, song}}});
  const std::string names = "diff --git a/plugin/Makefile b/plugin/Makefile\n";
  const std::string change = plain("a/plugin/Makefile", "b/plugin/Makefile");
  const auto strip_of = [&](const std::string& text) {
    const auto outcome = queue::apply_to_tree(store, patch::read_patches(text, "x.patch").front(), with_song);
    const auto* applied = std::get_if<queue::AppliedPatch>(&outcome);
    return applied == nullptr ? -1 : applied->strip;
  };
  CHECK(strip_of(names + "index " + song.hex() + "..1234567 100644\n" + change) == 2);
  CHECK(strip_of(names + change) == -1);
}

TEST_CASE("new files go where their names say, without a prefix that is no directory") {
  const SongBook book({"src/code"});
  CHECK(book.changed_by(creation("a/src/new", "b/src/new")) == "-p1: src/new");
  CHECK(book.changed_by(creation("b/src/new", "b/src/new")) == "-p1: src/new");
  CHECK(book.changed_by(creation("proj/src/new", "proj/src/new")) == "-p1: src/new");
  CHECK(book.changed_by(creation("src/new", "src/new")) == "-p0: src/new");
  CHECK(book.changed_by(creation("fresh/new", "fresh/new")) == "-p0: fresh/new");
  CHECK(book.changed_by(creation("a/fresh/new", "b/fresh/new")) == "-p1: fresh/new");
}

TEST_CASE("new files go where their names say, even if the directories of another level exist, too") {
  const SongBook book({"src/lib/code", "lib/code"});
  CHECK(book.changed_by(creation("src/lib/new", "src/lib/new")) == "-p0: src/lib/new");
}

TEST_CASE("a level that was given holds for every form of diff, whatever exists") {
  const SongBook book({"src/code", "code"});
  patch::ReadOptions options;
  options.strip = 2;
  CHECK(book.changed_by(git_diff("a/src/code", "b/src/code"), options) == "-p2: code");
  CHECK(book.changed_by(plain("a/src/code", "b/src/code"), options) == "-p2: code");
  CHECK(book.changed_by(creation("a/src/new", "b/src/new"), options) == "-p2: new");
  options.strip = 1;
  CHECK(book.changed_by(plain("src/code", "src/code"), options) == "-p1: code");
  CHECK(book.changed_by(plain("gone/src/more", "gone/src/more"), options) == "src/more: the file does not exist");
}

TEST_CASE("files are looked for below the directory that was given") {
  const SongBook book({"vendor/lib/src/code", "src/code"});
  patch::ReadOptions options;
  options.directory = "vendor/lib";
  CHECK(book.changed_by(plain("proj/src/code", "proj/src/code"), options) == "-p1: vendor/lib/src/code");
  CHECK(book.changed_by(git_diff("src/code", "src/code"), options) == "-p0: vendor/lib/src/code");
}

}  // namespace mlxpatch::tests
