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

/// The demo must run where git does not know who its user is, and must not take that name for its commits either.
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

/// Nothing but what an earlier demo made is ever removed.
void make_room(const fs::path& directory, Narrator& narrator) {
  if (!fs::exists(fs::symlink_status(directory))) return;
  const auto refusal = [&](const std::string& why) {
    return Error(why)
        .doing("making the demo's folder")
        .at(directory.string())
        .hint("mlxpatch demo DIR     play it in another, new folder");
  };
  if (!fs::is_directory(fs::symlink_status(directory))) throw refusal("it is there already, and no folder");
  if (fs::is_empty(directory)) return;
  if (!fs::exists(directory / k_mark)) throw refusal("the folder is there already, and not from an earlier demo");
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    const bool is_ours = name == k_mark || name == k_upstream || name == k_project;
    if (!is_ours) throw refusal(fmt::format("the earlier demo's folder has something else in it: {}", name));
  }
  narrator.say("(the earlier demo in this folder is removed)");
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

/// The demo is a promise; where an operation does not do what is told, that is an error and not a story.
void expect(bool is_so, const std::string& what) {
  if (!is_so)
    throw Error("the demo did not go as it should: " + what).hint("this is a bug in mlxpatch; please report it");
}

bool is_upstreamed(const std::vector<report::Patch>& patches, std::string_view name) {
  const auto patch = std::ranges::find(patches, name, &report::Patch::name);
  return patch != patches.end() && patch->state == report::PatchState::upstreamed;
}

/// The whole story. One method a chapter.
class Demo {
 public:
  Demo(const fs::path& directory, Narrator& narrator)
      : m_narrator(narrator), m_upstream(directory / k_upstream), m_place{directory / k_project, {}} {
    m_upstream.publish(k_demo_base);
    make_demo_project(m_place.directory,
                      project_files(directory / k_upstream, m_upstream.patches(), m_upstream.commit(k_demo_base)));
  }

  void set_up(const std::string& shown_directory) {
    m_narrator.chapter("Set up: clone upstream, and make a commit of each patch");
    m_narrator.command(fmt::format("cd {}/{}", shown_directory, k_project));
    m_narrator.command("mlxpatch setup");
    const report::Setup result = setup(m_place, {}, m_narrator.inner());
    m_narrator.show(result);
    expect(result.patches.size() == demo_patches().size(), "setup did not apply all patches");
    // From here on a person may play, under the same name.
    git::Repository checkout = git::Repository::open(m_place.directory / k_checkout);
    checkout.set_config("user.name", demo_person().name);
    checkout.set_config("user.email", demo_person().email);
  }

