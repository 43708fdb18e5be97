"""Files that were made to hurt: refused with a reason, in time and memory that are bounded."""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import core

from portal.demo.signing import certificates, people, signed_data
from portal.demo.signing.certificates import Wish, issue
from portal.demo.signing.keys import identifier, sequence
from portal.demo.signing.pdfs import sign_pdf
from portal.demo.signing.signed_data import sign
from portal.domain.signatures import chain, examining, gost34311, program, trust, wording
from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.judgement import Report
from tests.domain.files.papers import locked_pdf
from tests.domain.signatures.samples import NOW, PAGES, SIGNED_AT, application, judged, pdf_of, signed, small_pdf


def examined(content: bytes, folder: Path, **others: Path) -> Report:
    path = folder / "file"
    path.write_bytes(content)
    trust.keep(people.trust_list(), folder / "trust")
    return examining.examine(path, folder / "trust", NOW, **others)


def test_in_a_program_of_its_own(tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(application())
    report = examined(signed(), tmp_path, made=made)
    assert report == judged(signed(), made=application())
    assert report.judgements[0].holds


def bomb() -> bytes:
    """Five megabytes, of which a stream says that it unpacks to a gigabyte, again and again."""
    zeros = zlib.compress(bytes(64 * 1024 * 1024), 9)
    stream = zlib.compress(zeros * 16, 9)
    body = b"<</Type/ObjStm/N 1000000/First 9999999/Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n" % len(
        stream
    )
    content = b"%PDF-1.7\n5 0 obj\n" + body + stream + b"\nendstream\nendobj\n"
    entries = b"\x01\x00\x00\x11\x00" + b"\x02\x00\x05\x00\x00" * 5
    place = len(content)
    content += (
        b"6 0 obj\n<</Type/XRef/Size 6/W[1 2 2]/Root 1 0 R/Length %d>>\nstream\n" % len(entries)
        + entries
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % place
    )
    return content + b"\n" * (5 * 1024 * 1024 - len(content))


def million_objects() -> bytes:
    content = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    held = b"5 0 obj\n<</Type/XRef/Size 6/W[0 0 0]/Index[0 300000000]/Root 1 0 R/Length 0>>\nstream\n\nendstream\n"
    return content + held + b"endobj\nstartxref\n%d\n%%%%EOF" % len(content)


@pytest.mark.parametrize("make", [bomb, million_objects, lambda: signed()[:30_000], locked_pdf, lambda: b""])
def test_bombs(make: object, tmp_path: Path) -> None:
    started = time.monotonic()
    report = examined(make(), tmp_path)  # type: ignore[operator]
    assert report.code in ("took_too_long", "broken_pdf", "locked_pdf", "unknown_file", "no_signature")
    assert not report.judgements
    assert time.monotonic() - started < examining.PATIENCE_SECONDS


def test_a_thousand_signatures(tmp_path: Path) -> None:
    value = b"<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<30>>>"
    fields = b" ".join(b"%d 0 R" % number for number in range(4, 1004))
    form = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%b]>>>>" % fields
    held = [form, *PAGES, *(b"<</FT/Sig/T(S%d)/V %b>>" % (number, value) for number in range(1000))]
    assert examined(pdf_of(held), tmp_path).code == "too_many_signatures"
    assert judged(pdf_of([form.replace(fields, b"4 0 R"), *held[1:4]])).judgements[0].state != "whole"


def test_many_signers_of_one_cms() -> None:
    one = sign(b"text", people.ivan("ec"), SIGNED_AT, is_inside=True)
    from asn1crypto import cms

    held = cms.ContentInfo.load(one)
    body = held["content"]
    body["signer_infos"] = [body["signer_infos"][0].copy() for _number in range(21)]
    assert judged(held.dump(force=True)).code == "too_many_signatures"


def test_many_certificates() -> None:
    key = people.key("ec", "many")
    raws = [issue(Wish(f"N{number}"), key).certificate.raw for number in range(41)]
    assert judged(sign(b"text", people.ivan("ec"), SIGNED_AT, is_inside=True, certificates=raws)).code == (
        "too_many_certificates"
    )


