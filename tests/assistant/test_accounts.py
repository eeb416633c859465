"""Accounts: who comes in, who is kept out, what a guest may do, and that no route is left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, Route

from assistant.accounts.limits import Allowance, Limits
from assistant.accounts.people import People
from assistant.accounts.visitor import Role
from assistant.errors import AccountRefused
from assistant.history.tables import open_database
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.services import Services, services
from assistant.ui.web import web_app

PASSWORD = "made up of four words"
FROM_HERE = {"Origin": "http://testserver"}
PAGE = {"Accept": "text/html"}


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(tmp_path: Path, clock: Clock) -> People:
    return People(open_database(f"sqlite:///{tmp_path / 'people.sqlite'}"), clock)


@pytest.fixture
def installation(assistant: Assistant, tmp_path: Path) -> Services:
    held = services(Settings(home=tmp_path), lambda told: assistant, Limits(guest=2, account=3))
    for _ in held.warming.wait():
        pass
    return held


@pytest.fixture
def client(installation: Services) -> Iterator[TestClient]:
    with TestClient(web_app(installation), follow_redirects=False) as held:
        yield held


def signed_up(installation: Services, name: str) -> TestClient:
    client = TestClient(web_app(installation), follow_redirects=False)
    answer = client.post("/sign-up", data={"name": name, "password": PASSWORD}, headers=FROM_HERE)
    assert answer.status_code == 303
    return client


def test_the_first_account_is_the_administrators_and_passwords_are_kept_as_argon2(people: People, tmp_path: Path) -> None:
    assert people.sign_up("Ada@clinic.example", PASSWORD).role is Role.ADMIN
    assert people.sign_up("bob", PASSWORD).role is Role.MEMBER
    held = (tmp_path / "people.sqlite").read_bytes()
    assert PASSWORD.encode() not in held
    assert b"$argon2id$" in held
    token = people.sign_in(" ADA@clinic.example", PASSWORD)
    visitor = people.visitor(token)
    assert visitor is not None
    assert visitor.name == "ada@clinic.example"
    assert token.encode() not in (tmp_path / "people.sqlite").read_bytes()


@pytest.mark.parametrize(("name", "password"), [("ada", PASSWORD), ("x", PASSWORD), ("two words", PASSWORD), ("carl", "short")])
def test_an_account_that_cannot_be_made_is_told_why(people: People, name: str, password: str) -> None:
    people.sign_up("ada", PASSWORD)
    with pytest.raises(AccountRefused, match=r"\.$"):
        people.sign_up(name, password)


def test_five_wrong_passwords_lock_an_account_for_a_while(people: People, clock: Clock) -> None:
    people.sign_up("ada", PASSWORD)
    for _ in range(5):
        with pytest.raises(AccountRefused, match="do not belong together"):
            people.sign_in("ada", "wrong password")
    with pytest.raises(AccountRefused, match="locked"):
        people.sign_in("ada", PASSWORD)
    clock.moment += timedelta(minutes=16)
    assert people.sign_in("ada", PASSWORD)


def test_an_unknown_name_is_told_like_a_wrong_password(people: People) -> None:
    people.sign_up("ada", PASSWORD)
    said = []
    for name in ("ada", "nobody"):
        with pytest.raises(AccountRefused) as refused:
            people.sign_in(name, "wrong password")
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_session_ends_when_idle_and_in_any_case_after_two_weeks(people: People, clock: Clock) -> None:
    people.sign_up("ada", PASSWORD)
    idle, used = people.sign_in("ada", PASSWORD), people.sign_in("ada", PASSWORD)
    for _ in range(27):
        clock.moment += timedelta(hours=11)
        assert people.visitor(used) is not None
    assert people.visitor(idle) is None
    clock.moment = datetime(2026, 11, 23, 9, 0) + timedelta(days=14, hours=1)
    assert people.visitor(used) is None


def test_a_changed_password_ends_every_other_session(people: People) -> None:
    ada = people.sign_up("ada", PASSWORD)
    old = people.sign_in("ada", PASSWORD)
    with pytest.raises(AccountRefused, match="not right"):
        people.change_password(ada.id, "guessed", "another made up one")
    new = people.change_password(ada.id, PASSWORD, "another made up one")
    assert people.visitor(old) is None
    assert people.visitor(new) == ada
    assert people.sign_in("ada", "another made up one")


def test_an_invitation_works_once_and_a_reset_ends_sessions_and_keys(people: People, clock: Clock) -> None:
    people.sign_up("ada", PASSWORD)
    link = people.invite("bob")
    bob = people.visitor(people.take_up(link, PASSWORD))
    assert bob is not None
    assert bob.role is Role.MEMBER
    with pytest.raises(AccountRefused, match="used or is out of date"):
        people.take_up(link, PASSWORD)
    token, key = people.sign_in("bob", PASSWORD), people.make_key(bob.id, "scripts")
    late = people.reset(bob.id)
    assert people.visitor(token) is None
    assert people.visitor_of_key(key) is None
    with pytest.raises(AccountRefused):
        people.sign_in("bob", PASSWORD)
    clock.moment += timedelta(days=8)
    with pytest.raises(AccountRefused):
        people.take_up(late, PASSWORD)


def test_a_disabled_account_is_out_at_once_and_the_last_administrator_stays(people: People) -> None:
    ada, bob = people.sign_up("ada", PASSWORD), people.sign_up("bob", PASSWORD)
    token, key = people.sign_in("bob", PASSWORD), people.make_key(bob.id, "scripts")
    people.disable(bob.id, True)
    assert people.visitor(token) is None
    assert people.visitor_of_key(key) is None
    with pytest.raises(AccountRefused, match="disabled"):
        people.sign_in("bob", PASSWORD)
    with pytest.raises(AccountRefused, match="only administrator"):
        people.disable(ada.id, True)


def test_limits_count_per_guest_per_account_and_per_address(tmp_path: Path) -> None:
    allowance = Allowance(open_database(f"sqlite:///{tmp_path / 'usage.sqlite'}"), Limits(guest=2, guests_of_address=3, account=2, address=9))
    day = datetime(2026, 11, 23)
    assert [bool(allowance.taken("guest-1", "10.0.0.1", day)) for _ in range(3)] == [False, False, True]
    assert "Create a free account to unlock" in allowance.taken("guest-1", "10.0.0.1", day + timedelta(days=3))
    assert [bool(allowance.taken("guest-2", "10.0.0.1", day)) for _ in range(2)] == [False, True]
    assert [bool(allowance.taken("ada", "10.0.0.2", day)) for _ in range(3)] == [False, False, True]
    assert not allowance.taken("ada", "10.0.0.2", day + timedelta(days=1))


def test_every_route_refuses_who_has_no_session(installation: Services) -> None:
    app = web_app(installation)
    client = TestClient(app, follow_redirects=False)
    open_to_all = {"/sign-in", "/sign-up", "/invite/x", "/api/", "/api/openapi.json", "/favicon.ico", "/robots.txt"}
    tried = set()
    for path, methods in _routes(app.routes):
        for method in methods - {"HEAD", "OPTIONS"}:
            if path not in open_to_all:
                answer = client.request(method, path, headers=FROM_HERE)
                assert answer.status_code in {401, 403, 404}, (method, path, answer.status_code)
                tried.add((method, path))
    assert {("DELETE", "/ui/history/x"), ("POST", "/api/ask"), ("POST", "/gradio_api/queue/join"), ("GET", "/ui/people")} <= tried


def _routes(held: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every route, with x where its path takes something; an included router hands out its own."""
    for route in held:
        if isinstance(route, Mount):
            yield from _routes(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + "".join("x" if part.startswith("{") else part for part in _parts(route.path)), set(route.methods or ())
        elif hasattr(route, "original_router"):
            yield from _routes(route.original_router.routes, prefix)


def _parts(path: str) -> list[str]:
    parts, at = [], 0
    while at < len(path):
        end = path.index("}", at) + 1 if path[at] == "{" else (path.find("{", at) if "{" in path[at:] else len(path))
        parts.append(path[at:end])
        at = end
    return parts


@pytest.mark.parametrize("path", ["/gradio_api/run/ask", "/gradio_api/call/ask", "/monitoring", "/login", "/gradio_api/runs", "/docs", "/anything"])
def test_what_is_on_no_list_is_not_reached_even_by_an_administrator(installation: Services, path: str) -> None:
    assert signed_up(installation, "ada").get(path).status_code == 404


def test_a_visitor_becomes_a_guest_and_the_guests_conversations_come_along(client: TestClient, installation: Services) -> None:
    assert client.get("/", headers=PAGE).status_code == 200
    assert installation.accounts is not None
    visitor = installation.accounts.people.visitor(client.cookies["codecite_session"])
    assert visitor is not None
    guest = visitor.id
    conversation, _ = installation.history.asked(guest, "shingles")
    assert "shingles" in client.get("/ui/history").text
    for path in ("/ui/library", "/ui/evals", "/ui/people", "/api/search?q=x"):
        assert client.get(path).status_code == 403
    assert client.get("/account").headers["location"] == "/sign-in"
    assert client.post("/sign-up", data={"name": "ada", "password": PASSWORD}, headers=FROM_HERE).status_code == 303
    assert conversation in client.get("/ui/history").text


def test_two_users_see_nothing_of_each_other(installation: Services) -> None:
    ada, bob = signed_up(installation, "ada"), signed_up(installation, "bob")
    assert installation.accounts is not None
    ada_id, bob_id = (one.id for one in installation.accounts.people.listed())
    conversation, turn = installation.history.asked(ada_id, "a secret about shingles")
    assert "secret" in ada.get("/ui/history").text
    assert "secret" not in bob.get("/ui/history").text
    assert bob.get("/ui/history?q=secret").text.count("cc-history-row") == 0
    for name in ("codecite.md", "codecite.json", "print"):
        assert bob.get(f"/ui/history/{conversation}/{name}").status_code == 404
    assert bob.delete(f"/ui/history/{conversation}", headers=FROM_HERE).status_code == 404
    assert bob.post("/ui/feedback", json={"turn": turn, "kind": "right"}, headers=FROM_HERE).status_code == 404
    assert bob.post(f"/ui/people/{ada_id}/reset", headers=FROM_HERE).status_code == 403
    assert bob.post("/ui/library/add?everybody=true", files={"files": b"x"}, headers=FROM_HERE).status_code == 403
    assert bob_id != ada_id
    assert ada.get(f"/ui/history/{conversation}/print").status_code == 200


def test_a_form_of_another_site_does_nothing(installation: Services) -> None:
    ada = signed_up(installation, "ada")
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert ada.post("/account/keys", data={"name": "theirs"}, headers=headers).status_code == 403
    assert "theirs" not in ada.get("/account").text


def test_a_key_asks_within_its_accounts_limit(installation: Services) -> None:
    ada = signed_up(installation, "ada")
    page = ada.post("/account/keys", data={"name": "scripts"}, headers=FROM_HERE).text
    key = page.partition("<code>")[2].partition("</code>")[0]
    script = TestClient(web_app(installation), headers={"Authorization": f"Bearer {key}"})
    assert [script.post("/api/ask", json={"question": "shingles"}).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert script.get("/ui/history").status_code == 401
    assert TestClient(web_app(installation), headers={"Authorization": "Bearer cc_guess"}).post("/api/ask", json={"question": "x"}).status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: TestClient) -> None:
    told = client.get("/", headers={**PAGE, "X-Forwarded-Proto": "https"}).headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/"):
        assert word in told


def test_a_name_that_leads_here_from_elsewhere_is_refused_without_accounts(assistant: Assistant, tmp_path: Path) -> None:
    app = web_app(services(Settings(home=tmp_path), lambda told: assistant))
    assert TestClient(app, base_url="http://evil.example", client=("127.0.0.1", 5)).get("/ui/history").status_code == 403
    assert TestClient(app, base_url="http://localhost:7860", client=("127.0.0.1", 5)).get("/ui/history").status_code == 200