  void update_clean() {
    upstream_moves(k_demo_clean);
    m_narrator.chapter("Upstream has moved. The patches move along, and so do their files and the lock");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::done && !result.stop, "the first update was to be clean");
  }

  void update_with_conflict() {
    upstream_moves(k_demo_conflict);
    m_narrator.chapter("Upstream has rewritten the very line that a patch changes: the update stops there");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::stopped_at_conflict, "the second update was to stop at a conflict");
    m_narrator.show_file(conflict_lines(read_server()), k_server);

    m_narrator.say("A person knows what was meant. The demo types it for you:");
    m_narrator.command(fmt::format("edit {}/{}", k_checkout, k_server));
    write_file(server_file(), resolved(read_server()));
    m_narrator.show_file(std::string(k_demo_resolution), k_server);
    m_narrator.command(fmt::format("git -C {} add {}", k_checkout, k_server));
    git_add_server();
    m_narrator.command("mlxpatch continue");
    const report::Update continued = continue_update(m_place, m_narrator.inner());
    m_narrator.show(continued);
    expect(continued.outcome == report::Outcome::done, "the resolved update was to come to its end");
  }

  void regenerate() {
    m_narrator.chapter("What a person resolved is looked at first, and then written into the patch files");
    m_narrator.command("mlxpatch regen");
    const report::Regen result = regen(m_place, {}, m_narrator.inner());
    m_narrator.show(result);
    const bool is_written = std::ranges::find(result.written, "patches/cache-size.patch") != result.written.end();
    expect(is_written, "regen was to write the resolved patch");
  }

  void update_with_patch_taken_in() {
    upstream_moves(k_demo_taken);
    m_narrator.chapter("Upstream has taken one of the patches in: it leaves the queue by itself");
    const report::Update result = run_update();
    expect(result.outcome == report::Outcome::done, "the third update was to be clean");
    const bool is_taken_in = is_upstreamed(result.replay.patches, "health.patch");
    expect(is_taken_in, "health.patch was to be upstreamed");
  }

  void look_back() {
    m_narrator.chapter("For CI: do the files apply, does the queue go along, do branch and files agree");
    m_narrator.command("mlxpatch regen --check");
    const report::Regen compared =
        regen(m_place, {Write::compare_only, Keep::old_bytes, Shrink::refuse}, m_narrator.inner());
    m_narrator.show(compared);
    m_narrator.command("mlxpatch check");
    const report::Check checked = check(m_place, {}, m_narrator.inner());
    m_narrator.show(checked);
    expect(compared.outcome == report::Outcome::done && checked.outcome == report::Outcome::done,
           "branch and files were to agree");
  }

 private:
  void upstream_moves(std::size_t to) {
    check_interrupt();
    m_upstream.publish(to);
  }

  report::Update run_update() {
    m_narrator.command("mlxpatch update");
    report::Update result = update(m_place, {}, m_narrator.inner());
    m_narrator.show(result);
    return result;
  }

  fs::path server_file() const { return m_place.directory / k_checkout / k_server; }
  std::string read_server() const { return read_file(server_file()); }

  struct Region {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  /// The lines from the first conflict marker to the last.
  static Region conflict_in(const std::string& text) {
    const std::size_t begin = text.find("<<<<<<< ");
    const std::size_t end = text.find(">>>>>>> ");
    expect(begin != std::string::npos && end != std::string::npos, "the file was to have conflict markers");
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
    options.directory = m_place.directory / k_checkout;
    const ProcessResult result = run_process({"git", "add", k_server}, options);
    expect(result.exit_code == 0, "git add said: " + std::string(trim(result.errors)));
  }

  Narrator& m_narrator;
  DemoUpstream m_upstream;
  Invocation m_place;
};

}  // namespace

report::Demo demo(const Invocation& invocation, const DemoOptions& options, report::Reporter& reporter) {
  if (!find_program("git")) throw Error("the demo needs the git program").hint("install git");
  const fs::path wanted =
      options.directory.empty() ? invocation.directory / "mlxpatch-demo" : invocation.directory / options.directory;
  const fs::path directory = fs::weakly_canonical(wanted);
  const fs::path relative = directory.lexically_relative(fs::weakly_canonical(invocation.directory));
  const std::string shown = relative.empty() || *relative.begin() == ".." ? directory.string() : relative.string();

  Narrator narrator(reporter);
  make_room(directory, narrator);
  fs::create_directories(directory);
  write_file(directory / k_mark, "Made by `mlxpatch demo`, which may remove this folder and make it anew.\n");
  const Identity identity(demo_person());
  narrator.say(
      fmt::format("A miniature upstream, \"tinyserve\", in {}/{}; a project with three patches to it in {}/{}.", shown,
                  k_upstream, shown, k_project));
  Demo story(directory, narrator);
  story.set_up(shown);
  story.update_clean();
  story.update_with_conflict();
  story.regenerate();
  story.update_with_patch_taken_in();
  story.look_back();

  report::Demo result;
  result.directory = shown;
  using Kind = report::NextStep::Kind;
  result.next = {report::NextStep(Kind::enter_demo).in(fmt::format("{}/{}", shown, k_project)), Kind::diff_demo,
                 Kind::history_of_demo, Kind::undo_in_demo, Kind::install_demo};
  return result;
}

}  // namespace mlxpatch::ops
