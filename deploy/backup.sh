#!/usr/bin/env bash
# Copy what cannot be made again from DATA_DIR to BACKUP_DIR. Lake and warehouse are made from it: they are left out.
# It may run while juesuan works. A file is in the backup as a whole or as it was before, whatever happens meanwhile.
set -euo pipefail
data=${1:?usage: backup.sh DATA_DIR BACKUP_DIR}
backup=${2:?usage: backup.sh DATA_DIR BACKUP_DIR}
[ -d "$data/raw" ] || [ -d "$data/crawl" ] || [ -d "$data/dagster" ] || { echo "backup.sh: $data is no data folder" >&2; exit 1; }
mkdir -p "$backup"

python3 - "$data" "$backup" <<'PYTHON'
import os, shutil, sqlite3, sys
from contextlib import closing
from pathlib import Path

data, backup = map(Path, sys.argv[1:])


def put(source, copy):
    """Put a copy in place in one step."""
    target = backup / source.relative_to(data)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        copy(source, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except FileNotFoundError:
        if source.exists():  # else it was taken away meanwhile, as files of the inbox are
            raise


def as_it_is(source, part):
    shutil.copy2(source, part)


def as_a_database(source, part):
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)


def files(*folders):
    for folder in folders:
        yield from (path for path in sorted((data / folder).rglob("*")) if path.is_file() and not path.is_symlink())


# Journals first: whatever bytes they name were there before them, and are copied after them.
for path in files("raw/records", "raw/fetches", "reference", "reports", "inbox"):
    put(path, as_it_is)
for path in files("crawl", "dagster"):
    if path.suffix in (".sqlite", ".db"):
        put(path, as_a_database)
    elif path.suffix in (".json", ".yaml"):
        put(path, as_it_is)
# The bytes of documents never change: only those that are not there as a whole are copied.
for path in files("raw/sha256"):
    target = backup / path.relative_to(data)
    if not target.exists() or target.stat().st_size != path.stat().st_size:
        put(path, as_it_is)
PYTHON
echo "copied $data to $backup"
