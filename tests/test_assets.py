"""Building the static files."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest

from portal import assets
from portal.joining import AssetError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    write(folder, "css/portal.css", '@layer base;\n@import "base.css" layer(base);\n')
    write(
        folder,
        "css/base.css",
        'html { background: url("../icons/light.svg"); }\n' + "a { color: red; }\n" * 40,
    )
    write(folder, "js/app.js", 'import { greet } from "./behaviours/greet.js";\ngreet();\n')
    write(folder, "js/behaviours/greet.js", "/** Greets. */\nexport function greet() {}\n")
    write(folder, "icons/light.svg", "<svg/>")
    write(folder, "vendor/htmx.min.js", "var htmx = 1; // as it came\n")
    write(folder, "icons/.DS_Store", "x")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def files(folder: Path) -> dict[str, int]:
    """Each file with the moment of its writing."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_file_gets_its_hash_into_its_name(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    manifest = assets.build(source, target)
    assert sorted(manifest) == ["css/portal.css", "icons/light.svg", "js/app.js", "vendor/htmx.min.js"]
    for name, hashed in manifest.items():
        stem, suffix = name.rsplit(".", 1)
        assert re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{10}}\.{suffix}", hashed)
    assert assets.load_manifest(target) == manifest
    assert json.loads((target / "manifest.json").read_text()) == manifest
    assert (target / manifest["vendor/htmx.min.js"]).read_text() == "var htmx = 1; // as it came\n"
    script = (target / manifest["js/app.js"]).read_text()
    assert re.fullmatch(r'\(\(\)=>\{"use strict";function (\w)\(\)\{\}\1\(\)\}\)\(\)', script)
    assert f'url("../{manifest["icons/light.svg"]}")' in (target / manifest["css/portal.css"]).read_text()


def test_smaller_forms_are_made_ahead_where_they_are_smaller(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    sheet = target / assets.build(source, target)["css/portal.css"]
    assert brotli.decompress(sheet.with_name(sheet.name + ".br").read_bytes()) == sheet.read_bytes()
    assert gzip.decompress(sheet.with_name(sheet.name + ".gz").read_bytes()) == sheet.read_bytes()
    assert not list(target.glob("icons/*.gz"))


def test_files_are_for_everyone_to_read(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    for hashed in assets.build(source, target).values():
        assert (target / hashed).stat().st_mode & 0o777 == 0o644


def test_nothing_is_written_again_when_nothing_changed(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    assets.build(source, target)
    before = files(target)
    assets.build(source, target)
    assert files(target) == before


def test_a_changed_file_gets_a_new_name_and_the_old_one_goes(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    old = assets.build(source, target)
    write(source, "icons/light.svg", "<svg><path/></svg>")
    new = assets.build(source, target)
    assert new["js/app.js"] == old["js/app.js"]
    # The style sheet names the icon, so its name changes too.
    assert new["css/portal.css"] != old["css/portal.css"]
    assert new["icons/light.svg"] != old["icons/light.svg"]
    assert not (target / old["icons/light.svg"]).exists()


def test_what_is_left_over_goes_with_its_folder(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    assets.build(source, target)
    write(target, "old/deep/x.js", "")
    (source / "vendor" / "htmx.min.js").unlink()
    manifest = assets.build(source, target)
    assert "vendor/htmx.min.js" not in manifest
    assert not (target / "old").exists()
    assert not (target / "vendor").exists()


def test_a_failed_build_leaves_the_last_one_as_it_was(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    manifest = assets.build(source, target)
    write(source, "js/app.js", 'import { gone } from "./behaviours/greet.js";')
    with pytest.raises(AssetError, match="does not export gone"):
        assets.build(source, target)
    assert assets.load_manifest(target) == manifest
    assert all((target / hashed).is_file() for hashed in manifest.values())


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    source = tmp_path / "static"
    write(source, "icons/a.svg", "<svg/>")
    with pytest.raises(OSError, match="disk full"):
        assets.build(source, tmp_path / "built")
    assert files(tmp_path / "built") == {}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("js/other.js", 'import "./missing.js";', "js/missing.js is imported, but is not there"),
        ("css/portal.css", '@import "missing.css";', "css/missing.css is imported, but is not there"),
        ("css/base.css", "a { b: url(missing.svg) }", "css/missing.svg is named in a url"),
        ("js/behaviours/forgotten.js", "", "is imported by none"),
        ("css/components/forgotten.css", "", "is imported by none"),
    ],
)
def test_a_missing_or_forgotten_file_stops_the_build(
    source: Path, tmp_path: Path, name: str, text: str, reason: str
) -> None:
    write(source, name, text)
    with pytest.raises(AssetError, match=reason):
        assets.build(source, tmp_path / "built")


def test_a_manifest_that_was_never_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="make build"):
        assets.load_manifest(tmp_path)
