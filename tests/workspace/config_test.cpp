#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "complaint.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

const std::string k_upstream = "[upstream]\nurl = \"https://example.org/a/tool.git\"\n";

Config parse(const std::string& text) { return parse_config(text, "/project/mlxpatch.toml"); }

/// What reading the text complains about; "" where it gives no error.
std::string complaint(const std::string& text) {
  return tests::complaint_of([&] { parse(text); }, ErrorKind::usage, "reading the configuration");
}

/// The same for a configuration that is whole but for these lines (which begin at line 3).
std::string complaint_about(const std::string& lines) { return complaint(k_upstream + lines); }

}  // namespace

TEST_CASE("a configuration needs no more than the upstream's address") {
  const Config config = parse(k_upstream);
  CHECK(config.file == "/project/mlxpatch.toml");
  CHECK(config.root() == "/project");
  CHECK(config.upstream_url == "https://example.org/a/tool.git");
  CHECK(config.upstream_branch == "main");
  CHECK(config.checkout_dir == "tool-repo");
  CHECK(config.checkout_path() == "/project/tool-repo");
  CHECK(config.checkout_remote == "upstream");
  CHECK(config.checkout_branch == "local-patches");
  CHECK(config.patches_path() == "/project/patches");
  CHECK(config.patches_format == Config::Format::mbox);
  CHECK(config.patches_numbered);
  CHECK(config.fetch_with == Config::FetchWith::automatic);
  CHECK(config.fetch_timeout_seconds == 0);
  CHECK(config.fetch_depth == 0);
  CHECK(config.fetch_filter.empty());
  CHECK(config.venv_path() == "/project/.venv");
  CHECK(config.lock_path() == "/project/mlxpatch.lock");
  CHECK(config.install_args.empty());
  CHECK(config.verify.empty());
  CHECK(config.patches.empty());
}

TEST_CASE("every key of a configuration is read") {
  const Config config = parse(R"(
[upstream]
url = "git@example.org:a/tool.git"
branch = "release/2.x"
[checkout]
dir = "./work/tool/"
remote = "origin"
branch = "mine"
[patches]
dir = "series/main"
format = "diff"
numbered = false
[fetch]
with = "git"
timeout = 90
depth = 50
filter = "blob:none"
[install]
venv = "../shared/venv"
args = ["--no-deps"]
[[verify]]
name = "help"
run = ["python", "-m", "tool"]
contains = "--flag"
timeout = 5
[[verify]]
run = ["true", "x y"]
[[patch]]
file = "a.patch"
subject = "Add a"
author = "Ada <ada@example.org>"
[[patch]]
file = "b.patch"
)");
  CHECK(config.upstream_branch == "release/2.x");
  CHECK(config.checkout_dir == "work/tool");
  CHECK(config.checkout_remote == "origin");
  CHECK(config.checkout_branch == "mine");
  CHECK(config.patches_dir == "series/main");
  CHECK(config.patches_format == Config::Format::diff);
  CHECK_FALSE(config.patches_numbered);
  CHECK(config.fetch_with == Config::FetchWith::git);
  CHECK(config.fetch_timeout_seconds == 90);
  CHECK(config.fetch_depth == 50);
  CHECK(config.fetch_filter == "blob:none");
  CHECK(config.install_venv == "../shared/venv");
  CHECK(config.install_args == std::vector<std::string>{"--no-deps"});
  REQUIRE(config.verify.size() == 2);
  CHECK(config.verify[0].name == "help");
  CHECK(config.verify[0].run == std::vector<std::string>{"python", "-m", "tool"});
  CHECK(config.verify[0].contains == "--flag");
  CHECK(config.verify[0].timeout_seconds == 5);
  CHECK(config.verify[1].name == "true x y");
  CHECK(config.verify[1].timeout_seconds == 60);
  REQUIRE(config.patches.size() == 2);
  CHECK(config.patches[0].subject == "Add a");
  CHECK(config.patches[0].author == "Ada <ada@example.org>");
  CHECK(config.patches[1].file == "b.patch");
}

