#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "replay/queued_patch.hpp"
#include "replay/telling_words.hpp"
#include "replay/upstream_hint.hpp"
#include "replay/upstream_range.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::TellingWords;
using queue::WordKind;

namespace {

/// A queue of one patch on the file "a", and upstream's commits.
class Hinted : public ForkedQueue {
 public:
  using ForkedQueue::ForkedQueue;

  std::optional<queue::UpstreamHint> hint() {
    const auto patches = queue::load_queue(store(), queue());
    return queue::upstream_hint(store(), patches.at(0), queue::upstream_range(store(), id_of(base), upstream_tip()));
  }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a new flag that upstream brought too is a hint, and the patch stays a conflict") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "add_argument(\"--prompt-cache-size\", type=int)"}}), "Flag\n");
  scene.upstream("a", lines_with({{3, "add_argument(\"--model\")"}}), "Another flag\n");
  const std::string brought = scene.upstream(
      "a", lines_with({{3, "add_argument(\"--model\")"}, {9, "add_argument(\"--prompt-cache-size\")"}}), "Bring it\n");
  scene.upstream("a", lines_with({{3, "add_argument(\"--models\")"}, {9, "add_argument(\"--prompt-cache-size\")"}}),
                 "Go on\n");
  const queue::ReplayResult result = scene.replay();
  REQUIRE(result.patches.at(0).state == queue::PatchState::conflict);
  CHECK(result.patches[0].likely_upstreamed);
  REQUIRE(result.patches[0].upstreamed_by);
  CHECK(result.patches[0].upstreamed_by->how == queue::Evidence::telling_words);
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == brought);
  CHECK(result.patches[0].upstreamed_by->words == Words{"--prompt-cache-size"});
  CHECK(result.patches[0].upstreamed_by->of_words == 2);
  CHECK(result.patches[0].notes.empty());
}

TEST_CASE("two new identifiers that one upstream commit brought too are a hint, the more telling word first") {
  Hinted scene;
  scene.patch("a", lines_with({{3, "limit = max_entries(cacheSize)"}}), "Limit\n");
  const std::string brought = scene.upstream("a", lines_with({{5, "cacheSize, and max_entries"}}), "Bring it\n");
  const auto hint = scene.hint();
  REQUIRE(hint);
  CHECK(hint->commit.hex() == brought);
  CHECK(hint->words == Words{"max_entries", "cacheSize"});
  CHECK(hint->of == 2);
}

TEST_CASE("everyday words that the patch and upstream both brought are no hint") {
  Hinted scene;
  scene.patch("a", lines_with({{3, "# these are the only exception, an intermediate state"}}), "Comment\n");
  scene.upstream("a", lines_with({{3, "# with the exception of intermediate results"}}), "Another comment\n");
  CHECK_FALSE(scene.hint());
}

TEST_CASE("one new identifier is no hint, even if the patch has no other") {
  Hinted scene;
  scene.patch("a", lines_with({{3, "max_entries"}}), "Limit\n");
  scene.upstream("a", lines_with({{5, "max_entries"}}), "Name it too\n");
  CHECK_FALSE(scene.hint());
}

TEST_CASE("less than half of the patch's new words are no hint, whatever their kind") {
  Hinted scene;
  scene.patch("a", lines_with({{3, "parse(\"--max-size\", first_one, second_one, third_one)"}}), "Parse\n");
  scene.upstream("a", lines_with({{5, "--max-size"}}), "Flag\n");
  CHECK_FALSE(scene.hint());
  scene.upstream("a", lines_with({{5, "--max-size of first_one"}}), "More\n");
  scene.reopen();
  // Two of four now, but not by one commit.
  CHECK_FALSE(scene.hint());
}

TEST_CASE("words that the base has, or that upstream no longer has, are no hint") {
  const std::string known = "--known-flag well_known_name";
  Hinted scene({{"a", lines_with({{19, known}})}});
  SECTION("known at the base, and the patch adds them to another line") {
    scene.patch("a", lines_with({{19, known}, {3, "use --known-flag well_known_name"}}), "Use\n");
    scene.upstream("a", lines_with({{19, known}, {3, "take --known-flag well_known_name"}}), "Take\n");
  }
  SECTION("brought and removed again") {
    scene.patch("a", lines_with({{19, known}, {3, "--max-size"}}), "Size\n");
    scene.upstream("a", lines_with({{19, known}, {3, "drei"}, {5, "--max-size"}}), "Bring it\n");
    scene.upstream("a", lines_with({{19, known}, {3, "drei"}}), "Drop it\n");
  }
  CHECK_FALSE(scene.hint());
}

TEST_CASE("a word counts once, however many files of the patch have it") {
  Hinted scene({{"a", lines_with()}, {"b", lines_with()}});
  scene.patch("a", lines_with({{3, "max_entries"}}), "Limit\n");
  scene.repo.checkout("queue");
  scene.repo.write("b", lines_with({{3, "max_entries"}}));
  scene.repo.git({"add", "b"});
  scene.repo.git({"commit", "--quiet", "--amend", "--no-edit"});
  scene.repo.checkout("main");
  scene.repo.write("a", lines_with({{5, "max_entries"}}));
  scene.upstream("b", lines_with({{5, "max_entries"}}), "Name it too\n");
  CHECK_FALSE(scene.hint());
}

TEST_CASE("words that upstream brought to another file of the patch are no hint") {
  Hinted scene({{"a", lines_with()}, {"b", lines_with()}});
  scene.patch("a", lines_with({{3, "--max-size"}}), "Size\n");
  scene.upstream("b", lines_with({{3, "--max-size"}}), "Elsewhere\n");
  CHECK_FALSE(scene.hint());
}

TEST_CASE("flags, strings of more than one name, and what looks or is used like code are telling words") {
  CHECK(queue::new_telling_words("", "call_it(veryLong, \"some text\", \"--max\", \"plain\", short)\n") ==
        TellingWords{{"--max", WordKind::flag},
                     {"call_it", WordKind::identifier},
                     {"some text", WordKind::quoted},
                     {"veryLong", WordKind::identifier}});
  CHECK(queue::new_telling_words("", "temperature = other.maximum\n") ==
        TellingWords{{"temperature", WordKind::identifier}, {"maximum", WordKind::identifier}});
  CHECK(queue::new_telling_words("", "// don't take this as the exception. It isn't, and 12345678 is none -----\n")
            .empty());
  CHECK(
      queue::new_telling_words("", "f(\"a b c d\", \"e\", two_words(\"g h i j\"))\n") ==
      TellingWords{{"a b c d", WordKind::quoted}, {"g h i j", WordKind::quoted}, {"two_words", WordKind::identifier}});
}

TEST_CASE("words of lines that stay, or that the text had in another line, are not new") {
  CHECK(queue::new_telling_words("one_name\ntwo_names\n", "one_name\nagain two_names, new_name\n") ==
        TellingWords{{"new_name", WordKind::identifier}});
}

TEST_CASE("a word occurs where no letter, digit or underscore is next to it") {
  CHECK(queue::contains_word("a max_size.", "max_size"));
  CHECK_FALSE(queue::contains_word("max_sizes", "max_size"));
  CHECK(queue::contains_word("max_sizes max_size", "max_size"));
  CHECK(queue::contains_word("x--max-size", "--max-size"));
}
