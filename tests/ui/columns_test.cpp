#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/ui/human.hpp>

#include "columns.hpp"

using namespace mlxpatch;

namespace {

// "e" and a combining acute accent; the same letter in one code point.
const std::string k_combined = "caf\x65\xcc\x81";
const std::string k_composed = "caf\xc3\xa9";
const std::string k_cjk = "\xe6\x9b\xb4\xe6\x96\xb0";  // two ideographs

/// The column at which `word` begins in the line that has it.
std::size_t column_of(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  REQUIRE(at != std::string::npos);
  const std::size_t line = text.rfind('\n', at) + 1;
  return ui::columns_of(text.substr(line, at - line));
}

report::Patch named(std::size_t index, const std::string& name, report::PatchState state) {
  report::Patch patch;
  patch.index = index;
  patch.name = name;
  patch.state = state;
  return patch;
}

}  // namespace

TEST_CASE("an ideograph takes two columns, a combining mark none") {
  CHECK(ui::columns_of("") == 0);
  CHECK(ui::columns_of("cafe") == 4);
  CHECK(ui::columns_of(k_composed) == 4);
  CHECK(ui::columns_of(k_combined) == 4);
  CHECK(ui::columns_of(k_cjk) == 4);
  CHECK(ui::columns_of("\xff") == 1);
}

TEST_CASE("a text is cut between characters, and combining marks stay with theirs") {
  CHECK(ui::cut_to_columns(k_cjk, 4) == k_cjk);
  CHECK(ui::cut_to_columns(k_cjk, 3) == k_cjk.substr(0, 3));
  CHECK(ui::cut_to_columns(k_cjk, 1).empty());
  CHECK(ui::cut_to_columns(k_combined + "s", 4) == k_combined);
  CHECK(ui::cut_to_columns(k_combined, 3) == "caf");
}

TEST_CASE("padding fills up columns, not bytes") {
  CHECK(ui::padded(k_cjk, 6) == k_cjk + "  ");
  CHECK(ui::padded(k_combined, 6) == k_combined + "  ");
  CHECK(ui::padded("wide", 2) == "wide");
}

TEST_CASE("the states of patches align whatever script their names are in") {
  report::ReplayRun run;
  run.replay.patches = {named(1, "plain-name.patch", report::PatchState::clean),
                        named(2, k_cjk + ".patch", report::PatchState::moved),
                        named(3, k_combined + ".patch", report::PatchState::blocked)};
  const std::string text = ui::human(run, {});
  const std::size_t table = text.find("plain-name");
  REQUIRE(table != std::string::npos);
  const std::string rows = text.substr(text.rfind('\n', table) + 1);
  CHECK(column_of(rows, "clean\n") == column_of(rows, "moved\n"));
  CHECK(column_of(rows, "clean\n") == column_of(rows, "blocked\n"));
}

TEST_CASE("the findings, the history and the files in conflict align as well") {
  report::Doctor doctor;
  doctor.findings = {{k_cjk, report::Doctor::Verdict::good, "first", ""},
                     {"plain", report::Doctor::Verdict::good, "second", ""}};
  const std::string found = ui::human(doctor, {});
  CHECK(column_of(found, "first") == column_of(found, "second"));

  report::History history;
  history.operations = {{"2", "", k_combined, "first", report::History::State::done},
                        {"1", "", "update", "second", report::History::State::done}};
  const std::string done = ui::human(history, {});
  CHECK(column_of(done, "first") == column_of(done, "second"));

  report::Update update;
  update.stop = report::Stop();
  update.stop->conflicts = {{k_cjk + ".py", report::ConflictKind::content, "", "", "", "first"},
                            {"longer_plain.py", report::ConflictKind::binary, "", "", "", "second"}};
  const std::string stopped = ui::human(update, {});
  CHECK(column_of(stopped, "content: first") == column_of(stopped, "binary: second"));
}
