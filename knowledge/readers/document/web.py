"""Blocks of HTML and Markdown: headings, paragraphs, list items, tables a row a line. What is hidden is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.readers.document.pieces import Block

_DROPPED = (
    "script, style, noscript, template, nav, header, footer, aside, form, iframe, svg, [hidden], [aria-hidden=true], "
    "[style*='display:none'], [style*='display: none'], [style*='visibility:hidden'], [style*='visibility: hidden']"
)
_READ = "h1, h2, h3, h4, h5, h6, p, li, tr, pre, blockquote, dt, dd"


def html_title(text: str) -> str:
    """The title a page gives itself."""
    from selectolax.lexbor import LexborHTMLParser

    node = LexborHTMLParser(text).css_first("title")
    return " ".join(node.text().split()) if node is not None else ""


def html_blocks(text: str) -> Iterator[Block]:
    """The page's blocks in order."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    for node in tree.css(_DROPPED):
        node.decompose()
    found = False
    for node in tree.css(_READ):
        if node.tag != "tr" and any(
            child.tag in {"p", "li", "tr", "ul", "ol", "table"} for child in node.css(_READ)[1:]
        ):
            continue
        if node.tag == "tr":
            cells = [" ".join(cell.text(separator=" ").split()) for cell in node.css("td, th")]
            words = " | ".join(cell for cell in cells if cell)
        elif _inside_row(node):
            continue
        else:
            words = " ".join(node.text(separator=" ").split())
        words = re.sub(r" (?=[.,;:!?)])", "", words)
        if words:
            found = True
            heading = re.fullmatch(r"h([1-6])", node.tag or "")
            level = int(heading[1]) if heading else 0
            yield Block(words, level, None, node.tag in {"li", "tr", "dd"})
    if not found and tree.body is not None:
        yield from (
            Block(" ".join(part.split())) for part in tree.body.text(separator="\n").split("\n\n") if part.strip()
        )


def _inside_row(node: object) -> bool:
    parent = getattr(node, "parent", None)
    while parent is not None:
        if parent.tag == "tr":
            return True
        parent = parent.parent
    return False


def markdown_blocks(text: str) -> Iterator[Block]:
    """Markdown's blocks, by way of the page it makes; HTML in it is not taken for markup."""
    from markdown_it import MarkdownIt

    without_comments = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    yield from html_blocks(MarkdownIt("commonmark", {"html": False}).enable("table").render(without_comments))
