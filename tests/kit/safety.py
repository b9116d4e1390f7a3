"""What may stand in members' HTML, written down a second time: whoever widens the renderer meets it here."""

import re
from html.parser import HTMLParser

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li", "div"),
    *("h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "img"),
}
ATTRIBUTES = {
    *(("a", "href"), ("a", "title"), ("a", "rel"), ("a", "class")),
    *(("a", "id"), ("a", "aria-label"), ("li", "id"), ("ol", "class")),  # footnotes
    *(("img", "src"), ("img", "alt"), ("img", "width"), ("img", "height"), ("img", "loading")),
    *(("ol", "start"), ("th", "scope"), ("pre", "tabindex")),
    *(("div", "class"), ("div", "role"), ("div", "tabindex"), ("div", "aria-label")),
}
FIXED = {
    ("a", "rel"): "nofollow noopener",
    ("a", "class"): "mention",
    ("ol", "class"): "footnotes",
    ("img", "loading"): "lazy",
    ("th", "scope"): "col",
    ("pre", "tabindex"): "0",
    ("div", "class"): "table-scroll",
    ("div", "role"): "region",
    ("div", "tabindex"): "0",
    ("div", "aria-label"): "Table",
}
SCHEMES = {"http", "https", "mailto", ""}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.odd: list[str] = []  # comments, declarations, processing instructions

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.odd.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.odd.append(f"<!{decl}>")

    def handle_pi(self, data):
        self.odd.append(f"<?{data}>")

    def unknown_decl(self, data):
        self.odd.append(f"<![{data}]>")


def read(html: str) -> _Reader:
    """Parse HTML as a browser would see it: tags with attributes, entities resolved."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def scheme(url: str) -> str:
    """Return the scheme a browser finds: it drops spaces and controls around, tabs and line ends within."""
    url = re.sub(r"[\t\r\n]", "", re.sub(r"^[\x00-\x20]+", "", url))
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", url)
    return match.group(1).lower() if match else ""


def survivors(html: str) -> list[str]:
    """Return every tag, attribute, value and url scheme in `html` that must not be there."""
    reader = read(html)
    found = list(reader.odd)
    for tag, attributes in reader.tags:
        if tag not in TAGS:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            if (tag, name) not in ATTRIBUTES or FIXED.get((tag, name), value) != value:
                found.append(f"<{tag} {name}={value!r}>")
            if name == "href" and scheme(value) not in SCHEMES:
                found.append(f"<{tag} href={value!r}>")
    return found


def tags(html: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of each tag of this name."""
    return [attributes for tag, attributes in read(html).tags if tag == name]
