#include "parse.hpp"

#include <catch2/catch_test_macros.hpp>
#include <mlxpatch/base/error.hpp>

namespace {

using namespace mlxpatch;
using cli::Invocation;
using cli::parse;

using Words = std::vector<std::string>;

/// What parse() refuses, as an Error.
Error refusal(const Words& words) {
  try {
    parse(words);
  } catch (const Error& error) {
    return error;
  }
  FAIL("the words were taken");
  return Error("");
}

template <typename Its>
Its options_of(const Words& words) {
  return std::get<Its>(parse(words).options);
}

}  // namespace

TEST_CASE("a command line names one command and its options as values") {
  const Invocation invocation = parse({"update", "--to", "v2", "--dry-run", "--no-fetch"});
  REQUIRE(invocation.command != nullptr);
  CHECK(invocation.command->name == "update");
  const auto& update = std::get<ops::UpdateOptions>(invocation.options);
  CHECK(update.to == "v2");
  CHECK(update.effect == ops::Effect::dry_run);
  CHECK(update.network == ops::Network::avoid);
  CHECK(update.method == ops::Method::rebase);
  CHECK(update.strides == ops::Strides::scan_and_step);
}

TEST_CASE("each flag of update and check sets its own policy and no other") {
  CHECK(options_of<ops::UpdateOptions>({"update", "--merge"}).method == ops::Method::merge);
  CHECK(options_of<ops::UpdateOptions>({"update", "--autostash"}).dirty == ops::DirtyTree::autostash);
  CHECK(options_of<ops::UpdateOptions>({"update", "--one-stride"}).strides == ops::Strides::one);
  CHECK(options_of<ops::UpdateOptions>({"update", "--no-dedup"}).dedup == ops::Dedup::off);
  CHECK(options_of<ops::UpdateOptions>({"update", "--force"}).shrink == ops::Shrink::allow);
  CHECK(options_of<ops::CheckOptions>({"check", "--one-stride"}).strides == ops::Strides::one);
  CHECK(options_of<ops::CheckOptions>({"check", "--no-fetch"}).network == ops::Network::avoid);
  CHECK(options_of<ops::CheckOptions>({"check", "--to=x"}).to == "x");
  CHECK(options_of<ops::UpdateOptions>({"update"}).shrink == ops::Shrink::refuse);
}

TEST_CASE("the other commands' flags reach their options") {
  CHECK(options_of<ops::SetupOptions>({"setup", "--fresh"}).start == ops::Start::fresh);
  CHECK(options_of<ops::SetupOptions>({"setup", "--upstream", "/x"}).upstream == "/x");
  const auto init = options_of<ops::InitOptions>({"init", "https://x/y.git", "--branch", "dev", "--dir", "here"});
  CHECK(init.url == "https://x/y.git");
  CHECK(init.branch == "dev");
  CHECK(init.checkout_dir == "here");
  CHECK(options_of<ops::RegenOptions>({"regen", "--check"}).write == ops::Write::compare_only);
  CHECK(options_of<ops::RegenOptions>({"regen", "--full"}).keep == ops::Keep::rewrite);
  CHECK(options_of<ops::LogOptions>({"log", "--touching"}).filter == ops::LogOptions::Filter::touching);
  CHECK(options_of<ops::PristineOptions>({"pristine", "--at", "tip"}).at == "tip");
  CHECK(options_of<ops::PristineOptions>({"pristine", "--remove"}).action == ops::PristineOptions::Action::remove);
  CHECK(options_of<cli::WhyOptions>({"why", "prompt"}).patch == "prompt");
  const auto pick = options_of<ops::PickOptions>({"pick", "a", "--no-fetch", "b"});
  CHECK(pick.revisions == Words{"a", "b"});
  CHECK(pick.network == ops::Network::avoid);
}

TEST_CASE("what stands behind -- goes to pip untouched") {
  const auto install = options_of<ops::InstallOptions>({"install", "--create", "--", "--no-deps", "-v", "--", "x"});
  CHECK(install.venv == ops::InstallOptions::Venv::create);
  CHECK(install.pip_arguments == Words{"--no-deps", "-v", "--", "x"});
  CHECK(options_of<ops::InstallOptions>({"install"}).pip_arguments.empty());
}

TEST_CASE("replay --dry-run keeps going, and replay alone stops") {
  const auto dry = options_of<ops::ReplayOptions>({"replay", "--onto", "o", "a..b", "--dry-run"});
  CHECK(dry.effect == ops::Effect::dry_run);
  CHECK(dry.on_conflict == ops::OnConflict::keep_going);
  const auto real = options_of<ops::ReplayOptions>({"replay", "a..b", "--onto=o", "--branch", "t", "--repo", "r"});
  CHECK(real.on_conflict == ops::OnConflict::stop);
  CHECK(real.onto == "o");
  CHECK(real.range == "a..b");
  CHECK(real.branch == "t");
  CHECK(real.repository == "r");
}

