"""Install torch's CPU build into the running environment: from pip's own configuration if it offers one, else from PyTorch's index."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

VERSION = "2.13.0"


def main(index: str) -> int:
    """Try each place in turn. Exit status 0 once torch is there."""
    try:
        if importlib.metadata.version("torch").partition("+")[0] == VERSION:
            return 0
    except importlib.metadata.PackageNotFoundError:
        pass
    print(f"Installing torch {VERSION} (CPU build)", flush=True)
    tries = [[f"torch=={VERSION}+cpu"], [f"torch=={VERSION}+cpu", "--index-url", index]]
    if sys.platform != "linux":
        # the registry's own builds for Windows and macOS carry no CUDA packages
        tries.insert(0, [f"torch=={VERSION}"])
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    for wanted in tries:
        if subprocess.run([*pip, *wanted], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return 0
    print(
        f"torch {VERSION} (CPU build) cannot be installed: check the network, or install it by hand and run make again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
