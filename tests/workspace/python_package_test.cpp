#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/workspace/python_package.hpp>

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

struct Checkout {
  TemporaryDirectory directory{"python-package"};

  void put(const fs::path& file, const std::string& text) const {
    fs::create_directories((directory.path() / file).parent_path());
    write_file(directory.path() / file, text);
  }
  std::optional<PythonPackage> find() const { return find_python_package(directory.path()); }
};

}  // namespace

TEST_CASE("a pyproject.toml with settings of tools alone does not make a package") {
  const Checkout checkout;
  CHECK_FALSE(checkout.find());
  checkout.put("pyproject.toml", "[tool.ruff]\nline-length = 100\n[[tool.x.y]]\nname = \"no\"\n");
  CHECK_FALSE(checkout.find());
  checkout.put("pyproject.toml", "[tool.ruff]\n[build-system]\nrequires = []\n");
  CHECK(checkout.find());
}

TEST_CASE("the name is the one of the project, whatever other sections are called") {
  const Checkout checkout;
  SECTION("pyproject.toml") {
    checkout.put("pyproject.toml", "[[tool.x]]\nname = \"other\"\n[project]\nname = \"Mlx.LM\"\n");
    CHECK(checkout.find()->name == "Mlx.LM");
  }
  SECTION("poetry") {
    checkout.put("pyproject.toml", "[tool.poetry]\nname = \"mlx-lm\"\n");
    CHECK(checkout.find()->name == "mlx-lm");
  }
  SECTION("setup.cfg") {
    checkout.put("setup.py", "from setuptools import setup\nsetup()\n");
    checkout.put("setup.cfg", "[metadata]\nname = mlx-lm\n");
    CHECK(checkout.find()->name == "mlx-lm");
  }
  SECTION("setup.py") {
    checkout.put("setup.py", "from setuptools import setup\nsetup(name=\"mlx-lm\", version=\"1\")\n");
    CHECK(checkout.find()->name == "mlx-lm");
  }
  SECTION("what a build of a computed setup.py left") {
    checkout.put("setup.py", "setup(**options())\n");
    checkout.put("src/mlx_lm.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: mlx-lm\n");
    CHECK(checkout.find()->name == "mlx-lm");
  }
}

TEST_CASE("the modules are those that the checkout has") {
  const Checkout checkout;
  checkout.put("setup.py", "setup(name=\"mlx-lm\")\n");
  CHECK(checkout.find()->modules.empty());
  checkout.put("other_name/__init__.py", "");
  checkout.put("tests/__init__.py", "");
  CHECK(checkout.find()->modules == std::vector<std::string>{"other_name"});
  checkout.put("src/mlx_lm/__init__.py", "");
  CHECK(checkout.find()->modules == std::vector<std::string>{"mlx_lm"});
  checkout.put("mlx_lm.egg-info/top_level.txt", "mlx_lm\nserver\nnowhere\n");
  checkout.put("server.py", "");
  CHECK(checkout.find()->modules == std::vector<std::string>{"mlx_lm", "server"});
  CHECK(has_module(checkout.directory.path(), "tests"));
  CHECK_FALSE(has_module(checkout.directory.path(), "nowhere"));
}
