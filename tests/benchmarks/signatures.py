"""Verification: hashes and curves in plain Python, an application by ДСТУ 4145, and one by RSA."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from portal.demo.signing import people
from portal.demo.signing.keys import DstuKey
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.signatures import dstu4145, examining, gost34311, kupyna, trust, verifying
from portal.domain.signatures.trust import Trust
from tests.benchmarks import report
from tests.domain.signatures.samples import NOW, PAGES, SIGNED_AT, application, pdf_of

ROUNDS = 7
HASHED = bytes(range(256)) * 1024
SIZE_KB = 200


def run() -> None:
    """Measure, print, and write the part; medians of seven rounds by the clock."""
    padded = pdf_of([b"<</Type/Catalog/Pages 2 0 R/X(%b)>>" % (b"x" * SIZE_KB * 1000), *PAGES])
    dstu, rsa = sign_pdf(padded, people.ivan(), SIGNED_AT), sign_pdf(application(), people.ivan("rsa"), SIGNED_AT)
    figures = {
        "dstu_verify_ms_257": _dstu_ms(257),
        "dstu_verify_ms_431": _dstu_ms(431),
        "gost_mb_s": _speed(gost34311.digest),
        "kupyna_mb_s": _speed(kupyna.digest),
        "pades_rsa_ms": _ms(lambda: _verify(rsa)),
        "pades_dstu_200kb_ms": _ms(lambda: _verify(dstu)),
        "program_dstu_200kb_ms": _program_ms(dstu),
    }
    rows = [[name.replace("_", " "), value] for name, value in figures.items()]
    report.show(f"Verification of signatures ({report.machine()})", ["", "figure"], rows)
    report.write("signatures", figures)


def _verify(content: bytes) -> None:
    said = verifying.verify(content, Trust((people.trust_list(),)), NOW)
    assert said.judgements[0].holds


def _dstu_ms(m: int) -> float:
    key = DstuKey("bench", m=m)
    signature, hashed = key.sign_hash(bytes(range(32))), bytes(range(32))
    held = dstu4145.read_key(key.info)
    return _ms(lambda: held.verifies(hashed, signature))


def _speed(hashed: Callable[[bytes], bytes]) -> float:
    return round(len(HASHED) / 1000 / _ms(lambda: hashed(HASHED)), 2)


def _program_ms(content: bytes) -> float:
    """All of it, as an errand does it: a program that starts, reads the lists and verifies."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(content)
        trust.keep(people.trust_list(), Path(folder) / "trust")
        return _ms(lambda: examining.examine(path, Path(folder) / "trust", NOW))


def _ms(measured: Callable[[], object]) -> float:
    measured()
    took = []
    for _number in range(ROUNDS):
        started = time.perf_counter()
        measured()
        took.append(time.perf_counter() - started)
    return round(1000 * statistics.median(took), 1)
