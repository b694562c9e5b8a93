#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/verify.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/messages.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A [[verify]] entry; `lines` are more keys of it.
std::string entry(const std::string& name, const std::string& shell, const std::string& lines = "") {
  return "\n[[verify]]\nname = \"" + name + "\"\nrun = [\"sh\", \"-c\", '" + shell + "']\n" + lines;
}

/// A fork whose checkout has a Python package with an option that upstream's does not have, and a venv.
struct PythonFork : ForkProject {
  PythonFork() {
    set_up();
    const GitRepo repository = checkout();
    repository.write("setup.py", "from setuptools import setup\nsetup(name=\"tiny-pkg\", packages=[\"tinypkg\"])\n");
    repository.write("tinypkg/__init__.py", "");
    repository.write("tinypkg/__main__.py", k_main);
    run_command({"/usr/bin/python3", "-m", "venv", "--without-pip", (project / ".venv").string()});
    REQUIRE(std::filesystem::exists(project / ".venv/bin/python"));
    write_config("\n[[verify]]\nname = \"size\"\nrun = [\"python\", \"-m\", \"tinypkg\", \"--help\"]\n");
  }

  std::filesystem::path site_packages() const {
    const CommandResult result = run_command(
        {(project / ".venv/bin/python").string(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"});
    return std::string(trim_end(result.out));
  }
  /// As an installer leaves an editable install.
  void install_editable() const { write_bytes(site_packages() / "tiny.pth", checkout_path().string() + "\n"); }
  void install_copy() const { std::filesystem::copy(checkout() / "tinypkg", site_packages() / "tinypkg"); }

  static constexpr const char* k_main = "import argparse\np = argparse.ArgumentParser()\np.parse_args()\n";
};

}  // namespace

TEST_CASE("commands that end well, and say what they are to say, verify the fork") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("the patch is there", "cat app-repo/server.py", "contains = \"SIZE = 100\"\n") +
                    entry("words on stderr count", "echo hello >&2", "contains = \"hello\"\n") +
                    entry("ends well", "true"));
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  REQUIRE(result.runs.size() == 3);
  for (const auto& run : result.runs) CHECK(run.passed);
  CHECK(result.next.empty());
}

TEST_CASE("one command that fails makes the verification fail, with its output") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("good", "true") + entry("bad", "echo it broke; exit 7") +
                    entry("silent", "echo other words", "contains = \"size = 2\"\n"));
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::check_failed);
  REQUIRE(result.runs.size() == 3);
  CHECK(result.runs[0].passed);
  CHECK_FALSE(result.runs[1].passed);
  CHECK(result.runs[1].exit_code == 7);
  CHECK(contains(result.runs[1].output, "it broke"));
  CHECK_FALSE(result.runs[2].passed);
  CHECK(contains(result.runs[2].problem, "does not contain \"size = 2\""));
  CHECK_FALSE(result.next.empty());
}

TEST_CASE("a command that does not end in time, or can't be started, fails") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("slow", "sleep 30", "timeout = 1\n") + "\n[[verify]]\nrun = [\"no-such-program-here\"]\n");
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  REQUIRE(result.runs.size() == 2);
  CHECK(contains(result.runs[0].problem, "1 second"));
  CHECK_FALSE(result.runs[1].passed);
  CHECK(contains(result.runs[1].problem, "no-such-program-here"));
}

TEST_CASE("the venv's programs come first on PATH, and the venv is active") {
  ForkProject fork;
  fork.set_up();
  fork.project.write_executable(".venv/bin/python", "#!/bin/sh\necho venv of $VIRTUAL_ENV in $PWD\n");
  fork.write_config("\n[[verify]]\nrun = [\"python\"]\ncontains = \"venv of " + (fork.project / ".venv").string() +
                    " in " + fork.project.path().string() + "\"\n");
  CHECK(ops::verify(fork.place(), fork.reporter).outcome == report::Outcome::done);
}

TEST_CASE("without any command verify says how to add one, and does not fail") {
  ForkProject fork;
  fork.set_up();
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  CHECK(result.runs.empty());
  REQUIRE(result.next.size() == 1);
  CHECK(result.next[0].kind == report::NextStep::Kind::add_verify_command);
}

TEST_CASE("verify says from which file of the checkout the package is imported") {
  PythonFork fork;
  fork.install_editable();
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  REQUIRE(result.imports.size() == 1);
  CHECK(result.imports[0].module == "tinypkg");
  CHECK(result.imports[0].file == "app-repo/tinypkg/__init__.py");
  CHECK(result.imports[0].from_checkout);
}

