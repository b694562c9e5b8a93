#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/edit/absorb.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Absorbed;
using queue::HunkKind;
using queue::Stays;
using queue::UncommittedHunk;
using Indices = std::vector<std::size_t>;
using Files = std::map<std::string, std::string>;

namespace {

/// A queue, and a worktree in which files are changed on top of it.
class Scene : public ForkedQueue {
 public:
  using ForkedQueue::ForkedQueue;

  /// Begins the change on top; files are then written to `repo`.
  void begin() const { repo.checkout("queue"); }

  Absorbed absorb(const std::vector<std::string>& paths = {}) {
    repo.git({"add", "--all"});
    const std::string after = repo.git({"write-tree"});
    reopen();
    m_made = queue::absorb(store(), queue(), {id_of(repo.tree("queue")), id_of(after), paths}, direct());
    return m_made;
  }
  Absorbed absorb_text(const std::string& bytes) {
    begin();
    repo.write("a", bytes);
    return absorb();
  }

  /// A file after one of the new patches.
  std::string after(std::size_t patch, const std::string& path = "a") {
    return file_in(store().tree_of(m_made.commits.at(patch)), path);
  }
  git::Entry entry_after(std::size_t patch, const std::string& path) {
    return objects::entry_at(store(), store().tree_of(m_made.commits.at(patch)), path);
  }

 private:
  Absorbed m_made;
};

const Files k_two_files{{"a", lines_with()}, {"b", lines_with()}};

/// Two patches of a, at line 5 and at line 15.
void make_two(Scene& scene) {
  scene.patch("a", lines_with({{5, "five"}}), "Change five\n");
  scene.patch("a", lines_with({{5, "five"}, {15, "fifteen"}}), "Change fifteen\n");
}

void check_stays(const UncommittedHunk& hunk, Stays why, const Indices& candidates) {
  CHECK_FALSE(hunk.patch.has_value());
  CHECK(hunk.stays == why);
  CHECK(hunk.candidates == candidates);
}

}  // namespace

TEST_CASE("a hunk in a patch's lines becomes part of it, and the later patch keeps its own change") {
  Scene scene;
  make_two(scene);
  const Absorbed made = scene.absorb_text(lines_with({{5, "FIVE"}, {15, "fifteen"}}));
  REQUIRE(made.hunks.size() == 1);
  CHECK(made.hunks.front().path == "a");
  CHECK(made.hunks.front().lines.before == 4);
  CHECK(made.hunks.front().patch == 0);
  CHECK(scene.after(0) == lines_with({{5, "FIVE"}}));
  CHECK(scene.after(1) == lines_with({{5, "FIVE"}, {15, "fifteen"}}));
  CHECK(scene.file_in(made.tree, "a") == scene.after(1));
  CHECK(scene.store().commit(made.commits.at(0)).message == "Change five\n");
}

TEST_CASE("nothing uncommitted: the queue keeps its commits") {
  Scene scene;
  make_two(scene);
  scene.begin();
  const Absorbed made = scene.absorb();
  CHECK(made.hunks.empty());
  CHECK(made.commits == scene.queue());
}

TEST_CASE("hunks go down by exact offsets, past patches that add and delete lines above them") {
  Scene scene;
  scene.patch("a", lines_with({{15, "fifteen"}}), "Change fifteen\n");
  scene.patch("a", lines_with({{2, "two\nand more"}, {8, ""}, {9, ""}, {15, "fifteen"}}), "Move it\n");
  scene.patch("a", lines_with({{1, "zero\nhalf\nline 1"}, {2, "two\nand more"}, {8, ""}, {9, ""}, {15, "fifteen"}}),
              "Move it again\n");
  const Absorbed made = scene.absorb_text(
      lines_with({{1, "zero\nhalf\nline 1"}, {2, "TWO\nand more"}, {8, ""}, {9, ""}, {15, "15\nsixteenth"}}));
  REQUIRE(made.hunks.size() == 2);
  CHECK(made.hunks[0].patch == 1);
  CHECK(made.hunks[1].patch == 0);
  CHECK(scene.after(0) == lines_with({{15, "15\nsixteenth"}}));
  CHECK(scene.after(1) == lines_with({{2, "TWO\nand more"}, {8, ""}, {9, ""}, {15, "15\nsixteenth"}}));
  CHECK(scene.file_in(made.tree, "a") == scene.repo.read("a"));
}

