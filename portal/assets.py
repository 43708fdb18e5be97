"""The static files as they are served: joined, named by their content, compressed ahead.

`python -m portal.assets` makes build/static/ from portal/static/. A style sheet or script that another one
imports becomes a part of it; all else is copied. manifest.json says under which name a file is served: the
name holds the hash of the content, so that browsers may keep it for good.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import sys
import tempfile
from pathlib import Path

import brotli

from portal.joining import AssetError, css, js

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "portal" / "static"
TARGET = ROOT / "build" / "static"
MANIFEST = "manifest.json"
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"}


def load_manifest(target: Path = TARGET) -> dict[str, str]:
    """Logical name → name with hash, as they were built."""
    try:
        manifest: dict[str, str] = json.loads((target / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as missing:
        raise AssetError(f"{target / MANIFEST} is not there: make build") from missing
    return manifest


def build(source: Path = SOURCE, target: Path = TARGET) -> dict[str, str]:
    """Builds all files, gives the manifest. What did not change stays untouched; what is left over goes."""
    names = sorted(
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(source).parts)
    )
    scripts = [name for name in names if name.startswith("js/") and name.endswith(".js")]
    sheets = [name for name in names if name.startswith("css/") and name.endswith(".css")]
    manifest: dict[str, str] = {}
    kept = {MANIFEST}

    def read(name: str) -> str:
        if name not in names:
            raise AssetError(f"{name} is imported, but is not there")
        return (source / name).read_text("utf-8")

    def put(name: str, content: bytes) -> None:
        stem, suffix = posixpath.splitext(name)
        manifest[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}"
        kept.update(_write_with_compressed(target, manifest[name], content))

    def from_css(name: str) -> str:
        if name not in manifest:
            raise AssetError(f"{name} is named in a url(), but is not there")
        return posixpath.relpath(manifest[name], "css")

    for name in sorted(set(names) - set(scripts) - set(sheets)):
        put(name, (source / name).read_bytes())
    modules = (js.parse(script, read(script)) for script in scripts)
    for name in _own(scripts, "js", {part for module in modules for part in module.imports}):
        put(name, js.shorten(name, js.join(name, read)).encode())
    for name in _own(sheets, "css", {part for sheet in sheets for part in css.imports(sheet, read(sheet))}):
        put(name, css.join(name, read, from_css).encode())
    _write(target / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    _sweep(target, kept)
    return manifest


def _own(names: list[str], folder: str, parts: set[str]) -> list[str]:
    """Those that are served as files of their own; in deeper folders each has to be a part of another one."""
    own = [name for name in names if name not in parts]
    for name in own:
        if posixpath.dirname(name) != folder:
            raise AssetError(f"{name} is imported by none (a file of its own lies in {folder}/ itself)")
    return own


def _write_with_compressed(target: Path, name: str, content: bytes) -> set[str]:
    """Writes the file and its smaller forms; gives the names of all."""
    forms = {name: content}
    if posixpath.splitext(name)[1] in COMPRESSED:
        packed = {
            f"{name}.br": brotli.compress(content, quality=11),
            f"{name}.gz": gzip.compress(content, 9, mtime=0),
        }
        forms |= {form: smaller for form, smaller in packed.items() if len(smaller) < len(content)}
    for form, form_content in forms.items():
        _write(target / form, form_content)
    return set(forms)


def _write(path: Path, content: bytes) -> None:
    """Replaces the file at once and whole, unless it holds the same already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sweep(target: Path, kept: set[str]) -> None:
    """Takes away the files of earlier builds, and folders that became empty."""
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target).as_posix() not in kept:
            path.unlink()


def main() -> int:
    """Builds, and says what came of it."""
    try:
        manifest = build()
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum((TARGET / name).stat().st_size for name in manifest.values())
    print(f"Built {len(manifest)} static files, {size / 1000:.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
