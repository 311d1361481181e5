"""The parts of an OFD package: documents, pages, templates, resources, annotations (GB/T 33190-2016, chapter 7)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.ooxml import Element, Package, child, children, local
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss

Box = tuple[float, float, float, float]
"""x, y, width, height in millimetres, from the top left."""
_A4: Final[Box] = (0.0, 0.0, 210.0, 297.0)
_MOST_PAGES: Final = 5_000
_BEYOND: Final = 1e6
_LAYERS: Final = {"Background": 0, "Body": 1, "Foreground": 2}


@dataclass(slots=True)
class Resources:
    """What pages refer to by id: ways to draw, composite units and pictures (part names)."""

    draw_params: dict[str, Element] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: Resources) -> Resources:
        return Resources(
            self.draw_params | other.draw_params, self.units | other.units, self.pictures | other.pictures
        )


@dataclass(frozen=True, slots=True)
class OfdPage:
    """One page: its box, its layers from the lowest up with the resources they use, and its annotations."""

    number: int
    box: Box
    layers: tuple[tuple[Element, Resources], ...]
    annotations: tuple[Element, ...]
    resources: Resources


class Document:
    """The documents of one package, page after page; ``losses`` grow while it is read."""

    def __init__(self, package: Package) -> None:
        self.losses: list[Loss] = []
        self._package = package
        self._known: dict[str, Resources] = {}
        root = package.tree("OFD.xml")
        if any(package.has(part) for part in ("Encryptions.xml", "Doc_0/Encryptions.xml")):
            raise DocumentError(
                "the document is protected by a password; remove it and ingest the file again"
            )
        self._roots = [
            part for body in children(root, "DocBody") if (part := self._resolved("", body, "DocRoot"))
        ]
        if not self._roots:
            raise DocumentError("the file is damaged: its OFD.xml names no document")
        for body in children(root, "DocBody"):
            if (part := self._resolved("", body, "Signatures")) is not None:
                self._tell_of_seals(part)

    def pages(self) -> Iterator[OfdPage]:
        """Yield the pages in order. Raises DocumentError for a damaged part and for too many pages."""
        number = 0
        read: set[str] = set()
        for root_part in self._roots:
            root = self._package.tree(root_part)
            common = child(root, "CommonData")
            usual = _box(child(child(common, "PageArea"), "PhysicalBox")) or _A4
            resources = self._resources(root_part, common, "PublicRes", "DocumentRes")
            templates = {
                str(one.get("ID")): part
                for one in children(common, "TemplatePage")
                if (part := self._at(root_part, one.get("BaseLoc"))) is not None
            }
            noted = self._annotations(root_part, root)
            self._tell_of_attachments(root_part, root)
            for page in children(child(root, "Pages"), "Page"):
                number += 1
                if number > _MOST_PAGES:
                    raise DocumentError(f"the document has more than {_MOST_PAGES:,} pages")
                part = self._at(root_part, page.get("BaseLoc"))
                if part in read:
                    self.losses.append(Loss("the content of the page is that of a page before it", number))
                    continue
                if part is None:
                    self.losses.append(Loss("the content of the page is missing", number, is_damage=True))
                    continue
                read.add(part)
                yield self._page(
                    number, part, usual, resources, templates, noted.get(str(page.get("ID")), ())
                )

    def picture(self, part: str) -> bytes:
        """Return the bytes of a picture."""
        with self._package.open(part) as stream:
            return stream.read()

    def _page(
        self,
        number: int,
        part: str,
        usual: Box,
        resources: Resources,
        templates: dict[str, str],
        annotations: tuple[Element, ...],
    ) -> OfdPage:
        root = self._package.tree(part)
        own = resources | self._resources(part, root, "PageRes")
        below: list[tuple[Element, Resources]] = []
        above: list[tuple[Element, Resources]] = []
        for used in children(root, "Template"):
            template = templates.get(str(used.get("TemplateID")))
            if template is None:
                self.losses.append(Loss("a template of the page is missing", number, is_damage=True))
                continue
            tree = self._package.tree(template)
            found = resources | self._resources(template, tree, "PageRes")
            layers = above if used.get("ZOrder") == "Foreground" else below
            layers += ((layer, found) for layer in _layers(tree))
        box = _box(child(child(root, "Area"), "PhysicalBox")) or usual
        drawn = (*below, *((layer, own) for layer in _layers(root)), *above)
        return OfdPage(number, box, drawn, annotations, own)

    def _resources(self, part: str, holder: Element | None, *names: str) -> Resources:
        found = Resources()
        for one in holder if holder is not None else ():
            if local(one) in names and (named := self._at(part, one.text)) is not None:
                if named not in self._known:
                    self._known[named] = self._resource(named)
                found |= self._known[named]
        return found

    def _resource(self, part: str) -> Resources:
        root = self._package.tree(part)
        base = posixpath.join(posixpath.dirname(part), str(root.get("BaseLoc") or ""), "x")
        found = Resources()
        for one in children(child(root, "DrawParams"), "DrawParam"):
            found.draw_params[str(one.get("ID"))] = one
        for one in children(child(root, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            found.units[str(one.get("ID"))] = one
        for one in children(child(root, "MultiMedias"), "MultiMedia"):
            media = self._resolved(base, one, "MediaFile")
            if media is not None:
                found.pictures[str(one.get("ID"))] = media
        return found

    def _annotations(self, part: str, root: Element) -> dict[str, tuple[Element, ...]]:
        """Return what annotations draw, by page id."""
        listed = self._resolved(part, root, "Annotations")
        found: dict[str, tuple[Element, ...]] = {}
        for page in children(self._package.tree(listed), "Page") if listed is not None else ():
            named = self._resolved(listed or "", page, "FileLoc")
            if named is not None:
                shown = (
                    one
                    for one in children(self._package.tree(named), "Annot")
                    if one.get("Visible") != "false"
                )
                drawn = (look for one in shown if (look := child(one, "Appearance")) is not None)
                found[str(page.get("PageID"))] = tuple(drawn)
        return found

    def _tell_of_attachments(self, part: str, root: Element) -> None:
        listed = self._resolved(part, root, "Attachments")
        for one in children(self._package.tree(listed), "Attachment") if listed is not None else ():
            name = one.get("Name") or "without a name"
            self.losses.append(Loss(f"the OFD carries an attached file, which was not read: {name}"))

    def _tell_of_seals(self, part: str) -> None:
        """Tell of the seals of electronic signatures, whose pictures a viewer puts over the page."""
        seals = sum(
            1
            for one in children(self._package.tree(part), "Signature")
            if (signed := self._at(part, one.get("BaseLoc"))) is not None
            for _ in children(child(self._package.tree(signed), "SignedInfo"), "StampAnnot")
        )
        if seals:
            self.losses.append(Loss(f"{seals} seals of electronic signatures are not drawn"))

    def _resolved(self, part: str, holder: Element, name: str) -> str | None:
        """Return the part that an element's child names."""
        found = child(holder, name)
        return self._at(part, found.text) if found is not None else None

    def _at(self, part: str, location: object) -> str | None:
        """Return the part at a location written in ``part``: absolute, beside it, or from the root."""
        text = str(location or "").strip().replace("\\", "/")
        beside = "" if text.startswith("/") else posixpath.dirname(part)
        for folder in (beside, ""):
            path = posixpath.normpath(posixpath.join(folder, text.lstrip("/")))
            if text and self._package.has(path):
                return path
        return None


def numbers(text: object) -> list[float]:
    """Return the numbers of an attribute or an element; what is no number, or beyond any page, is left out."""
    words = str(text or "").split()
    try:
        found = list(map(float, words))
    except ValueError:
        found = []
        for word in words:
            with suppress(ValueError):
                found.append(float(word))
    return [number for number in found if abs(number) < _BEYOND]


def _box(element: Element | None) -> Box | None:
    found = numbers(element.text) if element is not None else []
    if len(found) != 4 or not (0 < found[2] < 5_000 and 0 < found[3] < 5_000):
        return None
    return found[0], found[1], found[2], found[3]


def _layers(page: Element) -> list[Element]:
    found = list(children(child(page, "Content"), "Layer"))
    return sorted(found, key=lambda layer: _LAYERS.get(str(layer.get("Type") or "Body"), 1))


__all__ = ["Document", "OfdPage", "Resources", "numbers"]
