#include <cstddef>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolved_file.hpp>

using namespace mlxpatch;
using queue::ConflictTexts;
using queue::FileTexts;
using queue::known_file;
using queue::Resolution;
using queue::resolved_conflicts;
using queue::ResolvedConflict;

namespace {

/// What is remembered, by key.
class Memory {
 public:
  void learn(const FileTexts& texts, std::string_view resolved) {
    for (const ResolvedConflict& one : resolved_conflicts(texts, resolved)) put(one.conflict, one.result);
  }
  void put(const ConflictTexts& conflict, const std::string& result) {
    Resolution& resolution = m_known[queue::key_of(conflict)];
    resolution.conflict = conflict;
    resolution.result = result;
  }
  std::optional<std::string> file(const FileTexts& texts) const {
    const auto known = known_file(texts, [&](const ConflictTexts& conflict) -> const Resolution* {
      const auto found = m_known.find(queue::key_of(conflict));
      return found == m_known.end() ? nullptr : &found->second;
    });
    return known ? std::optional(known->text) : std::nullopt;
  }

 private:
  std::map<git::Oid, Resolution> m_known;
};

const std::string k_base = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
const std::string k_ours = "a\nb\nc\nd\nOURS\nf\ng\nh\ni\nj\nk\nl\n";
const std::string k_theirs = "a\nb\nc\nd\nTHEIRS\nf\ng\nh\ni\nj\nk\nl\n";
const std::string k_resolved = "a\nb\nc\nd\nBOTH\nf\ng\nh\ni\nj\nk\nl\n";

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

/// Versions of one text, each with a few of its lines left out and a few added.
class Versions {
 public:
  explicit Versions(std::mt19937& random) : m_random(random) {
    for (std::size_t i = 8 + random() % 30; i > 0; --i) {
      const std::string end = random() % 5 == 0 ? "\r\n" : "\n";
      m_lines.push_back("line " + std::to_string(random() % 40) + end);
    }
  }
  /// One of `rarity` lines is left out, and one is followed by another.
  std::string next(std::size_t rarity) {
    std::string text;
    for (const std::string& line : m_lines) {
      const std::size_t chance = m_random() % rarity;
      if (chance != 0) text += line;
      if (chance == 1) text += "added " + std::to_string(m_random() % 1000) + "\n";
    }
    if (m_random() % 6 == 0 && !text.empty()) text.pop_back();
    return text;
  }

 private:
  std::mt19937& m_random;
  std::vector<std::string> m_lines;
};

/// A person keeps some of the lines between the markers, or edits more of the file.
std::string resolved_by_hand(std::mt19937& random, std::string_view with_markers) {
  std::string resolved;
  const bool is_wild = random() % 3 == 0;
  for (const std::string_view line : split_lines(with_markers)) {
    if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>")) continue;
    if (!is_wild || random() % 9 != 0) resolved += line;
    if (is_wild && random() % 9 == 0) resolved += "typed " + std::to_string(random() % 100) + "\n";
  }
  return resolved;
}

}  // namespace

TEST_CASE("a resolution is the lines in place of the conflict, with three lines on either side") {
  const std::vector<ResolvedConflict> conflicts = resolved_conflicts({k_base, k_ours, k_theirs}, k_resolved);
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts.front().conflict == ConflictTexts{"b\nc\nd\n", "e\n", "OURS\n", "THEIRS\n", "f\ng\nh\n"});
  CHECK(conflicts.front().result == "BOTH\n");
}

TEST_CASE("a conflict is known in another version of the file, but only with the same texts and surroundings") {
  Memory memory;
  memory.learn({k_base, k_ours, k_theirs}, k_resolved);
  CHECK(memory.file({k_base, k_ours, k_theirs}) == k_resolved);

  const auto elsewhere = [&](const std::string& from, const std::string& to) {
    return memory.file({with(k_base, from, to), with(k_ours, from, to), with(k_theirs, from, to)});
  };
  CHECK(elsewhere("a\n", "a\nmore\n") == with(k_resolved, "a\n", "a\nmore\n"));
  CHECK(elsewhere("i\n", "") == with(k_resolved, "i\n", ""));
  CHECK_FALSE(elsewhere("b\n", "bb\n"));
  CHECK_FALSE(elsewhere("h\n", "hh\n"));
  CHECK_FALSE(elsewhere("a\nb\n", ""));

  CHECK_FALSE(memory.file({with(k_base, "e\n", "ee\n"), k_ours, k_theirs}));
  CHECK_FALSE(memory.file({k_base, with(k_ours, "OURS", "Ours"), k_theirs}));
  CHECK_FALSE(memory.file({k_base, k_ours, with(k_theirs, "THEIRS", "Theirs")}));
  // The sides are not the same the other way round.
  CHECK_FALSE(memory.file({k_base, k_theirs, k_ours}));
  // One conflict more, which is not known.
  CHECK_FALSE(memory.file({k_base, with(k_ours, "k\n", "K1\n"), with(k_theirs, "k\n", "K2\n")}));
}

