"""Answers that are not what was asked for: challenges, logins, missing pages served as found, empty shells.

They are recognised by status, headers and first bytes, counted and reported, and never kept as documents. No
challenge is solved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from pipelines.crawl.idioms.pages import charset_of, squeeze
from pipelines.formats import suffixes
from pipelines.formats.detect import is_saved_page
from pipelines.formats.encoding import decode
from pipelines.sites.republishers import republisher

Kind = Literal[
    "challenge", "login", "denied", "busy", "missing", "error", "shell", "disguised", "empty", "republisher"
]
HEAD: Final = 65536  # first bytes worth handing over

_WEB: Final = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|meta|title|div|center|h\d|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_DATA: Final = re.compile(rb"^[\s\xef\xbb\xbf]*(?:\{\s*\"|\[\s*[{\]]|<\?xml|<(?:Error|Code|Message)>)")
_STATUS: Final[dict[int, tuple[Kind, str]]] = {
    401: ("login", "the server asks for a login"),
    403: ("denied", "the server denies access"),
    404: ("missing", "not found"),
    410: ("missing", "gone"),
    412: ("challenge", "a browser check (as Ruishu sends)"),
    429: ("busy", "too many requests"),
    503: ("busy", "the service is not available"),
    521: ("challenge", "a cookie check (as Jiasule sends)"),
}
_SCRIPTED: Final = (
    (re.compile(r"jsl_clearance"), "Jiasule's cookie script"),
    (re.compile(r"\$_ts\s*=\s*window\[|FSSBBIl1UgzbN7N"), "Ruishu's script"),
    (re.compile(r"wzws_cid|/WZWSREL|WZWS-?SAFE", re.IGNORECASE), "WZWS's check"),
    (re.compile(r"acw_sc__v\d|aliyun_waf|var arg1=['\"][0-9A-F]{20,}"), "Aliyun's check"),
    (re.compile(r"yunsuo_session_verify|security_session_verify"), "Yunsuo's check"),
    (re.compile(r"cf-chl|_cf_chl_opt|Just a moment\.\.\.|cf-browser-verification"), "Cloudflare's check"),
    (
        re.compile(r"document\.cookie\s*=[^;]{0,300};[^<]{0,600}location(?:\.href|\.reload|\s*=)"),
        "a cookie script",
    ),
)
_WORDED: Final = re.compile(
    r"网站防火墙|安全狗|创宇盾|云锁|D盾|云防护|Web应用防火墙|WAF|您的(?:请求|访问|IP)[^。]{0,30}(?:拦截|阻断|阻止|威胁|禁止|拒绝)"
    r"|访问(?:被|已被)(?:拦截|阻断|禁止)|(?:安全|滑动|人机)验证|请(?:输入|完成)验证码|访问(?:过于)?频繁|请开启\s*JavaScript",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(r"登录|登陆|统一身份认证|sign in|log ?in", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_GONE: Final = re.compile(
    r"not found|页面(?:不存在|已删除|找不到|丢失|未找到)|找不到(?:该|您|你|此|请求)"
    r"|(?:系统|服务器)(?:错误|异常)|出错(?:了|啦)"
    r"|(?:文件|文档|网页|内容|资源|链接|信息)(?:不存在|已(?:被)?删除|未找到|已过期)"
    r"|(?:error|http|错误(?:代码|码)?)\W{0,4}(?:404|50[0234])(?!\d)|(?<!\d)404\W{0,4}(?:error|错误|页面)",
    re.IGNORECASE,
)
_GONE_TITLE: Final = re.compile(r"^\W*(?:404|50[0234])(?!\d)|not found|出错|错误|不存在", re.IGNORECASE)
_FRAMED: Final = re.compile(r"<(?:frame|iframe|embed|object)\b|http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_FILE_LINK: Final = re.compile(
    rf"\.{suffixes.alternation(set(suffixes.DOCUMENTS) - set(suffixes.ILLUSTRATIONS))}(?![\w.])[^<]*>",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_HIDDEN: Final = re.compile(
    r"<(script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_MOUNT: Final = re.compile(
    r"<(div|main|section)\s[^>]*id\s*=\s*[\"']?(app|root|__next|__nuxt|main-app)[\"']?[^>]*>\s*</\1>",
    re.IGNORECASE,
)
_SHORT: Final = 400  # characters of text on an error page; article pages have more around them
_BARE: Final = 80


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not taken; ``reason`` is part of a sentence."""

    kind: Kind
    reason: str

    @property
    def stops_host(self) -> bool:
        """Tell whether asking the same host further is pointless or impolite."""
        return self.kind in ("challenge", "login")


