"""Where the files of people lie: a folder or an S3 bucket, chosen by ``STORAGE_URL``.

Keys are two levels of folders and a random name, made by :func:`new_key`. What is put is there whole or not at
all.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol
from urllib.parse import parse_qs, urlsplit

_KEY = re.compile(r"[0-9a-z]{2}/[0-9a-z]{2}/[0-9a-z]+(\.[a-z]+)?")
# A store that does not answer must not hold a request for longer.
CONNECT_SECONDS, READ_SECONDS = 3, 20


class Missing(LookupError):
    """Nothing lies under this key."""


class StorageAway(RuntimeError):
    """The store can't do it now: the disk is full, or the bucket does not answer."""


class Storage(Protocol):
    """What both kinds can do."""

    def put(self, key: str, content: bytes | Path) -> None:
        """Keep the bytes, or those of a file, under the key; what lay there is replaced. Raises StorageAway."""

    def open(self, key: str) -> BinaryIO:
        """The bytes as a file to read. Raises Missing or StorageAway."""

    def delete(self, key: str) -> None:
        """Throw it away; nothing happens if it is not there. Raises StorageAway."""


def connect(url: str) -> Storage:
    """A store from ``file:///folder`` or ``s3://bucket/prefix?endpoint=https://host&region=name``.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(Path(url.removeprefix("file://")))
    if parts.scheme == "s3":
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return Bucket(parts.netloc, parts.path.strip("/"), options.get("endpoint"), options.get("region"))
    raise ValueError(f"STORAGE_URL: {parts.scheme!r} is not supported, use file or s3")


def new_key() -> str:
    """A key that nothing lies under, and that nobody guesses."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name[4:]}"


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of the storage")
    return key


class Folder:
    """Files under a folder, readable by the portal alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, content: bytes | Path) -> None:
        path = self._root / _checked(key)
        with _away_on(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as target:
                    _copy(content, target)
                    target.flush()
                    os.fsync(target.fileno())
                Path(unfinished).replace(path)
            except BaseException:
                Path(unfinished).unlink(missing_ok=True)
                raise
            # The two folders above may be new as well, and stand in theirs only when those are on the disk.
            for folder in (path.parent, path.parent.parent, self._root):
                _sync_folder(folder)

    def open(self, key: str) -> BinaryIO:
        try:
            return (self._root / _checked(key)).open("rb")
        except FileNotFoundError:
            raise Missing(key) from None
        except OSError as error:
            raise StorageAway(str(error)) from error

    def delete(self, key: str) -> None:
        with _away_on(OSError):
            (self._root / _checked(key)).unlink(missing_ok=True)


class Bucket:
    """Objects in an S3 bucket; keys and secrets come the way that boto3 takes them from the environment."""

    def __init__(self, bucket: str, prefix: str, endpoint: str | None, region: str | None) -> None:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self._errors: tuple[type[Exception], ...] = (BotoCoreError, ClientError)
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        # The checksums that boto adds by itself are Amazon's own: other stores may refuse a body with them.
        checksums = "when_required" if endpoint else "when_supported"
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=region or "us-east-1",
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": "path"},
                request_checksum_calculation=checksums,
                response_checksum_validation=checksums,
            ),
        )

    def put(self, key: str, content: bytes | Path) -> None:
        name = self._prefix + _checked(key)
        with _away_on(*self._errors, OSError):
            if isinstance(content, Path):
                with content.open("rb") as source:
                    self._client.put_object(Bucket=self._bucket, Key=name, Body=source)
            else:
                self._client.put_object(Bucket=self._bucket, Key=name, Body=content)

    def open(self, key: str) -> BinaryIO:
        """Read into a temporary file: an answer that breaks off in the middle is then no half of a picture."""
        name = self._prefix + _checked(key)
        with _away_on(*self._errors, OSError):
            try:
                body = self._client.get_object(Bucket=self._bucket, Key=name)["Body"]
            except self._client.exceptions.NoSuchKey:
                raise Missing(key) from None
            # The caller closes it.
            kept: Any = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115
            shutil.copyfileobj(body, kept)
            kept.seek(0)
            opened: BinaryIO = kept
            return opened

    def delete(self, key: str) -> None:
        with _away_on(*self._errors):
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + _checked(key))


@contextmanager
def _away_on(*kinds: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        raise StorageAway(str(error)) from error


def _copy(content: bytes | Path, target: IO[bytes]) -> None:
    if isinstance(content, bytes):
        target.write(content)
        return
    with content.open("rb") as source:
        shutil.copyfileobj(source, target)


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
