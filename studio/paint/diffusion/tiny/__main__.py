"""`python -m studio.paint.diffusion.tiny FOLDER`: tiny models, for a look at the pages without weights."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studio.models.store import models_dir
from studio.paint.diffusion.tiny import install


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m studio.paint.diffusion.tiny", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=models_dir(), help="where models lie")
    folder: Path = parser.parse_args().folder
    for model in install(folder).installed():
        sys.stdout.write(f"{model.name:<20} {model.card.kind:<13} {model.bytes // 1024:>6} kB\n")


if __name__ == "__main__":
    main()