TEST_CASE("an unknown key is an error that names the nearest known one") {
  CHECK(
      complaint("[upstream]\nurl = \"x\"\nbrnch = \"y\"\n") ==
      "/project/mlxpatch.toml:3:1: unknown key 'brnch' in [upstream] | did you mean 'branch'? | the keys in [upstream] "
      "are: url, branch");
  CHECK(complaint_about("[chekout]\n")
            .starts_with("/project/mlxpatch.toml:3:2: unknown key 'chekout' | did you mean 'checkout'?"));
  CHECK(
      complaint_about("[patches]\n  zzz = 1\n") ==
      "/project/mlxpatch.toml:4:3: unknown key 'zzz' in [patches] | the keys in [patches] are: dir, format, numbered");
  CHECK(complaint_about("[[verify]]\nrum = [\"x\"]\n").find("did you mean 'run'?") != std::string::npos);
}

TEST_CASE("of two unknown keys the first in the file is reported") {
  CHECK(complaint_about("[patches]\nzzz = 1\naaa = 2\n").find("'zzz'") != std::string::npos);
}

TEST_CASE("a misspelt address is reported as such, not as missing") {
  CHECK(complaint("[upstream]\nulr = \"x\"\n").find("did you mean 'url'?") != std::string::npos);
}

TEST_CASE("a value of the wrong kind says what was expected") {
  CHECK(complaint("[upstream]\nurl = 3\n") ==
        "/project/mlxpatch.toml:2:7: upstream.url: expected text in quotes, found a whole number");
  CHECK(complaint_about("[patches]\nnumbered = \"no\"\n") ==
        "/project/mlxpatch.toml:4:12: patches.numbered: expected true or false, found text in quotes");
  CHECK(complaint_about("[fetch]\ntimeout = 1.5\n") ==
        "/project/mlxpatch.toml:4:11: fetch.timeout: expected a whole number, found a number with a fraction");
  CHECK(complaint_about("checkout = \"x\"\n").starts_with("/project/mlxpatch.toml:3:1: unknown key 'checkout'"));
  CHECK(complaint("checkout = \"x\"\n" + k_upstream) ==
        "/project/mlxpatch.toml:1:12: checkout: expected a section, found text in quotes");
  CHECK(complaint_about("[install]\nargs = [\"a\", 2]\n") ==
        "/project/mlxpatch.toml:4:14: install.args[1]: expected text in quotes, found a whole number");
}

TEST_CASE("a number outside its bounds says which they are") {
  CHECK(complaint_about("[fetch]\ntimeout = -1\n") ==
        "/project/mlxpatch.toml:4:11: fetch.timeout: expected a whole number from 0 to 86400, found -1");
}

TEST_CASE("a word that is not one of the choices says which they are") {
  CHECK(complaint_about("[patches]\nformat = \"mbx\"\n") ==
        "/project/mlxpatch.toml:4:10: patches.format: expected one of mbox, diff, found 'mbx' | did you mean 'mbox'?");
  CHECK(complaint_about("[fetch]\nwith = \"curl\"\n") ==
        "/project/mlxpatch.toml:4:8: fetch.with: expected one of auto, git, libgit2, found 'curl'");
}

TEST_CASE("a missing address says what to write") {
  for (const std::string text : {"", "[upstream]\n", "[upstream]\nbranch = \"main\"\n"}) {
    const std::string words = complaint(text);
    CHECK(words.find("upstream.url") != std::string::npos);
    CHECK(words.find("url = \"https://") != std::string::npos);
  }
}

TEST_CASE("empty texts and control characters are refused in names") {
  CHECK(complaint("[upstream]\nurl = \"\"\n") == "/project/mlxpatch.toml:2:7: upstream.url is empty");
  CHECK(complaint_about("[checkout]\nbranch = \" \"\n") == "/project/mlxpatch.toml:4:10: checkout.branch is empty");
  CHECK(complaint("[upstream]\nurl = \"a\\u001bb\"\n") ==
        "/project/mlxpatch.toml:2:7: upstream.url holds control characters: 'a\\x1bb'");
}

TEST_CASE("an address that git could take for an option is refused") {
  CHECK(complaint("[upstream]\nurl = \"--upload-pack=x\"\n").starts_with("/project/mlxpatch.toml:2:7: "));
}

