#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "complaint.hpp"
#include "operation_text.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;

namespace {

git::Oid oid(char digit) { return *git::Oid::from_hex(std::string(40, digit)); }

Operation example() {
  Operation operation;
  operation.id = 7;
  operation.command = "update";
  operation.summary = "3 patches onto v2";
  operation.date = "2026-01-08T15:30:20+01:00";
  operation.state = Operation::State::undone;
  operation.head = {"ref: refs/heads/local-patches", std::string(40, 'a')};
  operation.refs = {{"refs/heads/local-patches", oid('1'), oid('2')}, {"refs/heads/n\xe9w", {}, oid('3')}};
  operation.tree_before = oid('4');
  operation.tree_after = oid('5');
  operation.index_before = oid('5');
  operation.index_after = oid('6');
  ConflictRecord conflict;
  conflict.path = "caf\xe9/\x01\n.py";
  conflict.base = {0100644, oid('6')};
  conflict.ours = {0100755, oid('7')};
  conflict.worktree = {0120000, oid('8')};
  ConflictRecord earlier;
  earlier.path = "earlier.py";
  operation.conflicts_before = {earlier};
  operation.conflicts_after = {conflict, conflict};
  operation.files = {{"patches/series", oid('9'), {}}};
  operation.keeper = oid('b');
  operation.pending_before = "{}\n";
  operation.pending_after = "{\"a\": 1}\n";
  operation.cherry_pick_before = std::string(40, 'd');
  operation.cherry_pick_after = std::string(40, 'c');
  operation.message_after = std::string("Latin-1: \xe9 NUL: \0", 17);
  operation.undoes = 3;
  operation.resolutions = {oid('e'), oid('f')};
  return operation;
}

std::string complaint(const std::string& text) {
  return tests::complaint_of([&] { parse_operation(text, "000007.json"); }, ErrorKind::failed,
                             "reading the state that an earlier run saved");
}

}  // namespace

TEST_CASE("an operation reads back as it was written, any bytes included") {
  const std::string text = serialize_operation(example());
  const Operation read = parse_operation(text, "000007.json");
  CHECK(serialize_operation(read) == text);
  CHECK(read == example());
  CHECK(read.id == 7);
  CHECK(read.command == "update");
  CHECK(read.summary == "3 patches onto v2");
  CHECK(read.date == "2026-01-08T15:30:20+01:00");
  CHECK(read.state == Operation::State::undone);
  CHECK(read.head.before == "ref: refs/heads/local-patches");
  CHECK(read.head.after == std::string(40, 'a'));
  REQUIRE(read.refs.size() == 2);
  CHECK(read.refs[0].before == oid('1'));
  CHECK(read.refs[1].name == "refs/heads/n\xe9w");
  CHECK(read.refs[1].before.is_zero());
  CHECK(read.tree_before == oid('4'));
  CHECK(read.tree_after == oid('5'));
  CHECK(read.index_before == oid('5'));
  CHECK(read.index_after == oid('6'));
  REQUIRE(read.conflicts_before.size() == 1);
  CHECK(read.conflicts_before[0].path == "earlier.py");
  REQUIRE(read.conflicts_after.size() == 2);
  CHECK(read.conflicts_after[1].path == "caf\xe9/\x01\n.py");
  CHECK(read.conflicts_after[1].ours.mode == 0100755);
  CHECK(read.conflicts_after[1].theirs.mode == 0);
  CHECK(read.conflicts_after[1].theirs.oid.is_zero());
  CHECK(read.conflicts_after[1].worktree.oid == oid('8'));
  REQUIRE(read.files.size() == 1);
  CHECK(read.files[0].path == "patches/series");
  CHECK(read.files[0].after.is_zero());
  CHECK(read.keeper == oid('b'));
  CHECK(read.pending_before == "{}\n");
  CHECK(read.cherry_pick_before == std::string(40, 'd'));
  CHECK(read.undoes == 3);
  CHECK(read.resolutions == std::vector{oid('e'), oid('f')});
  CHECK(read.pending_after == "{\"a\": 1}\n");
  CHECK(read.cherry_pick_after == std::string(40, 'c'));
  CHECK(read.message_after == example().message_after);
}

TEST_CASE("every member of an operation is needed, and its absence is reported by name") {
  const auto whole = nlohmann::json::parse(serialize_operation(example()));
  for (const auto& [name, value] : whole.items()) {
    INFO(name);
    auto without = whole;
    without.erase(name);
    // Journals of earlier versions do not have these.
    if (name == "resolutions" || name == "index") {
      const Operation read = parse_operation(without.dump(), "000007.json");
      CHECK(read.resolutions.empty() == (name == "resolutions"));
      CHECK(read.index_before.is_zero() == (name == "index"));
      CHECK(read.index_after.is_zero() == (name == "index"));
      continue;
    }
    CHECK(complaint(without.dump()).starts_with("the journal entry '000007.json' is broken: "));
    CHECK(complaint(without.dump()).find(name) != std::string::npos);
    auto wrong = whole;
    wrong[name] = nlohmann::json::array({1.5});
    CHECK_FALSE(complaint(wrong.dump()).empty());
  }
}

TEST_CASE("a broken operation is an error that names the file and the place") {
  CHECK(complaint("") == "the journal entry '000007.json' is broken: it is not a JSON object");
  CHECK(complaint("[1]") == "the journal entry '000007.json' is broken: it is not a JSON object");
  CHECK(complaint("{}") == "the journal entry '000007.json' is broken: it has no \"schema\"");
  CHECK(complaint(std::string(200'000, '[')) == "the journal entry '000007.json' is broken: it is not a JSON object");
  auto value = nlohmann::json::parse(serialize_operation(example()));
  value["refs"][1]["after"] = "12";
  CHECK(complaint(value.dump()) == "the journal entry '000007.json' is broken: 'refs[1].after' is not an object id");
  value = nlohmann::json::parse(serialize_operation(example()));
  for (const auto& text :
       {nlohmann::json{{"bytes", "0g"}}, nlohmann::json{{"bytes", "0ab"}}, nlohmann::json{{"bytes", 1}},
        nlohmann::json{{"bytes", "0a"}, {"more", "0a"}}, nlohmann::json::object()}) {
    value["head"]["before"] = text;
    CHECK(complaint(value.dump()) == "the journal entry '000007.json' is broken: 'head.before' is not text");
  }
  value = nlohmann::json::parse(serialize_operation(example()));
  value["state"] = "ajar";
  CHECK_FALSE(complaint(value.dump()).empty());
  value["state"] = "open";
  value["conflicts_after"][0]["ours"]["mode"] = 4294967296;
  CHECK(complaint(value.dump()).find("'conflicts_after[0].ours.mode'") != std::string::npos);
}

TEST_CASE("an operation of a newer schema is refused with the reason") {
  CHECK(complaint("{\"schema\": 2}") ==
        "the journal entry '000007.json' has schema 2; this mlxpatch knows schemas up to 1 | run the newer mlxpatch "
        "that wrote it");
}