TEST_CASE("of two patches that changed the same line, the hunk goes into the last") {
  Scene scene;
  scene.patch("a", lines_with({{5, "five"}}), "One\n");
  scene.patch("a", lines_with({{5, "FIVE"}}), "Two\n");
  const Absorbed made = scene.absorb_text(lines_with({{5, "5"}}));
  CHECK(made.hunks.at(0).patch == 1);
  CHECK(made.commits.at(0) == scene.queue().at(0));
  CHECK(scene.after(1) == lines_with({{5, "5"}}));
}

TEST_CASE("a hunk in the lines of one patch is not taken by a later one whose lines are beside them") {
  Scene scene;
  scene.patch("a", lines_with({{5, "five"}}), "One\n");
  scene.patch("a", lines_with({{5, "five"}, {6, "six"}}), "Two\n");
  const Absorbed made = scene.absorb_text(lines_with({{5, "FIVE"}, {6, "six"}}));
  CHECK(made.hunks.at(0).patch == 0);
  CHECK(scene.after(0) == lines_with({{5, "FIVE"}}));
  CHECK(scene.after(1) == lines_with({{5, "FIVE"}, {6, "six"}}));
}

TEST_CASE("a hunk that changes lines of two patches goes into the later one") {
  Scene scene;
  scene.patch("a", lines_with({{5, "five"}}), "One\n");
  scene.patch("a", lines_with({{5, "five"}, {6, "six"}}), "Two\n");
  const Absorbed made = scene.absorb_text(lines_with({{5, "FIVE"}, {6, "SIX"}}));
  CHECK(made.hunks.at(0).patch == 1);
  CHECK(scene.after(0) == lines_with({{5, "five"}}));
}

TEST_CASE("lines beside those of one patch go into it") {
  Scene scene;
  make_two(scene);
  SECTION("added after them") {
    CHECK(scene.absorb_text(lines_with({{5, "five\nand more"}, {15, "fifteen"}})).hunks.at(0).patch == 0);
    CHECK(scene.after(0) == lines_with({{5, "five\nand more"}}));
  }
  SECTION("added before them") {
    CHECK(scene.absorb_text(lines_with({{5, "more\nfive"}, {15, "fifteen"}})).hunks.at(0).patch == 0);
    CHECK(scene.after(0) == lines_with({{5, "more\nfive"}}));
  }
  SECTION("upstream's, changed") {
    CHECK(scene.absorb_text(lines_with({{5, "five"}, {6, "six"}, {15, "fifteen"}})).hunks.at(0).patch == 0);
    CHECK(scene.after(0) == lines_with({{5, "five"}, {6, "six"}}));
  }
}

TEST_CASE("lines that are added where a patch has deleted some go into it") {
  Scene scene;
  scene.patch("a", lines_with({{5, ""}}), "Take five out\n");
  scene.patch("a", lines_with({{5, ""}, {15, "fifteen"}}), "Change fifteen\n");
  const Absorbed made = scene.absorb_text(lines_with({{5, "five"}, {15, "fifteen"}}));
  CHECK(made.hunks.at(0).patch == 0);
  CHECK(scene.after(0) == lines_with({{5, "five"}}));
}

