"""A user's own documents as pieces with page and heading: PDF, DOCX, HTML, Markdown and plain text."""

from __future__ import annotations

from knowledge.readers.document.read import DOCUMENT_SUFFIXES, Document, read_document

__all__ = ["DOCUMENT_SUFFIXES", "Document", "read_document"]
