#include <filesystem>
#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/user_configurations.hpp>
#include <support/world.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>;

Files files_in(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename().string()] = read_bytes(entry.path());
  }
  return files;
}

/// A Turkish locale made for this test, in which "I".lower() is no "i"; false where the system can't make one.
bool make_turkish_locale(World& world) {
  const fs::path folder = world / "locales";
  fs::create_directories(folder);
  const std::string name = (folder / "tr_TR.UTF-8").string();
  run_command({"sh", "-c", "localedef -i tr_TR -f UTF-8 \"$1\" 2>/dev/null", "sh", name});
  world.set_environment("LOCPATH", folder.string());
  return fs::exists(fs::path(name) / "LC_CTYPE");
}

}  // namespace

TEST_CASE("format-patch writes the same bytes whatever the user has configured, in any locale and time zone") {
  World world;
  if (!make_turkish_locale(world)) WARN("this system has no Turkish locale: its name alone is tried");
  HistoryProfile profile = HistoryProfile::wild();
  profile.patches = 20;
  profile.upstream_commits = 0;
  const GitRepo repo = GitRepo::init(world / "repo");
  const GeneratedHistory history = HistoryGenerator(profile).generate(repo, 7, 1).front();
  Files first;
  for (const UserConfiguration& configuration : user_configurations()) {
    INFO(configuration.name);
    use(configuration);
    // The user's own files lie elsewhere each time, too.
    const fs::path home = world / ("home of " + configuration.name);
    fs::copy(world.home(), home, fs::copy_options::recursive);
    const fs::path out = world / "out";
    fs::remove_all(out);
    CommandOptions options;
    options.directory = world.root();
    options.environment = {{"HOME", home.string()}, {"XDG_CONFIG_HOME", (home / "xdg").string()}};
    expect_exit(
        run_mlxpatch({"format-patch", "--repo", "repo", "-o", "out", history.base + ".." + history.queue}, options), 0);
    const Files files = files_in(out);
    REQUIRE(files.size() == history.patches.size() + 1);  // and the series
    if (first.empty()) first = files;
    CHECK(files == first);
  }
}
