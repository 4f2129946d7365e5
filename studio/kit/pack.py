"""A kit as one file: a ZIP whose bytes depend on what is in it alone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from studio.kit.values import KitItem

ZIP_NAME, MANIFEST_NAME = "kit.zip", "manifest.json"
# The earliest time that a ZIP can tell: none of ours.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o644 << 16
# What the manifest tells of an item: not its layers, which are the studio's own matter.
UNTOLD = {"design"}


def write_manifest(items: Sequence[KitItem], folder: Path) -> Path:
    """`manifest.json`: of every file what it is for, its size, bytes, hash, layout, findings and score."""
    entries = [item.model_dump(mode="json", exclude=UNTOLD) for item in items]
    path = folder / MANIFEST_NAME
    text = json.dumps({"schema_version": 1, "items": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def write_zip(items: Sequence[KitItem], folder: Path) -> Path:
    """`kit.zip` with the files and the manifest, stored as they are: pictures don't get smaller."""
    path = folder / ZIP_NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted([MANIFEST_NAME, *(item.file for item in items)]):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.external_attr = READABLE_BY_ALL
            packed.writestr(entry, (folder / name).read_bytes())
    return path