@pytest.mark.parametrize(
    "numbers",
    [
        b"0 1 2 3",
        b"0 0 0 0",
        b"0 -5 99 9",
        b"5 6 7",
        b"0 99999999999999999999 1 1",
        b"0 10 (a) 9",
        b"0 600 500 9",
    ],
)
def test_broken_ranges(numbers: bytes) -> None:
    begin = signed().index(b"/ByteRange [") + len(b"/ByteRange [")
    end = signed().index(b"]", begin)
    content = signed()[:begin] + numbers.ljust(end - begin) + signed()[end:]
    if len(content) == len(signed()):
        (said,) = judged(content).judgements
        assert said.state != "whole"
        assert said.code in ("bad_range", "unknown_subfilter", "later_revision")


def test_a_range_with_a_hole() -> None:
    """The lengths add up, and eight bytes are not signed."""
    begin = signed().index(b"/ByteRange [") + len(b"/ByteRange [")
    end = signed().index(b"]", begin)
    _zero, before, behind, rest = map(int, signed()[begin:end].split())
    for numbers in (
        (0, before + 8, behind, rest - 8),
        (0, before, behind - 8, rest),
        (0, before - 8, behind, rest),
    ):
        lied = b"%d %d %d %d" % numbers
        content = signed()[:begin] + lied.ljust(end - begin) + signed()[end:]
        assert judged(content).judgements[0].state == "changed"


def test_a_curve_that_somebody_chose() -> None:
    """A certificate whose key has parameters of its own: not verified, and not taken down by them."""
    from tests.domain.signatures.test_dstu4145 import POINT, spelt

    class Odd:
        digest, algorithm = people.key("dstu", "odd").digest, people.key("dstu", "odd").algorithm
        info = people.key("dstu", "odd").info_of(POINT, spelt(base=POINT))  # type: ignore[attr-defined]

        def sign(self, signed: bytes) -> bytes:
            return bytes(64)

    owner = issue(Wish("Обманник"), Odd(), people.authority())
    from portal.domain.signatures import certificates

    assert certificates.read(owner.certificate.raw).key == Odd.info
    content = sign_pdf(small_pdf(), people.Owner(people.key("dstu", "odd"), owner.certificate), SIGNED_AT)
    (said,) = judged(content).judgements
    assert (said.state, said.code) == ("unverified", "bad_key")
    assert said.signer.name == "Обманник"


class Written:
    """Stands for a Time of asn1crypto, which would not write such a one."""

    raw = b""

    def __init__(self, _moment: object) -> None:
        pass

    def dump(self) -> bytes:
        return bytes([0x18, len(self.raw)]) + self.raw


TIMES = (b"99991231235959-1200", b"00010101000000+1200", b"00000101000000Z", b"20261120093000")


