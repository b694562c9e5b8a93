#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>

#include "generated_patch.hpp"
#include "histories.hpp"
#include "support/command.hpp"
#include "support/git_repo.hpp"
#include "support/world.hpp"

namespace mlxpatch::tests {
namespace {

/// A number from the environment, for more cases than in every run.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

git::Oid tree_of(objects::ObjectStore& store, const Texts& texts) {
  std::vector<objects::PathEdit> edits;
  edits.reserve(texts.size());
  for (const auto& [path, text] : texts) {
    edits.push_back({path, {git::Mode::file, store.put(git::ObjectType::blob, text)}});
  }
  return objects::edit_tree(store, {}, std::move(edits));
}

/// The tree that `git apply` makes of a patch; "" if it refuses it.
std::string applied_by_git(const GitRepo& repository, const PatchCase& made, const std::string& patch,
                           const std::string& tree) {
  repository.git({"read-tree", tree});
  std::vector<std::string> words{"apply", "--cached", "--whitespace=nowarn"};
  const std::vector<std::string> options = apply_options(made);
  words.insert(words.end(), options.begin(), options.end());
  return repository.try_git(words, patch).exit == 0 ? repository.git({"write-tree"}) : "";
}

/// What became of a patch here.
struct OurResult {
  std::string tree;  ///< "" if it was refused
  std::string reason;
  bool is_stricter = false;  ///< it was refused for one of the reasons in docs/formats.md
  bool is_moved = false;     ///< a hunk is not where it says
};

OurResult applied_by_us(objects::ObjectStore& store, const std::string& bytes, const git::Oid& tree) {
  queue::ApplyPolicy text_alone;
  text_alone.three_way = queue::ApplyPolicy::ThreeWay::never;
  OurResult result;
  try {
    const patch::Patch patch = patch::read_patches(bytes, "generated.patch").front();
    const auto outcome = queue::apply_to_tree(store, patch, tree, text_alone);
    if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
      result.reason = failure->path + ": " + failure->reason;
      result.is_stricter = failure->hunk && (failure->hunk->ambiguous || failure->hunk->lacks_context);
      return result;
    }
    const auto& applied = std::get<queue::AppliedPatch>(outcome);
    result.tree = applied.tree.hex();
    result.is_moved = !applied.notes.empty();
  } catch (const Error& error) {
    result.reason = error.what();
  }
  return result;
}

/// Whether a hunk has no context, so that git, without --unidiff-zero, wants it to be a whole file.
bool has_bare_hunk(const std::string& bytes) {
  const patch::Patch patch = patch::read_patches(bytes, "generated.patch").front();
  return std::any_of(patch.files.begin(), patch.files.end(), [](const patch::FilePatch& file) {
    return std::any_of(file.hunks.begin(), file.hunks.end(), [](const patch::Hunk& hunk) {
      return std::none_of(hunk.lines.begin(), hunk.lines.end(),
                          [](const patch::HunkLine& line) { return line.origin == ' '; });
    });
  });
}

}  // namespace

// clang-format off
#define EVERY_PART ((std::size_t Part), Part), 0, 1, 2, 3, 4, 5, 6, 7
// clang-format on

TEMPLATE_TEST_CASE_SIG("patches apply as git apply applies them", "", EVERY_PART) {
  constexpr std::uint64_t k_usual_count = 480;
  const World world;
  const GitRepo repository = GitRepo::init(world / "repo");
  const git::Repository opened = git::Repository::open(repository.path());
  objects::ObjectStore store(opened);
  const std::uint64_t first = number_from("MLXPATCH_TEST_SEED", 1);
  const std::uint64_t count = number_from("MLXPATCH_TEST_COUNT", k_usual_count);
  std::size_t same = 0;
  std::size_t compared = 0;
  for (std::uint64_t seed = first + Part; seed < first + count; seed += k_parts) {
    const PatchCase made = generate_patch_case(seed);
    const git::Oid before = tree_of(store, made.before);
    const git::Oid after = tree_of(store, made.after);
    const git::Oid target = tree_of(store, made.target);
    store.write_pack();
    std::vector<std::string> words{"diff-tree", "-p"};
    for (const std::string& option : diff_options(made)) words.push_back(option);
    words.insert(words.end(), {before.hex(), after.hex()});
    const std::string diff = repository.git(words);
    const std::string patch = in_form(made, diff.empty() ? diff : diff + "\n");
    if (patch.empty()) continue;
    ++compared;
    const std::string theirs = applied_by_git(repository, made, patch, target.hex());
    const OurResult ours = applied_by_us(store, patch, target);
    INFO("seed " << seed << "\n" << patch << "\ngit: " << theirs << "\nwe: " << ours.tree << " " << ours.reason);
    if (ours.tree == theirs) {
      ++same;
    } else if (ours.tree.empty()) {
      CHECK(ours.is_stricter);
    } else {
      // What git does not refuse must not go elsewhere.
      CHECK(theirs.empty());
      CHECK((ours.is_moved || has_bare_hunk(patch)));
    }
  }
  CHECK(same > compared / 2);
}

}  // namespace mlxpatch::tests
