#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolution_text.hpp>

using namespace mlxpatch;
using namespace std::string_literals;
using queue::read_resolution;
using queue::Resolution;
using queue::write_resolution;

namespace {

Resolution sample() {
  Resolution resolution;
  resolution.conflict = {"def main():\n", "    run(1)\n", "    run(1, fast=True)\n", "    start(1)\n", "\n# end"};
  resolution.result = "    start(1, fast=True)\n";
  resolution.patch = "0003-start.patch";
  resolution.culprit = *git::Oid::from_hex("0123456789abcdef0123456789abcdef01234567");
  resolution.subject = "Run fast";
  resolution.date = "2026-11-29T10:20:30+01:00";
  resolution.author = "A U Thor <author@example.com>";
  resolution.path = "src/main.py";
  return resolution;
}

/// What could be anything: line ends, controls, bytes that are no UTF-8, signs of the format.
std::string any_text(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"a",  "\n",      "\n",       "\r\n", " ", "\t",
                                                  "\\", "\\r",     "\0"s,      "\xff", "é", "|",
                                                  "~",  "= end\n", "<<<<<<< ", "\x1b", "x", "\x7f"};
  std::string text;
  for (std::size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
  return text;
}

std::string error_of(const std::string& text) {
  try {
    read_resolution(text);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a resolution is a text file that a person can read") {
  CHECK(write_resolution(sample()) ==
        "mlxpatch resolution 1\n"
        "Patch: 0003-start.patch\n"
        "Culprit: 0123456789abcdef0123456789abcdef01234567 Run fast\n"
        "Date: 2026-11-29T10:20:30+01:00\n"
        "Author: A U Thor <author@example.com>\n"
        "Path: src/main.py\n"
        "\n"
        "= before\n"
        "|def main():\n"
        "= base\n"
        "|    run(1)\n"
        "= ours\n"
        "|    run(1, fast=True)\n"
        "= theirs\n"
        "|    start(1)\n"
        "= after\n"
        "|\n"
        "~# end\n"
        "= result\n"
        "|    start(1, fast=True)\n"
        "= end\n");
  CHECK(read_resolution(write_resolution(sample())) == sample());
}

TEST_CASE("any text survives a resolution's file, and what tools do to its line ends and trailing blanks") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    Resolution resolution = sample();
    for (std::string* text : {&resolution.conflict.before, &resolution.conflict.base, &resolution.conflict.ours,
                              &resolution.conflict.theirs, &resolution.conflict.after, &resolution.result}) {
      *text = any_text(random);
    }
    resolution.path = "x" + any_text(random);
    if (random() % 2 == 0) resolution.culprit = {};
    if (resolution.culprit.is_zero()) resolution.subject.clear();
    for (std::size_t i = random() % 3; i > 0; --i) resolution.also.push_back(any_text(random) + "y");
    const std::string file = write_resolution(resolution);
    REQUIRE(read_resolution(file) == resolution);
    CHECK(is_valid_utf8(file));
    std::string with_carriage_returns;
    for (const std::string_view line : split_lines(file)) {
      const std::string_view text = line.substr(0, line.size() - 1);
      CHECK(trim_end(text) == text);
      with_carriage_returns += std::string(text) + "\r\n";
    }
    CHECK(read_resolution(with_carriage_returns) == resolution);
  }
}

TEST_CASE("a resolution's file that is not whole is refused, with the line") {
  const std::string file = write_resolution(sample());
  CHECK(error_of("").starts_with("line 1: "));
  CHECK(error_of("mlxpatch resolution 2\n" + file.substr(file.find('\n') + 1)) ==
        "line 1: expected \"mlxpatch resolution 1\"");
  CHECK(error_of(file + "|more\n") == "line 22: nothing may follow the end");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = file;
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(error_of(with("Patch", "Path")) == "line 2: expected \"Patch: \"");
  CHECK(error_of(with("Culprit: 0", "Culprit: x")) == "line 3: the culprit has no commit id");
  CHECK(error_of(with("= ours\n", "<<<<<<< HEAD\n")) == "line 12: expected \"= ours\"");
  CHECK(error_of(with("|    start(1, ", "|\\q start(1, ")) == "line 20: an unknown escape");
  CHECK(error_of(with("|    start(1, ", "|\x1b start(1, ")) == "line 20: a control character is not escaped");
  CHECK(error_of(with("~# end\n", "~# end\n|more\n")) == "line 19: only the last line of a text has no newline");
  CHECK(error_of(with("~# end\n", "~\n")) == "line 18: a line without newline must have bytes");
  // However much is cut off, it is noticed.
  for (std::size_t size = 0; size < file.size(); ++size) CHECK_FALSE(error_of(file.substr(0, size)).empty());
}

TEST_CASE("a damaged resolution is refused or read as what it says, never anything else") {
  std::mt19937 random(11);
  const std::string file = write_resolution(sample());
  std::size_t refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = file;
    for (std::size_t i = 1 + random() % 3; i > 0; --i) {
      const std::size_t at = random() % damaged.size();
      if (random() % 3 == 0) damaged.erase(at, 1 + random() % 5);
      if (random() % 3 == 0) damaged.insert(at, 1, static_cast<char>(random() % 256));
      if (!damaged.empty() && random() % 2 == 0) damaged[random() % damaged.size()] = "|~=\\\n\rx"[random() % 7];
      if (damaged.empty()) damaged = "\n";
    }
    try {
      const Resolution read = read_resolution(damaged);
      CHECK(read_resolution(write_resolution(read)) == read);
    } catch (const Error& error) {
      ++refused;
      CHECK(std::string(error.what()).starts_with("line "));
    }
  }
  CHECK(refused > 5000);
}
