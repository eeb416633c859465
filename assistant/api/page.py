"""The page that documents the HTTP interface, made of its OpenAPI description without anything from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = (
    ":root{color-scheme:light dark}html{background:#fff;color:#10242f}a{color:#0b6b66}"
    "@media(prefers-color-scheme:dark){html{background:#10181d;color:#e4ecef}a{color:#5cc9bd}}"
    "body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "pre{overflow-x:auto;padding:.8rem;border:1px solid #8886;border-radius:6px;font-size:14px}"
    "section{border-top:1px solid #8886;padding-top:.6rem}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}"
    "code{overflow-wrap:anywhere}"
)
_BODIES: Mapping[str, object] = {
    "/ask": {"question": "Morselized allograft in a lumbar fusion: 20930 or 20931?", "date": "2026-11-10"},
    "/check": {"date": "2026-11-10", "diagnoses": "M17.11", "lines": [{"code": "20610-RT"}]},
}
_PATHS = {"/code/{code}": "/code/20930?date=2026-11-10", "/search": "/search?q=swimmer%27s%20ear"}


def api_page(schema: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description: each route with its parameters and a call to copy."""
    routes = "".join(
        _route(path, method, told) for path, methods in schema["paths"].items() for method, told in methods.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>CodeCite API</title><style>{_STYLE}</style><body><main><h1>CodeCite API</h1><p>{escape(schema['info']['description'])}</p>"
        '<p>Machine-readable: <a href="/api/openapi.json">openapi.json</a>. Where the installation has accounts, each call carries '
        "<code>Authorization: Bearer KEY</code>, with a key that you make on your account's page. What is refused comes as "
        '<code>{"error": "…"}</code> with one sentence.</p>'
        f"{routes}</main></body></html>"
    )


def _route(path: str, method: str, told: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th><code>{escape(one['name'])}</code></th><td>{'required' if one.get('required') else 'optional'}</td>"
        f"<td>{escape(_kind(one['schema']))}</td></tr>"
        for one in told.get("parameters", ())
    )
    body = _BODIES.get(path)
    data = f" -H 'Content-Type: application/json' \\\n  -d '{json.dumps(body)}'".replace("'s ", "'\\''s ") if body else ""
    call = f"curl{' -N -H' if path == '/ask' else ''}{' ' + repr('Accept: text/event-stream') if path == '/ask' else ''}"
    return (
        f"<section><h2><code>{method.upper()} /api{escape(path)}</code></h2><p><strong>{escape(told['summary'])}.</strong> "
        f"{escape(told.get('description', ''))}</p>{f'<table>{rows}</table>' if rows else ''}"
        f"<pre tabindex=0>{escape(f'{call} http://127.0.0.1:7860/api{_PATHS.get(path, path)}{data}')}</pre></section>"
    )


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = [schema, *schema.get("anyOf", ())]
    words = [str(one.get("format") or one.get("type") or "") for one in kinds if one.get("type") != "null"]
    return " or ".join(str(value) for value in schema["enum"]) if "enum" in schema else " ".join(filter(None, words))
