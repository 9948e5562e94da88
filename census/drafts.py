"""Files of an export: only their owner may read them, and they appear when they are whole.

They are written under another name and renamed at the end: a full disk leaves nothing half written behind.
"""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import IO


class ExportFailed(Exception):
    """Nothing was left of this export. `reason` is what the system says."""

    def __init__(self, target: Path, reason: str) -> None:
        self.target, self.reason = target, reason
        super().__init__(target, reason)

    def __str__(self) -> str:
        return (
            f"The export to {self.target} failed: {self.reason}. Nothing half written was left there; mend that or name "
            "another folder, and export again."
        )


@contextmanager
def sentences(target: Path) -> Iterator[None]:
    """What the system refuses while `target` is written becomes ExportFailed."""
    try:
        yield
    except OSError as error:
        raise ExportFailed(target, error.strerror or str(error)) from error


@contextmanager
def draft_folder(beside: Path) -> Iterator[Path]:
    """A private folder on the same disk as the target; gone afterwards.

    What an export that was killed left there is removed first: it holds names in the clear.
    """
    for stale in beside.glob(".sanaq-export-*"):
        rmtree(stale, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=".sanaq-export-", dir=beside))
    try:
        yield draft
    finally:
        rmtree(draft, ignore_errors=True)


def _only_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def text_file(path: Path, encoding: str) -> Iterator[IO[str]]:
    """A new file only its owner may read; it is on the disk when it is left."""
    with open(path, "x", encoding=encoding, newline="", opener=_only_owner) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _binary_file(path: Path) -> Iterator[IO[bytes]]:
    with open(path, "xb", opener=_only_owner) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def into_folder(folder: Path) -> Callable[[str, bytes], None]:
    folder.mkdir(mode=0o700)

    def put(name: str, content: bytes) -> None:
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with _binary_file(path) as file:
            file.write(content)

    return put


def into_zip(files: ExitStack, path: Path) -> Callable[[str, bytes], None]:
    raw = files.enter_context(_binary_file(path))
    return files.enter_context(zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED)).writestr
