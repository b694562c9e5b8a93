#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/worktree/file_moves.hpp>

using namespace mlxpatch;
using namespace mlxpatch::worktree;

namespace {

namespace fs = std::filesystem;

using Paths = std::vector<std::string>;

/// A project with the files that the moves begin from.
struct Project {
  TemporaryDirectory directory{"mlxpatch-test-"};
  std::vector<FileMove> moves{{"patches/a.patch", "a1\n", "a2\n"},
                              {"patches/b.patch", "b1\n", std::nullopt},
                              {"patches/new/c.patch", std::nullopt, "c2\n"},
                              {"lock", "l1\n", "l2\n"}};

  Project() {
    fs::create_directories(root() / "patches");
    for (const FileMove& move : moves) {
      if (move.before) write_file(root() / move.path, *move.before);
    }
  }

  const fs::path& root() const { return directory.path(); }
  std::optional<std::string> read(const std::string& path) const { return read_file_if_exists(root() / path); }
  std::size_t files() const {
    std::size_t count = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root())) count += entry.is_regular_file();
    return count;
  }
  bool is_before() const {
    for (const FileMove& move : moves) {
      if (read(move.path) != move.before) return false;
    }
    return files() == 3;
  }
  bool is_after() const {
    for (const FileMove& move : moves) {
      if (read(move.path) != move.after) return false;
    }
    return files() == 3;
  }
};

}  // namespace

TEST_CASE("files move from before to after, and a second time nothing is left to do") {
  const Project project;
  for (int i = 0; i < 2; ++i) {
    FileMoves moves(project.root(), project.moves);
    CHECK(moves.commit().empty());
    moves.finish();
    CHECK(project.is_after());
  }
}

TEST_CASE("a replaced file is executable if it was") {
  const Project project;
  const fs::path script = project.root() / "patches/a.patch";
  fs::permissions(script, fs::perms::owner_exec, fs::perm_options::add);
  FileMoves moves(project.root(), project.moves);
  CHECK(moves.commit().empty());
  moves.finish();
  const auto is_executable = [](const fs::path& file) {
    return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
  };
  CHECK(project.is_after());
  CHECK(is_executable(script));
  CHECK_FALSE(is_executable(project.root() / "lock"));
}

TEST_CASE("files that are not finished are as before, whenever that ends") {
  const Project project;
  {
    const FileMoves prepared(project.root(), project.moves);
  }
  CHECK(project.is_before());
  CHECK_FALSE(fs::exists(project.root() / "patches/new"));
  {
    FileMoves moves(project.root(), project.moves);
    moves.commit();
    CHECK(project.read("lock") == "l2\n");
    CHECK(moves.take_back());
    CHECK(project.read("lock") == "l1\n");
  }
  CHECK(project.is_before());
  {
    FileMoves moves(project.root(), project.moves);
    moves.commit();
  }
  CHECK(project.is_before());
}

TEST_CASE("a file that somebody writes meanwhile stays, in both directions") {
  const Project project;
  write_file(project.root() / "lock", "mine\n");
  write_file(project.root() / "patches/b.patch", "mine\n");
  FileMoves moves(project.root(), project.moves);
  fs::create_directories(project.root() / "patches/new");
  write_file(project.root() / "patches/new/c.patch", "mine\n");
  CHECK(moves.commit() == Paths{"patches/b.patch", "patches/new/c.patch", "lock"});
  CHECK(project.read("patches/a.patch") == "a2\n");
  write_file(project.root() / "patches/a.patch", "mine, later\n");
  CHECK_FALSE(moves.take_back());
  CHECK(project.read("patches/a.patch") == "mine, later\n");
  CHECK(project.read("lock") == "mine\n");
  CHECK(project.read("patches/new/c.patch") == "mine\n");
}

TEST_CASE("no file is written or removed through a link") {
  const Project project;
  const TemporaryDirectory outside("mlxpatch-test-");
  fs::rename(project.root() / "patches", outside.path() / "patches");
  fs::create_directory_symlink(outside.path() / "patches", project.root() / "patches");
  FileMoves moves(project.root(), project.moves);
  CHECK(moves.commit() == Paths{"patches/a.patch", "patches/new/c.patch"});
  moves.finish();
  CHECK(read_file(outside.path() / "patches/a.patch") == "a1\n");
  CHECK(read_file(outside.path() / "patches/b.patch") == "b1\n");
  CHECK(project.read("lock") == "l2\n");
}
