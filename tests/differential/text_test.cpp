#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <string>
#include <support/random.hpp>
#include <vector>

#include "git_merges.hpp"
#include "support/git_repo.hpp"
#include "support/world.hpp"

namespace mlxpatch::tests {
namespace {

using Lines = std::vector<std::string>;

/// How the texts of some merges are.
struct TextProfile {
  std::size_t lines = 0;       ///< at most
  std::size_t alphabet = 0;    ///< so many different lines; few make merges ambiguous
  std::size_t most_edits = 0;  ///< of each side
};

/// Three versions of a text.
struct TextTriple {
  std::string base;
  std::string ours;
  std::string theirs;
};

class TripleMaker {
 public:
  TripleMaker(const TextProfile& profile, std::uint64_t seed) : m_profile(profile), m_random(seed) {}

  TextTriple make() {
    const Lines base = lines(m_random.below(m_profile.lines + 1));
    return {joined(base), joined(edited(base)), joined(edited(base))};
  }

 private:
  std::string line() { return "line " + std::to_string(m_random.below(m_profile.alphabet)) + "\n"; }

  Lines lines(std::size_t count) {
    Lines made;
    for (std::size_t i = 0; i < count; ++i) made.push_back(line());
    return made;
  }

  /// Insertions, removals, and blocks that are moved or duplicated.
  Lines edited(Lines text) {
    for (std::size_t edits = m_random.below(m_profile.most_edits + 1); edits > 0; --edits) {
      const std::size_t at = m_random.below(text.size() + 1);
      const auto place = text.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = place + static_cast<std::ptrdiff_t>(std::min(text.size() - at, m_random.below(6)));
      const Lines block(place, end);
      switch (m_random.below(5)) {
        case 0:
          text.insert(place, line());
          break;
        case 1:
          text.erase(place, end);
          break;
        case 2:
          std::generate(place, end, [&] { return line(); });
          break;
        case 3:
          text.insert(place, block.begin(), block.end());
          break;
        default:
          text.erase(place, end);
          text.insert(text.begin() + static_cast<std::ptrdiff_t>(m_random.below(text.size() + 1)), block.begin(),
                      block.end());
      }
    }
    return text;
  }

  std::string joined(const Lines& text) {
    const bool has_crlf = m_random.chance(10);
    std::string bytes;
    for (const std::string& one : text) bytes += has_crlf ? one.substr(0, one.size() - 1) + "\r\n" : one;
    if (!bytes.empty() && m_random.chance(10)) bytes.resize(bytes.size() - (has_crlf ? 2 : 1));
    return bytes;
  }

  TextProfile m_profile;
  Random m_random;
};

/// A tree with one file, in the store's next pack.
std::string tree_with(objects::ObjectStore& store, const std::string& bytes) {
  const git::Oid blob = store.put(git::ObjectType::blob, bytes);
  return objects::edit_tree(store, {}, {{"file", {git::Mode::file, blob}}}).hex();
}

enum class Attributes { none, union_merge };

void compare(const TextProfile& profile, std::uint64_t seed, std::size_t count, Attributes attributes) {
  if (!git_merges_many()) SKIP("this git has no `merge-tree --stdin` (2.39 and newer have it)");
  if (git_compares_twice()) SKIP("this git compares otherwise (2.54 and newer do)");
  const World world;
  const GitRepo repository = GitRepo::init(world / "repo");
  const bool unites = attributes == Attributes::union_merge;
  if (unites) repository.write(".git/info/attributes", "* merge=union\n");
  merge::TextMergeOptions options{.effort = merge::MergeEffort::verdict};
  if (unites) options.same_lines = merge::SameLines::both;
  const git::Repository opened = git::Repository::open(repository.path());
  objects::ObjectStore store(opened);
  TripleMaker maker(profile, seed);
  std::vector<TextTriple> triples;
  std::vector<AskedMerge> merges;
  for (std::size_t i = 0; i < count; ++i) {
    const TextTriple& texts = triples.emplace_back(maker.make());
    merges.push_back({tree_with(store, texts.base), tree_with(store, texts.ours), tree_with(store, texts.theirs)});
  }
  store.write_pack();
  const std::vector<GitMerge> answers = merge_with_git(repository, merges);
  std::size_t clean = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [base, ours, theirs] = triples[i];
    INFO("base\n" << base << "\nours\n" << ours << "\ntheirs\n" << theirs);
    // The same on both sides, or on one side only: that is no merge of texts.
    if (ours == theirs || ours == base || theirs == base) continue;
    const merge::TextMerge merged = merge::merge_text(base, ours, theirs, options);
    REQUIRE(merged.clean == (answers[i].verdict == GitMerge::Verdict::clean));
    if (!merged.clean) continue;
    ++clean;
    REQUIRE(tree_with(store, merged.bytes) == answers[i].tree);
  }
  CHECK(clean > count / 20);
  CHECK((unites || clean < count));
}

}  // namespace

TEST_CASE("texts with many different lines merge as git merges them") {
  compare({120, 400, 5}, 1, 1500, Attributes::none);
}

TEST_CASE("texts with lines that occur again and again merge as git merges them") {
  compare({60, 12, 4}, 2, 3000, Attributes::none);
}

TEST_CASE("small texts of three different lines merge as git merges them") {
  compare({12, 3, 2}, 3, 3000, Attributes::none);
}

TEST_CASE("texts whose lines are too frequent for a histogram merge as git merges them") {
  compare({400, 4, 3}, 4, 600, Attributes::none);
  compare({200, 2, 3}, 5, 1500, Attributes::none);
}

TEST_CASE("long texts that are very different merge as git merges them") {
  compare({3000, 3, 200}, 6, 40, Attributes::union_merge);
}

TEST_CASE("texts with merge=union are united as git unites them") {
  compare({60, 12, 4}, 7, 2000, Attributes::union_merge);
  compare({12, 3, 2}, 8, 1500, Attributes::union_merge);
}

}  // namespace mlxpatch::tests
