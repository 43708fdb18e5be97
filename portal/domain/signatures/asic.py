"""ASiC containers (ETSI EN 319 162-1): a zip with a document and a CAdES signature, of it or of a manifest.

Signatures in XML (XAdES) are told apart and not verified.
"""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

from portal.domain.signatures import digests, gost34311
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.faults import Broken, Unverifiable

LARGEST = 8 * 1024 * 1024
MOST_ENTRIES = 64
MOST_SIGNATURES = 20
_NAMESPACE = "{http://uri.etsi.org/02918/v1.2.1#}"
_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
# How manifests of the ЦЗО and of «ІІТ» name their hashes.
_METHODS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "2.16.840.1.101.3.4.2.1",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "2.16.840.1.101.3.4.2.2",
    "http://www.w3.org/2001/04/xmlenc#sha512": "2.16.840.1.101.3.4.2.3",
    "http://www.w3.org/2001/04/xmlenc#gost34311": oid.GOST_34311,
    "http://www.w3.org/2001/04/xmlenc#dstu7564-256": f"{oid.GOST_34311[:-2]}.2.1",
    "http://www.w3.org/2001/04/xmlenc#dstu7564-384": f"{oid.GOST_34311[:-2]}.2.2",
    "http://www.w3.org/2001/04/xmlenc#dstu7564-512": f"{oid.GOST_34311[:-2]}.2.3",
}


@dataclass(frozen=True)
class Part:
    """A signature of the container: what it signs directly, and the documents that this stands for."""

    place: str
    cms: bytes
    signed: bytes
    manifest: dict[str, tuple[str, bytes]] | None


@dataclass(frozen=True)
class Container:
    """The documents by name, and the signatures."""

    documents: dict[str, bytes]
    parts: tuple[Part, ...]

    def expect_covered(self, part: Part) -> None:
        """Every document has to be in the manifest, with the hash that it has.

        Raises:
            Broken: ``content_changed``, ``document_not_signed``.
            Unverifiable: ``unknown_digest``, ``weak_digest``.
        """
        if part.manifest is None:
            return
        if missing := set(part.manifest) - set(self.documents):
            raise Unverifiable("bad_container", f"no {sorted(missing)[0]}")
        for name, content in self.documents.items():
            if name not in part.manifest:
                raise Broken("document_not_signed")
            method, value = part.manifest[name]
            # The manifest's hash has no key whose S-box it could be of: it is the default one.
            if digests.digest(method, content, gost34311.DEFAULT_SBOX) != value:
                raise Broken("content_changed")


def read(content: bytes) -> Container:
    """Open a container.

    Raises:
        Unverifiable: ``bad_container``, ``xades_not_known``, ``no_signature``, ``too_many_signatures``.
    """
    try:
        entries = _entries(content)
        return _container(entries)
    except (zipfile.BadZipFile, ElementTree.ParseError, ValueError, KeyError, RuntimeError, OSError) as error:
        raise Unverifiable("bad_container", str(error)[:200]) from error
    except NotImplementedError as error:
        raise Unverifiable("bad_container", "an unknown compression") from error


def _entries(content: bytes) -> dict[str, bytes]:
    """Unpacked with limits of number and size: a zip of a few bytes can hold a terabyte of zeros."""
    found: dict[str, bytes] = {}
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        entries = [one for one in container.infolist() if not one.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise Unverifiable("bad_container", "too many files")
        for entry in entries:
            with container.open(entry) as file:
                held = file.read(left + 1)
            left -= len(held)
            if left < 0 or entry.filename in found:
                raise Unverifiable("bad_container", "too large, or one name twice")
            found[entry.filename] = held
    return found


def _container(entries: dict[str, bytes]) -> Container:
    inner = {name: held for name, held in entries.items() if name.startswith("META-INF/")}
    # Those in folders too: left out, nobody would miss them in the manifest.
    documents = {name: held for name, held in entries.items() if name not in inner and name != "mimetype"}
    signatures = sorted(name for name in inner if name.endswith(".p7s"))
    if not documents:
        raise Unverifiable("bad_container", "no document")
    if not signatures:
        is_xml = any("signatures" in name and name.endswith(".xml") for name in inner)
        raise Unverifiable("xades_not_known" if is_xml else "no_signature")
    if len(signatures) > MOST_SIGNATURES:
        raise Unverifiable("too_many_signatures")
    manifests = [_manifest(held) for name, held in sorted(inner.items()) if "ASiCManifest" in name]
    by_signature = {found[0]: (found[1], held) for found, held in manifests}
    return Container(documents, tuple(_part(name, inner[name], by_signature, documents) for name in signatures))


def _part(
    name: str,
    cms: bytes,
    manifests: dict[str, tuple[dict[str, tuple[str, bytes]], bytes]],
    documents: dict[str, bytes],
) -> Part:
    if name in manifests:
        manifest, signed = manifests[name]
        return Part(name, cms, signed, manifest)
    if len(documents) != 1:  # ASiC-S signs its one document itself
        raise Unverifiable("bad_container", "no manifest")
    return Part(name, cms, next(iter(documents.values())), None)


def _manifest(held: bytes) -> tuple[tuple[str, dict[str, tuple[str, bytes]]], bytes]:
    """((the signature it belongs to, the hashes by document), itself): ASiCManifest, ETSI EN 319 162-1, A.4."""
    if b"<!" in held.replace(b"<!--", b"") or b"\0" in held:  # UTF-16 would hide them
        raise ValueError("a manifest with declarations")  # entities that grow, or that are read from elsewhere
    root = ElementTree.fromstring(held)  # noqa: S314 (declarations were refused above)
    reference = root.find(f"{_NAMESPACE}SigReference")
    if reference is None:
        raise ValueError("a manifest of no signature")
    hashes = {}
    for one in root.iter(f"{_NAMESPACE}DataObjectReference"):
        method, value = one.find(f"{_DSIG}DigestMethod"), one.find(f"{_DSIG}DigestValue")
        if method is None or value is None:
            raise ValueError("a document without its hash")
        algorithm = method.get("Algorithm", "")
        hashes[unquote(one.get("URI", ""))] = (_METHODS.get(algorithm, algorithm), _decoded(value.text))
    return (unquote(reference.get("URI", "")), hashes), held


def _decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "", validate=False)
