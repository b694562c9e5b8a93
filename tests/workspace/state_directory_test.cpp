#include <cstdint>
#include <filesystem>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "operation_text.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

Operation example(std::uint64_t id) {
  Operation operation;
  operation.id = id;
  operation.command = "update";
  return operation;
}

void save_done(const StateDirectory& state, std::uint64_t id) {
  state.open(example(id));
  state.close(example(id));
}

fs::path state_path(const TemporaryDirectory& git_directory) { return git_directory.path() / "mlxpatch"; }

std::string message_of(const StateDirectory& state) {
  try {
    state.operations();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the journal gives its operations oldest first, and knows the next id") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  CHECK(state.next_id() == 1);
  CHECK(state.operations().empty());
  CHECK_FALSE(state.open_operation());
  for (const std::uint64_t id : {1000000U, 1U, 2U}) save_done(state, id);
  write_file(state_path(directory) / "operations" / "notes.txt", "a person's");
  write_file(state_path(directory) / "operations" / "7.json", "not ours");
  write_file(state_path(directory) / "operations" / "00000x.json", "not ours");
  CHECK(fs::exists(state_path(directory) / "operations" / "000001.json"));
  const auto operations = StateDirectory(directory.path()).operations();
  REQUIRE(operations.size() == 3);
  CHECK(operations[0].id == 1);
  CHECK(operations[1].id == 2);
  CHECK(operations[2].id == 1000000);
  CHECK(state.next_id() == 1000001);
  CHECK_FALSE(state.open_operation());
}

TEST_CASE("the operation that a crash left open is found until it is closed") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  save_done(state, 1);
  state.open(example(2));
  REQUIRE(state.open_operation());
  CHECK(state.open_operation()->id == 2);
  CHECK(state.open_operation()->state == Operation::State::open);
  state.turn_back(2);
  REQUIRE(state.open_operation());
  CHECK(state.open_operation()->state == Operation::State::reverting);
  state.close(example(2));
  CHECK_FALSE(state.open_operation());
  REQUIRE(state.operations().size() == 2);
  CHECK(state.operations().back().state == Operation::State::done);
}

TEST_CASE("an operation is closed and turned back without writing a byte") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  state.open(example(1));
  const fs::path operations = state_path(directory) / "operations";
  const std::string before = read_file(operations / "000001.json");
  // What can't be written here is left out, for the marks say it all.
  fs::permissions(operations / "000001.json", fs::perms::owner_read);
  state.turn_back(1);
  CHECK(state.open_operation()->state == Operation::State::reverting);
  CHECK(read_file(operations / "000001.json") == before);
}

TEST_CASE("an operation that is removed from the journal is forgotten, and removing it twice does no harm") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  save_done(state, 1);
  state.open(example(2));
  state.remove(2);
  CHECK_NOTHROW(state.remove(2));
  CHECK_FALSE(state.open_operation());
  CHECK(state.operations().size() == 1);
  CHECK(state.next_id() == 2);
}

TEST_CASE("what a later operation has undone is marked so, a whole chain of stops at once") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  for (const std::uint64_t id : {1U, 2U, 3U, 4U}) {
    Operation operation = example(id);
    operation.pending_after = id == 2 ? "{}" : "";
    if (id == 3) operation.pending_before = "{}";  // continues the second
    if (id == 4) operation.undoes = 3;
    state.open(operation);
    state.close(operation);
  }
  const std::vector<Operation> operations = state.operations();
  REQUIRE(operations.size() == 4);
  CHECK(operations[0].state == Operation::State::done);
  CHECK(operations[1].state == Operation::State::undone);
  CHECK(operations[2].state == Operation::State::undone);
  CHECK(operations[3].state == Operation::State::done);
}

