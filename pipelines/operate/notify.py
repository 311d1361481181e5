"""Telling people: the morning report to a web hook or by e-mail, where one is configured."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

_SECONDS: Final = 30
_PORTS: Final = {"smtp": 587, "smtps": 465}


class NotifyError(Exception):
    """A message that could not be delivered; the text names the channel and why, never a password."""


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell: a subject of one line, the text as Markdown and as HTML."""

    subject: str
    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class Channels:
    """Where to tell it. ``smtp_url`` is ``smtp://user:password@host:587`` (STARTTLS where offered) or smtps."""

    webhook_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()


def send(message: Message, channels: Channels) -> tuple[str, ...]:
    """Deliver a message to every configured channel and return their names.

    Every channel is tried; raises NotifyError that names all those that failed.
    """
    delivered: list[str] = []
    failed: list[str] = []
    if channels.webhook_url:
        _try("web hook", lambda: _post(message, channels.webhook_url), delivered, failed)
    if channels.smtp_url and channels.mail_to:
        _try("e-mail", lambda: _mail(message, channels), delivered, failed)
    if failed:
        raise NotifyError("; ".join(failed))
    return tuple(delivered)


def _try(name: str, deliver: Callable[[], None], delivered: list[str], failed: list[str]) -> None:
    try:
        deliver()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        failed.append(f"{name}: {words}")
    else:
        delivered.append(name)


def _post(message: Message, url: str) -> None:
    """Post the message as JSON: ``subject``, ``markdown`` and ``html``."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("its address must begin with http:// or https://")
    body = {"subject": message.subject, "markdown": message.markdown, "html": message.html}
    request = urllib.request.Request(
        url,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "juesuan"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        answer.read(1024)


def _mail(message: Message, channels: Channels) -> None:
    parts = urlsplit(channels.smtp_url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("the server must be given as smtp://host or smtps://host")
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = channels.mail_from or channels.mail_to[0]
    mail["To"] = ", ".join(channels.mail_to)
    mail.set_content(message.markdown)
    mail.add_alternative(message.html, subtype="html")
    port = parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(parts.hostname, port, timeout=_SECONDS)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)