TEST_CASE("a hunk between the lines of two patches stays, with both as candidates") {
  Scene scene;
  SECTION("lines that are added") {
    scene.patch("a", lines_with({{5, "five"}}), "One\n");
    scene.patch("a", lines_with({{5, "five"}, {6, "six"}}), "Two\n");
    const Absorbed made = scene.absorb_text(lines_with({{5, "five\nin between"}, {6, "six"}}));
    check_stays(made.hunks.at(0), Stays::between, {0, 1});
    CHECK(made.commits == scene.queue());
  }
  SECTION("upstream's line, changed") {
    scene.patch("a", lines_with({{5, "five"}}), "One\n");
    scene.patch("a", lines_with({{5, "five"}, {7, "seven"}}), "Two\n");
    const Absorbed made = scene.absorb_text(lines_with({{5, "five"}, {6, "six"}, {7, "seven"}}));
    check_stays(made.hunks.at(0), Stays::between, {0, 1});
  }
  SECTION("after lines that a later patch put into those of an earlier one") {
    scene.patch("a", lines_with({{5, "five\nend of five"}}), "One\n");
    scene.patch("a", lines_with({{5, "five\ninner\nend of five"}}), "Two\n");
    const Absorbed made = scene.absorb_text(lines_with({{5, "five\ninner\nmine\nend of five"}}));
    check_stays(made.hunks.at(0), Stays::between, {0, 1});
  }
}

TEST_CASE("a hunk in upstream's lines goes into the only patch of the file, and stays if there are several or none") {
  Scene scene(k_two_files);
  SECTION("one") {
    scene.patch("a", lines_with({{5, "five"}}), "Change a\n");
    scene.patch("b", lines_with({{5, "five"}}), "Change b\n");
    CHECK(scene.absorb_text(lines_with({{5, "five"}, {18, "mine"}})).hunks.at(0).patch == 0);
    CHECK(scene.after(0) == lines_with({{5, "five"}, {18, "mine"}}));
    CHECK(scene.after(1, "b") == lines_with({{5, "five"}}));
  }
  SECTION("several") {
    make_two(scene);
    const Absorbed made = scene.absorb_text(lines_with({{5, "five"}, {10, "mine"}, {15, "fifteen"}}));
    check_stays(made.hunks.at(0), Stays::upstream_lines, {0, 1});
  }
  SECTION("none") {
    scene.patch("b", lines_with({{5, "five"}}), "Change b\n");
    check_stays(scene.absorb_text(lines_with({{5, "mine"}})).hunks.at(0), Stays::no_patch, {});
  }
}

TEST_CASE("what stays is not in the new commits, and what is beside it in the same file is") {
  Scene scene;
  make_two(scene);
  const Absorbed made = scene.absorb_text(lines_with({{5, "FIVE"}, {10, "mine"}, {15, "FIFTEEN"}}));
  REQUIRE(made.hunks.size() == 3);
  CHECK(made.hunks[0].patch == 0);
  check_stays(made.hunks[1], Stays::upstream_lines, {0, 1});
  CHECK(made.hunks[2].patch == 1);
  CHECK(scene.file_in(made.tree, "a") == lines_with({{5, "FIVE"}, {15, "FIFTEEN"}}));
}

TEST_CASE("only the files that are asked for take part") {
  Scene scene(Files{{"a", lines_with()}, {"d/a", lines_with()}, {"da", lines_with()}});
  scene.begin();
  for (const char* name : {"a", "d/a", "da"}) scene.repo.write(name, lines_with({{5, "five"}}));
  scene.repo.commit("All\n");
  for (const char* name : {"a", "d/a", "da"}) scene.repo.write(name, lines_with({{5, "FIVE"}}));
  const Absorbed made = scene.absorb({"d"});
  REQUIRE(made.hunks.size() == 1);
  CHECK(made.hunks.front().path == "d/a");
  CHECK(scene.after(0, "da") == lines_with({{5, "five"}}));
  CHECK(scene.after(0, "d/a") == lines_with({{5, "FIVE"}}));
}

TEST_CASE("a patch of which nothing would be left does not get its hunks") {
  Scene scene;
  make_two(scene);
  const Absorbed made = scene.absorb_text(lines_with({{15, "FIFTEEN"}}));
  REQUIRE(made.hunks.size() == 2);
  check_stays(made.hunks[0], Stays::would_empty, {0});
  CHECK(made.hunks[1].patch == 1);
  CHECK(scene.file_in(made.tree, "a") == lines_with({{5, "five"}, {15, "FIFTEEN"}}));
}

