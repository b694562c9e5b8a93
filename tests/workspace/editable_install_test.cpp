#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/workspace/editable_install.hpp>

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

/// A venv and a checkout in a temporary folder.
struct Project {
  TemporaryDirectory folder{"editable-install"};
  fs::path venv = folder.path() / "venv";
  fs::path checkout = folder.path() / "check out";

  Project() { put(checkout / "setup.py", "from setuptools import setup\nsetup(\n    name=\"mlx-lm\",\n)\n"); }

  static void put(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    write_file(file, text);
  }
  /// What an installer leaves; without `direct_url` where that is empty.
  void install(const std::string& name, const std::string& version, const std::string& direct_url = "") const {
    const fs::path dist_info = venv / "lib/python3.12/site-packages" / (name + "-" + version + ".dist-info");
    put(dist_info / "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\nName: no\n");
    if (!direct_url.empty()) put(dist_info / "direct_url.json", direct_url);
  }
  /// As an URL, with the blank of its name encoded.
  std::string checkout_url() const { return "file://" + folder.path().string() + "/check%20out"; }
  EditableInstall find() const { return find_editable_install(venv, checkout); }
};

std::string direct_url(const std::string& url, const std::string& dir_info) {
  return R"({"url": ")" + url + R"(", "dir_info": )" + dir_info + "}";
}

using State = EditableInstall::State;

}  // namespace

TEST_CASE("an editable install of the checkout is found by its encoded address") {
  const Project project;
  project.install("other", "1.0");
  project.install("mlx_lm", "0.30.2", direct_url(project.checkout_url(), R"({"editable": true})"));
  const EditableInstall install = project.find();
  CHECK(install.state == State::editable);
  CHECK(install.package.name == "mlx_lm");
  CHECK(install.package.version == "0.30.2");
  CHECK(install.package.location == project.checkout);
}

TEST_CASE("an editable install is found through a symbolic link") {
  const Project project;
  fs::create_directory_symlink(project.checkout, project.folder.path() / "link");
  const std::string url = "file://localhost" + project.folder.path().string() + "/link";
  project.install("mlx_lm", "0.30.2", direct_url(url, R"({"editable": true})"));
  CHECK(project.find().state == State::editable);
}

TEST_CASE("a package in a folder of the checkout counts as the checkout's") {
  const Project project;
  fs::create_directories(project.checkout / "python");
  project.install("engine", "1", direct_url(project.checkout_url() + "/python", R"({"editable": true})"));
  CHECK(project.find().state == State::editable);
}

TEST_CASE("a copy that was installed from the checkout is told from an editable install") {
  const Project project;
  project.install("mlx_lm", "0.30.2", direct_url(project.checkout_url(), "{}"));
  CHECK(project.find().state == State::copied);
}

TEST_CASE("a copy of the checkout counts more than a package of its name from elsewhere") {
  const Project project;
  project.install("engine", "1", direct_url(project.checkout_url(), "{}"));
  project.install("mlx-lm", "0.30.2");
  const EditableInstall install = project.find();
  CHECK(install.state == State::copied);
  CHECK(install.package.name == "engine");
}

TEST_CASE("a package whose metadata does not name it has the name of its directory, not of its description") {
  const Project project;
  const fs::path dist_info = project.venv / "lib/python3.12/site-packages/mlx_lm-0.30.2.dist-info";
  Project::put(dist_info / "METADATA", "Metadata-Version: 2.1\n\nName: no\n");
  Project::put(dist_info / "direct_url.json", direct_url(project.checkout_url(), "{}"));
  CHECK(project.find().package.name == "mlx_lm");
}

TEST_CASE("a package of the same name from elsewhere is named") {
  const Project project;
  SECTION("from an index") { project.install("mlx_lm", "0.30.2"); }
  SECTION("from a neighbour whose path begins like the checkout's") {
    project.install("Mlx.LM", "0.30.2", direct_url(project.checkout_url() + "-old", R"({"editable": true})"));
  }
  SECTION("from a repository") {
    project.install("mlx-lm", "0.30.2",
                    R"({"url": "https://example.org/mlx-lm.git", "vcs_info": {"vcs": "git", "commit_id": "1"}})");
  }
  SECTION("from what can't be read") { project.install("mlx-lm", "0.30.2", "{"); }
  const EditableInstall install = project.find();
  CHECK(install.state == State::elsewhere);
  CHECK(install.package.version == "0.30.2");
}

TEST_CASE("pip's older editable form, a path in easy-install.pth, is found with the metadata beside the sources") {
  const Project project;
  const fs::path site = project.venv / "lib/python3.11/site-packages";
  const std::string lines = "import sys; sys.path\n" + (project.folder.path() / "elsewhere").string() + "\n";
  Project::put(site / "easy-install.pth", lines);
  CHECK(project.find().state == State::absent);
  Project::put(site / "mlx-lm.egg-link", project.checkout.string() + "\n.");
  Project::put(site / "easy-install.pth", lines + (project.checkout / "src").string() + "\n");
  Project::put(project.checkout / "src/mlx_lm.egg-info/PKG-INFO", "Name: mlx-lm\nVersion: 0.30.2\n");
  Project::put(project.checkout / "src/mlx_lm.egg-info/top_level.txt", "mlx_lm\n");
  const EditableInstall install = project.find();
  CHECK(install.state == State::editable);
  CHECK(install.package.name == "mlx-lm");
  CHECK(install.package.version == "0.30.2");
  CHECK(install.package.location == project.checkout / "src");
  CHECK(install.package.modules == std::vector<std::string>{"mlx_lm"});
}

TEST_CASE("the modules of a package are listed, or are those of its files") {
  const Project project;
  project.install("mlx_lm", "1", direct_url(project.checkout_url(), "{}"));
  const fs::path info = project.venv / "lib/python3.12/site-packages/mlx_lm-1.dist-info";
  Project::put(info / "RECORD",
               "../../bin/serve,,\n__editable___x_finder.py,,\nmlx_lm/__init__.py,sha256=x,1\nmlx_lm/a.py,,\n"
               "server.py,,\nmlx_lm-1.dist-info/RECORD,,\n");
  CHECK(project.find().package.modules == std::vector<std::string>{"mlx_lm", "server"});
  Project::put(info / "top_level.txt", "mlx_lm\n");
  CHECK(project.find().package.modules == std::vector<std::string>{"mlx_lm"});
}

TEST_CASE("a copy in site-packages comes before a path that a .pth file adds") {
  const Project project;
  Project::put(project.venv / "lib/python3.11/site-packages/easy-install.pth", project.checkout.string() + "\n");
  CHECK(project.find().state == State::editable);
  project.install("mlx_lm", "0.30.1");
  CHECK(project.find().state == State::elsewhere);
}

TEST_CASE("without a venv, or with other packages in it alone, nothing is installed") {
  const Project project;
  CHECK(project.find().state == State::absent);
  project.install("other", "1.0");
  CHECK(project.find().state == State::absent);
}
