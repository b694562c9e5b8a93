#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch::tests;

namespace {

namespace fs = std::filesystem;

/// A project file's hostile content, and what must become of `status` there.
struct FileCase {
  std::string name;
  std::string file;  ///< below the project
  std::string bytes;
  Fate fate = Fate::refused;
};

/// Puts something in the place of a file for the length of a check, and the file back.
void with_instead(const fs::path& file, const std::function<void()>& put, const std::function<void()>& check) {
  const fs::path kept = World::current() / "kept";
  const bool existed = fs::exists(fs::symlink_status(file));
  if (existed) fs::rename(file, kept);
  put();
  check();
  fs::remove_all(file);
  if (existed) fs::rename(kept, file);
}

std::string nested(const std::string& open, const std::string& inner, const std::string& close, std::size_t depth) {
  return repeated(open, depth) + inner + repeated(close, depth);
}

}  // namespace

TEST_CASE("hostile projects: configuration, lock, series and the state of earlier runs") {
  const HostileFork fork;
  const std::string config = fork.project.read("mlxpatch.toml");
  const std::string id(40, 'a');
  std::vector<FileCase> rows{
      {"a key of 100,000 parts", "mlxpatch.toml", config + repeated("a.", 100'000) + "b = 1\n"},
      {"a header of 100,000 parts", "mlxpatch.toml", config + "[" + repeated("a.", 100'000) + "b]\n"},
      {"quoted parts", "mlxpatch.toml", config + repeated("\"a\" . ", 100'000) + "b = 1\n"},
      {"arrays in arrays", "mlxpatch.toml", config + "x = " + nested("[", "", "]", 100'000) + "\n"},
      {"tables in tables", "mlxpatch.toml", config + "x = " + nested("{a=", "1", "}", 100'000) + "\n"},
      {"arrays that do not end", "mlxpatch.toml", config + "x = " + repeated("[", 100'000)},
      {"20,000 unknown keys", "mlxpatch.toml", config + repeated("x = 1\n", 20'000)},
      {"a text that does not end", "mlxpatch.toml", config + "x = \"\"\"" + repeated("y\n", 20'000)},
      {"NUL", "mlxpatch.toml", config + std::string(1, '\0')},
      {"noise", "mlxpatch.toml", "\x80\xff\xfe\x01"},
      {"nothing", "mlxpatch.toml", ""},
      {"a checkout outside", "mlxpatch.toml", "[upstream]\nurl = \"u\"\n[checkout]\ndir = \"../outside\"\n"},
      {"an absolute checkout", "mlxpatch.toml", "[upstream]\nurl = \"u\"\n[checkout]\ndir = \"/tmp\"\n"},
      {"a checkout in .git", "mlxpatch.toml", "[upstream]\nurl = \"u\"\n[checkout]\ndir = \".git/x\"\n"},
      {"the project as checkout", "mlxpatch.toml", "[upstream]\nurl = \"u\"\n[checkout]\ndir = \".\"\n"},
      {"patches outside", "mlxpatch.toml", config + "[patches]\ndir = \"../outside\"\n"},
      {"patches in .git", "mlxpatch.toml", config + "[patches]\ndir = \".git/hooks\"\n"},
      {"a branch that is an option", "mlxpatch.toml", "[upstream]\nurl = \"u\"\nbranch = \"--upload-pack=x\"\n"},
      {"a branch with ..", "mlxpatch.toml", "[upstream]\nurl = \"u\"\nbranch = \"a..b\"\n"},
      {"an address that is an option", "mlxpatch.toml", "[upstream]\nurl = \"--upload-pack=x\"\n"},
      {"an address that is a command", "mlxpatch.toml", "[upstream]\nurl = \"ext::sh -c x\"\n"},
      {"an address with a line end", "mlxpatch.toml", "[upstream]\nurl = \"https://h/\\nx\"\n"},
      {"an ssh host that is an option", "mlxpatch.toml", "[upstream]\nurl = \"ssh://-oProxyCommand=x/y\"\n"},
      {"the same in scp's form", "mlxpatch.toml", "[upstream]\nurl = \"-oProxyCommand=x:y\"\n"},
      {"a lock of noise", "mlxpatch.lock", "\x80\xff\xfe\x01"},
      {"a lock without a base", "mlxpatch.lock", "version = 1\n"},
      {"a lock of a later version", "mlxpatch.lock", "version = 999\nbase = \"" + id + "\"\n"},
      {"a version that overflows", "mlxpatch.lock", "version = 99999999999999999999\nbase = \"" + id + "\"\n"},
      {"a base that is an option", "mlxpatch.lock", "version = 1\nbase = \"--exec=x\"\n"},
      {"a base that is a path", "mlxpatch.lock", "version = 1\nbase = \"HEAD:../../x\"\n"},
      {"a base of zeros", "mlxpatch.lock", "version = 1\nbase = \"" + std::string(40, '0') + "\"\n", Fate::either},
      {"a lock of 100,000 dotted parts", "mlxpatch.lock", repeated("a.", 100'000) + "b = 1\n"},
      {"a series that climbs", "patches/series", "../outside/secret\n"},
      {"an absolute series", "patches/series", "/etc/passwd\n"},
      {"a series into .git", "patches/series", "../.git/config\n"},
      {"a series of itself", "patches/series", "series\n"},
      {"a series with NUL", "patches/series", std::string("sane.patch\0x\n", 13)},
      {"a series that lists one twice", "patches/series", "sane.patch\nsane.patch\n"},
      {"100,000 patches that are not there", "patches/series",
       [] {
         std::string text;
         for (int number = 0; number < 100'000; ++number) text += std::to_string(number) + "\n";
         return text;
       }()},
      {"a flag that overflows", "patches/series", "sane.patch -p99999999999\n"},
      {"the flag to reverse", "patches/series", "sane.patch -R\n"},
      {"a name of 100,000 letters", "patches/series", std::string(100'000, 'x') + "\n"},
      {"a series with the marks of a merge", "patches/series", "<<<<<<< HEAD\nsane.patch\n=======\n>>>>>>> x\n"},
      {"100,000 remarks", "patches/series", repeated("# x\n", 100'000) + "sane.patch\n", Fate::either},
      {"a patch of noise", "patches/sane.patch", "\x80\xff\xfe\x01"},
      {"an empty patch", "patches/sane.patch", ""},
      {"a patch that climbs", "patches/sane.patch", mail_with(new_file("../evil"))},
  };
  for (const FileCase& row : rows) {
    CAPTURE(row.name);
    with_instead(
        fork.project / row.file, [&] { fork.project.write(row.file, row.bytes); },
        [&] {
          fork.expect_command({"status"},
                              row.fate == Fate::refused && row.file.ends_with("lock") ? Fate::either : row.fate);
          fork.expect_command({"check", "--json"}, row.fate == Fate::refused ? Fate::refused : Fate::either);
        });
  }
}

TEST_CASE("hostile projects: the state of earlier runs is noise, or nested without end") {
  const HostileFork fork;
  const fs::path state = fork.checkout().path() / ".git/mlxpatch";
  const std::vector<std::string> contents{"",
                                          "\x80\xff\xfe\x01",
                                          "null",
                                          "[]",
                                          "{}",
                                          nested("[", "", "]", 1'000'000),
                                          repeated("{\"a\":", 500'000),
                                          "{\"schema\": 1e999}",
                                          "{\"schema\": -1}",
                                          "{\"schema\": 1, \"schema\": 1, \"id\": 18446744073709551616}",
                                          std::string(1, '\0')};
  std::vector<fs::path> files{state / "pending.json", state / "set-aside.json"};
  for (const auto& entry : fs::recursive_directory_iterator(state)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") files.push_back(entry.path());
  }
  for (const fs::path& file : files) {
    for (const std::string& content : contents) {
      CAPTURE(file.filename().string(), content.substr(0, 40));
      with_instead(
          file, [&] { write_bytes(file, content); },
          [&] {
            for (const std::vector<std::string>& words :
                 std::vector<std::vector<std::string>>{{"status", "--json"}, {"history"}, {"undo", "--dry-run"}}) {
              const BoundedRun run = run_bounded(words, fork.project.path());
              CAPTURE(words, run.exit, run.err);
              CHECK(run.exit < 124);
              CHECK(run.peak_mib < 1024);
              require_clean_output(run, words.back() == "--json");
            }
            for (const auto& entry : fs::directory_iterator(state)) {
              if (entry.path().filename().string().find("spoiled") != std::string::npos) fs::remove_all(entry.path());
            }
          });
    }
  }
}

TEST_CASE("hostile projects: links, FIFOs, sockets, devices and sparse files in the place of files") {
  const HostileFork fork;
  const auto each = [&](const std::string& what, const std::function<void(const fs::path&)>& put) {
    for (const char* name : {"mlxpatch.toml", "mlxpatch.lock", "patches/series", "patches/sane.patch"}) {
      CAPTURE(what, name);
      const fs::path file = fork.project / name;
      with_instead(
          file, [&] { put(file); },
          [&] {
            for (const char* command : {"setup", "check"}) {
              const BoundedRun run = run_bounded({command}, fork.project.path());
              CAPTURE(command, run.exit, run.err);
              CHECK((run.exit == 1 || run.exit == 2));
              CHECK(run.peak_mib < 256);
            }
          });
      CHECK(read_bytes(fork.world / "outside/secret") == "nobody may touch this\n");
    }
  };
  each("a FIFO", [](const fs::path& file) { REQUIRE(mkfifo(file.c_str(), 0600) == 0); });
  each("a link to endless zeros", [](const fs::path& file) { fs::create_symlink("/dev/zero", file); });
  each("a link out", [&](const fs::path& file) { fs::create_symlink(fork.world / "outside/secret", file); });
  each("a link to itself", [](const fs::path& file) { fs::create_symlink(file.filename(), file); });
  each("a directory", [](const fs::path& file) { fs::create_directory(file); });
  each("a sparse file of 64 GiB", [](const fs::path& file) {
    write_bytes(file, "");
    fs::resize_file(file, std::uintmax_t{1} << 36U);
  });
}
