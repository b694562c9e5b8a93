#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/transport/address.hpp>

using namespace mlxpatch::transport;

TEST_CASE("an address is shown without its password, however that is written") {
  CHECK(shown_url("https://bob:secret@host/a@b") == "https://bob:***@host/a@b");
  CHECK(shown_url("https://bob:se/cret@host/a") == "https://bob:***@host/a");
  CHECK(shown_url("https://bob:s@e@host:8080/a") == "https://bob:***@host:8080/a");
  CHECK(shown_url("https://ghp_0123456789@host/a") == "https://***@host/a");
  CHECK(shown_url("https://0123456789abcdef0123@host/a") == "https://***@host/a");
  CHECK(shown_url("https://token:@host/a") == "https://***:@host/a");
  CHECK(shown_url("https://token:x-oauth-basic@host/a") == "https://***:x-oauth-basic@host/a");
  CHECK(address_word("https://bob:secret@host/a") == "ADDRESS");
  CHECK(address_word("https://host/a b") == "'https://host/a b'");
}

TEST_CASE("what is no password is shown") {
  for (const char* url : {"https://host/a@b", "https://host:8080/a@b", "https://bob@host/a", "git@host:a.git",
                          "ssh://git@host:22/a@b", "/path/to@it:x", "ssh://a-user-with-a-long-name@host/a"}) {
    CHECK(shown_url(url) == url);
  }
}

TEST_CASE("a text has neither the address nor its password, encoded or not") {
  const char* const url = "https://bob:sec%2Fret@host/a";
  CHECK(without_password("at https://bob:sec%2Fret@host/a: sec/ret of bob, sec%2Fret", url) ==
        "at https://bob:***@host/a: *** of bob, ***");
  CHECK(without_password("access 'http://r3t@host/'", "http://bob:s3c@r3t@host/") == "access 'http://***@host/'");
  for (const char* repeated : {"sec%2fret", "%73ec/ret", "Basic Ym9iOnNlYy9yZXQ="}) {
    INFO(repeated);
    CHECK(without_password(std::string("no entry for ") + repeated, url).find("not shown") != std::string::npos);
  }
  CHECK(without_password("at a host", "https://bob:a@host/a") == "at a host");
}