TEST_CASE("plumbing takes its paths from -C, as git does") {
  const auto am =
      options_of<ops::AmOptions>({"-C", "/base", "am", "x.patch", "/abs/y.patch", "--repo", "r", "--fuzz", "2"});
  CHECK(am.repository == "/base/r");
  CHECK(am.files == std::vector<std::filesystem::path>{"/base/x.patch", "/abs/y.patch"});
  CHECK(am.fuzz == 2);
  CHECK(options_of<ops::AmOptions>({"am", "x"}).files.front() == "x");
  CHECK(options_of<ops::AmOptions>({"am", "x"}).repository == ".");
  CHECK(options_of<ops::FormatPatchOptions>({"format-patch", "a..b"}).output == ".");
  const auto format = options_of<ops::FormatPatchOptions>({"format-patch", "-C/base", "-o", "out", "a..b"});
  CHECK(format.output == "/base/out");
  CHECK(parse({"-C", "/base", "--config", "c.toml", "status"}).global.config == "/base/c.toml");
}

TEST_CASE("a file may have a command's name, and begin with a dash behind --") {
  CHECK(options_of<ops::AmOptions>({"am", "log", "status"}).files.size() == 2);
  CHECK(options_of<cli::WhyOptions>({"why", "update"}).patch == "update");
  CHECK(options_of<ops::AmOptions>({"am", "--", "-odd.patch"}).files.front() == "-odd.patch");
}

TEST_CASE("the options of every command stand before or behind it") {
  for (const Words& words : {Words{"--json", "-q", "--color", "never", "-C", "/x", "status"},
                             Words{"status", "--json", "-q", "--color=never", "-C", "/x"}}) {
    const Invocation invocation = parse(words);
    CHECK(invocation.global.format == ui::Format::json);
    CHECK(invocation.global.talk == ui::Talk::quiet);
    CHECK(invocation.global.color == ui::ColorChoice::never);
    CHECK(invocation.global.directory == "/x");
  }
  CHECK(parse({"status", "-v"}).global.trace == cli::GlobalOptions::Trace::on);
}

TEST_CASE("an option that is given twice counts as its last") {
  CHECK(options_of<ops::UpdateOptions>({"update", "--to", "a", "--to", "b"}).to == "b");
}

TEST_CASE("help and version are texts and run nothing") {
  CHECK(parse({}).command == nullptr);
  CHECK(parse({}).text == parse({"--help"}).text);
  CHECK(parse({"--version"}).text.starts_with("mlxpatch "));
  CHECK(parse({"update", "--version"}).text == parse({"--version"}).text);
  CHECK(parse({"update", "-h"}).command == nullptr);
  CHECK(parse({"help"}).text == parse({"--help"}).text);
  CHECK(parse({"help", "update"}).text == parse({"update", "--help"}).text);
  // Help is given also where what the command needs is missing.
  CHECK(parse({"replay", "--help"}).command == nullptr);
}

TEST_CASE("an unknown command is refused with the nearest ones") {
  const Error error = refusal({"udpate"});
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()) == "there is no command \"udpate\"");
  CHECK(error.hints().front() == "did you mean `mlxpatch update`?");
  CHECK(refusal({"rebase"}).hints().front() == "did you mean `mlxpatch update`?");
  CHECK(refusal({"xyzzy"}).hints().size() == 1);
}

TEST_CASE("an unknown option is refused with the nearest ones, before what is missing") {
  CHECK(std::string(refusal({"update", "--dryrun"}).what()) == "unknown option --dryrun");
  CHECK(refusal({"update", "--dryrun"}).hints().front() == "did you mean --dry-run?");
  CHECK(std::string(refusal({"replay", "--ont", "x", "a..b"}).what()) == "unknown option --ont");
  CHECK(std::string(refusal({"--jsno", "status"}).what()) == "unknown option --jsno");
  CHECK(std::string(refusal({"-x"}).what()) == "unknown option -x");
}

TEST_CASE("each wrong use is refused in words that name it") {
  const auto says = [](const Words& words, const std::string& part) {
    const Error error = refusal(words);
    CAPTURE(words, error.what());
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()).find(part) != std::string::npos);
  };
  says({"status", "extra"}, "unexpected argument \"extra\"");
  says({"replay", "a..b"}, "--onto REV is missing");
  says({"replay", "--onto", "x"}, "BASE..TIP is missing");
  says({"replay", "--onto", "x", "ab"}, "\"ab\" is not a range");
  says({"format-patch", "a.."}, "is not a range");
  says({"culprit", "--onto", "x", "..b"}, "is not a range");
  says({"culprit", "--onto", "x", "a...b"}, "is not a range");
  says({"update", "--to"}, "--to needs a value");
  says({"update", "--to", "--merge"}, "--to needs a value");
  says({"am"}, "FILE is missing");
  says({"am", "x", "--fuzz", "-1"}, "--fuzz");
  says({"am", "x", "--fuzz", "1x"}, "--fuzz takes a number");
  says({"pick"}, "REV is missing");
  says({"why"}, "PATCH is missing");
  says({"init"}, "URL is missing");
  says({"status", "--color", "blue"}, "--color takes");
}

TEST_CASE("init needs no URL to take over a clone") {
  CHECK(options_of<ops::InitOptions>({"-C", "/base", "init", "--adopt", "clone"}).adopt == "/base/clone");
}

TEST_CASE("a failure is told as JSON where --json stands before any --") {
  CHECK(cli::wants_json({"check", "--json"}));
  CHECK_FALSE(cli::wants_json({"install", "--", "--json"}));
  CHECK(cli::command_word({"-C", "x", "check"}) == "check");
  CHECK(cli::command_word({"--json"}).empty());
}
