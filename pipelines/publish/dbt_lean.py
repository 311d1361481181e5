"""What dbt does anew in each run, left out of a build of a parsed project.

Together a third of what a build of few documents takes beside its queries: templates are compiled once for all builds
of a project; events of the debug level, of which nobody is told, are not put into messages; the project's files,
which the parse has checked, are not checked again.
"""

from __future__ import annotations

import hashlib
import marshal
from contextlib import suppress
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any, Final

from pipelines.disk import write_atomically

_FILE: Final = "templates.marshal"
_DIGEST_BYTES: Final = 32


class Templates:
    """The compiled templates of a parsed project, by environment and source, in a file beside it.

    A file that is not whole, or of another version of Jinja or of Python, is none.
    """

    def __init__(self, parsed: Path) -> None:
        self._file = parsed.with_name(_FILE)
        self._known = self._read()
        self._is_new = False

    def _read(self) -> dict[tuple[str, str], CodeType]:
        try:
            kept = self._file.read_bytes()
        except OSError:
            return {}
        content = kept[_DIGEST_BYTES:]
        if _digest(content) != kept[:_DIGEST_BYTES]:
            return {}
        known: dict[tuple[str, str], CodeType] = marshal.loads(content)  # bytes that this class wrote
        return known

    def install(self) -> None:
        """Let Jinja ask here before it compiles the source of a template."""
        from jinja2 import Environment

        jinja: Any = Environment
        own = jinja.compile

        def compiled(environment: Any, source: Any, *names: Any, **more: Any) -> Any:
            if names or more or not isinstance(source, str):
                return own(environment, source, *names, **more)
            key = (type(environment).__qualname__, source)
            if key not in self._known:
                self._known[key] = own(environment, source)
                self._is_new = True
            return self._known[key]

        jinja.compile = compiled

    def keep(self) -> None:
        """Write the templates where some are new; where the folder cannot be written, the next build compiles them."""
        if self._is_new:
            content = marshal.dumps(self._known)
            with suppress(OSError):
                write_atomically(self._file, _digest(content) + content)


def _digest(content: bytes) -> bytes:
    """Return the digest of compiled templates, of the Python that runs them and of the Jinja that made them."""
    return hashlib.sha256(MAGIC_NUMBER + version("jinja2").encode() + content).digest()


def leave_out_debug_events() -> None:
    """Make the message of an event of the debug level when somebody asks for it, and tell nobody of one."""
    from dbt_common.events import base_types, event_manager

    event: Any = base_types.BaseEvent
    manager: Any = event_manager.EventManager
    make, fire = event.__init__, manager.fire_event

    def begin(self: Any, *names: Any, **told: Any) -> None:
        if isinstance(self, base_types.DebugLevel):
            object.__setattr__(self, "_told", (names, told))
        else:
            make(self, *names, **told)

    def ask(self: Any, key: str) -> Any:
        if key != "pb_msg":
            return getattr(self.pb_msg, key)
        names, told = object.__getattribute__(self, "_told")
        make(self, *names, **told)
        return object.__getattribute__(self, key)

    def tell(self: Any, told: Any, level: Any = None, *more: Any, **others: Any) -> None:
        if (level or told.level_tag()) != base_types.EventLevel.DEBUG:
            fire(self, told, level, *more, **others)

    event.__init__, event.__getattr__, manager.fire_event = begin, ask, tell


def leave_out_checks() -> None:
    """Take the project's and the profile's files as the parse has checked them, and flags' sources as dbt-duckdb's."""
    from dbt_common.behavior_flags import BehaviorFlagRendered
    from dbt_common.dataclass_schema import dbtClassMixin

    mixin: Any = dbtClassMixin
    flags: Any = BehaviorFlagRendered
    mixin.validate = classmethod(lambda _, __: None)
    flags._default_source = staticmethod(lambda: "dbt.adapters.duckdb.impl")


__all__ = ["Templates", "leave_out_checks", "leave_out_debug_events"]
