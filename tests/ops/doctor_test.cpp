#include <algorithm>
#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/ops/doctor/doctor.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/messages.hpp>
#include <support/world.hpp>

#include "fork_project.hpp"
#include "recording_reporter.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using report::Doctor;
using Verdict = report::Doctor::Verdict;

namespace {

/// The finding of that name; an empty one if there is none.
Doctor::Finding finding(const Doctor& doctor, const std::string& what) {
  const auto found = std::ranges::find(doctor.findings, what, &Doctor::Finding::what);
  return found == doctor.findings.end() ? Doctor::Finding{"no such finding", Verdict::skipped, "", ""} : *found;
}

/// As an installer leaves it; `editable` is "true" or "false".
void pretend_install(const ForkProject& fork, const std::filesystem::path& from, const std::string& editable) {
  fork.project.write_executable(".venv/bin/python", "#!/bin/sh\n");
  const std::filesystem::path info = ".venv/lib/python3.12/site-packages/app-1.0.dist-info";
  fork.project.write(info / "METADATA", "Name: app\nVersion: 1.0\n");
  fork.project.write(info / "direct_url.json",
                     "{\"url\": \"file://" + from.string() + "\", \"dir_info\": {\"editable\": " + editable + "}}");
}

}  // namespace

TEST_CASE("if everything is in place, no finding is bad") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("setup.py", "");
  fork.checkout().write(".git/info/exclude", "setup.py\n");
  pretend_install(fork, fork.checkout_path(), "true");
  const Doctor doctor = ops::doctor(fork.place(), fork.reporter);
  for (const Doctor::Finding& each : doctor.findings) {
    INFO(each.what << ": " << each.detail);
    CHECK((each.verdict == Verdict::good || each.what == "disk"));
  }
  CHECK(doctor.outcome == report::Outcome::done);
  CHECK(finding(doctor, "base").detail == fork.base.substr(0, 8));
}

TEST_CASE("without a configuration the doctor still answers") {
  World world;
  RecordingReporter reporter;
  const Doctor doctor = ops::doctor({world.root(), {}}, reporter);
  CHECK(doctor.outcome == report::Outcome::check_failed);
  CHECK(finding(doctor, "configuration").verdict == Verdict::bad);
  CHECK(finding(doctor, "configuration").cure == "mlxpatch init URL");
  CHECK(finding(doctor, "git").verdict == Verdict::good);
}

TEST_CASE("a broken configuration, lock or series is a finding, not a failure") {
  ForkProject fork;
  SECTION("configuration") {
    fork.project.write("mlxpatch.toml", "[upstream]\nurll = \"x\"\n");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "configuration");
    CHECK(found.verdict == Verdict::bad);
    CHECK(contains(found.detail, "mlxpatch.toml:2"));
  }
  SECTION("lock") {
    fork.project.write("mlxpatch.lock", "version = 1\nbase = \"short\"\n");
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "lock").verdict == Verdict::bad);
  }
  SECTION("series") {
    fork.project.write("patches/series", "lost.patch\n");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "patches");
    CHECK(found.verdict == Verdict::bad);
    CHECK(contains(found.detail, "lost.patch"));
  }
}

TEST_CASE("a checkout that is missing, or something else, is reported with its cure") {
  ForkProject fork;
  CHECK(finding(ops::doctor(fork.place(), fork.reporter), "checkout").cure == "mlxpatch setup");
  fork.project.write("app-repo/notes.txt", "mine\n");
  const auto found = finding(ops::doctor(fork.place(), fork.reporter), "checkout");
  CHECK(found.verdict == Verdict::bad);
  CHECK(contains(found.cure, "mv app-repo app-repo-old && mlxpatch setup"));
}

TEST_CASE("without an identity the two commands are named") {
  ForkProject fork;
  fork.set_up();
  fork.world.forget_identity();
  const auto found = finding(ops::doctor(fork.place(), fork.reporter), "identity");
  CHECK(found.verdict == Verdict::bad);
  CHECK(contains(found.cure, "git config --global user.name"));
  CHECK(contains(found.cure, "git config --global user.email"));
}

TEST_CASE("what is wrong in the checkout is found") {
  ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  SECTION("another branch") {
    checkout.git({"switch", "-q", "-c", "other"});
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "branch");
    CHECK(found.verdict == Verdict::bad);
    CHECK(found.cure == "git -C app-repo switch local-patches");
  }
  SECTION("another address") {
    checkout.git({"remote", "set-url", "upstream", "https://example.org/else.git"});
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "remote").verdict == Verdict::warning);
  }
  SECTION("no remote") {
    checkout.git({"remote", "remove", "upstream"});
    const Doctor doctor = ops::doctor(fork.place(), fork.reporter);
    CHECK(finding(doctor, "remote").verdict == Verdict::bad);
    CHECK(finding(doctor, "upstream branch").verdict == Verdict::bad);
  }
  SECTION("a rebase of the person's own") {
    checkout.try_git({"rebase", "--force-rebase", "--exec", "false", "HEAD~1"});
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "operation");
    CHECK(found.verdict == Verdict::bad);
    CHECK(found.cure == "git -C app-repo status");
  }
  SECTION("changes") {
    checkout.write("cache.py", "changed\n");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "changes");
    CHECK(found.verdict == Verdict::warning);
    CHECK(contains(found.detail, "cache.py"));
  }
  SECTION("a base that it does not have") {
    fork.project.write("mlxpatch.lock", "version = 1\nbase = \"" + std::string(40, 'a') + "\"\n");
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "base").verdict == Verdict::bad);
  }
  SECTION("hooks, signing and filters") {
    checkout.write_executable(".git/hooks/post-commit", "#!/bin/sh\n");
    checkout.git({"config", "commit.gpgsign", "true"});
    checkout.write(".git/info/attributes", "*.bin filter=lfs diff=lfs\n");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "hooks, signing, filters");
    CHECK(found.verdict == Verdict::warning);
    for (const char* word : {"post-commit", "commit.gpgsign", "lfs"}) CHECK(contains(found.detail, word));
  }
}

