#include "demo/history.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "demo/files.hpp"

namespace mlxpatch::ops {

namespace {

constexpr std::string_view k_readme = "README.md";
constexpr std::string_view k_project = "pyproject.toml";
constexpr std::string_view k_server_file = "tinyserve/server.py";
constexpr std::string_view k_main_file = "tinyserve/__main__.py";
constexpr std::string_view k_cache_file = "tinyserve/cache.py";
constexpr std::string_view k_answers_file = "tinyserve/answers.py";

// Upstream merged this change from the demo's own patch, so both are the same.
constexpr std::string_view k_before_health = "    def reply(self, status, body):\n";
constexpr std::string_view k_with_health = R"(    def do_GET(self):
        if self.path == "/health":
            self.reply(200, {"status": "ok"})
        else:
            self.reply(404, {"error": "there is only /health"})

    def reply(self, status, body):
)";

/// The first commits: a server that answers a question over HTTP.
std::vector<DemoCommit> first_commits() {
  return {{"",
           0,
           "Begin with a package that knows capitals",
           {{k_readme, "", "# tinyserve\n\nA small server that answers small questions.\n"},
            {k_project, "", demo_files::k_pyproject},
            {"building/backend.py", "", demo_files::k_backend},
            {"tinyserve/__init__.py", "", "\"\"\"A small server that answers small questions.\"\"\"\n"},
            {k_answers_file, "", demo_files::k_answers}},
           ""},
          {"", 0, "Answer over HTTP", {{k_server_file, "", demo_files::k_server}}, ""},
          {"", 0, "Start it with python -m tinyserve", {{k_main_file, "", demo_files::k_main}}, ""},
          {"",
           1,
           "Let the caller choose host and port (#2)",
           {{k_main_file, "    parser.parse_args()\n    run(\"127.0.0.1\", 8080)\n",
             "    parser.add_argument(\"--host\", default=\"127.0.0.1\", help=\"where to listen\")\n"
             "    parser.add_argument(\"--port\", type=int, default=8080, help=\"where to listen\")\n"
             "    args = parser.parse_args()\n"
             "    run(args.host, args.port)\n"}},
           ""},
          {"",
           0,
           "Say where it listens",
           {{k_server_file, "    server.serve_forever()\n",
             "    print(f\"listening on http://{host}:{port}\")\n    server.serve_forever()\n"}},
           ""}};
}

/// The rest of the history up to the base of the project's patches.
std::vector<DemoCommit> next_commits() {
  return {
      {"",
       2,
       "Answer what is not known with 404 (#4)",
       {{k_server_file, "        self.reply(200, {\"answer\": answer(question)})\n",
         "        found = answer(question)\n"
         "        if found is None:\n"
         "            self.reply(404, {\"error\": \"that is not known\"})\n"
         "            return\n"
         "        self.reply(200, {\"answer\": found})\n"}},
       ""},
      {"",
       1,
       "Keep answers in a cache (#5)",
       {{k_cache_file, "", demo_files::k_cache},
        {k_server_file, "from .answers import answer\n",
         "from .answers import answer\nfrom .cache import AnswerCache\n"},
        {k_server_file, "        found = answer(question)\n",
         "        found = self.server.cache.get(question)\n"
         "        if found is None:\n"
         "            found = answer(question)\n"
         "            self.server.cache.put(question, found)\n"},
        {k_server_file, "    server = HTTPServer((host, port), Handler)\n",
         "    server = HTTPServer((host, port), Handler)\n    server.cache = AnswerCache()\n"}},
       ""},
      {"",
       1,
       "Bound the cache (#6)",
       {{k_cache_file, "    def __init__(self):\n        self.answers = {}\n",
         "    def __init__(self, max_size=10):\n        self.max_size = max_size\n        self.answers = {}\n"},
        {k_cache_file, "        self.answers[question] = answer\n",
         "        self.answers[question] = answer\n"
         "        if len(self.answers) > self.max_size:\n"
         "            self.answers.pop(next(iter(self.answers)))\n"}},
       ""},
      {"",
       2,
       "Refuse a request without a question",
       {{k_server_file,
         "        length = int(self.headers[\"Content-Length\"])\n"
         "        question = json.loads(self.rfile.read(length))[\"question\"]\n",
         "        length = int(self.headers.get(\"Content-Length\", 0))\n"
         "        question = json.loads(self.rfile.read(length) or b\"{}\").get(\"question\", \"\")\n"
         "        if not question:\n"
         "            self.reply(400, {\"error\": \"there is no question\"})\n"
         "            return\n"}},
       ""},
      {"",
       0,
       "Tell how to ask",
       {{k_readme, "small questions.\n",
         "small questions.\n\n"
         "    python -m tinyserve --port 8080\n"
         "    curl -d '{\"question\": \"capital of Japan\"}' http://127.0.0.1:8080/\n"}},
       ""},
      {"", 2, "Test the cache", {{"tests/test_cache.py", "", demo_files::k_test_cache}}, ""},
      {"", 0, "Release 0.1", {{k_project, "version = \"0.0\"\n", "version = \"0.1\"\n"}}, "v0.1"},
  };
}

std::vector<DemoCommit> base_commits() {
  std::vector<DemoCommit> commits = first_commits();
  std::ranges::move(next_commits(), std::back_inserter(commits));
  return commits;
}

/// Commits with which every patch replays cleanly.
std::vector<DemoCommit> clean_commits() {
  return {
      {"",
       2,
       "Know the capitals of the Andes (#11)",
       {{k_answers_file, "    \"france\": \"Paris\",\n",
         "    \"bolivia\": \"Sucre\",\n    \"ecuador\": \"Quito\",\n    \"france\": \"Paris\",\n"}},
       ""},
      {"",
       1,
       "Describe the protocol where it is spoken (#13)",
       {{k_server_file, "\"\"\"Answers questions over HTTP, one after the other.\"\"\"\n",
         "\"\"\"Answers questions over HTTP, one after the other.\n\n"
         "A question that is not known gets 404, a request without one 400.\n\"\"\"\n"}},
       ""},
      {"",
       0,
       "Name the package's license",
       {{k_project, "name = \"tinyserve\"\n", "name = \"tinyserve\"\nlicense = {text = \"MIT\"}\n"}},
       ""},
      {"", 2, "Test the answers", {{"tests/test_answers.py", "", demo_files::k_test_answers}}, ""},
      {"",
       1,
       "Tell how to run the tests",
       {{k_readme, "http://127.0.0.1:8080/\n",
         "http://127.0.0.1:8080/\n\nIts tests run with `python -m unittest discover tests`.\n"}},
       ""},
      {"", 0, "Release 0.2", {{k_project, "version = \"0.1\"\n", "version = \"0.2\"\n"}}, "v0.2"},
  };
}

/// Commits of which the third conflicts with the patch that sets the cache's size.
std::vector<DemoCommit> conflicting_commits() {
  return {
      {"",
       2,
       "Know the capital of Peru (#17)",
       {{k_answers_file, "    \"kenya\": \"Nairobi\",\n", "    \"kenya\": \"Nairobi\",\n    \"peru\": \"Lima\",\n"}},
       ""},
      {"",
       0,
       "Take blanks around a question off",
       {{k_answers_file, "question.lower().rstrip(\"?\")", "question.lower().strip().rstrip(\"?\")"}},
       ""},
      {"",
       1,
       "Serve several rooms, each with its own cache (#21)",
       {{k_server_file, "from .cache import AnswerCache\n",
         "from .cache import AnswerCache\n\nROOMS = (\"lobby\", \"library\")\n"},
        {k_server_file, "        found = self.server.cache.get(question)\n",
         "        cache = self.server.caches.get(self.headers.get(\"Room\", ROOMS[0]))\n"
         "        if cache is None:\n"
         "            self.reply(404, {\"error\": \"there is no such room\"})\n"
         "            return\n"
         "        found = cache.get(question)\n"},
        {k_server_file, "            self.server.cache.put(question, found)\n",
         "            cache.put(question, found)\n"},
        {k_server_file, "    server.cache = AnswerCache()\n",
         "    server.caches = {room: AnswerCache() for room in ROOMS}\n"}},
       ""},
      {"",
       1,
       "Tell of the rooms",
       {{k_readme, "Its tests run", "A header `Room: library` asks in another room than the lobby.\n\nIts tests run"}},
       ""},
      {"", 2, "Test the rooms", {{"tests/test_rooms.py", "", demo_files::k_test_rooms}}, ""},
      {"", 0, "Release 0.3", {{k_project, "version = \"0.2\"\n", "version = \"0.3\"\n"}}, "v0.3"},
  };
}

/// Commits of which the second is one of the project's own patches.
std::vector<DemoCommit> upstreamed_commits() {
  return {
      {"",
       2,
       "Know the capital of Nepal (#25)",
       {{k_answers_file, "    \"peru\": \"Lima\",\n", "    \"nepal\": \"Kathmandu\",\n    \"peru\": \"Lima\",\n"}},
       ""},
      {"", 3, "Answer GET /health (#27)", {{k_server_file, k_before_health, k_with_health}}, ""},
      {"",
       0,
       "Close the socket at the end (#29)",
       {{k_server_file, "    server.serve_forever()\n",
         "    try:\n        server.serve_forever()\n    finally:\n        server.server_close()\n"}},
       ""},
      {"",
       2,
       "Tell of /health",
       {{k_readme, "Its tests run", "`GET /health` says whether it is up.\n\nIts tests run"}},
       ""},
      {"",
       1,
       "Say what the cache is good for",
       {{k_cache_file, "\"\"\"Answers that were given before.\"\"\"\n",
         "\"\"\"Answers that were given before, so that they need not be looked up again.\"\"\"\n"}},
       ""},
      {"", 0, "Release 0.4", {{k_project, "version = \"0.3\"\n", "version = \"0.4\"\n"}}, "v0.4"},
  };
}

}  // namespace

