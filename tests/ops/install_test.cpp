#include <filesystem>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/command.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A package that builds itself, so that no index is needed (PEP 517 and PEP 660).
constexpr std::string_view k_backend = R"py(import pathlib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent


def wheel(directory, files):
    files["tiny_app-1.5.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: tiny-app\nVersion: 1.5\n"
    files["tiny_app-1.5.dist-info/WHEEL"] = "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{name},,\n" for name in files) + "tiny_app-1.5.dist-info/RECORD,,\n"
    files["tiny_app-1.5.dist-info/RECORD"] = record
    with zipfile.ZipFile(pathlib.Path(directory) / "tiny_app-1.5-py3-none-any.whl", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return "tiny_app-1.5-py3-none-any.whl"


def build_wheel(directory, config_settings=None, metadata_directory=None):
    return wheel(directory, {"app.py": (ROOT / "app.py").read_text()})


def build_editable(directory, config_settings=None, metadata_directory=None):
    return wheel(directory, {"tiny_app.pth": f"{ROOT}\n"})
)py";

constexpr std::string_view k_pyproject =
    "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n\n"
    "[project]\nname = \"tiny-app\"\nversion = \"1.5\"\n";

/// The fork's upstream is a Python package; uv, where this machine has it, is out of sight.
struct PackageFixture : ForkProject {
  PackageFixture() {
    world.set_environment("PATH", "/usr/bin:/bin");
    world.set_environment("PIP_CACHE_DIR", (world / "pip-cache").string());
    set_up();
    checkout().write("backend.py", k_backend);
    checkout().write("pyproject.toml", k_pyproject);
    checkout().write("app.py", "def main():\n    return 1\n");
  }
  ops::InstallOptions creating() const {
    return {ops::InstallOptions::Venv::create,
            ops::InstallOptions::UvSource::show,
            {"--no-build-isolation", "--no-deps", "--no-index"}};
  }
  /// What Python in the venv answers, without its last newline.
  std::string python(const std::string& code) const {
    const CommandResult result =
        run_command({(project / ".venv/bin/python").string(), "-c", code}, {world.root(), {}, {}});
    return result.exit == 0 ? std::string(trim_end(result.out)) : "failed: " + result.err;
  }
};

void skip_without_python_venv() {
  const CommandResult result = run_command({"/usr/bin/python3", "-c", "import ensurepip, venv"});
  if (result.exit != 0) SKIP("Python's venv with ensurepip is not installed");
}

/// The Error that an install gives; fails the test where it gives none.
Error failure_of(const ops::Invocation& place, const ops::InstallOptions& options, report::Reporter& reporter) {
  try {
    ops::install(place, options, reporter);
  } catch (const Error& error) {
    return error;
  }
  FAIL("the installation did not fail");
  return Error("");
}

}  // namespace

TEST_CASE("the checkout is installed editable into a venv that is made for it") {
  skip_without_python_venv();
  PackageFixture fork;
  const report::Install result = ops::install(fork.place(), fork.creating(), fork.reporter);
  CHECK(result.with == "pip");
  CHECK(result.venv == ".venv");
  CHECK(result.package == "tiny-app");
  CHECK(result.version == "1.5");
  CHECK(result.location == fork.checkout_path());
  CHECK(fork.python("import app; print(app.main(), app.__file__)") ==
        "1 " + (fork.checkout_path() / "app.py").string());

  // What is changed in the checkout counts at once, and a second install finds all in place.
  fork.checkout().write("app.py", "def main():\n    return 77\n");
  CHECK(fork.python("import app; print(app.main())") == "77");
  const ops::InstallOptions again{ops::InstallOptions::Venv::must_exist, {}, fork.creating().pip_arguments};
  CHECK(ops::install(fork.place(), again, fork.reporter).location == fork.checkout_path());
}

TEST_CASE("a package with only a setup.py is installed in the form that the venv's pip has for it") {
  skip_without_python_venv();
  PackageFixture fork;
  for (const char* file : {"pyproject.toml", "backend.py"}) fork.checkout().remove(file);
  fork.checkout().write("setup.py",
                        "from setuptools import setup\nsetup(name=\"tiny-app\", version=\"1.5\", "
                        "py_modules=[\"app\"])\n");
  const report::Install result = ops::install(fork.place(), fork.creating(), fork.reporter);
  CHECK(result.package == "tiny-app");
  CHECK(result.version == "1.5");
  CHECK(result.location == fork.checkout_path());
  CHECK(fork.python("import app; print(app.__file__)") == (fork.checkout_path() / "app.py").string());
}

TEST_CASE("a copy that Python imports in place of the install is an error that says how to remove it") {
  skip_without_python_venv();
  PackageFixture fork;
  ops::install(fork.place(), fork.creating(), fork.reporter);
  fork.project.write(fork.python("import sysconfig; print(sysconfig.get_path('purelib'))") + "/tiny_app.py", "");
  fork.checkout().write("tiny_app.py", "");
  const ops::InstallOptions again{ops::InstallOptions::Venv::must_exist, {}, fork.creating().pip_arguments};
  const Error error = failure_of(fork.place(), again, fork.reporter);
  CHECK(std::string(error.what()).starts_with("the checkout is installed, but Python imports tiny_app from .venv/"));
  REQUIRE_FALSE(error.hints().empty());
  CHECK(error.hints().front().find("pip uninstall tiny-app") != std::string::npos);
}

