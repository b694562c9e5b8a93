#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/queue/files/name_trailer.hpp>

namespace mlxpatch::tests {
namespace {

using queue::add_name_trailer;
using queue::split_name_trailer;

}  // namespace

TEST_CASE("a name trailer is added where git places one, and taken off again") {
  for (const std::string message :
       {"Subject\n", "Subject\n\nText.\n", "Subject\n\nSigned-off-by: A <a@b.c>\n",
        "Subject\n\n(cherry picked from commit 0123)\n", "Subject\n\nText: more\nof it.\n"}) {
    CAPTURE(message);
    const queue::NamedMessage split = split_name_trailer(add_name_trailer(message, "net/a.patch"));
    CHECK(split.message == message);
    CHECK(split.name == "net/a.patch");
  }
}

TEST_CASE("a squash leaves a trailer per commit: the first one names the file, none stays in the message") {
  const queue::NamedMessage split = split_name_trailer(
      "First\n\nPatch-Name: first.patch\n\nSecond\n\nWhy.\n\nSigned-off-by: A <a@b.c>\nPatch-Name: second.patch\n");
  CHECK(split.name == "first.patch");
  CHECK(split.message == "First\n\nSecond\n\nWhy.\n\nSigned-off-by: A <a@b.c>\n");
}

TEST_CASE("the trailer is found above the lines that git appends, and where a person joined it to a paragraph") {
  const queue::NamedMessage picked =
      split_name_trailer("Subject\n\nPatch-Name: a.patch\n(cherry picked from commit 0123)\n");
  CHECK(picked.name == "a.patch");
  CHECK(picked.message == "Subject\n\n(cherry picked from commit 0123)\n");
  const queue::NamedMessage joined = split_name_trailer("Subject\nPatch-Name: a.patch\n\nText\nPatch-Name: b.patch\n");
  CHECK(joined.name == "a.patch");
  CHECK(joined.message == "Subject\n\nText\n");
}

TEST_CASE("prose that begins like the trailer stays, and so does a subject") {
  for (const std::string message :
       {"Patch-Name: is now a trailer\n", "Subject\n\nThe trailer\nPatch-Name: NAME\nnames the file.\n",
        "Patch-Name: x.patch\n\nis what the subject says\n"}) {
    CAPTURE(message);
    CHECK(split_name_trailer(message).message == message);
    CHECK(split_name_trailer(message).name.empty());
  }
}

TEST_CASE("a commit without a message keeps none, whether git cleaned the trailer up or not") {
  for (const std::string& message : {add_name_trailer("", "a.patch"), std::string("Patch-Name: a.patch\n")}) {
    CAPTURE(message);
    CHECK(split_name_trailer(message).message.empty());
    CHECK(split_name_trailer(message).name == "a.patch");
  }
}

}  // namespace mlxpatch::tests
