"""Where the stand-alone program starts: the same command as ``python -m explorer``."""

from __future__ import annotations

import sys

from explorer.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