TEST_CASE("a copy in the venv makes the verification fail, even if every command passes with it") {
  PythonFork fork;
  SECTION("alone") { fork.install_copy(); }
  SECTION("before the checkout on Python's path") {
    fork.install_copy();
    fork.install_editable();
  }
  SECTION("run by a program of the venv, not by python") {
    fork.install_copy();
    fork.project.write_executable(".venv/bin/tiny", "#!/bin/sh\n");
    fork.write_config("\n[[verify]]\nrun = [\"tiny\"]\n");
  }
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  REQUIRE(result.runs.size() == 1);
  CHECK(result.runs[0].passed);
  CHECK(result.outcome == report::Outcome::check_failed);
  REQUIRE(result.imports.size() == 1);
  CHECK_FALSE(result.imports[0].from_checkout);
  CHECK(contains(result.imports[0].file, "site-packages/tinypkg/__init__.py"));
  REQUIRE_FALSE(result.next.empty());
  CHECK(result.next[0].kind == report::NextStep::Kind::install_over_copy);
}

TEST_CASE("without an install python finds no package, from the checkout neither") {
  PythonFork fork;
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::check_failed);
  CHECK(contains(result.runs[0].output, "No module named tinypkg"));
  CHECK(result.imports.empty());
}

TEST_CASE("a module of the project's own that has the name of one in the checkout is no copy") {
  PythonFork fork;
  fork.install_editable();
  fork.checkout().write("tests/__init__.py", "");
  fork.project.write("tests/__init__.py", "");
  fork.project.write("tests/smoke.py", "print('it works')\n");
  fork.write_config("\n[[verify]]\nrun = [\"python\", \"-m\", \"tests.smoke\"]\ncontains = \"it works\"\n");
  CHECK(ops::verify(fork.place(), fork.reporter).outcome == report::Outcome::done);
}

TEST_CASE("a fork of another language is verified without a question to Python") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("pyproject.toml", "[tool.ruff]\nline-length = 100\n");
  fork.write_config(entry("files", "ls app-repo/server.py"));
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  CHECK(result.imports.empty());
}

TEST_CASE("a package of the fork's name in the project's directory makes the verification fail, and is named") {
  PythonFork fork;
  fork.install_editable();
  std::string own;
  SECTION("a package") { own = "tinypkg/__init__.py"; }
  SECTION("a module") { own = "tinypkg.py"; }
  fork.project.write(own, "");
  fork.project.write("tinypkg/__main__.py", "");
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::check_failed);
  REQUIRE(result.imports.size() == 1);
  CHECK_FALSE(result.imports[0].from_checkout);
  CHECK(result.imports[0].from_project);
  CHECK(result.imports[0].file == own);
  REQUIRE(result.next.size() == 1);
  CHECK(result.next[0].kind == report::NextStep::Kind::rename_own_module);
}

TEST_CASE("what the project has of the fork's name counts only where Python looks into the project's directory") {
  PythonFork fork;
  fork.install_editable();
  fork.project.write("tinypkg/__init__.py", "");
  SECTION("not for a program of the venv") {
    fork.project.write_executable(".venv/bin/tiny", "#!/bin/sh\n");
    fork.write_config("\n[[verify]]\nrun = [\"tiny\"]\n");
  }
  SECTION("not with -I") {
    fork.write_config("\n[[verify]]\nrun = [\"python\", \"-I\", \"-m\", \"tinypkg\", \"--help\"]\n");
  }
  SECTION("not if it has no __init__.py") { std::filesystem::remove(fork.project / "tinypkg/__init__.py"); }
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  REQUIRE(result.imports.size() == 1);
  CHECK(result.imports[0].from_checkout);
}

TEST_CASE("a copy in another venv of the project is a copy, not the project's own module") {
  PythonFork fork;
  const std::string other = (fork.project / "other-venv").string();
  run_command({"/usr/bin/python3", "-m", "venv", "--without-pip", other});
  const std::string python = other + "/bin/python";
  const CommandResult site = run_command({python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"});
  std::filesystem::copy(fork.checkout() / "tinypkg", std::filesystem::path(trim_end(site.out)) / "tinypkg");
  fork.write_config("\n[[verify]]\nrun = [\"" + python + "\", \"-m\", \"tinypkg\"]\n");
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::check_failed);
  REQUIRE(result.imports.size() == 1);
  CHECK_FALSE(result.imports[0].from_project);
}