TEST_CASE("a file that a patch created is its own to the first and last line, even if it was empty") {
  Scene scene;
  SECTION("with lines") {
    scene.patch("new", lines_with(), "Create it\n");
    scene.patch("new", lines_with({{5, "five"}}), "Change it\n");
    scene.begin();
    scene.repo.write("new", "first\n" + lines_with({{5, "five"}, {12, "twelve"}}) + "last\n");
    const Absorbed made = scene.absorb();
    REQUIRE(made.hunks.size() == 3);
    for (const UncommittedHunk& hunk : made.hunks) CHECK(hunk.patch == 0);
    CHECK(scene.after(0, "new") == "first\n" + lines_with({{12, "twelve"}}) + "last\n");
  }
  SECTION("empty, then removed and created again") {
    scene.begin();
    scene.repo.write("new", "");
    scene.repo.commit("Create it\n");
    scene.patch("new", "", "Remove it\n");
    scene.begin();
    scene.repo.write("new", "");
    scene.repo.commit("Create it again\n");
    scene.repo.write("new", "a line\n");
    CHECK(scene.absorb().hunks.at(0).patch == 2);
    CHECK(scene.after(2, "new") == "a line\n");
  }
}

TEST_CASE("a last line without a newline is never joined to another one") {
  Scene scene;
  SECTION("the line is below what a later patch added") {
    scene.patch("a", lines_with({{19, "nineteen"}, {20, "twenty"}}) + "end", "No newline\n");
    scene.patch("a", lines_with({{19, "nineteen"}, {20, "twenty"}}) + "end\nmore\n", "More\n");
    const Absorbed made = scene.absorb_text(lines_with({{19, "nineteen"}, {20, "twenty"}}) + "end\nmine\nmore\n");
    CHECK(made.hunks.at(0).patch == 1);
    CHECK(scene.after(0).ends_with("\nend"));
  }
  SECTION("a later patch deleted what would follow it") {
    scene.patch("a", lines_with({{18, "eighteen"}}), "Change eighteen\n");
    scene.patch("a", lines_with({{18, "eighteen"}, {19, ""}, {20, ""}}), "Cut\n");
    std::string bytes = lines_with({{18, "EIGHTEEN"}, {19, ""}, {20, ""}});
    bytes.pop_back();
    const Absorbed made = scene.absorb_text(bytes);
    CHECK(made.hunks.at(0).patch == 1);
    CHECK(scene.after(0) == lines_with({{18, "eighteen"}}));
    CHECK(scene.file_in(made.tree, "a") == bytes);
  }
}

TEST_CASE("a mode goes into the patch that set it last, or the only one of the file") {
  Scene scene(k_two_files);
  scene.begin();
  scene.repo.write_executable("a", lines_with());
  scene.repo.commit("Executable\n");
  scene.patch("a", lines_with({{5, "five"}}), "Change five\n");
  scene.patch("b", lines_with({{5, "five"}}), "Change b\n");
  scene.begin();
  scene.repo.git({"update-index", "--chmod=-x", "a"});
  scene.repo.git({"update-index", "--chmod=+x", "b"});
  scene.repo.git({"checkout-index", "--force", "--all"});
  const Absorbed made = scene.absorb();
  REQUIRE(made.hunks.size() == 2);
  CHECK(made.hunks[0].kind == HunkKind::mode);
  check_stays(made.hunks[0], Stays::would_empty, {0});
  CHECK(made.hunks[1].patch == 2);
  CHECK(scene.entry_after(2, "b").mode == git::Mode::executable);
  CHECK(scene.entry_after(2, "a").mode == git::Mode::executable);
}

