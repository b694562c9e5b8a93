#include <cstdio>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/ui/terminal_style.hpp>
#include <support/world.hpp>

using namespace mlxpatch;

TEST_CASE("a file gets no colour unless it is asked for") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  CHECK_FALSE(ui::style_of(ui::ColorChoice::automatic, file).color);
  CHECK_FALSE(ui::style_of(ui::ColorChoice::never, file).color);
  CHECK(ui::style_of(ui::ColorChoice::always, file).color);
  std::fclose(file);
}

TEST_CASE("marks beyond ASCII need a UTF-8 locale, and the first variable that is set decides") {
  tests::World world;
  const auto unicode = [] { return ui::style_of(ui::ColorChoice::never, stdout).unicode; };
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) world.unset_environment(name);
  CHECK_FALSE(unicode());
  world.set_environment("LANG", "de_DE.utf8");
  CHECK(unicode());
  world.set_environment("LC_CTYPE", "C");
  CHECK_FALSE(unicode());
  world.set_environment("LC_ALL", "C.UTF-8");
  CHECK(unicode());
  world.set_environment("LC_ALL", "");
  CHECK_FALSE(unicode());
}
