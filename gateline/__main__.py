"""`python -m gateline`, the same as `gateline`."""

import sys

from gateline.surfaces.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
