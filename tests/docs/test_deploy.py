"""Kubernetes, Dagster's launcher and Compose take what deploy/ says, and juesuan its settings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from pipelines.cli import app
from pipelines.settings.given import Given, given

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
MANIFESTS = [
    document
    for name in ("juesuan.yaml", "juesuan-secrets.example.yaml")
    for document in yaml.safe_load_all((KUBERNETES / name).read_text("utf-8"))
]
SETTINGS = next(each["data"] for each in MANIFESTS if each["kind"] == "ConfigMap")
VALUES = yaml.safe_load((KUBERNETES / "dagster-values.yaml").read_text("utf-8"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
READ_ELSEWHERE = {"JUESUAN_DUCKDB_MEMORY", "JUESUAN_SETTINGS"}
"""Variables that dbt's profile and the reader of settings look at themselves."""


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [document for document in MANIFESTS if document["kind"] in kinds]


def pods() -> list[tuple[str, dict[str, Any]]]:
    return [
        (each["metadata"]["name"], each["spec"]["template"]["spec"])
        for each in of_kind("Deployment", "StatefulSet")
    ]


def variables() -> dict[str, str]:
    found: dict[str, str] = {}
    for each in of_kind("ConfigMap"):
        found |= each["data"]
    for each in of_kind("Secret"):
        found |= each["stringData"]
    for service in COMPOSE["services"].values():
        found |= service.get("environment", {})
    return {name: value for name, value in found.items() if name.startswith("JUESUAN_")}


@pytest.mark.parametrize(
    "manifest",
    [m for m in MANIFESTS if not m["apiVersion"].startswith("keda.sh/")],
    ids=lambda m: f"{m['kind']}-{m['metadata']['name']}",
)
def test_kubernetes_knows_every_field(manifest: dict[str, Any]) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


def test_compose_knows_every_field() -> None:
    compose_spec = pytest.importorskip("compose_spec")
    filled = re.sub(r"\$\{\w+(?::\?[^}]*)?\}", "word", json.dumps(COMPOSE))
    found = compose_spec.PyCompose.from_json(filled)
    found.validate()
    assert set(found.service_names()) == set(COMPOSE["services"])
    broken = json.loads(filled)
    broken["services"]["redis"]["no_such_field"] = 1
    with pytest.raises(ValueError, match="no_such_field"):
        compose_spec.PyCompose.from_json(json.dumps(broken))


def test_every_variable_is_a_setting_with_a_value_that_can_be_used() -> None:
    told = variables()
    known = {f"JUESUAN_{name.upper()}" for name in Given.model_fields} | READ_ELSEWHERE
    assert set(told) - known == set()
    values = {name: re.sub(r"\$\{\w+(?::\?[^}]*)?\}", "word", value) for name, value in told.items()}
    assert (
        given({n: v for n, v in values.items() if n in known - READ_ELSEWHERE}, None).warehouse == "ducklake"
    )


def test_every_pod_is_bounded_and_without_rights() -> None:
    for name, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"], name
        for container in pod["containers"]:
            assert not container["securityContext"]["allowPrivilegeEscalation"], name
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]), name
            assert "memory" in container["resources"]["limits"], name


def test_what_a_pod_names_is_there() -> None:
    there = {(each["kind"], each["metadata"]["name"]) for each in MANIFESTS}
    for _, pod in pods():
        for container in pod["containers"]:
            for source in container["envFrom"]:
                for kind, reference in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                    assert reference not in source or (kind, source[reference]["name"]) in there
        assert not [each for each in pod.get("volumes", []) if "persistentVolumeClaim" in each], (
            "none is shared"
        )
        mounted = {each["name"] for container in pod["containers"] for each in container["volumeMounts"]}
        assert mounted
    for scaled in of_kind("ScaledObject"):
        assert ("Deployment", scaled["spec"]["scaleTargetRef"]["name"]) in there
        for trigger in scaled["spec"]["triggers"]:
            assert ("TriggerAuthentication", trigger["authenticationRef"]["name"]) in there
    launcher = VALUES["runLauncher"]["config"]["k8sRunLauncher"]
    (code,) = VALUES["dagster-user-deployments"]["deployments"]
    for part in (launcher, code):
        assert {("ConfigMap", each["name"]) for each in part["envConfigMaps"]} <= there
        assert {("Secret", each["name"]) for each in part["envSecrets"]} <= there
        (volume,), (mount,) = part["volumes"], part["volumeMounts"]
        assert (volume["name"], mount["mountPath"]) == (mount["name"], SETTINGS["JUESUAN_DATA_DIR"])
    assert ("Secret", VALUES["global"]["postgresqlSecretName"]) in there


def test_the_scaler_looks_where_celery_puts_the_steps_of_reading() -> None:
    redis = pytest.importorskip("kombu.transport.redis")
    from dagster_celery.defaults import task_default_priority

    (scaled,) = of_kind("ScaledObject")
    steps = redis.Channel.priority_steps
    chosen = max(step for step in steps if step <= task_default_priority)
    expected = f"reading{redis.Channel.sep}{chosen}"
    assert [trigger["metadata"]["listName"] for trigger in scaled["spec"]["triggers"]] == [expected]


def test_commands_are_juesuans_own() -> None:
    commands = set(get_command(app).commands) | {"worker"}  # type: ignore[attr-defined]
    called = [container["args"] for _, pod in pods() for container in pod["containers"]]
    called += [s["command"] for s in COMPOSE["services"].values() if s["image"].startswith("juesuan")]
    assert {arguments[0] for arguments in called} <= commands


def test_dagsters_launcher_takes_its_part_of_the_values() -> None:
    launcher_of = pytest.importorskip("dagster_k8s.launcher")
    from dagster._config import process_config, resolve_to_config_type

    told = VALUES["runLauncher"]["config"]["k8sRunLauncher"]
    run = told["runK8sConfig"]
    config = {
        "instance_config_map": "dagster-instance",
        "dagster_home": VALUES["global"]["dagsterHome"],
        "postgres_password_secret": VALUES["global"]["postgresqlSecretName"],
        "service_account_name": "dagster",
        "image_pull_policy": told["imagePullPolicy"],
        "load_incluster_config": told["loadInclusterConfig"],
        "env_config_maps": [each["name"] for each in told["envConfigMaps"]],
        "env_secrets": [each["name"] for each in told["envSecrets"]],
        "volumes": told["volumes"],
        "volume_mounts": told["volumeMounts"],
        "run_k8s_config": {
            "container_config": run["containerConfig"],
            "pod_spec_config": run["podSpecConfig"],
            "job_spec_config": run["jobSpecConfig"],
        },
    }
    found = process_config(resolve_to_config_type(launcher_of.K8sRunLauncher.config_type()), config)
    assert found.success, found.errors


def test_the_charts_limits_are_those_of_the_instance() -> None:
    instance = yaml.safe_load((DEPLOY.parent / "dagster.yaml").read_text("utf-8"))
    runs, pools = instance["concurrency"]["runs"], instance["concurrency"]["pools"]
    chart = VALUES["concurrency"]
    assert chart["pools"] == {"granularity": pools["granularity"], "defaultLimit": pools["default_limit"]}
    assert chart["runs"]["maxConcurrentRuns"] == runs["max_concurrent_runs"]
    assert chart["runs"]["tagConcurrencyLimits"] == runs["tag_concurrency_limits"]
    monitoring = VALUES["dagsterDaemon"]["runMonitoring"]
    assert monitoring["maxRuntimeSeconds"] == instance["run_monitoring"]["max_runtime_seconds"]