TEST_CASE("an editable install that does not point to the checkout is bad, and install is its cure") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("setup.py", "setup(name=\"app\")\n");
  SECTION("no venv") {
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "venv").cure == "mlxpatch install --create");
  }
  SECTION("from elsewhere") {
    pretend_install(fork, fork.world / "elsewhere", "true");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "editable install");
    CHECK(found.verdict == Verdict::bad);
    CHECK(found.cure == "mlxpatch install");
    CHECK(contains(found.detail, "elsewhere"));
  }
  SECTION("a copy") {
    pretend_install(fork, fork.checkout_path(), "false");
    const auto found = finding(ops::doctor(fork.place(), fork.reporter), "editable install");
    CHECK(found.verdict == Verdict::bad);
    CHECK(contains(found.detail, "copy"));
  }
}

TEST_CASE("the doctor changes nothing, and only warns of a checkout that the project does not ignore") {
  ForkProject fork;
  fork.set_up();
  fork.project.remove(".gitignore");
  const std::string before = fork.checkout().git({"for-each-ref"}) + fork.checkout().status() + fork.project.status();
  const auto found = finding(ops::doctor(fork.place(), fork.reporter), "gitignore");
  CHECK(found.verdict == Verdict::warning);
  CHECK(found.cure == "echo '/app-repo/' >> .gitignore");
  CHECK(fork.checkout().git({"for-each-ref"}) + fork.checkout().status() + fork.project.status() == before);
}

TEST_CASE("a fork of another language needs no venv, even if it has a pyproject.toml") {
  ForkProject fork;
  fork.set_up();
  SECTION("with the settings of tools") {
    fork.checkout().write("pyproject.toml", "[tool.ruff]\nline-length = 100\n");
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "venv").verdict == Verdict::skipped);
  }
  SECTION("that describes a package of its scripts") {
    fork.checkout().write("pyproject.toml", "[project]\nname = \"scripts\"\n");
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "venv").verdict == Verdict::warning);
    fork.project.write_executable(".venv/bin/python", "#!/bin/sh\n");
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "editable install").verdict == Verdict::warning);
  }
  fork.checkout().remove("pyproject.toml");
  const Doctor doctor = ops::doctor(fork.place(), fork.reporter);
  CHECK(finding(doctor, "editable install").verdict == Verdict::skipped);
}

TEST_CASE("a venv is needed if the configuration says so, or a check runs Python") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("setup.py", "setup(name=\"app\")\n");
  for (const std::string lines : {"[install]\n", "[[verify]]\nrun = [\"/usr/bin/python3.11\", \"-m\", \"app\"]\n"}) {
    fork.write_config("\n" + lines);
    CHECK(finding(ops::doctor(fork.place(), fork.reporter), "venv").verdict == Verdict::bad);
  }
  fork.write_config("\n[[verify]]\nrun = [\"make\"]\n");
  CHECK(finding(ops::doctor(fork.place(), fork.reporter), "venv").verdict == Verdict::warning);
}

TEST_CASE("the doctor warns if the next `uv sync` would replace the install") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("setup.py", "setup(name=\"app\")\n");
  CHECK(finding(ops::doctor(fork.place(), fork.reporter), "uv").what == "no such finding");
  const std::string head = "[project]\nname = \"mine\"\ndependencies = [\"app\"]\n";
  fork.project.write("pyproject.toml", head);
  const auto missing = finding(ops::doctor(fork.place(), fork.reporter), "uv");
  CHECK(missing.verdict == Verdict::warning);
  CHECK(missing.cure == "mlxpatch install --write");
  fork.project.write("pyproject.toml", head + "[tool.uv.sources]\napp = { path = \"elsewhere\" }\n");
  const auto other = finding(ops::doctor(fork.place(), fork.reporter), "uv");
  CHECK(other.verdict == Verdict::warning);
  CHECK(contains(other.detail, "app = { path = \"app-repo\", editable = true }"));
  fork.project.write("pyproject.toml", head + "[tool.uv.sources]\napp = { path = \"app-repo\", editable = true }\n");
  CHECK(finding(ops::doctor(fork.place(), fork.reporter), "uv").verdict == Verdict::good);
  fork.project.write("pyproject.toml", "[project\n");
  CHECK(finding(ops::doctor(fork.place(), fork.reporter), "uv").verdict == Verdict::warning);
}
