"""The files a user hands over: single ones, or the members of a publisher's zip, unpacked within limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from knowledge.errors import SourceError
from knowledge.readers.sheet import MOST_BYTES

_MOST_MEMBERS = 1000
_STEP = 1 << 20


@contextmanager
def members(path: Path) -> Iterator[list[Path]]:
    """The file itself, or the files of a zip in a temporary folder that goes afterwards.

    Raises SourceError for a file that is missing or empty, and for a zip that is cut off, locked, reaches outside its
    folder or unpacks to more than any publisher ships.
    """
    if not path.is_file():
        what = "is a folder: name the files in it" if path.is_dir() else "is not there: check its name"
        raise SourceError(f"{path} {what}.")
    if path.stat().st_size == 0:
        raise SourceError(f"{path.name} is empty: load it again from its source.")
    if path.suffix.lower() != ".zip":
        yield [path]
        return
    with TemporaryDirectory(prefix="codecite-") as folder:
        yield list(_unpacked(path, Path(folder)))


def _unpacked(path: Path, folder: Path) -> Iterator[Path]:
    try:
        with zipfile.ZipFile(path) as package:
            files = [member for member in package.infolist() if not member.is_dir()]
            if len(files) > _MOST_MEMBERS or sum(member.file_size for member in files) > MOST_BYTES:
                raise SourceError(f"{path.name} unpacks to more than 2 GB or 1,000 files, which no code table does.")
            for member in files:
                place = PurePosixPath(member.filename.replace("\\", "/"))
                if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
                    raise SourceError(
                        f"{path.name} holds a path outside its own folder ({member.filename}): not opened."
                    )
            left = MOST_BYTES
            for n, member in enumerate(files):
                target = folder / str(n) / PurePosixPath(member.filename.replace("\\", "/")).name
                target.parent.mkdir()
                with package.open(member) as packed, target.open("wb") as plain:
                    # the sizes a zip states of itself may be wrong
                    while part := packed.read(_STEP):
                        left -= len(part)
                        if left < 0:
                            raise SourceError(f"{path.name} unpacks to more than 2 GB, which no code table does.")
                        plain.write(part)
                yield target
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        # zipfile raises NotImplementedError for a compression that it does not know
        raise SourceError(f"{path.name} is not a whole zip file ({error}): load it again from its source.") from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise SourceError(f"{path.name} is locked by a password: unpack it and load the files.") from error
