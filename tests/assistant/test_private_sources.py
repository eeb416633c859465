"""What an account uploads is seen, searched and cited in that account's answers alone, until an administrator shares it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.accounts.limits import Limits
from assistant.answer import Action, Answer
from assistant.api.mcp_server import mcp_server
from assistant.history.held import Given
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import Settings
from assistant.ui.answering import answering
from assistant.ui.services import Services, services
from assistant.ui.web import web_app
from knowledge.errors import SourceError
from knowledge.library import Library
from knowledge.loaded import LoadedTables
from knowledge.loading import store
from knowledge.loading.add import add, remove, share, unshare
from tests.assistant.test_accounts import FROM_HERE, PASSWORD

POLICY = (
    "# Aetna Quokka plan: injection policy\n\nIn the Quokka plan Aetna requires prior authorization for 64615 when more than 155 units of toxin are used. "
    "The request must name the headache days.\n"
)
QUESTION = "does Aetna require prior auth for 64615?"
NAME = "document-quokka-policy"


@pytest.fixture
def installation(library: Library, tmp_path: Path) -> Iterator[Services]:
    """An installation with accounts whose sources lie in a folder of the test."""
    held = Library(library.folder, library.model)
    held.use_tables(LoadedTables(tmp_path))
    made = services(Settings(home=tmp_path), lambda told: Assistant(held), Limits())
    for _ in made.warming.wait():
        pass
    yield made
    held.close()


@pytest.fixture
def people(installation: Services) -> tuple[TestClient, TestClient, TestClient]:
    """An administrator, Ada and Bob, each in a browser of their own."""
    clients = []
    for name in ("admin", "ada", "bob"):
        client = TestClient(web_app(installation), headers=FROM_HERE, follow_redirects=False)
        assert client.post("/sign-up", data={"name": name, "password": PASSWORD}).status_code == 303
        clients.append(client)
    return clients[0], clients[1], clients[2]


def key_of(client: TestClient) -> dict[str, str]:
    page = client.post("/account/keys", data={"name": "scripts"}).text
    return {"Authorization": f"Bearer {page.partition('<code>')[2].partition('</code>')[0]}"}


def uploaded(client: TestClient, name: str = "quokka-policy.md", text: str = POLICY, everybody: bool = False) -> dict[str, object]:
    answer = client.post(f"/ui/library/add?everybody={everybody}", files={"files": (name, text.encode())})
    assert answer.status_code == 202, answer.text
    for _ in range(600):
        told = client.get("/ui/library/loading").json()
        if told["done"]:
            return dict(told)
        time.sleep(0.05)
    raise AssertionError("the file was not taken in")


def asked(client: TestClient) -> Answer:
    return Answer.model_validate(client.post("/api/ask", json={"question": QUESTION}).json())


def owner_of(installation: Services, name: str) -> str:
    return next(key for key, held in installation.names().items() if held == name)


def test_an_upload_is_cited_searched_and_listed_for_its_account_alone(people: tuple[TestClient, TestClient, TestClient]) -> None:
    admin, ada, bob = people
    assert "quokka-policy loaded" in str(uploaded(ada)["lines"])
    answer = asked(ada)
    assert answer.action is Action.ANSWER
    assert answer.citations[0].source == "Your own document quokka-policy.md"
    for where in ("/ui/library", "/ui/search?q=quokka%20prior%20authorization", "/api/search?q=quokka%20prior%20authorization&system=CPT", f"/ui/document/{NAME}"):
        assert "quokka" in ada.get(where).text.lower(), where
        assert "headache days" not in bob.get(where).text, where
        assert "injection policy" not in bob.get(where).text.lower(), where
        assert "headache days" not in admin.get(where).text, where
    for other in (bob, admin):
        assert asked(other).action is Action.ABSTAIN
        assert other.get("/ui/library/loading").json()["lines"] == []
        assert other.get(f"/ui/document/{NAME}").status_code == 404
        assert other.delete(f"/ui/library/{NAME}").status_code == 400
    assert bob.delete(f"/ui/library/{NAME}?everybody=true").status_code == 403
    script = TestClient(ada.app, headers=key_of(ada))
    assert script.post("/api/ask", json={"question": QUESTION}).json()["action"] == "answer"
    stranger = TestClient(bob.app, headers=key_of(bob))
    assert stranger.post("/api/ask", json={"question": QUESTION}).json()["action"] == "abstain"
    assert "Quokka" not in stranger.get("/api/search?q=quokka&system=CPT").text
    assert ada.delete(f"/ui/library/{NAME}").status_code == 200
    assert asked(ada).action is Action.ABSTAIN


def test_an_administrator_shares_an_upload_and_takes_it_back(people: tuple[TestClient, TestClient, TestClient], installation: Services) -> None:
    admin, ada, bob = people
    uploaded(ada)
    page = admin.get("/ui/library").text
    assert "Loaded by others for themselves" in page
    assert "quokka-policy.md" in page
    owner = owner_of(installation, "ada")
    assert bob.post(f"/ui/library/{NAME}/share", json={"owner": owner}).status_code == 403
    assert bob.get("/ui/library").text.count("quokka") == 0
    assert admin.post(f"/ui/library/{NAME}/share", json={"owner": owner}).status_code == 200
    assert asked(bob).citations[0].source == "Uploaded document quokka-policy.md"
    assert bob.delete(f"/ui/library/{NAME}").status_code == 400
    assert admin.post(f"/ui/library/{NAME}/unshare").status_code == 200
    assert asked(bob).action is Action.ABSTAIN
    assert asked(ada).action is Action.ANSWER


def test_only_an_administrator_loads_for_everybody(people: tuple[TestClient, TestClient, TestClient]) -> None:
    admin, ada, bob = people
    assert ada.post("/ui/library/add?everybody=true", files={"files": ("x.md", b"# x")}).status_code == 403
    uploaded(admin, everybody=True)
    assert asked(bob).action is asked(ada).action is Action.ANSWER
    assert admin.delete(f"/ui/library/{NAME}?everybody=true").status_code == 200
    assert asked(bob).action is Action.ABSTAIN


def test_tools_of_another_assistant_see_what_is_everybodys(people: tuple[TestClient, TestClient, TestClient], installation: Services) -> None:
    uploaded(people[1])
    held = installation.warming.assistant
    assert held is not None

    async def used(tool: str, given: dict[str, str]) -> str:
        from mcp.client import Client

        async with Client(mcp_server(lambda: held)) as client:
            return str((await client.call_tool(tool, given)).content[0].text)

    assert json.loads(asyncio.run(used("ask", {"question": QUESTION})))["action"] == "abstain"
    assert "Quokka" not in asyncio.run(used("search", {"words": "quokka prior authorization", "system": "CPT"}))


def test_two_who_ask_at_once_with_documents_of_the_same_name_get_their_own(installation: Services, tmp_path: Path, library: Library) -> None:
    texts = {"ada": "requires prior authorization for 64615 from Adaland", "bob": "requires prior authorization for 64615 from Bobland"}
    for owner, text in texts.items():
        (tmp_path / "quokka-policy.md").write_text(f"# Policy\n\nAetna {text}.\n", encoding="utf-8")
        add(tmp_path, tmp_path / "quokka-policy.md", embed=library.embedder.texts, owner=owner)
    held = installation.warming.assistant
    assert held is not None
    wrong: list[str] = []

    def ask(owner: str, other: str) -> None:
        for _ in range(8):
            answer = held.seen_by(owner).ask(Request(question=QUESTION))
            said = answer.text + "".join(citation.quote for citation in answer.citations)
            if f"{owner.capitalize()}land" not in said or f"{other.capitalize()}land" in said:
                wrong.append(f"{owner}: {said}")

    threads = [threading.Thread(target=ask, args=pair) for pair in (("ada", "bob"), ("bob", "ada")) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_official_file_of_ones_own_counts_in_ones_own_look_ups_alone(installation: Services, table_files: Path, tmp_path: Path) -> None:
    add(tmp_path, next(path for path in sorted(table_files.iterdir()) if "mue" in path.name.lower()), owner="ada")
    held = installation.warming.assistant
    assert held is not None
    asked = Request(question="MUE for 97110?")
    assert any("mue-practitioner-2026" in citation.passage for citation in held.seen_by("ada").ask(asked).citations)
    for other in ("bob", ""):
        assert not any("mue-practitioner-2026" in citation.passage for citation in held.seen_by(other).ask(asked).citations)


def test_an_answer_from_ones_own_document_is_marked_and_one_from_everybodys_is_not(installation: Services, tmp_path: Path, library: Library) -> None:
    (tmp_path / "quokka-policy.md").write_text(POLICY, encoding="utf-8")
    add(tmp_path, tmp_path / "quokka-policy.md", embed=library.embedder.texts, owner="ada")
    held = installation.warming.assistant
    assert held is not None

    def given(question: str) -> Given:
        *_, last = answering(held.seen_by("ada"), Request(question=question), held.library)
        assert isinstance(last, Given)
        return last

    assert given(QUESTION).private
    assert not given("dx for swimmer's ear, left").private


def test_a_name_can_be_shared_once_and_what_was_loaded_for_all_cannot_be_given_back(tmp_path: Path) -> None:
    for owner in ("ada", "bob", ""):
        _document(tmp_path, owner)
    with pytest.raises(SourceError, match="Everybody has a source called"):
        share(tmp_path, NAME, "ada")
    with pytest.raises(SourceError, match="was loaded for everybody"):
        unshare(tmp_path, NAME)
    remove(tmp_path, NAME)
    share(tmp_path, NAME, "ada")
    _document(tmp_path, "ada")
    with pytest.raises(SourceError, match="has one of its own by now"):
        unshare(tmp_path, NAME)
    assert {source.owner for source in LoadedTables(tmp_path).of_all()} == {"", "ada", "bob"}
    assert [source.owner for source in LoadedTables(tmp_path, "ada").sources()] == ["ada"]
    assert [source.owner for source in LoadedTables(tmp_path, "carl").sources()] == [""]


def test_tables_from_before_there_were_owners_are_everybodys_and_stay(tmp_path: Path) -> None:
    _document(tmp_path, "")
    with sqlite3.connect(store.tables_path(tmp_path)) as connection:
        connection.executescript(
            "CREATE TABLE old(id INTEGER PRIMARY KEY, name TEXT UNIQUE, kind TEXT, title TEXT, starts TEXT, ends TEXT, file TEXT,"
            " digest TEXT, rows INT, rejected TEXT, loaded_at TEXT); INSERT INTO old SELECT id, name, kind, title, starts, ends, file,"
            " digest, rows, rejected, loaded_at FROM source; DROP TABLE source; ALTER TABLE old RENAME TO source;"
        )
    connection.close()
    before = LoadedTables(tmp_path).sources()
    assert [source.name for source in before] == [NAME]
    _document(tmp_path, "ada", "other.md")
    assert LoadedTables(tmp_path).sources() == before
    assert {source.name for source in LoadedTables(tmp_path, "ada").sources()} == {NAME, "document-other"}


def _document(home: Path, owner: str, name: str = "quokka-policy.md") -> None:
    (home / name).write_text(POLICY, encoding="utf-8")
    add(home, home / name, owner=owner)
