#include "demo/files.hpp"

#include <string_view>

namespace mlxpatch::ops::demo_files {

const std::string_view k_pyproject = R"py([build-system]
requires = []
build-backend = "backend"
backend-path = ["building"]

[project]
name = "tinyserve"
version = "0.0"
)py";

const std::string_view k_backend = R"py("""Builds the package with nothing but Python itself (PEP 517 and PEP 660)."""

import base64
import hashlib
import pathlib
import re
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "tinyserve"


def version():
    text = (ROOT / "pyproject.toml").read_text()
    return re.search('^version = "([^"]*)"', text, re.MULTILINE).group(1)


def wheel(directory, files):
    info = f"{NAME}-{version()}.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version()}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tinyserve\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = ""
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record += f"{name},sha256={digest.decode()},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    file = f"{NAME}-{version()}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory) / file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    sources = sorted((ROOT / NAME).glob("*.py"))
    return wheel(wheel_directory, {f"{NAME}/{file.name}": file.read_text() for file in sources})


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return wheel(wheel_directory, {f"{NAME}.pth": f"{ROOT}\n"})
)py";

const std::string_view k_answers = R"py("""What the server knows."""

CAPITALS = {
    "france": "Paris",
    "japan": "Tokyo",
    "kenya": "Nairobi",
}


def answer(question):
    """The answer to "capital of France", or None."""
    words = question.lower().rstrip("?").split()
    return CAPITALS.get(words[-1]) if words else None
)py";

const std::string_view k_server = R"py("""Answers questions over HTTP, one after the other."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer

from .answers import answer


class Handler(BaseHTTPRequestHandler):
    """POST {"question": "..."} gives {"answer": "..."}."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        question = json.loads(self.rfile.read(length))["question"]
        self.reply(200, {"answer": answer(question)})

    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def run(host, port):
    server = HTTPServer((host, port), Handler)
    server.serve_forever()
)py";

const std::string_view k_main = R"py("""python -m tinyserve starts the server."""

import argparse

from .server import run


def main():
    parser = argparse.ArgumentParser(prog="tinyserve", description="Answers questions over HTTP.")
    parser.parse_args()
    run("127.0.0.1", 8080)


main()
)py";

const std::string_view k_cache = R"py("""Answers that were given before."""


class AnswerCache:
    def __init__(self):
        self.answers = {}

    def get(self, question):
        return self.answers.get(question)

    def put(self, question, answer):
        self.answers[question] = answer
)py";

const std::string_view k_test_cache = R"py(import unittest

from tinyserve.cache import AnswerCache


class CacheTest(unittest.TestCase):
    def test_the_oldest_answer_goes_first(self):
        cache = AnswerCache(max_size=2)
        for question in ("a", "b", "c"):
            cache.put(question, question.upper())
        self.assertIsNone(cache.get("a"))
        self.assertEqual(cache.get("c"), "C")
)py";

const std::string_view k_test_answers = R"py(import unittest

from tinyserve.answers import answer


class AnswersTest(unittest.TestCase):
    def test_a_capital_is_known(self):
        self.assertEqual(answer("What is the capital of Kenya?"), "Nairobi")

    def test_what_is_unknown_has_no_answer(self):
        self.assertIsNone(answer("the capital of Atlantis"))
)py";

const std::string_view k_test_rooms = R"py(import unittest

from tinyserve.server import ROOMS


class RoomsTest(unittest.TestCase):
    def test_the_lobby_comes_first(self):
        self.assertEqual(ROOMS[0], "lobby")
)py";

}  // namespace mlxpatch::ops::demo_files