TEST_CASE("a checkout that is no Python package is not given to pip") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("pyproject.toml", "[tool.ruff]\nline-length = 100\n");
  const Error error = failure_of(fork.place(), {ops::InstallOptions::Venv::create, {}, {}}, fork.reporter);
  CHECK(std::string(error.what()).starts_with("app-repo is not a Python package"));
  CHECK_FALSE(std::filesystem::exists(fork.project / ".venv"));
}

TEST_CASE("where uv makes the venv, install shows the entry that keeps the checkout in it, and --write adds it") {
  skip_without_python_venv();
  PackageFixture fork;
  fork.project.write("pyproject.toml", "[project]\nname = \"mine\"\ndependencies = [\"tiny-app\"]\n");
  fork.project.write("uv.lock", "version = 1\n");
  using Kind = report::NextStep::Kind;
  using State = report::Install::UvSource::State;
  ops::InstallOptions options = fork.creating();
  const report::Install shown = ops::install(fork.place(), options, fork.reporter);
  REQUIRE(shown.uv_source);
  CHECK(shown.uv_source->state == State::missing);
  CHECK(shown.uv_source->is_dependency);
  CHECK(shown.next.front().kind == Kind::add_uv_source);
  CHECK(shown.uv_source->entry == "tiny-app = { path = \"app-repo\", editable = true }");

  options.uv_source = ops::InstallOptions::UvSource::write;
  CHECK(ops::install(fork.place(), options, fork.reporter).uv_source->state == State::written);
  CHECK(fork.project.read("pyproject.toml").ends_with("\n\n[tool.uv.sources]\n" + shown.uv_source->entry + "\n"));
  const report::Install again = ops::install(fork.place(), options, fork.reporter);
  CHECK(again.uv_source->state == State::present);
  CHECK(again.next.size() == 1);
}

TEST_CASE("a package whose build fails gives pip's last words, and what to type") {
  skip_without_python_venv();
  PackageFixture fork;
  fork.checkout().write("backend.py", "raise RuntimeError('the backend is broken on purpose')\n");
  const Error error = failure_of(fork.place(), fork.creating(), fork.reporter);
  const std::string words = error.what();
  CHECK(words.find("pip failed with exit code 1") != std::string::npos);
  CHECK(words.find("broken on purpose") != std::string::npos);
  CHECK_FALSE(error.hints().empty());
}

TEST_CASE("without a venv the error says how to create one, and nothing is created") {
  PackageFixture fork;
  const Error error = failure_of(fork.place(), {}, fork.reporter);
  REQUIRE_FALSE(error.hints().empty());
  CHECK(error.hints().front().starts_with("mlxpatch install --create"));
  CHECK_FALSE(std::filesystem::exists(fork.project / ".venv"));
}

TEST_CASE("a directory that is not a venv is never turned into one") {
  PackageFixture fork;
  fork.project.write(".venv/precious.txt", "mine\n");
  const Error error = failure_of(fork.place(), fork.creating(), fork.reporter);
  CHECK(error.what() == std::string(".venv exists, but is not a virtual environment"));
  CHECK(fork.project.read(".venv/precious.txt") == "mine\n");
}

TEST_CASE("uv is used if it is on PATH, with the venv's Python and the configured and given arguments") {
  PackageFixture fork;
  fork.project.write_executable(".venv/bin/python", "#!/bin/sh\n");
  // Stands in for uv: it notes how it was called, and leaves what an installer leaves.
  fork.project.write_executable("tools/uv",
                                "#!/bin/sh\n"
                                "printf '%s\\n' \"$@\" > \"$VIRTUAL_ENV/called\"\n"
                                "info=\"$VIRTUAL_ENV/lib/python3.12/site-packages/tiny_app-1.5.dist-info\"\n"
                                "mkdir -p \"$info\"\n"
                                "printf 'Name: tiny-app\\nVersion: 1.5\\n' > \"$info/METADATA\"\n"
                                "printf '{\"url\": \"file://%s\", \"dir_info\": {\"editable\": true}}' \"" +
                                    fork.checkout_path().string() + "\" > \"$info/direct_url.json\"\n");
  fork.world.set_environment("PATH", (fork.project / "tools").string() + ":/usr/bin:/bin");
  fork.write_config("\n[install]\nargs = [\"--no-deps\"]\n");
  const report::Install result =
      ops::install(fork.place(), {ops::InstallOptions::Venv::must_exist, {}, {"--offline"}}, fork.reporter);
  CHECK(result.with == "uv");
  CHECK(fork.project.read(".venv/called") == "pip\ninstall\n--python\n" + (fork.project / ".venv/bin/python").string() +
                                                 "\n-e\n" + fork.checkout_path().string() + "\n--no-deps\n--offline\n");
}

TEST_CASE("an installer that succeeds without leaving an editable install is an error") {
  PackageFixture fork;
  fork.project.write_executable(".venv/bin/python", "#!/bin/sh\nexit 0\n");
  const Error error = failure_of(fork.place(), {}, fork.reporter);
  CHECK(std::string(error.what()) == "pip succeeded, but the venv has no package that points at the checkout");
}
