#!/usr/bin/env bash
# Copy what cannot be made again from DATA_DIR to BACKUP_DIR. Lake and warehouse are made from it: they are left out.
set -euo pipefail
data=${1:?usage: backup.sh DATA_DIR BACKUP_DIR}
backup=${2:?usage: backup.sh DATA_DIR BACKUP_DIR}
mkdir -p "$backup"

# The bytes of the raw archive never change, so only new files are copied; journals grow and are copied anew.
for folder in raw reference reports; do
  [ -d "$data/$folder" ] || continue
  mkdir -p "$backup/$folder"
  cp -a --update "$data/$folder/." "$backup/$folder/"
done

# SQLite files are copied by SQLite, whole even while they are written to.
find "$data/crawl" "$data/dagster" \( -name '*.sqlite' -o -name '*.db' \) 2>/dev/null | while read -r file; do
  target="$backup/${file#"$data"/}"
  mkdir -p "$(dirname "$target")"
  python3 - "$file" "$target" <<'PYTHON'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as source, sqlite3.connect(sys.argv[2]) as target:
    source.backup(target)
PYTHON
done
echo "copied $data to $backup"
