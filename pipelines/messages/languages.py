"""Which language is spoken: what was asked for, the environment's ``JUESUAN_LANG``, the system's locale."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("zh", "en")
VARIABLE: Final = "JUESUAN_LANG"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_spoken: list[str] = []


def use(language: str | None) -> None:
    """Speak a language in this process; None: the one that the environment asks for.

    Raises ValueError for a language that is not spoken.
    """
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"the language is zh or en, not {language!r}")
    _spoken[:] = [language] if language else []


def language(environment: Mapping[str, str] | None = None) -> str:
    """Return the language that this process speaks.

    >>> language({"LANG": "zh_CN.UTF-8"}), language({"LANG": "zh_CN.UTF-8", "JUESUAN_LANG": "en"}), language({})
    ('zh', 'en', 'en')
    """
    if environment is None:
        if _spoken:
            return _spoken[0]
        environment = os.environ
    asked = environment.get(VARIABLE, "").lower()[:2]
    if asked in LANGUAGES:
        return asked
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def chosen(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """Return a page's language: what its address asks for, what was chosen before, what the browser wants; Chinese.

    >>> chosen(None, None, "en-GB,en;q=0.9"), chosen("zh", "en", "en"), chosen(None, None, None)
    ('en', 'zh', 'zh')
    """
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return str(wish)
    return "en" if (accepted or "").lower().startswith("en") else "zh"
