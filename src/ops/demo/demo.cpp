#include <mlxpatch/ops/demo/demo.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/initial_config.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "demo/history.hpp"
#include "demo/narrator.hpp"
#include "demo/repositories.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_mark = ".mlxpatch-demo";
constexpr const char* k_upstream = "upstream";
constexpr const char* k_project = "project";
constexpr const char* k_checkout = "tinyserve-repo";
constexpr const char* k_server = "tinyserve/server.py";

/// Sets the identity for the demo's commits, which must neither need the user's own nor use it.
class Identity {
 public:
  explicit Identity(const git::Signature& person) {
    for (const char* role : {"AUTHOR", "COMMITTER"}) {
      set(fmt::format("GIT_{}_NAME", role), person.name);
      set(fmt::format("GIT_{}_EMAIL", role), person.email);
    }
  }
  ~Identity() {
    for (const auto& [name, value] : m_before) {
      value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
    }
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

 private:
  void set(const std::string& name, const std::string& value) {
    const char* before = std::getenv(name.c_str());
    m_before[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
    setenv(name.c_str(), value.c_str(), 1);
  }
  std::map<std::string, std::optional<std::string>> m_before;
};

/// Clears the directory. Only the files of an earlier demo are ever removed.
void clear_earlier_demo(const fs::path& directory, Narrator& narrator) {
  if (!fs::exists(fs::symlink_status(directory))) return;
  const auto refusal = [&](const std::string& why) {
    return Error(why)
        .doing("creating the demo's directory")
        .at(directory.string())
        .hint("mlxpatch demo DIR     use another, new directory");
  };
  if (!fs::is_directory(fs::symlink_status(directory))) throw refusal("it already exists and is not a directory");
  if (fs::is_empty(directory)) return;
  if (!fs::exists(directory / k_mark)) throw refusal("the directory already exists and is not from an earlier demo");
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    const bool is_ours = name == k_mark || name == k_upstream || name == k_project;
    if (!is_ours) throw refusal(fmt::format("the earlier demo's directory also contains {}", name));
  }
  narrator.say("(removed the earlier demo in this directory)");
  for (const char* name : {k_upstream, k_project, k_mark}) fs::remove_all(directory / name);
}

std::vector<DemoFile> project_files(const fs::path& upstream, const std::vector<queue::ExportedPatch>& patches,
                                    const git::Oid& base) {
  std::string config = workspace::initial_config(upstream.string(), "main", k_checkout);
  config +=
      "\n[[verify]]\nname = \"it offers --cache-size\"\nrun = [\"python3\", \"-m\", \"tinyserve\", \"--help\"]\n"
      "contains = \"--cache-size\"\n";
  std::vector<DemoFile> files = {
      {"mlxpatch.toml", config},
      {"mlxpatch.lock", workspace::serialize_lock({base, "v0.1", "2026-01-14T02:00:00+00:00", {}})}};
  std::string series;
  for (const queue::ExportedPatch& patch : patches) {
    files.push_back({"patches/" + patch.name, patch.bytes});
    series += patch.name + "\n";
  }
  files.push_back({"patches/series", series});
  return files;
}

/// The demo must not narrate what did not happen: an unexpected outcome is an error.
void expect(bool holds, const std::string& what) {
  if (!holds) throw Error("the demo went wrong: " + what).hint("this is a bug in mlxpatch; please report it");
}

bool is_upstreamed(const std::vector<report::Patch>& patches, std::string_view name) {
  const auto patch = std::ranges::find(patches, name, &report::Patch::name);
  return patch != patches.end() && patch->state == report::PatchState::upstreamed;
}

/// The whole demo. One method per chapter.
class Demo {
 public:
  Demo(const fs::path& directory, Narrator& narrator)
      : m_narrator(narrator), m_upstream(directory / k_upstream), m_invocation{directory / k_project, {}} {
    m_upstream.publish(k_demo_base);
    make_demo_project(m_invocation.directory,
                      project_files(directory / k_upstream, m_upstream.patches(), m_upstream.commit(k_demo_base)));
  }

  void set_up(const std::string& shown_directory) {
    m_narrator.chapter("Set up: clone upstream, and commit each patch");
    m_narrator.command(fmt::format("cd {}/{}", shown_directory, k_project));
    m_narrator.command("mlxpatch setup");
    const report::Setup result = setup(m_invocation, {}, m_narrator.inner());
    m_narrator.show(result);
    expect(result.patches.size() == demo_patches().size(), "setup did not apply all patches");
    // From here on the user may continue by hand, under the same identity.
    git::Repository checkout = git::Repository::open(m_invocation.directory / k_checkout);
    checkout.set_config("user.name", demo_person().name);
    checkout.set_config("user.email", demo_person().email);
  }

  void update_clean() {
    upstream_moves(k_demo_clean);
    m_narrator.chapter("Upstream has moved. Update the patches, their files and the lock");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::done && !result.stop, "the first update should be clean");
  }

  void update_with_conflict() {
    upstream_moves(k_demo_conflict);
    m_narrator.chapter("Upstream has rewritten a line that a patch changes: the update stops there");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::stopped_at_conflict, "the second update should stop at a conflict");
    m_narrator.show_file(conflict_lines(read_server()), k_server);