const std::vector<DemoCommit>& demo_history() {
  static const std::vector<DemoCommit> k_history = [] {
    std::vector<DemoCommit> all = base_commits();
    for (const auto& part : {clean_commits(), conflicting_commits(), upstreamed_commits()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return k_history;
}

const std::vector<DemoCommit>& demo_patches() {
  static const std::vector<DemoCommit> k_patches = {
      {"log-requests.patch",
       3,
       "Log each request as one line\n\nThe default writes to stderr in a form of its own.\n",
       {{k_server_file, "import json\n", "import json\nimport logging\n"},
        {k_server_file, "    \"\"\"POST {\"question\": \"...\"} gives {\"answer\": \"...\"}.\"\"\"\n",
         "    \"\"\"POST {\"question\": \"...\"} gives {\"answer\": \"...\"}.\"\"\"\n\n"
         "    def log_message(self, format, *args):\n"
         "        logging.info(\"%s %s\", self.address_string(), format % args)\n"}},
       ""},
      {"cache-size.patch",
       3,
       "Add a --cache-size argument\n\nTen answers are too many for the small machine that we serve from.\n",
       {{k_main_file, "    args = parser.parse_args()\n    run(args.host, args.port)\n",
         "    parser.add_argument(\"--cache-size\", type=int, default=10, help=\"answers to keep (default: 10)\")\n"
         "    args = parser.parse_args()\n    run(args.host, args.port, args.cache_size)\n"},
        {k_server_file, "def run(host, port):\n", "def run(host, port, cache_size=10):\n"},
        {k_server_file, "    server.cache = AnswerCache()\n", "    server.cache = AnswerCache(max_size=cache_size)\n"}},
       ""},
      {"health.patch",
       3,
       "Answer GET /health\n\nOur supervisor asks for it before it sends anybody here.\n",
       {{k_server_file, k_before_health, k_with_health}},
       ""},
  };
  return k_patches;
}

}  // namespace mlxpatch::ops