TEST_CASE("state files that can't be read are set aside under another name, and nothing else is") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  save_done(state, 1);
  save_done(state, 2);
  CHECK(state.is_settled());
  CHECK(state.set_spoiled_aside().empty());
  const fs::path entry = state_path(directory) / "operations" / "000001.json";
  for (const std::string& noise : {std::string(), std::string("{\"schema\": 1"), std::string("\xff\0noise", 7)}) {
    write_file(entry, noise);
    state.set_pending_text(noise.empty() ? "x" : noise);
    CHECK_FALSE(state.is_settled());
    const auto spoiled = state.set_spoiled_aside();
    REQUIRE(spoiled.size() == 2);
    CHECK(spoiled[0].file == entry);
    CHECK(read_file(spoiled[0].now) == noise);
    CHECK_FALSE(spoiled[0].why.empty());
    CHECK_FALSE(fs::exists(entry));
    CHECK_FALSE(state.pending_text());
    CHECK(state.is_settled());
  }
  CHECK(state.operations().size() == 1);
}

TEST_CASE("a broken file in the journal is named, with what to do about it") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  const fs::path file = state_path(directory) / "operations" / "000001.json";
  for (const std::string& text : {std::string("{"), serialize_operation(example(7))}) {
    write_file(file, text);
    try {
      state.operations();
      FAIL("the file is broken");
    } catch (const Error& error) {
      CHECK(error.places() == std::vector<std::string>{file.string()});
      CHECK_FALSE(error.hints().empty());
    }
  }
  CHECK(message_of(state) == "the journal entry '000001.json' holds the id of another one: 7");
}

TEST_CASE("the pending state and the autostash are kept until they are emptied") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  CHECK_FALSE(state.pending_text());
  CHECK_FALSE(state.autostash_text());
  CHECK_NOTHROW(state.set_pending_text(""));
  state.set_pending_text("one");
  state.set_pending_text("two");
  state.set_autostash_text("three");
  CHECK(StateDirectory(directory.path()).pending_text() == "two");
  CHECK(StateDirectory(directory.path()).autostash_text() == "three");
  state.set_pending_text("");
  CHECK_FALSE(state.pending_text());
  CHECK(state.autostash_text() == "three");
  state.set_autostash_text("");
  CHECK_FALSE(state.autostash_text());
}

TEST_CASE("an autostash that an older version noted is found under the name of its file") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  write_file(state_path(directory) / "set-aside.json", "a note");
  CHECK(state.autostash_text() == "a note");
}

TEST_CASE("a state directory that can't be created is an error which names it") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "mlxpatch", "a file");
  try {
    const StateDirectory state(directory.path());
    FAIL("there is a file of that name");
  } catch (const Error& error) {
    CHECK(std::string(error.what())
              .starts_with("can't create the directory '" + (directory.path() / "mlxpatch").string() + "': "));
  }
}

TEST_CASE("the half-written files of killed runs are removed from the state directory") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  AtomicFile killed(state_path(directory) / "pending.json");
  AtomicFile killed_too(state_path(directory) / "operations" / "000001.json");
  state.remove_leftovers();
  CHECK(fs::is_empty(state_path(directory) / "operations"));
  CHECK(killed.commit_new() == AtomicFile::Placement::temporary_removed);
}

TEST_CASE("a pending state whose file is gone is in the journal, unless a later entry is set aside") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  Operation stop = example(1);
  stop.pending_after = "the stop";
  state.open(stop);
  state.set_pending_text(stop.pending_after);
  state.close(stop);
  CHECK_FALSE(state.lost_pending_text());
  state.set_pending_text("");
  CHECK(state.lost_pending_text() == "the stop");
  CHECK_FALSE(state.is_settled());

  write_file(state_path(directory) / "operations/000002.json.spoiled", "noise");
  CHECK_FALSE(state.lost_pending_text());
  fs::remove(state_path(directory) / "operations/000002.json.spoiled");
  save_done(state, 2);
  CHECK_FALSE(state.lost_pending_text());
  CHECK(state.is_settled());
}

TEST_CASE("the followed address is kept, and set aside if it can't be read") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const StateDirectory state(directory.path());
  CHECK_FALSE(state.followed_url());
  state.set_followed_url("https://example.org/\xff.git");
  CHECK(StateDirectory(directory.path()).followed_url() == "https://example.org/\xff.git");
  write_file(state_path(directory) / "followed.json", "{\"schema\": 1");
  CHECK_FALSE(state.is_settled());
  REQUIRE(state.set_spoiled_aside().size() == 1);
  CHECK_FALSE(state.followed_url());
  CHECK(state.is_settled());
}