@pytest.mark.parametrize("raw", TIMES)
def test_times_that_are_none(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the signer and of a certificate: beyond what years there are, or by a clock that nobody knows."""
    monkeypatch.setattr(Written, "raw", raw)
    monkeypatch.setattr(signed_data.cms, "Time", Written)
    (said,) = judged(sign_pdf(small_pdf(), people.ivan("ec"), SIGNED_AT)).judgements
    assert (said.state, said.code, said.signer.name) == ("unverified", "bad_cms", people.IVAN)
    monkeypatch.setattr(certificates.x509, "Time", Written)
    with pytest.raises(Unverifiable, match="bad_certificate"):
        issue(Wish("Хтось"), people.key("ec", "no time"))


def test_the_last_moment_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 5280 has it for certificates that never end."""
    monkeypatch.setattr(Written, "raw", b"99991231235959Z")
    monkeypatch.setattr(signed_data.cms, "Time", Written)
    (said,) = examined(sign_pdf(small_pdf(), people.ivan("ec"), SIGNED_AT), tmp_path).judgements
    assert said.problems == ("expired", "claimed_in_future")
    assert wording.sentences(said)


SHA256 = sequence(identifier("2.16.840.1.101.3.4.2.1"))
MASK = sequence(identifier("1.2.840.113549.1.1.8"), SHA256)


def pss(mask: bytes, salt: int) -> bytes:
    parts = enumerate((SHA256, mask, core.Integer(salt).dump()))
    return sequence(*(core.Any.load(held).retag({"explicit": number}).dump() for number, held in parts))


@pytest.mark.parametrize(
    "parameters",
    [
        b"",
        core.Null().dump(),
        core.Integer(5).dump(),
        pss(sequence(identifier("1.2.3.4"), SHA256), 32),
        pss(MASK, 2**70),
        pss(MASK, -32),
    ],
)
def test_odd_parameters_of_a_signature(parameters: bytes) -> None:
    """RSA-PSS with none, or with what is not known: of a certificate that signs itself, by its own word."""
    key = people.RsaKey("odd parameters")
    key.algorithm = sequence(identifier("1.2.840.113549.1.1.10"), parameters)
    odd = issue(Wish("Обманник"), key)
    key.algorithm = people.RsaKey("odd parameters").algorithm
    (said,) = judged(sign_pdf(small_pdf(), odd, SIGNED_AT)).judgements
    assert said.state == "whole"
    assert not said.holds
    key.algorithm = sequence(identifier("1.2.840.113549.1.1.10"), parameters)
    (said,) = judged(sign_pdf(small_pdf(), odd, SIGNED_AT)).judgements
    assert said.state != "whole"


def test_whatever_else_fails_at_one_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_any: object) -> None:
        raise ArithmeticError("nobody thought of it")

    monkeypatch.setattr(chain, "build", fail)
    (said,) = judged(sign_pdf(small_pdf(), people.ivan("ec"), SIGNED_AT)).judgements
    assert (said.state, said.code) == ("unverified", "bad_cms")


def test_a_place_with_what_no_database_keeps() -> None:
    name = "Ж\0г\n\x1b" + "д" * 999
    place = judged(sign_pdf(small_pdf(), people.ivan("ec"), SIGNED_AT, name=name)).judgements[0].place
    assert place.startswith("Жг")
    assert place.isprintable()
    assert len(place) <= 100


def test_no_secrets_and_no_web_in_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    spy = tmp_path / "spy.py"
    real = Path(program.__file__).read_text("utf-8").replace('if __name__ == "__main__":', "if True:")
    place = Path(program.__file__)
    spy.write_text(
        real.replace("Path(__file__)", f"Path({str(place)!r})")
        + f"\n    import os; open({str(told)!r}, 'w').write(repr((dict(os.environ), 'flask' in sys.modules)))\n"
    )
    monkeypatch.setenv("SECRET_KEY", "a secret of ours")
    monkeypatch.setattr(program, "__file__", str(spy))
    assert examined(signed(), tmp_path).judgements[0].holds
    assert "a secret of ours" not in told.read_text()
    assert told.read_text().endswith("False)")


def test_a_fault_of_ours_is_not_said_to_be_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "__file__", str(tmp_path / "nothing.py"))
    with pytest.raises(RuntimeError):
        examined(signed(), tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    assert examined(signed(), tmp_path).code == "not_checked"


def test_200_kilobytes_cost_little_more_than_their_hash() -> None:
    """Against a measure of the same machine in the same minute; by the clock see make bench."""
    padded = pdf_of([b"<</Type/Catalog/Pages 2 0 R/X(%b)>>" % (b"x" * 200_000), *PAGES])
    file = sign_pdf(padded, people.ivan(), SIGNED_AT)
    assert len(file) > 200_000
    assert judged(file).judgements[0].holds
    judging, hashing = quickest(lambda: judged(file), lambda: gost34311.digest(file))
    assert judging < 2.5 * hashing


def quickest(*acts: Callable[[], object]) -> list[float]:
    """Seconds of the processor of each, the least of five; in turns, so that a busy minute meets all of them."""
    spent: list[list[float]] = [[] for _act in acts]
    for _round in range(5):
        for act, times in zip(acts, spent, strict=True):
            started = time.process_time()
            act()
            times.append(time.process_time() - started)
    return [min(times) for times in spent]
