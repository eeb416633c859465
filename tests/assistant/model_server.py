"""A server on loopback in the forms of OpenAI's and Ollama's chat interfaces that behaves as badly as a test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What is sent back: a status, the text in pieces, seconds before the first and between them, and whether it is cut off."""

    text: str = ""
    status: int = 200
    before: float = 0.0
    between: float = 0.0
    cut_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterator[str] | None = None

    def parts(self) -> Iterator[str]:
        if self.pieces is not None:
            yield from self.pieces
            return
        for at in range(0, len(self.text), 25):
            yield self.text[at : at + 25]


class ModelServer:
    """Answers each request by ``reply``, which is told the prompt; keeps what it was sent."""

    def __init__(self) -> None:
        self.reply: Callable[[str], Reply] = lambda prompt: Reply(status=500)
        self.sent: list[dict[str, Any]] = []
        self.paths: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.paths.append(self.path)
                listed = {"data": [{"id": "served"}]} if self.path.endswith("/models") else {"models": [{"name": "qwen:small"}]}
                self._whole(200, json.dumps(listed), {})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.paths.append(self.path)
                outer.sent.append(body)
                reply = outer.reply("\n".join(str(message.get("content")) for message in body["messages"]))
                ollama = self.path.startswith("/api/")
                time.sleep(reply.before)
                try:
                    if reply.status != 200:
                        self._whole(reply.status, json.dumps({"error": {"message": "no"}}), reply.headers)
                    elif body.get("stream", ollama):
                        self._streamed(reply, ollama)
                    else:
                        self._whole(200, json.dumps(_message("".join(reply.parts()))), reply.headers)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def _whole(self, status: int, text: str, headers: dict[str, str]) -> None:
                data = text.encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def _streamed(self, reply: Reply, ollama: bool) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/x-ndjson" if ollama else "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for n, part in enumerate(reply.parts()):
                    if reply.cut_after is not None and n >= reply.cut_after:
                        self.close_connection = True
                        self.connection.close()
                        return
                    self._chunk(_ollama(part) if ollama else _delta(part))
                    time.sleep(reply.between)
                self._chunk(_ollama("", done=True) if ollama else "data: [DONE]\n\n")
                self._chunk("")

            def _chunk(self, text: str) -> None:
                data = text.encode()
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _message(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}


def _delta(text: str) -> str:
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m",
             "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
    return f"data: {json.dumps(chunk)}\n\n"


def _ollama(text: str, done: bool = False) -> str:
    ended = {"done_reason": "stop", "prompt_eval_count": 1000, "eval_count": 100} if done else {}
    return json.dumps({"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": text},
                       "done": done, **ended}) + "\n"
