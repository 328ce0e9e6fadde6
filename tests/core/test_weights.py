"""Files of published weights: found, verified, read, and fetched from a server of this test."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch

from gan_studio import paths
from gan_studio.core import weights
from gan_studio.core.errors import InputError
from gan_studio.core.weights import PublishedWeights, download, found_weights, state_dict, verified

CONTENT = bytes(range(256)) * 16_384  # 4 MiB, so that it comes in several chunks
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(BaseHTTPRequestHandler):
    """Serves the content, the content cut short, or nothing, depending on the path."""

    def do_GET(self) -> None:
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:100_000] if self.path.startswith("/short") else CONTENT)

    def log_message(self, *args: object) -> None:
        """Nothing, for a test says what failed."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def published(
    address: str = "http://localhost", path: str = "whole", sha256: str = SHA256
) -> PublishedWeights:
    return PublishedWeights("a small network", f"{address}/{path}/net.pth", sha256, 4, names=("other.pth",))


def test_a_download_is_kept_whole(address):
    wanted = published(address)
    *_, last = download(wanted)
    assert last.share == 1.0
    assert (paths.weights() / "net.pth").read_bytes() == CONTENT
    assert [path.name for path in paths.weights().iterdir()] == ["net.pth"]
    assert found_weights(wanted, None) == paths.weights() / "net.pth"


def test_a_download_tells_how_far_it_is(address, tmp_path):
    shares = [step.share for step in download(published(address), tmp_path)]
    assert shares == sorted(shares)
    assert len(shares) > 3


@pytest.mark.parametrize(
    ("path", "sha256", "reason"),
    [
        ("missing", SHA256, "Not Found"),
        ("short", SHA256, "broke off"),
        ("whole", "0" * 64, "is not the file of a small network"),
    ],
)
def test_what_did_not_come_whole_is_not_kept(address, tmp_path, path, sha256, reason):
    (tmp_path / "net.pth").write_bytes(b"older")
    with pytest.raises(InputError, match=reason):
        list(download(published(address, path, sha256), tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"net.pth": b"older"}


def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match=r"could not be fetched from http://127\.0\.0\.1:9/"):
        list(download(published("http://127.0.0.1:9"), tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(address, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Not a directory"):
        list(download(published(address), tmp_path / "file" / "weights"))


def test_a_download_that_is_given_up_leaves_nothing(address, tmp_path):
    steps = download(published(address), tmp_path)
    next(steps)
    next(steps)
    assert list(tmp_path.iterdir())
    steps.close()
    assert not list(tmp_path.iterdir())


def test_a_file_that_a_person_points_to_comes_first(tmp_path):
    paths.weights().mkdir(parents=True)
    (paths.weights() / "net.pth").touch()
    pointed = tmp_path / "mine.pth"
    pointed.touch()
    assert found_weights(published(), pointed) == pointed


def test_a_file_is_found_by_its_other_name_in_another_folder(tmp_path):
    (tmp_path / "other.pth").touch()
    assert found_weights(published(), None, [tmp_path]) == tmp_path / "other.pth"


def test_a_file_that_is_nowhere_is_asked_for():
    with pytest.raises(InputError, match=r"point to it, allow its download \(4 MB\), or get http"):
        found_weights(published(), None)


def test_a_missing_file_that_a_person_points_to_is_not_replaced_by_another(tmp_path):
    paths.weights().mkdir(parents=True)
    (paths.weights() / "net.pth").touch()
    with pytest.raises(InputError, match=r"There is no file .*gone\.pth"):
        found_weights(published(), tmp_path / "gone.pth")


def test_another_file_than_the_published_one_is_refused(tmp_path):
    (tmp_path / "net.pth").write_bytes(CONTENT[:-1])
    with pytest.raises(InputError, match=f"and not with {SHA256[:12]}; get it from http"):
        verified(published(), tmp_path / "net.pth")


@pytest.mark.parametrize("digits", [8, 64])
def test_the_published_file_is_accepted_by_as_many_digits_as_are_known(tmp_path, digits):
    (tmp_path / "net.pth").write_bytes(CONTENT)
    assert verified(published(sha256=SHA256[:digits]), tmp_path / "net.pth") == SHA256


def test_weights_are_read_as_they_were_saved(tmp_path):
    torch.save({"a": torch.arange(3.0)}, tmp_path / "net.pth")
    torch.testing.assert_close(state_dict(tmp_path / "net.pth")["a"], torch.arange(3.0))


class Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (Path("sprung"),)


def test_code_in_a_file_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"a": Trap()}, "net.pth")
    with pytest.raises(InputError, match="was not opened"):
        state_dict(Path("net.pth"))
    assert not Path("sprung").exists()


@pytest.mark.parametrize(
    "content", [[torch.zeros(1)], {"a": 1}, {1: torch.zeros(1)}, {"epoch": 3, "model": {"a": torch.zeros(1)}}]
)
def test_a_file_of_something_else_than_weights_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "net.pth")
    with pytest.raises(InputError, match="does not hold weights by name"):
        state_dict(tmp_path / "net.pth")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no weights", CONTENT[:1000]])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "net.pth").write_bytes(content)
    with pytest.raises(InputError, match="is damaged"):
        state_dict(tmp_path / "net.pth")


def test_an_unreadable_file_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        weights.checksum(tmp_path)
