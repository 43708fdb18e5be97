"""Where files lie: a folder, or a bucket (an imitation on loopback that answers like S3, failures included)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal import storage
from portal.storage import Missing, Storage, StorageAway

KEY = "ab/cd/0123456789"


class Imitation(BaseHTTPRequestHandler):
    """PUT, GET and DELETE of objects; ``server.failing`` makes every answer a 500."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "aws-chunked":
            size, _end, rest = body.partition(b"\r\n")
            body = rest[: int(size.split(b";")[0], 16)]
        self.server.objects[self.path] = body  # type: ignore[attr-defined]
        self._answer(200)

    def do_GET(self) -> None:
        found = self.server.objects.get(self.path)  # type: ignore[attr-defined]
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")
        elif self.server.breaking_off:  # type: ignore[attr-defined]
            self.send_response(200)
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found[: len(found) // 2])
            self.close_connection = True
        else:
            self._answer(200, found)

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)  # type: ignore[attr-defined]
        self._answer(204)

    def _answer(self, status: int, body: bytes = b"") -> None:
        if self.server.failing:  # type: ignore[attr-defined]
            status, body = 500, b"<Error><Code>InternalError</Code><Message>away</Message></Error>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def imitation(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Imitation)
    server.objects, server.failing, server.breaking_off = {}, False, False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return storage.connect(f"file://{tmp_path}/files")
    server = request.getfixturevalue("imitation")
    return storage.connect(f"s3://photos/portal?endpoint=http://127.0.0.1:{server.server_port}")


def test_put_open_delete(store: Storage, tmp_path: Path) -> None:
    store.put(KEY, b"one")
    store.put(KEY, b"two")
    with store.open(KEY) as opened:
        assert opened.read() == b"two"
    path = tmp_path / "received"
    path.write_bytes(b"three" * 100_000)
    store.put(KEY, path)
    with store.open(KEY) as opened:
        assert opened.read() == b"three" * 100_000
    store.delete(KEY)
    store.delete(KEY)
    with pytest.raises(Missing):
        store.open(KEY)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "ab/cd/../x", "ab/cd/é", "", "ab"])
def test_only_keys_of_ours(store: Storage, key: str) -> None:
    for act in (lambda: store.put(key, b""), lambda: store.open(key), lambda: store.delete(key)):
        with pytest.raises(ValueError, match="is no key"):
            act()


def test_new_keys_are_keys(store: Storage) -> None:
    key = storage.new_key()
    store.put(key, b"")
    store.put(f"{key}.thumb", b"")
    assert storage.new_key() != key


def test_a_bucket_that_is_away(imitation: ThreadingHTTPServer) -> None:
    store = storage.connect(f"s3://photos?endpoint=http://127.0.0.1:{imitation.server_port}")
    imitation.failing = True  # type: ignore[attr-defined]
    for act in (lambda: store.put(KEY, b"x"), lambda: store.open(KEY), lambda: store.delete(KEY)):
        with pytest.raises(StorageAway):
            act()
    nobody = storage.connect("s3://photos?endpoint=http://127.0.0.1:1")
    with pytest.raises(StorageAway):
        nobody.put(KEY, b"x")


def test_an_answer_that_breaks_off_is_no_half_of_a_file(imitation: ThreadingHTTPServer) -> None:
    store = storage.connect(f"s3://photos?endpoint=http://127.0.0.1:{imitation.server_port}")
    store.put(KEY, b"x" * 300_000)
    imitation.breaking_off = True  # type: ignore[attr-defined]
    with pytest.raises(StorageAway):
        store.open(KEY)


def test_objects_lie_under_the_prefix_as_they_are(imitation: ThreadingHTTPServer) -> None:
    storage.connect(f"s3://photos/portal?endpoint=http://127.0.0.1:{imitation.server_port}").put(KEY, b"x")
    assert imitation.objects == {f"/photos/portal/{KEY}": b"x"}  # type: ignore[attr-defined]


def test_the_folders_above_are_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(storage, "_sync_folder", synced.append)
    root = tmp_path / "files"
    storage.connect(f"file://{root}").put(KEY, b"x")
    assert synced == [root / "ab" / "cd", root / "ab", root]


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with pytest.raises(StorageAway):
        storage.connect(f"file://{tmp_path}/files").put(KEY, b"x")


def test_files_are_for_the_portal_alone(tmp_path: Path) -> None:
    storage.connect(f"file://{tmp_path}/files").put(KEY, b"x")
    assert (tmp_path / "files" / KEY).stat().st_mode & 0o077 == 0


def test_other_schemes_are_refused() -> None:
    with pytest.raises(ValueError, match="not supported"):
        storage.connect("ftp://host/files")
