#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/ui/human.hpp>
#include <mlxpatch/ui/json.hpp>
#include <mlxpatch/ui/terminal_style.hpp>
#include <support/golden.hpp>
#include <support/world.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace {

using namespace mlxpatch;
using namespace mlxpatch::tests;

const ui::TerminalStyle k_plain = {false, true};

std::vector<Sample> all_samples() {
  std::vector<Sample> all = queue_samples();
  for (Sample& sample : project_samples()) all.push_back(std::move(sample));
  for (Sample& sample : dependencies_samples()) all.push_back(std::move(sample));
  for (Sample& sample : diff_samples()) all.push_back(std::move(sample));
  for (Sample& sample : resolution_samples()) all.push_back(std::move(sample));
  return all;
}

/// ASCII control characters but newline, DEL, and the C1 ones in UTF-8.
bool has_control(const std::string& text) {
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    const auto following = index + 1 < text.size() ? static_cast<unsigned char>(text[index + 1]) : 0U;
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return true;
    if (byte == 0xC2 && following >= 0x80 && following < 0xA0) return true;
  }
  return false;
}

/// Every JSON object's member that looks like an id, by name.
void check_ids(const nlohmann::json& value) {
  if (value.is_array() || value.is_object()) {
    for (const auto& child : value) check_ids(child);
  }
  if (!value.is_object()) return;
  for (const char* key : {"commit", "new_commit", "onto"}) {
    if (!value.contains(key)) continue;
    INFO(key);
    const bool is_id = value[key].is_null() || value[key].get<std::string>().size() == 40;
    CHECK(is_id);
  }
}

}  // namespace

TEST_CASE("each result is shown to a person in the accepted words") {
  const World world;
  for (const Sample& sample : all_samples()) {
    DYNAMIC_SECTION(sample.name) { golden("human/" + sample.name, ui::human(sample.result, k_plain)); }
  }
}

TEST_CASE("each result is one JSON document of the accepted form") {
  const World world;
  for (const Sample& sample : all_samples()) {
    DYNAMIC_SECTION(sample.name) {
      const std::string text = ui::json(sample.result, sample.command);
      golden("json/" + sample.name, text);
      const nlohmann::json document = nlohmann::json::parse(text);
      CHECK(document["schema"] == 1);
      CHECK(document["command"] == sample.command);
      check_ids(document);
    }
  }
}

TEST_CASE(
    "replay, check and update --dry-run have the same keys at their top, and the latter two the upstream and drift") {
  const std::vector<std::string> expected = {"schema", "command", "base", "onto", "tip", "tree", "counts", "patches"};
  for (const Sample& sample : all_samples()) {
    if (sample.name != "replay" && sample.name != "check-failed" && sample.name != "update-dry-run") continue;
    DYNAMIC_SECTION(sample.name) {
      const auto document = nlohmann::ordered_json::parse(ui::json(sample.result, sample.command));
      std::vector<std::string> keys;
      for (const auto& [key, value] : document.items()) keys.push_back(key);
      REQUIRE(keys.size() >= expected.size());
      CHECK(std::vector<std::string>(keys.begin(), keys.begin() + 8) == expected);
      CHECK((sample.name == "replay") == (keys.size() == 9));
      CHECK(document.contains("upstream") == (sample.name != "replay"));
      CHECK(document.contains("drift") == (sample.name != "replay"));
    }
  }
}

TEST_CASE("terminal escapes in any text of any result are shown, never sent") {
  const std::string hostile =
      "\x1b[2J\x07\r\x7f\xc2\x9b"
      "31m\xff\t";
  for (const report::Result& result : results_full_of(hostile)) {
    CAPTURE(result.index());
    CHECK_FALSE(has_control(ui::human(result, k_plain)));
    CHECK_FALSE(has_control(ui::json(result, hostile)));
    CHECK(nlohmann::json::accept(ui::json(result, hostile)));
  }
}

TEST_CASE("a result that is all empty is shown too") {
  for (const report::Result& result : results_full_of("")) {
    CAPTURE(result.index());
    CHECK_FALSE(ui::human(result, k_plain).empty());
    CHECK(nlohmann::json::accept(ui::json(result, "x")));
  }
}

TEST_CASE("without UTF-8 the text is ASCII, without colour it has no escape, and the words are the same") {
  for (const Sample& sample : all_samples()) {
    CAPTURE(sample.name);
    const std::string ascii = ui::human(sample.result, {false, false});
    CHECK(ascii.find_first_of("\x80\xe2\xe0\xc2\xc3\x1b") == std::string::npos);
    const std::string colored = ui::human(sample.result, {true, true});
    CHECK(replaced(colored, "\x1b\\[[0-9]+m", "") == ui::human(sample.result, k_plain));
  }
}

TEST_CASE("no line of the usual texts is wider than 80 cells but for what the repository says") {
  for (const Sample& sample : all_samples()) {
    if (sample.name == "diff-md") continue;  // A browser wraps it.
    std::string text = ui::human(sample.result, {false, false});
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = text.find('\n', start);
      const std::string line = text.substr(start, end - start);
      start = end + 1;
      const bool is_diff = line.starts_with("    +") || line.starts_with("    -");
      CAPTURE(sample.name, line);
      CHECK((line.size() <= 80 || is_diff));
    }
  }
}

TEST_CASE("an error says what was done, what is wrong, where and what to type") {
  const World world;
  Error error("no such branch \"mian\"");
  error.doing("updating").at("mlxpatch.toml:3:1").at("https://example.com/x.git").hint("did you mean main?");
  golden("human/error", ui::human(error, k_plain));
  golden("json/error", ui::json(error, "update"));
}

TEST_CASE("an error of several lines stays one message, and its escapes are shown") {
  Error error("git says:\nfatal: \x1b[31mno\n");
  error.at("a\x1b").hint("b\x1b").doing("c\x1b");
  const std::string text = ui::human(error, k_plain);
  CHECK(text == "mlxpatch: c\\x1b: git says:\n  fatal: \\x1b[31mno\n  at a\\x1b\n  -> b\\x1b\n");
  CHECK_FALSE(has_control(ui::json(error, "x")));
}

TEST_CASE("a conflict names its merge driver, in a table, at a stop and in JSON") {
  report::ReplayRun run;
  run.replay = replay_of({broken_patch()});
  report::Conflict& conflict = run.replay.patches[0].conflicts[0];
  conflict.driver = "structural";
  CHECK(ui::human(run, k_plain).find("mlx_lm/server.py: content, merge driver \"structural\"\n") != std::string::npos);
  const auto json_of = [&] { return nlohmann::json::parse(ui::json(run, "replay"))["patches"][0]["conflicts"][0]; };
  CHECK(json_of()["driver"] == "structural");
  CHECK(json_of()["driver_result"].is_null());
  conflict.driver_result = report::DriverResult::merged;
  CHECK(json_of()["driver_result"] == "merged");

  report::Update update = stopped_update();
  update.stop->conflicts = {conflict};
  const std::string stop = ui::human(update, k_plain);
  CHECK(
      stop.find("1. Check what the merge driver made, which has no markers:\n       mlx-lm-repo/mlx_lm/server.py\n") !=
      std::string::npos);
  CHECK(stop.find("<<<<<<<") == std::string::npos);
  // A driver that leaves markers makes even a binary file one to edit.
  update.stop->conflicts[0].kind = report::ConflictKind::binary;
  update.stop->conflicts[0].driver_result = report::DriverResult::conflicts;
  CHECK(ui::human(update, k_plain).find("1. Edit, until no <<<<<<<") != std::string::npos);
}