    m_narrator.say("Only a person can resolve this. The demo types the resolution for you:");
    m_narrator.command(fmt::format("edit {}/{}", k_checkout, k_server));
    write_file(server_file(), resolved(read_server()));
    m_narrator.show_file(std::string(k_demo_resolution), k_server);
    m_narrator.command(fmt::format("git -C {} add {}", k_checkout, k_server));
    git_add_server();
    m_narrator.command("mlxpatch continue");
    const report::Update continued = continue_update(m_invocation, m_narrator.inner());
    m_narrator.show(continued);
    expect(continued.outcome == report::Outcome::done, "the resolved update should finish");
  }

  void regenerate() {
    m_narrator.chapter("Review the resolution, then write it to the patch files");
    m_narrator.command("mlxpatch regen");
    const report::Regen result = regen(m_invocation, {}, m_narrator.inner());
    m_narrator.show(result);
    const bool is_written = std::ranges::find(result.written, "patches/cache-size.patch") != result.written.end();
    expect(is_written, "regen should write the resolved patch");
  }

  void update_with_upstreamed_patch() {
    upstream_moves(k_demo_taken);
    m_narrator.chapter("Upstream has merged one of the patches: the update drops it from the queue");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::done, "the third update should be clean");
    const bool is_dropped = is_upstreamed(result.replay.patches, "health.patch");
    expect(is_dropped, "health.patch should be upstreamed");
  }

  void check_in_ci() {
    m_narrator.chapter("For CI: check that the files apply, the queue replays, and branch and files agree");
    m_narrator.command("mlxpatch regen --check");
    const report::Regen compared =
        regen(m_invocation, {Write::compare_only, Keep::old_bytes, Shrink::refuse}, m_narrator.inner());
    m_narrator.show(compared);
    m_narrator.command("mlxpatch check");
    const report::Check checked = check(m_invocation, {}, m_narrator.inner());
    m_narrator.show(checked);
    expect(compared.outcome == report::Outcome::done && checked.outcome == report::Outcome::done,
           "branch and files should agree");
  }

 private:
  void upstream_moves(std::size_t to) {
    check_interrupt();
    m_upstream.publish(to);
  }

  report::Update run_update() {
    m_narrator.command("mlxpatch update");
    report::Update result = update(m_invocation, {}, m_narrator.inner());
    m_narrator.show(result);
    return result;
  }

  fs::path server_file() const { return m_invocation.directory / k_checkout / k_server; }
  std::string read_server() const { return read_file(server_file()); }

  struct Region {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  /// The lines from the first conflict marker to the last.
  static Region conflict_in(const std::string& text) {
    const std::size_t begin = text.find("<<<<<<< ");
    const std::size_t end = text.find(">>>>>>> ");
    expect(begin != std::string::npos && end != std::string::npos, "the file should have conflict markers");
    return {begin, text.find('\n', end) + 1 - begin};
  }
  static std::string conflict_lines(const std::string& text) {
    const Region region = conflict_in(text);
    return text.substr(region.begin, region.size);
  }
  static std::string resolved(std::string text) {
    const Region region = conflict_in(text);
    return text.replace(region.begin, region.size, k_demo_resolution);
  }

  void git_add_server() const {
    ProcessOptions options;
    options.directory = m_invocation.directory / k_checkout;
    const ProcessResult result = run_process({"git", "add", k_server}, options);
    expect(result.exit_code == 0, "git add failed: " + std::string(trim(result.errors)));
  }

  Narrator& m_narrator;
  DemoUpstream m_upstream;
  Invocation m_invocation;
};

}  // namespace

report::Demo demo(const Invocation& invocation, const DemoOptions& options, report::Reporter& reporter) {
  if (!find_program("git")) throw Error("the demo needs the git program").hint("install git");
  const fs::path requested =
      options.directory.empty() ? invocation.directory / "mlxpatch-demo" : invocation.directory / options.directory;
  const fs::path directory = fs::weakly_canonical(requested);
  const fs::path relative = directory.lexically_relative(fs::weakly_canonical(invocation.directory));
  const std::string shown = relative.empty() || *relative.begin() == ".." ? directory.string() : relative.string();

  Narrator narrator(reporter);
  clear_earlier_demo(directory, narrator);
  fs::create_directories(directory);
  write_file(directory / k_mark, "Made by `mlxpatch demo`, which may remove and recreate this directory.\n");
  const Identity identity(demo_person());
  narrator.say(
      fmt::format("A miniature upstream, \"tinyserve\", in {}/{}; a project with three patches to it in {}/{}.", shown,
                  k_upstream, shown, k_project));
  Demo story(directory, narrator);
  story.set_up(shown);
  story.update_clean();
  story.update_with_conflict();
  story.regenerate();
  story.update_with_upstreamed_patch();
  story.check_in_ci();

  report::Demo result;
  result.directory = shown;
  using Kind = report::NextStep::Kind;
  result.next = {report::NextStep(Kind::enter_demo).in(fmt::format("{}/{}", shown, k_project)), Kind::diff_demo,
                 Kind::history_of_demo, Kind::undo_in_demo, Kind::install_demo};
  return result;
}

}  // namespace mlxpatch::ops
