"""Parquet on S3: what DuckDB needs to know of it comes from the usual ``AWS_`` variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import duckdb

from pipelines.publish.ducklake.extensions import HTTP, load, quoted

SCHEME: Final = "s3://"


def is_remote(data: str) -> bool:
    """Tell whether data lies on S3."""
    return data.startswith(SCHEME)


def prepare(
    connection: duckdb.DuckDBPyConnection, data: str, environment: Mapping[str, str] | None = None
) -> None:
    """Let a connection reach data on S3; nothing is needed for a folder.

    ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_SESSION_TOKEN``, ``AWS_REGION`` and ``AWS_ENDPOINT_URL``
    (another server than Amazon's; buckets are then part of the path) of ``environment`` (default: the process's)
    are used. Without a key the requests are not signed.
    """
    if not is_remote(data):
        return
    load(connection, HTTP)
    connection.execute(f"create or replace secret juesuan_s3 ({_secret(data, environment or os.environ)})")


def _secret(data: str, variables: Mapping[str, str]) -> str:
    told = {"type": "s3", "scope": quoted(data)}
    for name, variable in (
        ("key_id", "AWS_ACCESS_KEY_ID"),
        ("secret", "AWS_SECRET_ACCESS_KEY"),
        ("session_token", "AWS_SESSION_TOKEN"),
    ):
        if value := variables.get(variable):
            told[name] = quoted(value)
    region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or "us-east-1"
    told["region"] = quoted(region)
    endpoint = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL")
    if endpoint:
        address = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
        told["endpoint"] = quoted(address.netloc + address.path.rstrip("/"))
        told["use_ssl"] = str(address.scheme == "https").lower()
        told["url_style"] = quoted("path")
    return ", ".join(f"{name} {value}" for name, value in told.items())
