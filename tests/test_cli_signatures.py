"""``flask signatures``: lists taken, files judged, bundles checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from portal.demo.signing import people
from portal.domain.signatures import trust
from tests.domain.signatures.samples import REAL, application, signed
from tests.domain.signatures.test_trust import p7b, xml


def run(app: Flask, *arguments: str | Path) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["signatures", *map(str, arguments)])
    return result.exit_code, result.output.splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed("ec"))
    return path


def test_a_list_and_a_file(app: Flask, settings: Settings, file: Path, tmp_path: Path) -> None:
    code, lines = run(app, "verify", file)
    assert (code, lines[-2]) == (1, "Довірчих списків немає.")
    source = tmp_path / "TL-UA-EC.xml"
    source.write_bytes(xml(people.authority().certificate.raw))
    code, lines = run(app, "trust", source)
    assert (code, lines[0]) == (0, "TL-UA-EC.json: 1 services, issued 2026-11-20")
    assert "its own signature was not verified" in lines[1]
    made = tmp_path / "made.pdf"
    made.write_bytes(application())
    code, lines = run(app, "verify", file, "--made", made)
    assert code == 0
    assert lines[0] == "1. Sig1"
    assert "   Сертифікат видав Тестовий надавач, якому довіряємо." in lines
    assert "Підписано саме той документ, який сформував портал." in lines
    assert json.loads(lines[-1])["judgements"][0]["signer"]["tax_number"] == people.IVANS_TAX_NUMBER
    assert trust.load(settings.trust_dir).lists[0].name == "TL-UA-EC"


def test_content_beside(app: Flask, tmp_path: Path) -> None:
    content = tmp_path / "text"
    content.write_bytes(b"123")
    code, lines = run(app, "verify", REAL / "message_detached.p7", "--content", content)
    assert code == 1, "nobody trusts its authority"
    assert "   Документ цілий: після підписання його не змінювали." in lines
    content.write_bytes(b"124")
    assert (
        "   Документ змінили після підписання."
        in run(app, "verify", REAL / "message_detached.p7", "--content", content)[1]
    )


def test_a_bundle(app: Flask, settings: Settings, tmp_path: Path) -> None:
    bundle = tmp_path / "CACertificates.p7b"
    raws = [path.read_bytes() for path in sorted(REAL.glob("*.cer"))]
    bundle.write_bytes(p7b(*raws))
    code, lines = run(app, "verify", "--certificates", bundle)
    assert (code, lines[-1]) == (0, "2 verified, 0 failed, 2 without issuer")
    broken = bytearray(raws[1])
    broken[-1] ^= 1
    bundle.write_bytes(p7b(bytes(broken), *raws[2:]))
    code, lines = run(app, "verify", "--certificates", bundle)
    assert (code, lines[-1]) == (1, "1 verified, 1 failed, 1 without issuer")
    assert run(app, "trust", bundle)[0] == 0
    assert len(trust.load(settings.trust_dir).lists[0].services) == 3


@pytest.mark.parametrize("arguments", [(), ("x", "--certificates", "y"), ("/nowhere",)])
def test_used_wrongly(app: Flask, arguments: tuple[str, ...]) -> None:
    assert run(app, "verify", *arguments)[0] == 2


def test_files_that_are_no_lists(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    for content in (b"<x/>", b"text"):
        path.write_bytes(content)
        assert run(app, "trust", path)[0] == 1
        assert run(app, "verify", "--certificates", path)[0] == 1
        assert run(app, "verify", path)[0] == 1
