"""``flask signatures``: whom to trust, and what is to be said of a signed file."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.signatures import bundles, examining, trust, trust_lists, wording
from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.judgement import Report
from portal.domain.signatures.trust import TrustList
from portal.extensions import settings

group = AppGroup("signatures", help="Signed files and the authorities that are trusted.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("trust")
@click.argument("files", nargs=-1, required=True, type=_FILE)
def take(files: tuple[Path, ...]) -> None:
    """Read lists of the ЦЗО (TL-UA-DSTU.xml …) or bundles (.p7b) into TRUST_DIR, in the place of earlier ones."""
    for path in files:
        try:
            one = _list(path.stem, path.read_bytes())
        except Unverifiable as error:
            raise click.ClickException(f"{path.name}: {error}") from error
        kept = trust.keep(one, settings().trust_dir)
        click.echo(f"{kept.name}: {len(one.services)} services, issued {one.issued:%Y-%m-%d}")
        click.echo(f"  SHA-256 of the source {one.source_sha256}; its own signature was not verified")


@group.command("verify")
@click.argument("file", required=False, type=_FILE)
@click.option("--content", type=_FILE, help="The document, when the signature does not hold it.")
@click.option("--made", type=_FILE, help="The document that the portal made, to compare with.")
@click.option(
    "--certificates", "bundle", type=_FILE, help="Hold each certificate of a bundle to its issuer in it."
)
@click.pass_context
def verify(
    context: click.Context, file: Path | None, content: Path | None, made: Path | None, bundle: Path | None
) -> None:
    """Say what there is to say of a signed file, in words and as JSON; the exit code is 0 when all holds."""
    if (file is None) == (bundle is None):
        raise click.UsageError("either FILE or --certificates")
    if bundle is not None:
        context.exit(_check_bundle(bundle))
    assert file is not None
    report = examining.examine(file, settings().trust_dir, clock.now(), beside=content, made=made)
    for line in _lines(report):
        click.echo(line)
    click.echo(report.to_json())
    context.exit(0 if report.signatures and all(one.holds for one in report.judgements) else 1)


def _list(name: str, content: bytes) -> TrustList:
    if content.lstrip()[:1] == b"<" or content.startswith(b"\xef\xbb\xbf<"):
        return trust_lists.read(name, content)
    hashed = hashlib.sha256(content).hexdigest()
    return trust.of_certificates(name, clock.now(), bundles.read(content), hashed)


def _check_bundle(path: Path) -> int:
    try:
        held = bundles.check(bundles.read(path.read_bytes()))
    except Unverifiable as error:
        raise click.ClickException(f"{path.name}: {error}") from error
    for one in held:
        click.echo(f"{one.outcome:14}  {one.name}" + (f": {wording.reason(one.why)}" if one.why else ""))
    count = Counter(one.outcome for one in held)
    click.echo(
        f"{count[bundles.VERIFIED]} verified, {count[bundles.FAILED]} failed,"
        f" {count[bundles.WITHOUT_ISSUER]} without issuer"
    )
    return 1 if count[bundles.FAILED] else 0


def _lines(report: Report) -> list[str]:
    found = [wording.reason(report.code)] if report.code else []
    for number, one in enumerate(report.judgements, 1):
        found.append(f"{number}. {one.place or report.kind}")
        found += [f"   {sentence}" for sentence in wording.sentences(one)]
    return [*found, *filter(None, [wording.document(report)]), wording.lists(report)]
