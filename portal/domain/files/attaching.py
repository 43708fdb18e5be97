"""What files belong to: a reading where there is one, the account in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from portal.database import db
from portal.domain import events
from portal.domain.errors import Refused
from portal.domain.files.kinds import PDF
from portal.language import gettext as _
from portal.models import Account, File, Submission, SubmissionFile, User

MOST_FILES = 10
SHOWN = 50


def attach(submission: Submission, sha256s: Sequence[str], *, actor: User, now: datetime) -> dict[str, str]:
    """Join the actor's files with these hashes to a reading: {SHA-256: held, missing or refused}.

    A repeat changes nothing. A PDF is refused: what shows a meter is a photo or a video.

    Raises:
        Refused: ``too_many_files``.
    """
    if not sha256s:
        return {}
    with db.atomic():
        _keep_others_out(submission)
        files = _own(actor, sha256s)
        joined = {row.file_id for row in SubmissionFile.select().where(SubmissionFile.submission == submission.id)}
        new = [file for file in files if _shows_a_meter(file) and file.id not in joined]
        if len(joined) + len(new) > MOST_FILES:
            raise too_many()
        for file in new:
            SubmissionFile.insert(submission=submission.id, file=file.id).on_conflict_ignore().execute()
        _about(submission.account_id, new)
        if new:
            events.record(submission, "files_added", actor=actor, at=now, files=[file.ref for file in new])
    return _told(sha256s, files)


def attach_to_account(account: Account, sha256s: Sequence[str], *, actor: User, now: datetime) -> dict[str, str]:
    """The same for files that belong to no reading."""
    with db.atomic():
        files = _own(actor, sha256s)
        new = [file for file in files if _shows_a_meter(file) and file.account_id is None]
        _about(account.id, new)
        if new:
            events.record(account, "files_added", actor=actor, at=now, files=[file.ref for file in new])
    return _told(sha256s, files)


def _keep_others_out(submission: Submission) -> None:
    """Two who join at once would each find room. SQLite's immediate transaction already keeps others out."""
    if db.obj.for_update:
        Submission.select(Submission.id).where(Submission.id == submission.id).for_update().execute()


def too_many() -> Refused:
    return Refused(
        _("До одного показу можна додати щонайбільше %(most)s файлів", most=MOST_FILES), code="too_many_files"
    )


def files_of_submissions(submissions: Sequence[int]) -> dict[int, list[File]]:
    """{row id of a submission: its files}, in one query."""
    found: dict[int, list[File]] = defaultdict(list)
    if submissions:
        rows = (
            SubmissionFile.select(SubmissionFile, File)
            .join(File)
            .where(SubmissionFile.submission.in_(submissions))
            .order_by(File.id)
        )
        for row in rows:
            found[row.submission_id].append(row.file)
    return found


def files_of_account(account: Account, actor: User) -> list[File]:
    """The actor's newest files about this account."""
    query = File.select().where(File.account == account, File.user == actor)
    return list(query.order_by(File.id.desc()).limit(SHOWN))


def _own(actor: User, sha256s: Sequence[str]) -> list[File]:
    return list(File.select().where(File.user == actor, File.sha256.in_(sha256s)))


def _shows_a_meter(file: File) -> bool:
    return file.state != "refused" and file.type != PDF.type


def _about(account: int, files: Sequence[File]) -> None:
    if files:
        ids = [file.id for file in files]
        File.update(account=account).where(File.id.in_(ids), File.account.is_null()).execute()


def _told(sha256s: Sequence[str], files: Sequence[File]) -> dict[str, str]:
    fit = {file.sha256: _shows_a_meter(file) for file in files}
    said = {None: "missing", True: "held", False: "refused"}
    return {sha256: said[fit.get(sha256)] for sha256 in sha256s}
