#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "complaint.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;

namespace {

git::Oid oid(char digit) { return *git::Oid::from_hex(std::string(40, digit)); }

Pending example() {
  Pending pending;
  pending.command = Pending::Command::pick;
  pending.mode = Pending::Mode::merge;
  pending.operation = 12;
  pending.head_before = "ref: refs/heads/local-patches";
  pending.branch_before = oid('1');
  pending.base = oid('2');
  pending.onto = oid('3');
  pending.stopped_on = oid('4');
  pending.culprit = oid('c');
  pending.prefix = oid('5');
  pending.queue = {oid('6'), oid('7')};
  pending.done = {{oid('6'), oid('8'), "clean", "", "", {"a note", "caf\xe9"}},
                  {oid('9'), {}, "upstreamed", std::string(40, 'a'), "patch-id", {}}};
  pending.done[0].taken = {{oid('f'), 2}};
  pending.done[0].hunks_kept = 3;
  pending.done[0].lost_lines = {{"a/b.py", "caf\xe9 = 1"}};
  pending.todo = {oid('7')};
  pending.todo_from = {oid('d')};
  pending.resolutions = {{oid('6'), oid('e')}, {oid('7'), oid('f'), {std::string(40, 'c')}}};
  pending.checkpoint = {oid('4'), oid('8'), {pending.done[0]}, 1};
  pending.paths = {"a/b.py", "caf\xe9"};
  pending.texts = {{"a/b.py", oid('1'), oid('2'), oid('3'), oid('4')}, {"caf\xe9", {}, oid('5'), oid('6'), {}}};
  pending.known = Pending::Known::reuse;
  pending.autostash = oid('b');
  pending.by_hand = true;
  pending.policy = {queue::ReplayPolicy::Range::direct, queue::ReplayPolicy::Dedup::off};
  return pending;
}

std::string complaint(const std::string& text) {
  return tests::complaint_of([&] { parse_pending(text); }, ErrorKind::failed,
                             "reading the state that an earlier run saved");
}

}  // namespace

TEST_CASE("a pending update reads back as it was written") {
  const std::string text = serialize_pending(example());
  const Pending read = parse_pending(text);
  CHECK(serialize_pending(read) == text);
  CHECK(read == example());
  CHECK(read.command == Pending::Command::pick);
  CHECK(read.mode == Pending::Mode::merge);
  CHECK(read.operation == 12);
  CHECK(read.head_before == "ref: refs/heads/local-patches");
  CHECK(read.branch_before == oid('1'));
  CHECK(read.base == oid('2'));
  CHECK(read.onto == oid('3'));
  CHECK(read.stopped_on == oid('4'));
  CHECK(read.prefix == oid('5'));
  CHECK(read.queue == std::vector{oid('6'), oid('7')});
  REQUIRE(read.done.size() == 2);
  CHECK(read.done[0].new_commit == oid('8'));
  CHECK(read.done[1].commit == oid('9'));
  CHECK(read.done[1].new_commit.is_zero());
  CHECK(read.done[1].state == "upstreamed");
  CHECK(read.done[1].by == std::string(40, 'a'));
  CHECK(read.done[0].notes == std::vector<std::string>{"a note", "caf\xe9"});
  CHECK(read.done[1].how == "patch-id");
  CHECK(read.done[0].taken == example().done[0].taken);
  CHECK(read.done[0].hunks_kept == 3);
  CHECK(read.done[0].lost_lines == example().done[0].lost_lines);
  CHECK(read.todo == std::vector{oid('7')});
  CHECK(read.todo_from == std::vector{oid('d')});
  CHECK(read.culprit == oid('c'));
  CHECK(read.resolutions == example().resolutions);
  CHECK(read.paths == std::vector<std::string>{"a/b.py", "caf\xe9"});
  CHECK(read.autostash == oid('b'));
  CHECK(read.by_hand);
  CHECK(read.policy == example().policy);
}

TEST_CASE("a pending rebase reads back as one, and an unknown mode is refused") {
  Pending pending = example();
  pending.mode = Pending::Mode::rebase;
  CHECK(parse_pending(serialize_pending(pending)).mode == Pending::Mode::rebase);
  auto value = nlohmann::json::parse(serialize_pending(pending));
  value["mode"] = "sideways";
  CHECK(complaint(value.dump()).ends_with("'mode' is neither rebase nor merge"));
  value = nlohmann::json::parse(serialize_pending(pending));
  value["command"] = "undo";
  CHECK(complaint(value.dump()).ends_with("'command' is none of update, pick, edit"));
}

TEST_CASE("every member of a pending update is needed but for newer ones, and its absence is reported by name") {
  const auto whole = nlohmann::json::parse(serialize_pending(example()));
  for (const auto& [name, value] : whole.items()) {
    INFO(name);
    const bool is_newer = name == "culprit" || name == "todo_from" || name == "resolutions" || name == "checkpoint" ||
                          name == "texts" || name == "reuse";
    auto without = whole;
    without.erase(name);
    CHECK((complaint(without.dump()).find(name) != std::string::npos) == !is_newer);
    auto wrong = whole;
    wrong[name] = 1.5;
    CHECK_FALSE(complaint(wrong.dump()).empty());
  }
}

TEST_CASE("a pending update of an earlier version is read: what is to do was not made from anything else") {
  auto value = nlohmann::json::parse(serialize_pending(example()));
  for (const char* name : {"culprit", "todo_from", "resolutions", "texts", "reuse"}) value.erase(name);
  for (auto& done : value["done"]) {
    done.erase("how");
    done.erase("notes");
    for (const char* name : {"taken", "hunks_kept", "lost_lines"}) done.erase(name);
  }
  const Pending read = parse_pending(value.dump());
  CHECK(read.todo_from == read.todo);
  CHECK(read.culprit.is_zero());
  CHECK(read.resolutions.empty());
  CHECK(read.texts.empty());
  CHECK(read.known == Pending::Known::stop);
  REQUIRE(read.done.size() == 2);
  CHECK(read.done[1].by == std::string(40, 'a'));
  CHECK(read.done[1].how.empty());
}

TEST_CASE("a text that is no pending update is an error which names the file") {
  CHECK(complaint("").find("pending.json") != std::string::npos);
  CHECK(complaint("\xff").find("pending.json") != std::string::npos);
  CHECK(complaint("{\"schema\": 9}").find("schema 9") != std::string::npos);
}
