"""Who runs the graph's steps: this process, several, Celery's workers, or Kubernetes. The settings alone choose.

The graph is the same for all. A step of reading goes to the queue ``reading``, every other one to ``publishing``:
workers of the one never wait behind a backlog of the other.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import dagster as dg
from dagster import _check as check
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import serialize_value, unpack_value

from pipelines.settings import Settings, SettingsError

READING: Final = "reading"
PUBLISHING: Final = "publishing"
QUEUES: Final = (READING, PUBLISHING)
QUEUE_TAG: Final = "dagster-celery/queue"
_PACKAGES: Final = {"celery": "dagster_celery", "kubernetes": "dagster_k8s"}


def executor_of(settings: Settings) -> dg.ExecutorDefinition:
    """Return the executor that the settings name. Raises SettingsError where its packages are not installed."""
    match settings.executor:
        case "multiprocess":
            return dg.multiprocess_executor.configured(
                {"max_concurrent": settings.steps, "start_method": {"spawn": {}}}, name="multiprocess"
            )
        case "celery":
            return _celery(settings)
        case "kubernetes":
            return _kubernetes(settings)
        case _:
            # One process for all steps: crawls, readings and dbt have processes of their own already.
            return dg.in_process_executor


def celery_config(settings: Settings) -> dict[str, Any]:
    """Return what run and workers must agree on: broker, results, and how a task outlives its worker.

    A task is acknowledged when it is done and goes to another worker when its own dies: after the visibility timeout,
    which is longer than a step. A broker that is away is waited for.
    """
    return {
        "broker": settings.broker_url,
        "backend": settings.results_url or settings.broker_url,
        "config_source": {
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "worker_prefetch_multiplier": 1,
            "worker_cancel_long_running_tasks_on_connection_loss": False,
            "task_default_queue": PUBLISHING,
            "broker_transport_options": {"visibility_timeout": settings.visibility_seconds},
            "broker_connection_retry": True,
            "broker_connection_retry_on_startup": True,
            "broker_connection_max_retries": None,
            "task_publish_retry_policy": _PATIENCE,
            "result_backend_transport_options": {
                "visibility_timeout": settings.visibility_seconds,
                "retry_policy": _PATIENCE,
            },
            "result_backend_always_retry": True,
            "result_backend_max_retries": 10_000,
            "result_expires": 7 * 86400,
        },
    }


_PATIENCE: Final = {"max_retries": 600, "interval_start": 0, "interval_step": 0.5, "interval_max": 2}


def celery_app(settings: Settings) -> Any:
    """Return Celery's app with Dagster's tasks, as workers serve it."""
    if not settings.broker_url:
        raise SettingsError("JUESUAN_BROKER_URL must name Celery's broker, such as redis://localhost:6379/0")
    _require("celery")
    config, tasks = import_module("dagster_celery.config"), import_module("dagster_celery.tasks")
    queue = import_module("kombu").Queue
    given = celery_config(settings)
    wrapped = config.dict_wrapper({**config.DEFAULT_CONFIG, **given["config_source"]})
    app = import_module("dagster_celery.make_app").make_app({**given, "config_source": wrapped})
    app.conf.task_queues = [
        queue(name, routing_key=f"{name}.#", queue_arguments={"x-max-priority": 10}) for name in QUEUES
    ]
    task = tasks.create_task(app)
    execute = task.run

    def execute_once(execute_step_args_packed: dict[str, Any], executable_dict: dict[str, Any]) -> list[str]:
        done = events_of_done_step(execute_step_args_packed)
        return execute(execute_step_args_packed, executable_dict) if done is None else done

    task.run = execute_once
    return app


def events_of_done_step(packed: dict[str, Any]) -> list[str] | None:
    """Return the events of a step that has come to its end in this run; None where it has not.

    A task is given out again when its step took longer than the visibility timeout, or when its worker died between the
    step's end and the acknowledgement: the step is not done again, its events are told again.
    """
    step = unpack_value(packed, as_type=ExecuteStepArgs)
    (key,) = step.step_keys_to_execute or [""]
    told: list[dg.DagsterEvent] = []
    with dg.DagsterInstance.from_ref(check.not_none(step.instance_ref)) as instance:
        for entry in instance.all_logs(step.run_id):
            event = entry.dagster_event
            if event is None or event.step_key != key:
                continue
            if event.event_type is dg.DagsterEventType.STEP_START:
                told.clear()  # an attempt that was cut off
            told.append(event)
    is_done = any(event.event_type is dg.DagsterEventType.STEP_SUCCESS for event in told)
    return [serialize_value(event) for event in told] if is_done else None


def _celery(settings: Settings) -> dg.ExecutorDefinition:
    if not settings.broker_url:
        raise SettingsError("JUESUAN_BROKER_URL must name Celery's broker, such as redis://localhost:6379/0")
    _require("celery")
    executor: dg.ExecutorDefinition = import_module("dagster_celery").celery_executor
    return executor.configured(celery_config(settings), name="celery")


def _kubernetes(settings: Settings) -> dg.ExecutorDefinition:
    _require("kubernetes")
    executor: dg.ExecutorDefinition = import_module("dagster_k8s").k8s_job_executor
    # Image, namespace, secrets and volumes are those of the run's own pod: the launcher's configuration.
    return executor.configured({"max_concurrent": settings.steps}, name="kubernetes")


def _require(executor: str) -> None:
    if find_spec(_PACKAGES[executor]) is None:
        raise SettingsError(
            f"JUESUAN_EXECUTOR is {executor}, whose packages are not installed: install juesuan[{executor}]"
        )


__all__ = ["PUBLISHING", "QUEUES", "QUEUE_TAG", "READING", "celery_app", "celery_config", "executor_of"]