def refusal(
    status: int, headers: Mapping[str, str], first_bytes: bytes, declared_suffix: str = ""
) -> Refusal | None:
    """Return why an answer is no page or document worth reading; None for one that may be.

    ``first_bytes`` are the decompressed body's (64 KiB are enough); ``declared_suffix`` is that of the name the
    server or the address gives (``pdf``), '' for pages.
    """
    named = {name.lower(): value for name, value in headers.items()}
    text = _text(first_bytes, named.get("content-type", ""))
    if text and (challenge := _challenge(status, named, text)) is not None:
        return challenge
    if status in _STATUS:
        kind, reason = _STATUS[status]
        return Refusal(kind, f"HTTP {status}: {reason}")
    if status >= 400:
        return Refusal("error", f"HTTP {status}")
    if not first_bytes.strip():
        return Refusal("empty", "the answer is empty") if status == 200 else None
    return _body(text, first_bytes, declared_suffix.lower().lstrip("."))


def republished(url: str) -> Refusal | None:
    """Return a refusal for addresses of hosts that repeat other people's reports."""
    name = republisher(urlsplit(url).hostname or "")
    return Refusal("republisher", f"{name} repeats reports, it is never their source") if name else None


def _text(data: bytes, content_type: str) -> str:
    """Return the source of a web page, '' for anything else, saved pages (MHTML) included."""
    head = data[:HEAD]
    if is_saved_page(head):
        return ""
    if _WEB.match(head) or (b"<" in head[:200] and b"<html" in head[:4096].lower()):
        return decode(head, charset=charset_of(content_type)).text
    return ""


def _challenge(status: int, headers: Mapping[str, str], text: str) -> Refusal | None:
    if headers.get("cf-mitigated") == "challenge":
        return Refusal("challenge", f"HTTP {status}: Cloudflare's check")
    visible = _visible(text)
    if len(visible) > _SHORT:
        return None
    for pattern, what in _SCRIPTED:
        if pattern.search(text):
            return Refusal("challenge", f"HTTP {status}: {what} instead of a page")
    if (worded := _WORDED.search(_title(text) + " " + visible)) is not None:
        return Refusal("challenge", f"HTTP {status}: the page says {worded.group()}")
    return None


def _body(text: str, data: bytes, suffix: str) -> Refusal | None:
    """Judge an answer that the server calls a success."""
    if text:
        told = _page(text)
        if told is not None:
            return told
        if suffix in suffixes.NEVER_PAGES:
            return Refusal("disguised", f"a web page ({_title(text)[:60] or 'untitled'}) sent as .{suffix}")
        if (
            suffix in suffixes.WORN_BY_PAGES
            and "<table" not in text.lower()
            and "schemas-microsoft" not in text
        ):
            return Refusal("disguised", f"a web page without tables sent as .{suffix}")
    elif suffix in (*suffixes.NEVER_PAGES, *suffixes.WORN_BY_PAGES) and _DATA.match(data[:200]):
        said = data[:120].decode("utf-8", "replace")
        return Refusal("disguised", f"a message sent as .{suffix}: {' '.join(said.split())}")
    return None


def _page(text: str) -> Refusal | None:
    title, visible = _title(text), _visible(text)
    if _PASSWORD.search(text) and (_LOGIN.search(title) or len(visible) <= _SHORT):
        return Refusal("login", f"a login page ({title[:60] or 'untitled'})")
    if len(visible) <= _SHORT and not _FILE_LINK.search(text):
        gone = _GONE_TITLE.search(title) or _GONE.search(visible)
        if gone is not None:
            return Refusal("missing", f"an error page sent as found: {title[:60] or gone.group()}")
    is_empty = len(visible) <= _BARE and bool(_MOUNT.search(text) or not visible)
    if is_empty and "<script" in text.lower() and not _FRAMED.search(text):
        return Refusal(
            "shell", "an empty page that scripts would fill: find its data address, or say browser: true"
        )
    return None


def _title(text: str) -> str:
    match = _TITLE.search(text)
    return squeeze(match.group(1)) if match else ""


def _visible(text: str) -> str:
    """Return what a page shows, without its title and scripts."""
    return squeeze(_TITLE.sub(" ", _HIDDEN.sub(" ", text)))