TEST_CASE("a relative path to the upstream starts from the project's directory") {
  const auto url = [](const std::string& text) { return parse("[upstream]\nurl = \"" + text + "\"\n").upstream_url; };
  CHECK(url("../tool") == "/tool");
  CHECK(url("up/tool.git") == "/project/up/tool.git");
  CHECK(url("tool") == "/project/tool");
  CHECK(url("/srv/a/../tool") == "/srv/a/../tool");
  CHECK(url("host:tool") == "host:tool");
  CHECK(url("git@host:a/tool") == "git@host:a/tool");
  CHECK(url("ssh://host/tool") == "ssh://host/tool");
  CHECK(url("./a:b") == "/project/a:b");
}

TEST_CASE("the directories for checkout and patches may not leave the project") {
  for (const std::string key : {"[checkout]\ndir = ", "[patches]\ndir = "}) {
    for (const std::string directory :
         {"/tmp/x", "..", "../x", "a/../../x", "a/../b", ".", "./", "a/..", "a\\\\b", ".git/x", ".GIT", "a/.git"}) {
      INFO(key << directory);
      CHECK(complaint_about(fmt::format("{}\"{}\"\n", key, directory)).starts_with("/project/mlxpatch.toml:4:7: "));
    }
  }
  CHECK(complaint_about("[checkout]\ndir = \"../x\"\n").find("leaves the project") != std::string::npos);
}

TEST_CASE("checkout and patches may not contain each other") {
  CHECK(complaint_about("[checkout]\ndir = \"a\"\n[patches]\ndir = \"a/b\"\n")
            .starts_with("/project/mlxpatch.toml:6:7: "));
  CHECK(complaint_about("[checkout]\ndir = \"patches/x\"\n").starts_with("/project/mlxpatch.toml:4:7: "));
  CHECK(complaint_about("[checkout]\ndir = \"patches\"\n").starts_with("/project/mlxpatch.toml:4:7: "));
  CHECK(complaint_about("[patches]\ndir = \"tool-repo\"\n").starts_with("/project/mlxpatch.toml:4:7: "));
  CHECK(complaint_about("[checkout]\ndir = \"patches-repo\"\n").empty());
}

TEST_CASE("names that git does not accept are refused") {
  for (const std::string name :
       {"a b", "-a", "a..b", "a~1", "a:b", "a.lock", "/a", "a/", "a//b", "@", "a@{b", ".a", "a."}) {
    INFO(name);
    CHECK(complaint_about("[checkout]\nbranch = \"" + name + "\"\n").starts_with("/project/mlxpatch.toml:4:10: "));
  }
  CHECK(complaint_about("[checkout]\nbranch = \"a/b-c.d@e\"\n").empty());
}

TEST_CASE("a verification needs a command") {
  CHECK(complaint_about("[[verify]]\nname = \"x\"\n")
            .starts_with("/project/mlxpatch.toml:3:1: this [[verify]] has no key 'run'"));
  CHECK(complaint_about("[[verify]]\nrun = [\" \"]\n").starts_with("/project/mlxpatch.toml:4:7: verify.run is empty"));
  CHECK(complaint_about("[[verify]]\nrun = []\n").starts_with("/project/mlxpatch.toml:4:7: verify.run is empty"));
  CHECK(complaint_about("[[verify]]\nrun = \"python --version\"\n") ==
        "/project/mlxpatch.toml:4:7: verify.run: expected a list of texts, found text in quotes | write one text "
        "per word, as "
        "in run = [\"python\", \"--version\"]");
  CHECK(complaint_about("[verify]\nrun = [\"x\"]\n").find("begin each one with a line [[verify]]") !=
        std::string::npos);
}

TEST_CASE("a note on a patch names one file, once") {
  CHECK(complaint_about("[[patch]]\nsubject = \"x\"\n").find("no key 'file'") != std::string::npos);
  CHECK(complaint_about("[[patch]]\nfile = \"patches/x\"\n").find("is a path") != std::string::npos);
  CHECK(complaint_about("[[patch]]\nfile = \"x\"\n[[patch]]\nfile = \"x\"\n")
            .starts_with("/project/mlxpatch.toml:6:8: there are two [[patch]] sections for 'x'"));
  CHECK(complaint_about("[[patch]]\nfile = \"x\"\nauthor = \"Ada\"\n").find("Name <email>") != std::string::npos);
}

