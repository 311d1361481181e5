"""Write documents in the national format OFD (GB/T 33190): the pages of a PDF, or what a test draws itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pdfplumber

_MM = 25.4 / 72
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
A4 = (210.0, 297.0)


@dataclass(slots=True)
class OfdPage:
    """One page as it is written: its objects as XML, ``size`` in millimetres, what stands in a template below it."""

    objects: list[str] = field(default_factory=list)
    size: tuple[float, float] = A4
    template: list[str] = field(default_factory=list)

    def text(self, text: str, x: float, y: float, size: float = 3.5, **attributes: str) -> None:
        """Write a line of text with its baseline at ``y``; digits are half as wide as other characters."""
        steps = [size / 2 if character.isascii() else size for character in text[:-1]]
        self.placed(text, steps, x, y, size, **attributes)

    def placed(
        self, text: str, steps: Sequence[float], x: float, y: float, size: float, **attributes: str
    ) -> None:
        """Write a line of text with the step from each character to the next."""
        delta = f" DeltaX={quoteattr(_deltas(steps))}" if steps else ""
        inner = "".join(attributes.pop(name, "") for name in ("clips", "fill"))
        self.objects.append(
            f'<ofd:TextObject ID="{id(self) % 10_000 + len(self.objects)}" Font="1" Size="{size:g}"'
            f' Boundary="{x:.3f} {y - size:.3f} {sum(steps) + size:.3f} {1.3 * size:.3f}"{_written(attributes)}>'
            f'{inner}<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float, **attributes: str) -> None:
        """Draw a line."""
        self.objects.append(path(x0, y0, f"M 0 0 L {x1 - x0:.3f} {y1 - y0:.3f}", "", **attributes))

    def area(self, x: float, y: float, width: float, height: float, colour: str = "0 0 0") -> None:
        """Fill an area."""
        shape = f"M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C"
        fill = f'<ofd:FillColor Value="{colour}"/>'
        self.objects.append(path(x, y, shape, fill, Fill="true", Stroke="false"))

    def grid(
        self, x: float, y: float, widths: Sequence[float], height: float, rows: Sequence[Sequence[str]]
    ) -> None:
        """Draw a ruled table with one line of text a cell; ``y`` is its top."""
        edges = [x + sum(widths[:n]) for n in range(len(widths) + 1)]
        for n in range(len(rows) + 1):
            self.line(x, y + n * height, edges[-1], y + n * height)
        for edge in edges:
            self.line(edge, y, edge, y + len(rows) * height)
        for n, row in enumerate(rows):
            for left, text in zip(edges, row, strict=False):
                if text:
                    self.text(text, left + 1, y + (n + 0.7) * height)


def path(x: float, y: float, data: str, inner: str = "", **attributes: str) -> str:
    """Return a path with its corner at a place."""
    return (
        f'<ofd:PathObject Boundary="{x:.3f} {y:.3f} 200 200"{_written(attributes)}>{inner}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def write_ofd(
    target: Path, pages: Sequence[OfdPage], *, extra: Mapping[str, bytes | str] | None = None
) -> Path:
    """Write pages to ``target``. ``extra`` are further parts of the package, or others instead of those written."""
    templates = [n for n, page in enumerate(pages) if page.template]
    listed = "".join(
        f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    below = "".join(
        f'<ofd:TemplatePage ID="{900 + n}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>' for n in templates
    )
    parts: dict[str, bytes | str] = {
        "OFD.xml": f'<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{below}<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {_NAMESPACE} BaseLoc="Res"/>',
    }
    for n, page in enumerate(pages):
        uses = f'<ofd:Template TemplateID="{900 + n}" ZOrder="Background"/>' if page.template else ""
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = _content(page.objects, uses, page.size)
        if page.template:
            parts[f"Doc_0/Tpls/Tpl_{n}/Content.xml"] = _content(page.template, "", page.size)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | dict(extra or {})).items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
    return target


def from_pdf(source: Path, target: Path) -> Path:
    """Write the text, lines and areas of a PDF as an OFD; lines stand in each page's template."""
    with pdfplumber.open(source) as document:
        return write_ofd(target, [_page(page) for page in document.pages])


def _page(page: Any) -> OfdPage:
    found = OfdPage(size=(float(page.width) * _MM, float(page.height) * _MM))
    for line in page.lines:
        found.line(*(float(line[key]) * _MM for key in ("x0", "top", "x1", "bottom")))
    for area in page.rects:
        x0, top, x1, bottom = (float(area[key]) * _MM for key in ("x0", "top", "x1", "bottom"))
        if area["fill"]:
            found.area(x0, top, x1 - x0, bottom - top, _colour(area["non_stroking_color"]))
        if area["stroke"]:
            shape = f"M 0 0 L {x1 - x0:.3f} 0 L {x1 - x0:.3f} {bottom - top:.3f} L 0 {bottom - top:.3f} C"
            found.objects.append(path(x0, top, shape))
    found.template, found.objects = found.objects, []
    for run in _runs(page.chars):
        steps = [(after["x0"] - char["x0"]) * _MM for char, after in pairwise(run)]
        size = float(run[0]["size"]) * _MM
        baseline = (float(page.height) - float(run[0]["matrix"][5])) * _MM
        found.placed("".join(char["text"] for char in run), steps, float(run[0]["x0"]) * _MM, baseline, size)
    return found


def _runs(chars: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the characters that follow each other on one baseline in one size."""
    for _, line in groupby(chars, key=lambda char: (char["matrix"][5], char["size"], char["upright"])):
        run: list[Any] = []
        for char in line:
            if run and not -0.5 <= char["x0"] - run[-1]["x1"] <= char["size"] / 2:
                yield run
                run = []
            run.append(char)
        yield run


def _colour(colour: Any) -> str:
    channels = colour if isinstance(colour, list | tuple) else (colour if colour is not None else 0,)
    return " ".join(f"{255 * float(channel):.0f}" for channel in channels)


def _deltas(steps: Sequence[float]) -> str:
    """Return steps in the short form: equal ones counted."""
    written = []
    for step, same in groupby(f"{step:.3f}" for step in steps):
        count = len(list(same))
        written.append(f"g {count} {step}" if count > 2 else " ".join([step] * count))
    return " ".join(written)


def _content(objects: Sequence[str], uses: str, size: tuple[float, float]) -> str:
    return (
        f"<ofd:Page {_NAMESPACE}>"
        f"<ofd:Area><ofd:PhysicalBox>0 0 {size[0]:.3f} {size[1]:.3f}</ofd:PhysicalBox></ofd:Area>"
        f'{uses}<ofd:Content><ofd:Layer ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
