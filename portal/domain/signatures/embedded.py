"""Is this a whole PDF with an embedded signature? Asked when it arrives, so that nothing else is kept as signed.

Nothing is verified here: neither that the content is what was signed, nor by whom. That is another work, done by
a task upon what this one let in.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from portal.domain.errors import Refused
from portal.domain.signatures import program
from portal.language import lazy_gettext

LARGEST = 5 * 1024 * 1024
# By the clock; the program allows itself less of the processor.
PATIENCE_SECONDS = 30
REASONS = {
    "too_large": lazy_gettext("Підписана заява завелика: щонайбільше 5 МБ"),
    "not_pdf": lazy_gettext(
        "Це не PDF. Потрібен файл PDF з підписом усередині: під час підписання виберіть формат PAdES."
    ),
    "broken_pdf": lazy_gettext("PDF не вдалося прочитати: файл пошкоджений або неповний. Підпишіть заяву ще раз."),
    "locked_pdf": lazy_gettext("PDF захищено паролем. Підпишіть той файл, який ви завантажили з Кабінету."),
    "no_signature": lazy_gettext(
        "У файлі немає електронного підпису. Підпишіть заяву й завантажте файл, який отримали після підписання."
    ),
    "unsupported_signature": lazy_gettext(
        "Такий вид підпису не приймаємо. Підпишіть заяву ще раз, вибравши формат PAdES."
    ),
    "not_whole": lazy_gettext(
        "Після підписання файл змінили: підпис охоплює не весь документ. Підпишіть заяву ще раз і не змінюйте її."
    ),
    "not_checked": lazy_gettext("Зараз не вдалося перевірити файл. Спробуйте ще раз за кілька хвилин."),
}


def check(path: Path) -> None:
    """Let a whole PDF with an embedded signature pass, in some 0.3 s. It does NOT verify the signature.

    Accepted are /SubFilter ETSI.CAdES.detached and adbe.pkcs7.detached, and the last signature or time stamp must
    cover the file from its first byte to its last, but for evidence that was added behind it (PAdES-LT). A hostile
    file is stopped after 3 s of the processor.

    Raises:
        Refused: ``too_large``, ``not_pdf``, ``broken_pdf``, ``locked_pdf``, ``no_signature``,
            ``unsupported_signature``, ``not_whole``; ``not_checked`` when the machine can't do it now.
    """
    if path.stat().st_size > LARGEST:
        raise _refused("too_large")
    code = _looked_at(path)
    if code:
        raise _refused(code)


def _looked_at(path: Path) -> str:
    """What the program says, without any secret of ours in its environment."""
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", program.__file__, "skeleton", str(path.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env=environment,
            check=False,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "not_checked"
    if done.returncode < 0:
        return "broken_pdf"  # it took more of the processor or of the memory than any honest file
    if done.returncode > 0:
        raise RuntimeError(f"the look at a signed PDF ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def _refused(code: str) -> Refused:
    return Refused(str(REASONS[code]), code=code)