TEST_CASE("depth and filter need git, which libgit2 is not") {
  CHECK(complaint_about("[fetch]\nwith = \"libgit2\"\nfilter = \"blob:none\"\n")
            .starts_with("/project/mlxpatch.toml:5:10: fetch.filter needs the git program"));
  CHECK(complaint_about("[fetch]\nwith = \"libgit2\"\ntimeout = 3\n").empty());
}

TEST_CASE("text that is not TOML gives line, column and a hint") {
  CHECK(complaint("[upstream]\nurl = https://example.org\n")
            .starts_with("/project/mlxpatch.toml:2:7: this is not valid TOML: "));
  CHECK(complaint(k_upstream + k_upstream).find(": this is not valid TOML: ") != std::string::npos);
  CHECK_FALSE(complaint("\xff\xfe").empty());
  CHECK_FALSE(complaint(std::string("\0", 1)).empty());
  CHECK_FALSE(complaint(std::string(100'000, '[')).empty());
  CHECK_FALSE(complaint("a = " + std::string(100'000, '[')).empty());
}

TEST_CASE("a character that is not allowed is reported with its place") {
  const std::string place = "/project/mlxpatch.toml:3:";
  const std::string words = " this is not valid TOML: ";
  CHECK(complaint_about("[\x01x]\n").starts_with(place + "2:" + words + "'\\x01' is not allowed here"));
  CHECK(complaint_about("[patches]\ndir = \u201cx\u201d\n").find(":4:7:" + words + "'\u201c' is not") !=
        std::string::npos);
  CHECK(complaint_about("é = 1\n").starts_with(place + "1:" + words + "'é' is not allowed here"));
  CHECK(complaint_about("# caf\xe9\n").starts_with(place + "6:" + words + "'\\xe9' is not allowed here"));
  CHECK(complaint_about("a = 1\"é\"\n").starts_with(place + "6:" + words + "'\"' is not allowed here"));
  CHECK(complaint_about("a = \"\"\"b\"\"\"\"\"\"\"\n").starts_with(place + "14:" + words + "'\"' is not allowed here"));
  CHECK(complaint_about("[install]\nargs = [\"é\",\"é\",'é', 'é']\n[patches] # é'\n\"dir\"=\"é\"\n").empty());
  CHECK(complaint_about("[patches]\ndir = \"\"\"é\"\"\"\"\"\n").empty());
  CHECK(complaint_about("# \"é\n[patches]\ndir = 'é'\n").empty());
  CHECK(complaint_about("[patches]\ndir = \"a\\\"é\"\n").empty());
  CHECK(complaint_about("[patches]\ndir = \"\"\"a\"é\"\"\"\n").empty());
  CHECK(complaint_about("[patches]\ndir = 'a\\' # é\n").find("backslash") != std::string::npos);
}

TEST_CASE("a header that does not begin with a key is refused before the parser takes one for granted") {
  const std::string words = "this is not valid TOML: ";
  for (const std::string text : {"[.a]", "[=a]", "[,a]", "[[.a]]", "[\\a]", "[]"}) {
    INFO(text);
    const std::string at = text.starts_with("[[") ? "3:3" : "3:2";
    CHECK(complaint_about(text + "\n").starts_with(fmt::format("/project/mlxpatch.toml:{}: {}", at, words)));
  }
  CHECK(complaint_about("[[[patch]]\n").starts_with("/project/mlxpatch.toml:3:3: " + words + "'[' is not allowed"));
  CHECK(complaint_about("[# x\n").starts_with("/project/mlxpatch.toml:3:2: " + words + "'#' is not allowed"));
  CHECK(complaint_about("[\n").starts_with("/project/mlxpatch.toml:3:2: " + words + "'\\n' is not allowed"));
  CHECK(complaint_about("[patches] # x\ndir = \"x\" # y\n[=a]\n")
            .starts_with("/project/mlxpatch.toml:5:2: " + words + "'=' is not allowed"));
  CHECK(complaint_about("[install]\nargs = [\n[{}]\n]\n[=a]\n")
            .starts_with("/project/mlxpatch.toml:7:2: " + words + "'=' is not allowed"));
  CHECK(complaint_about("[ [a]\n[").starts_with("/project/mlxpatch.toml:3:"));
}

TEST_CASE("a brace that closes nothing in a list is refused before the parser takes it for a value") {
  const std::string words = "this is not valid TOML: '}' is not allowed here";
  CHECK(complaint_about("[install]\nargs = [}\n").starts_with("/project/mlxpatch.toml:4:9: " + words));
  CHECK(complaint_about("x = [\n\"a\", {}, # }\n [[}\n").starts_with("/project/mlxpatch.toml:5:4: " + words));
  CHECK(complaint_about("x = { y = [ \"}\", }").starts_with("/project/mlxpatch.toml:3:18: " + words));
  CHECK(complaint_about("x = [{ y = [] }, {z = \"}\"}]\n").find("unknown key 'x'") != std::string::npos);
}

TEST_CASE("what the parser takes for granted of dates and joined lines is looked at before") {
  const std::string words = " is not allowed here";
  CHECK(complaint_about("x = 2026-01-08Tq15\n").find(":3:16: this is not valid TOML: 'q'" + words) !=
        std::string::npos);
  CHECK(complaint_about("x = [2026-01-08t]\n").find(":3:17: this is not valid TOML: ']'" + words) != std::string::npos);
  CHECK(complaint_about("x = 2026-01-08T15:30:20Z\n").find("unknown key 'x'") != std::string::npos);
  CHECK(complaint_about("x = \"\"\"a \\ \n\n \xef\xbb\xbd\"\"\"\n").find(":5:2: this is not valid TOML") !=
        std::string::npos);
  CHECK(complaint_about("x = \"\"\"a\n\\\xef\xbb\xbd\"\"\"\n").find(":4:2: this is not valid TOML") !=
        std::string::npos);
  CHECK(complaint_about("x = \"\\\u00e9\"\n").find(":3:7: this is not valid TOML") != std::string::npos);
  for (const std::string value : {"2026-01-08 8", "20_26-01-0e 8", "[2026-01-08 8]", "2026-01-08 8 # now"}) {
    CHECK(complaint_about("x = " + value + "\n").find("this is not valid TOML") != std::string::npos);
  }
  CHECK(complaint_about("# 2026-01-08T\n# 2026-01-08 8\nx = 1\n").find("unknown key 'x'") != std::string::npos);
  CHECK(complaint_about("x=0[\"\xef\xbb\xb6\"]\n").find("this is not valid TOML: '['") != std::string::npos);
  CHECK(complaint_about("x = [[1, 2], # [\n [3]]\ny = [{a = [1]}, {a = 2}]\n").find("unknown key 'x'") !=
        std::string::npos);
  CHECK(complaint_about("x = 2026-01-08 15:30:20\n").find("unknown key 'x'") != std::string::npos);
  for (const std::string text :
       {"x = \"\"\"a \\\\\n\u00e9\"\"\"\n", "x = \'\'\'a \\\n\u00e9\'\'\'\n", "x = \"2026-01-08Tq\"\n"}) {
    CHECK(complaint_about(text).find("unknown key 'x'") != std::string::npos);
  }
}

TEST_CASE("a second equals sign in a value is refused, wherever a quote may follow it") {
  CHECK(complaint_about("k = -a=\".\xd1\x86p\"\n").find(":3:7: this is not valid TOML: '='") != std::string::npos);
  CHECK(complaint_about("k = {a = -b=\"\xd1\x86\"}\n").find("this is not valid TOML: '='") != std::string::npos);
  for (const std::string text : {"x = {a = 1, b = [1, 2], c = {d = \"=\"}, e = 3}\n", "x = [{a = 1}, {a = 2}]\n"}) {
    CHECK(complaint_about(text).find("unknown key 'x'") != std::string::npos);
  }
}

TEST_CASE("brackets in values may begin a line and hold line ends") {
  CHECK(complaint_about("[ install ]\nargs = [\n\"a\", # ]\n\"]\"\n,\n]\n[ \"patches\" ]\n").empty());
  CHECK(complaint_about("[install]\nargs = [\n[\n],\n[[]],\n]\n").find("install.args[0]: expected text in quotes") !=
        std::string::npos);
  CHECK(parse(k_upstream + "[[\tpatch ]]\n'file' = \"x\"\n").patches.size() == 1);
}

TEST_CASE("a key of very many parts is refused before the parser nests a table for each") {
  std::string many;
  for (int part = 0; part < 100'000; ++part) many += "a.";
  const std::string words = ": a key here has more than 16 parts | ";
  CHECK(complaint_about("  " + many + "b = 1\n").starts_with("/project/mlxpatch.toml:3:3" + words));
  CHECK(complaint_about("[" + many + "b]\n").starts_with("/project/mlxpatch.toml:3:2" + words));
  CHECK(complaint_about("[[" + many + "b]]\n").starts_with("/project/mlxpatch.toml:3:3" + words));
  CHECK(complaint_about("x = { " + many + "b = 1 }\n").starts_with("/project/mlxpatch.toml:3:7" + words));
  CHECK(
      complaint_about("x = { y = 1, \"a\" . " + many + "b = 1 }\n").starts_with("/project/mlxpatch.toml:3:14" + words));
}

TEST_CASE("a key of sixteen parts is read, and so are dots in texts, comments and numbers") {
  std::string fifteen;
  for (int part = 0; part < 15; ++part) fifteen += "a.";
  const std::string dots(100, '.');
  CHECK(complaint_about("[install]\n" + fifteen + "b = 1\n").find("unknown key 'a' in [install]") != std::string::npos);
  CHECK(complaint_about("[install]\na." + fifteen + "b = 1\n").find("more than 16 parts") != std::string::npos);
  CHECK(
      complaint_about("[install]\nargs = [\"" + dots + "\", '" + dots + "']\n# " + dots + "\nvenv = \"v\"\n").empty());
  std::string numbers = "[install]\nargs = [";
  for (int number = 0; number < 100; ++number) numbers += "1.5, ";
  CHECK(complaint_about(numbers + "]\n").find("install.args[0]: expected text in quotes") != std::string::npos);
}

TEST_CASE("the deepest nesting that is read does not exhaust the stack") {
  std::string prefix;
  for (int part = 0; part < 15; ++part) prefix += "a.";
  std::string text = "[" + prefix + "b]\n" + prefix + "b = ";
  for (int level = 0; level < 255; ++level) text += "{ " + prefix + "b = ";
  text += "1";
  for (int level = 0; level < 255; ++level) text += " }";
  CHECK(complaint_about(text + "\n").find("unknown key 'a'") != std::string::npos);
}

TEST_CASE("the markers of a merge are reported as such") {
  CHECK(complaint(k_upstream + "<<<<<<< HEAD\n=======\n>>>>>>> x\n")
            .starts_with("/project/mlxpatch.toml:3:1: the file holds the markers of an unresolved git merge"));
}

TEST_CASE("Windows line ends and a byte order mark do no harm") {
  CHECK(parse("\xef\xbb\xbf[upstream]\r\nurl = \"x/y\"\r\n").checkout_dir == "y-repo");
}

TEST_CASE("the checkout is named after the last part of the address") {
  const auto directory = [](const std::string& url) { return parse("[upstream]\nurl = '" + url + "'\n").checkout_dir; };
  CHECK(directory("https://example.org/a/tool.git") == "tool-repo");
  CHECK(directory("https://example.org/a/tool/") == "tool-repo");
  CHECK(directory("git@example.org:tool.git") == "tool-repo");
  CHECK(directory("../upstream") == "upstream-repo");
  CHECK(directory("/srv/tool/.git") == "tool-repo");
  for (const std::string url : {"..", "/", "https://example.org/..", "host:a\\b"}) {
    CHECK(complaint("[upstream]\nurl = '" + url + "'\n").find("[checkout]\ndir = ") != std::string::npos);
  }
}

TEST_CASE("a configuration is found in the directory and above it") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "mlxpatch.toml";
  fs::create_directories(directory.path() / "a" / "b");
  fs::create_directory(directory.path() / "a" / "mlxpatch.toml");
  CHECK_FALSE(find_config(directory.path() / "a"));
  write_file(file, k_upstream);
  CHECK(find_config(directory.path()) == file);
  CHECK(find_config(directory.path() / "a" / "b") == file);
  CHECK(find_config(directory.path() / "a" / "b" / "") == file);
  CHECK(find_config(directory.path() / "a" / ".." / "a" / ".") == file);
  CHECK(load_config(file).root() == directory.path());
}

TEST_CASE("a missing configuration says how to write one") {
  try {
    load_config("/no/such/folder/mlxpatch.toml");
    FAIL("there is no such file");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.what() == std::string("there is no file '/no/such/folder/mlxpatch.toml'"));
    CHECK(error.hints().front() == "write one with `mlxpatch init`");
  }
}