TEST_CASE("what a person also changed outside of the conflict makes the file as a whole the resolution") {
  Memory memory;
  const std::string resolved = with(k_resolved, "a\n", "import a\n");
  const std::vector<ResolvedConflict> conflicts = resolved_conflicts({k_base, k_ours, k_theirs}, resolved);
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts.front().conflict == ConflictTexts{"", k_base, k_ours, k_theirs, ""});
  memory.learn({k_base, k_ours, k_theirs}, resolved);
  CHECK(memory.file({k_base, k_ours, k_theirs}) == resolved);
  const std::string more = "l\nmore\n";
  CHECK_FALSE(memory.file({with(k_base, "l\n", more), with(k_ours, "l\n", more), with(k_theirs, "l\n", more)}));
}

TEST_CASE("conflicts that are near each other are one, others are remembered each by itself") {
  const auto both = [](const std::string& text, const std::string& at, const std::string& to) {
    return with(text, at, to);
  };
  const std::string near_ours = both(k_ours, "h\n", "H1\n");
  const std::string near_theirs = both(k_theirs, "h\n", "H2\n");
  const auto near = resolved_conflicts({k_base, near_ours, near_theirs}, both(k_resolved, "h\n", "H\n"));
  REQUIRE(near.size() == 1);
  CHECK(near.front().conflict.base == "e\nf\ng\nh\n");
  CHECK(near.front().result == "BOTH\nf\ng\nH\n");

  const std::string far_ours = both(k_ours, "i\n", "I1\n");
  const std::string far_theirs = both(k_theirs, "i\n", "I2\n");
  const auto far = resolved_conflicts({k_base, far_ours, far_theirs}, both(k_resolved, "i\n", ""));
  REQUIRE(far.size() == 2);
  CHECK(far[0].conflict == ConflictTexts{"b\nc\nd\n", "e\n", "OURS\n", "THEIRS\n", "f\ng\nh\n"});
  CHECK(far[1].conflict == ConflictTexts{"f\ng\nh\n", "i\n", "I1\n", "I2\n", "j\nk\nl\n"});
  CHECK(far[1].result.empty());
}

TEST_CASE("where it can't be said which lines are whose, the file as a whole is the resolution") {
  // The person's lines repeat those between the two conflicts.
  const std::string ours = with(k_ours, "i\n", "I1\n");
  const std::string theirs = with(k_theirs, "i\n", "I2\n");
  const auto conflicts = resolved_conflicts({k_base, ours, theirs}, "a\nb\nc\nd\nf\ng\nh\nX\nf\ng\nh\ni\nj\nk\nl\n");
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts.front().conflict.base == k_base);
}

TEST_CASE("equal conflicts of a file that were resolved in two ways are not remembered") {
  const std::string block = "1\n2\n3\n4\nx\n5\n6\n7\n8\n";
  const auto file = [&](const std::string& first, const std::string& second) {
    return with(block, "x\n", first) + with(block, "x\n", second);
  };
  const std::string base = file("x\n", "x\n");
  const std::string ours = file("ours\n", "ours\n");
  const std::string theirs = file("theirs\n", "theirs\n");
  CHECK(resolved_conflicts({base, ours, theirs}, file("one\n", "two\n")).empty());
  CHECK(resolved_conflicts({base, ours, theirs}, file("one\n", "one\n")).size() == 1);
}

TEST_CASE("a resolution that lost its last newline is not put above other lines") {
  Memory memory;
  memory.put({"b\nc\nd\n", "e\n", "OURS\n", "THEIRS\n", "f\ng\nh\n"}, "BOTH");
  CHECK_FALSE(memory.file({k_base, k_ours, k_theirs}));
}

TEST_CASE("a merge without a conflict needs no resolution, and has one only as a whole") {
  Memory memory;
  CHECK_FALSE(memory.file({k_base, k_ours, k_base}));
  memory.learn({k_base, k_ours, k_base}, k_resolved);
  CHECK(memory.file({k_base, k_ours, k_base}) == k_resolved);
}

TEST_CASE("what a person makes of generated conflicts comes back byte for byte, and nowhere else") {
  std::mt19937 random(20261130);
  std::size_t conflicting = 0;
  std::size_t by_parts = 0;
  for (int round = 0; round < 3000; ++round) {
    Versions versions(random);
    const std::string base = versions.next(1'000'000);
    const std::string ours = versions.next(8);
    const std::string theirs = versions.next(8);
    const merge::TextMerge merged = merge::merge_text(base, ours, theirs);
    if (merged.clean) continue;
    ++conflicting;
    const std::string resolved = resolved_by_hand(random, merged.bytes);
    const FileTexts texts{base, ours, theirs};
    Memory memory;
    memory.learn(texts, resolved);
    const auto learned = resolved_conflicts(texts, resolved);
    const bool is_whole = learned.size() == 1 && learned.front().conflict.base == base;
    if (!is_whole) ++by_parts;
    const auto again = memory.file(texts);
    if (!learned.empty()) REQUIRE(again);
    if (again) CHECK(*again == resolved);
    const std::string other = versions.next(8);
    const auto elsewhere = memory.file({base, ours, other});
    if (is_whole) CHECK_FALSE(elsewhere);
  }
  CHECK(conflicting > 1000);
  CHECK(by_parts > 500);
}
