"""Keys of the embedded default: a file of its own beside the database, made at the first start.

Whoever copies the database without this file has copied nothing readable; whoever loses this file has lost the answers.
"""

import base64
import logging
import os
import secrets
import stat
from pathlib import Path

from storage.keyring import KeyRing, KeyRingError

logger = logging.getLogger(__name__)

_HEAD = "# Sanaq's secret keys, the current one first. Keep a copy apart from the database: without them it cannot be read.\n"


def load_or_create(path: Path) -> KeyRing:
    """The ring of the key file `path` (one `id:base64` a line); a file with a new key when there is none.

    Two processes that start at once get the same key. Raises KeyRingError with a sentence.
    """
    try:
        if not path.exists():
            _create(path)
        _keep_private(path)
        text = path.read_text("ascii")
    except OSError as error:
        raise KeyRingError(
            f"The key file {path} cannot be used: {error.strerror}. Mend its folder's permissions, "
            "or give the keys in SANAQ_SECRET_KEYS."
        ) from error
    except UnicodeDecodeError:
        raise KeyRingError(f"The key file {path} is not a text of keys. Restore it from its copy.") from None
    lines = [line.strip() for line in text.splitlines()]
    try:
        return KeyRing.parse(",".join(line for line in lines if line and not line.startswith("#")))
    except KeyRingError as error:
        raise KeyRingError(f"The key file {path} cannot be read. {error.problem}") from None


def _create(path: Path) -> None:
    """Write a whole file under another name and link it: the first of two wins, nobody reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(_HEAD + key)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        logger.info("another process has just made the key file %s; it is used", path)
    finally:
        draft.unlink(missing_ok=True)


def _keep_private(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        logger.warning("the key file %s could be read by others; its permissions are set to 600", path)
        path.chmod(0o600)