TEST_CASE("a binary file goes as a whole into the last patch that changed it") {
  Scene scene;
  const std::string zero(1, '\0');
  scene.patch("blob", zero + "one", "Add it\n");
  scene.patch("blob", zero + "two", "Change it\n");
  scene.patch("a", lines_with({{5, "five"}}), "Change five\n");
  scene.begin();
  scene.repo.write("blob", zero + "three");
  const Absorbed made = scene.absorb();
  CHECK(made.hunks.at(0).kind == HunkKind::content);
  CHECK(made.hunks.at(0).patch == 1);
  CHECK(scene.after(0, "blob") == zero + "one");
  CHECK(scene.after(1, "blob") == zero + "three");
  CHECK(scene.after(2, "blob") == zero + "three");
}

TEST_CASE("a text that the attributes take for no text is a binary file") {
  Scene scene;
  scene.patch(".gitattributes", "a binary\n", "Attributes\n");
  make_two(scene);
  const Absorbed made = scene.absorb_text(lines_with({{5, "FIVE"}, {15, "fifteen"}}));
  REQUIRE(made.hunks.size() == 1);
  CHECK(made.hunks.at(0).kind == HunkKind::content);
  CHECK(made.hunks.at(0).patch == 2);
}

TEST_CASE("a file that is removed or replaced by a link goes into the only patch that changes it") {
  Scene scene(Files{{"a", lines_with()}, {"b", lines_with()}, {"c", lines_with()}});
  make_two(scene);
  scene.patch("b", lines_with({{5, "five"}}), "Change b\n");
  scene.patch("new", "new\n", "Add new\n");
  scene.begin();
  scene.repo.write("new", "new\n");
  scene.repo.remove("b");
  scene.repo.symlink("b", "a");
  scene.repo.remove("a");
  scene.repo.remove("c");
  const Absorbed made = scene.absorb();
  REQUIRE(made.hunks.size() == 3);
  CHECK(made.hunks[0].kind == HunkKind::removed);
  check_stays(made.hunks[0], Stays::several, {0, 1});
  CHECK(made.hunks[1].kind == HunkKind::type);
  CHECK(made.hunks[1].patch == 2);
  CHECK(scene.entry_after(1, "b").mode == git::Mode::file);
  CHECK(scene.entry_after(3, "b").mode == git::Mode::symlink);
  check_stays(made.hunks[2], Stays::no_patch, {});
}

TEST_CASE("a new file goes into the only patch that removed it, if there is room for it from there on") {
  Scene scene(Files{{"a", lines_with()}, {"d/x", lines_with()}, {"e", lines_with()}});
  scene.begin();
  scene.repo.remove("d/x");
  scene.repo.remove("e");
  scene.repo.commit("Remove both\n");
  std::filesystem::remove(scene.repo / "d");
  scene.repo.write("d", "a file\n");
  scene.repo.commit("A file in the directory's place\n");
  scene.repo.remove("d");
  scene.repo.write("d/x", "back\n");
  scene.repo.write("e", "back\n");
  scene.repo.write("f", "new\n");
  const Absorbed made = scene.absorb();
  REQUIRE(made.hunks.size() == 4);
  check_stays(made.hunks[0], Stays::would_empty, {1});  // d
  check_stays(made.hunks[1], Stays::several, {0});      // d/x
  CHECK(made.hunks[2].kind == HunkKind::added);
  CHECK(made.hunks[2].patch == 0);
  CHECK(scene.after(0, "e") == "back\n");
  check_stays(made.hunks[3], Stays::no_patch, {});
}

TEST_CASE("lines with CRLF stay as they are") {
  Scene scene(Files{{"a", "one\r\ntwo\r\nthree\r\n"}});
  scene.repo.git({"config", "core.autocrlf", "false"});
  scene.patch("a", "one\r\nTWO\r\nthree\r\n", "Two\n");
  scene.patch("a", "ONE\r\nTWO\r\nthree\r\n", "One\n");
  const Absorbed made = scene.absorb_text("ONE\r\n2\r\nthree\r\n");
  CHECK(made.hunks.at(0).patch == 0);
  CHECK(scene.after(0) == "one\r\n2\r\nthree\r\n");
}
