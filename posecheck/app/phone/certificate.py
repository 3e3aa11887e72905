"""A certificate for one run: made on the spot, for one address, never written where it stays."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from posecheck.output.private import create_private

LASTS = timedelta(days=2)
"""How long it is valid: longer than any practice, and a phone's clock may be a day off."""


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key, as PEM, and its SHA-256 fingerprint as it is shown."""

    certificate: bytes
    key: bytes
    fingerprint: str


def make_certificate(address: str) -> Certificate:
    """Make a certificate for an address of this machine, signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "posecheck on this network")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    digest = certificate.fingerprint(hashes.SHA256())
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        ":".join(f"{byte:02X}" for byte in digest),
    )


def make_context(made: Certificate) -> ssl.SSLContext:
    """What a server encrypts with. Python reads keys from a file: it is private, and gone after."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory(prefix="posecheck-tls-") as folder:
        path = Path(folder) / "both.pem"
        create_private(path)
        path.write_bytes(made.key + made.certificate)
        context.load_cert_chain(path)
    return context
