#include <filesystem>
#include <optional>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/workspace/uv_project.hpp>

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

using Source = UvProject::Source;

const std::string k_entry = R"(mlx-lm = { path = "mlx-lm-repo", editable = true })";

/// A project of the user's own, with its pyproject.toml.
struct Project {
  TemporaryDirectory directory{"uv-project"};

  explicit Project(const std::string& pyproject) { put("pyproject.toml", pyproject); }
  void put(const std::string& file, const std::string& text) const { write_file(directory.path() / file, text); }
  std::string text() const { return read_file(directory.path() / "pyproject.toml"); }
  std::optional<UvProject> read() const { return read_uv_project(directory.path(), "mlx-lm", "mlx-lm-repo"); }
  void add() const { add_uv_source(directory.path(), "mlx-lm", "mlx-lm-repo"); }
};

}  // namespace

TEST_CASE("a project that nothing connects with uv needs no entry") {
  const TemporaryDirectory directory("uv-project");
  CHECK_FALSE(read_uv_project(directory.path(), "mlx-lm", "mlx-lm-repo"));
  const Project project("[tool.ruff]\nline-length = 100\n[project]\nname = \"mine\"\ndependencies = [\"numpy\"]\n");
  CHECK_FALSE(project.read());
  project.put("uv.lock", "");
  REQUIRE(project.read());
  CHECK(project.read()->source == Source::missing);
  CHECK_FALSE(project.read()->is_dependency);
  CHECK(project.read()->entry == k_entry);
}

TEST_CASE("a dependency is found by its normalized name, wherever it is listed") {
  for (const std::string text :
       {"[project]\ndependencies = [\"numpy\", \"Mlx_LM[server] >= 0.30; python_version > '3.9'\"]\n",
        "[project.optional-dependencies]\nserve = [\"mlx.lm\"]\n",
        "[dependency-groups]\ndev = [{include-group = \"x\"}, \"mlx-lm==1\"]\n",
        "[tool.uv]\ndev-dependencies = [\"mlx-lm @ https://example.org/x.whl\"]\n"}) {
    INFO(text);
    const Project project(text);
    REQUIRE(project.read());
    CHECK(project.read()->is_dependency);
  }
  CHECK_FALSE(Project("[tool.uv]\n[project]\ndependencies = [\"mlx-lm-extras\"]\n").read()->is_dependency);
}

TEST_CASE("an entry counts only if it is the checkout, editable") {
  const auto source_of = [](const std::string& entry) {
    return Project("[tool.uv.sources]\nother = { path = \"x\" }\n" + entry + "\n").read()->source;
  };
  CHECK(source_of("") == Source::missing);
  CHECK(source_of(k_entry) == Source::checkout);
  CHECK(source_of("mlx_lm = { path = \"./mlx-lm-repo/\", editable = true }") == Source::checkout);
  CHECK(source_of("mlx-lm = { path = \"mlx-lm-repo\" }") == Source::other);
  CHECK(source_of("mlx-lm = { path = \"../mlx-lm\", editable = true }") == Source::other);
  CHECK(source_of("mlx-lm = { git = \"https://example.org/mlx-lm.git\" }") == Source::other);
  CHECK(source_of("mlx-lm = [{ index = \"x\", marker = \"sys_platform == 'darwin'\" }]") == Source::other);
}

TEST_CASE("the entry is added to its section, and the rest of the file keeps its bytes") {
  const std::string head = "[project]\nname = \"mine\"   # odd   spacing\ndependencies = [\"mlx-lm\"]";
  SECTION("there is no section yet") {
    const Project project(head);
    project.add();
    CHECK(project.text() == head + "\n\n[tool.uv.sources]\n" + k_entry + "\n");
    CHECK(project.read()->source == Source::checkout);
  }
  SECTION("there is one, with other entries and sections after it") {
    const std::string section = "\n[tool.uv.sources]  # ours\n";
    const std::string rest = "other = { path = \"x\" }\n\n[tool.ruff]\n";
    const Project project(head + section + rest);
    project.add();
    CHECK(project.text() == head + section + k_entry + "\n" + rest);
  }
  SECTION("it is the last line of the file") {
    const Project project("[tool.uv.sources]");
    project.add();
    CHECK(project.text() == "[tool.uv.sources]\n" + k_entry + "\n");
  }
}

TEST_CASE("a file to which the entry can't be added is left as it is, and the entry is shown") {
  for (const std::string text : {"[tool.uv]\nsources = { other = { path = \"x\" } }\n",
                                 "[tool.uv.sources]\nmlx-lm = { path = \"mlx-lm-repo\" }\n"}) {
    const Project project(text);
    try {
      project.add();
      FAIL("it was added");
    } catch (const Error& error) {
      REQUIRE_FALSE(error.hints().empty());
      CHECK(error.hints().front().find(k_entry) != std::string::npos);
    }
    CHECK(project.text() == text);
  }
}

TEST_CASE("a name with a dot is quoted, and a broken file is an error with its line") {
  const Project project("[tool.uv]\n");
  add_uv_source(project.directory.path(), "ruamel.yaml", "yaml-repo");
  CHECK(project.text().ends_with("\"ruamel.yaml\" = { path = \"yaml-repo\", editable = true }\n"));
  CHECK(read_uv_project(project.directory.path(), "ruamel-yaml", "yaml-repo")->source == Source::checkout);
  project.put("pyproject.toml", "[project\n");
  CHECK_THROWS_AS(project.read(), Error);
}
