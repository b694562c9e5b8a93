#include <string>

#include <catch2/catch_test_macros.hpp>

#include "as_called.hpp"

using mlxpatch::ui::as_called;

TEST_CASE("a command to type is written with the program as the person called it") {
  const std::string program = "mlxpatch -C ../fork";
  CHECK(as_called("mlxpatch status", program) == "mlxpatch -C ../fork status");
  CHECK(as_called("mlxpatch status            compare them", program) ==
        "mlxpatch -C ../fork status            compare them");
  CHECK(as_called("mv a ELSEWHERE && mlxpatch setup", program) == "mv a ELSEWHERE && mlxpatch -C ../fork setup");
  CHECK(as_called("`mlxpatch pristine --remove` removes it", program) ==
        "`mlxpatch -C ../fork pristine --remove` removes it");
  CHECK(as_called("mv a ELSEWHERE     then run mlxpatch setup again", program) ==
        "mv a ELSEWHERE     then run mlxpatch -C ../fork setup again");
}

TEST_CASE("the program's name is left alone where no command of it is meant") {
  const std::string program = "mlxpatch -C ../fork";
  for (const char* text :
       {"mlxpatch -C DIR ...        work in another directory", "this is a bug in mlxpatch: report it",
        "the newer mlxpatch that wrote it", "none that mlxpatch would skip", "git status", ""}) {
    CHECK(as_called(text, program) == text);
  }
}
