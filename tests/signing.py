"""Signed PDFs for tests: a certificate of our own making, RSA or P-256, and pyhanko to put the signature in."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.demo.signing.people import IVANS_TAX_NUMBER

PADES = SigSeedSubFilter.PADES
ADOBE = SigSeedSubFilter.ADOBE_PKCS7_DETACHED


def signed_pdf(
    content: bytes, *, key: str = "rsa", subfilter: SigSeedSubFilter = PADES, name: str = "Sig1"
) -> bytes:
    """The PDF with an embedded signature; ``key`` is rsa or ec. Sign again under another ``name``."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    meta = signers.PdfSignatureMetadata(field_name=name, subfilter=subfilter, md_algorithm="sha256")
    # In a thread of its own: pyhanko runs an event loop, and in Playwright's tests another one is running already.
    with ThreadPoolExecutor(1) as thread:
        written: io.BytesIO = thread.submit(signers.sign_pdf, writer, meta, signer=signer(key)).result()
    return written.getvalue()


@cache
def signer(key: str = "rsa") -> signers.SimpleSigner:
    """Українець Іван Іванович with a certificate that nobody else trusts."""
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = (
        rsa.generate_private_key(65537, 2048) if key == "rsa" else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Українець Іван Іванович"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"TINUA-{IVANS_TAX_NUMBER}"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "UA"),
        ]
    )
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(20261124)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    held = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(held)
    return signers.SimpleSigner(signing_cert=held, signing_key=keys.PrivateKeyInfo.load(der), cert_registry=store)
