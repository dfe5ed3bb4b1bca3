"""What a person reads on a page: quotes decoded back to their texts, and all other words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})


@dataclass
class Node:
    """An element. `children` are elements and texts in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def all(self, name: str, kind: str = "") -> list[Node]:
        """Every element of a name, with a class where one is given, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                if child.name == name and (not kind or kind in child.kinds):
                    found.append(child)
                found += child.all(name, kind)
        return found

    @property
    def kinds(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """The text that the element stands for, framed characters decoded."""
        if "control" in self.kinds:
            return chr(int("".join(map(str, self.children)).removeprefix("U+"), 16))
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """What is read besides quotes, white space as one sees it."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.name in {"blockquote", "script", "style"}:
            return " "
        inner = "".join(child if isinstance(child, str) else child._words() for child in self.children)
        return inner if self.name in {"a", "bdi", "cite", "b", "span", "time", "mark"} else f" {inner} "


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str) -> Node:
    """The page as a tree."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


def fields(form: Node) -> dict[str, str]:
    """What a form sends when nothing is changed in it."""
    return {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
        if "name" in one.attributes and one.attributes.get("type") != "radio"
    }
