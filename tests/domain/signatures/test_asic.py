"""ASiC-E and ASiC-S containers, and what somebody may have put into them."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

import pytest

from portal.demo.signing import people, signed_data
from portal.domain.signatures import asic, gost34311, kupyna
from tests.domain.signatures.samples import SIGNED_AT, application, judged

E = "http://www.w3.org/2001/04/xmlenc#"
METHODS = {
    "sha256": lambda held: hashlib.sha256(held).digest(),
    "gost34311": gost34311.digest,
    "dstu7564-384": lambda held: kupyna.digest(held, 384),
}


def manifest(documents: dict[str, bytes], method: str = "sha256", head: str = "") -> bytes:
    references = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="{E}{method}"/>'
        f"<ds:DigestValue>{base64.b64encode(METHODS[method](held)).decode()}</ds:DigestValue>"
        "</asic:DataObjectReference>"
        for name, held in documents.items()
    )
    return (
        f'<?xml version="1.0"?>{head}<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><asic:SigReference URI="META-INF/signature001.p7s"'
        f' MimeType="application/pkcs7-signature"/>{references}</asic:ASiCManifest>'
    ).encode()


def container(files: dict[str, bytes], listed: bytes, kind: str = "dstu") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.etsi.asic-e+zip", zipfile.ZIP_STORED)
        for name, held in files.items():
            target.writestr(name, held)
        target.writestr("META-INF/ASiCManifest001.xml", listed)
        target.writestr("META-INF/signature001.p7s", signed_data.sign(listed, people.ivan(kind), SIGNED_AT))
    return written.getvalue()


PDF = {"application.pdf": application()}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["dstu", "ec"])
def test_a_container(kind: str, method: str) -> None:
    report = judged(container(PDF, manifest(PDF, method), kind), made=application())
    assert report.judgements[0].holds
    assert (report.kind, report.document) == ("asic", "same")
    assert report.document_sha256 == hashlib.sha256(application()).hexdigest()


def test_what_was_put_in_or_changed() -> None:
    listed = manifest(PDF)
    assert judged(container({**PDF, "more.pdf": b"x"}, listed)).judgements[0].code == "document_not_signed"
    changed = judged(container({"application.pdf": b"other"}, listed)).judgements[0]
    assert (changed.state, changed.code) == ("changed", "content_changed")
    assert judged(container(PDF, manifest({**PDF, "gone.pdf": b""}))).judgements[0].code == "bad_container"


def test_a_document_in_a_folder() -> None:
    listed = manifest(PDF)
    assert judged(container({**PDF, "more/b.pdf": b"x"}, listed)).judgements[0].code == "document_not_signed"
    inside = {"more/application.pdf": application()}
    report = judged(container(inside, manifest(inside)), made=application())
    assert report.judgements[0].holds
    assert report.document == "same"


def test_the_document_itself() -> None:
    """ASiC-S: the signature is of the one document, without a manifest."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr("application.pdf", application())
        target.writestr("META-INF/signature.p7s", signed_data.sign(application(), people.ivan(), SIGNED_AT))
    assert judged(written.getvalue(), made=application()).judgements[0].holds


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.pdf": b"x"}, "no_signature"),
        ({"a.pdf": b"x", "META-INF/signatures001.xml": b"<x/>"}, "xades_not_known"),
        ({"META-INF/signature.p7s": b"x"}, "bad_container"),
        ({"a.pdf": b"x", "b.pdf": b"y", "META-INF/signature.p7s": b"x"}, "bad_container"),
        ({"a.pdf": b"x", "META-INF/ASiCManifest.xml": b"<", "META-INF/s.p7s": b"x"}, "bad_container"),
        ({f"{number}.pdf": b"x" for number in range(100)}, "bad_container"),
        ({"a.pdf": b"x", **{f"META-INF/{number}.p7s": b"x" for number in range(21)}}, "too_many_signatures"),
        ({"a.pdf": bytes(9 * 1024 * 1024), "META-INF/s.p7s": b"x"}, "bad_container"),
    ],
)
def test_containers_that_are_none(files: dict[str, bytes], code: str) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, held in files.items():
            target.writestr(name, held)
    assert judged(written.getvalue()).code == code


def test_entities_that_grow() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert judged(container(PDF, manifest(PDF, head=head))).code == "bad_container"
    wide = manifest(PDF, head=head).decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
    with pytest.raises(ValueError, match="declarations"):
        asic._manifest(wide)
