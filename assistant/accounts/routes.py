"""The routes of accounts: every form posts, answers with a page or a redirect, and says in one sentence what is wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.accounts.accounts_guard import COOKIE, cookie
from assistant.accounts.guard import only_administrators, visitor
from assistant.accounts.pages import account_page, link_page, people_page, sign_in_page, sign_up_page
from assistant.accounts.people import People
from assistant.accounts.visitor import Role, is_guest
from assistant.errors import AccountRefused
from assistant.history.conversations import History

Text = Annotated[str, Form(max_length=500)]


def account_routes(people: People, history: History) -> APIRouter:
    """The routes of signing up, in and out, and of one's own account."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/sign-in")
    def sign_in_form() -> HTMLResponse:
        return HTMLResponse(sign_in_page())

    @routes.post("/sign-in")
    def sign_in(request: Request, name: Text = "", password: Text = "") -> Response:
        try:
            token = people.sign_in(name, password)
        except AccountRefused as error:
            return HTMLResponse(sign_in_page(str(error), name), status_code=403)
        return _entered(request, token)

    @routes.get("/sign-up")
    def sign_up_form() -> HTMLResponse:
        return HTMLResponse(sign_up_page())

    @routes.post("/sign-up")
    def sign_up(request: Request, name: Text = "", password: Text = "") -> Response:
        try:
            person = people.sign_up(name, password)
        except AccountRefused as error:
            return HTMLResponse(sign_up_page(str(error), name), status_code=403)
        guest = visitor(request).id
        if is_guest(guest):
            history.hand_over(guest, person.id)
        return _entered(request, people.sign_in(name, password))

    @routes.post("/sign-out")
    def sign_out(request: Request) -> Response:
        people.sign_out(request.cookies.get(COOKIE, ""))
        return _entered(request, "", "/sign-in")

    @routes.get("/invite/{link}")
    def link_form(link: str) -> HTMLResponse:
        try:
            return HTMLResponse(link_page(link, people.name_of_link(link)))
        except AccountRefused as error:
            return HTMLResponse(link_page(link, "", str(error)), status_code=404)

    @routes.post("/invite/{link}")
    def take_up(request: Request, link: str, password: Text = "") -> Response:
        try:
            name = people.name_of_link(link)
        except AccountRefused as error:
            return HTMLResponse(link_page(link, "", str(error)), status_code=404)
        try:
            return _entered(request, people.take_up(link, password))
        except AccountRefused as error:
            return HTMLResponse(link_page(link, name, str(error)), status_code=403)

    @routes.get("/account")
    def account(request: Request) -> HTMLResponse:
        return HTMLResponse(account_page(visitor(request), people.keys(visitor(request).id)))

    @routes.post("/account/password")
    def change_password(request: Request, old: Text = "", password: Text = "") -> Response:
        who = visitor(request)
        try:
            return _entered(request, people.change_password(who.id, old, password), "/account")
        except AccountRefused as error:
            return HTMLResponse(account_page(who, people.keys(who.id), str(error)), status_code=403)

    @routes.post("/account/keys")
    def make_key(request: Request, name: Text = "") -> HTMLResponse:
        who = visitor(request)
        key = people.make_key(who.id, name)
        return HTMLResponse(account_page(who, people.keys(who.id), key=key))

    @routes.post("/account/keys/{key}")
    def end_key(request: Request, key: str) -> RedirectResponse:
        people.drop_key(visitor(request).id, key)
        return RedirectResponse("/account", status_code=303)

    return routes


def people_routes(people: People) -> APIRouter:
    """The routes of an administrator who minds the people of an installation."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/ui/people")
    def everybody(request: Request) -> HTMLResponse:
        only_administrators(request)
        return HTMLResponse(people_page(people.listed()))

    @routes.post("/ui/people")
    def invite(request: Request, name: Text = "", role: Annotated[Role, Form()] = Role.MEMBER) -> HTMLResponse:
        only_administrators(request)
        try:
            link = people.invite(name, Role.ADMIN if role is Role.ADMIN else Role.MEMBER)
        except AccountRefused as error:
            return HTMLResponse(people_page(people.listed(), str(error)), status_code=403)
        return HTMLResponse(people_page(people.listed(), link=f"{request.base_url}invite/{link}"))

    @routes.post("/ui/people/{person}/disable")
    def disable(request: Request, person: str, disabled: Text = "") -> HTMLResponse:
        only_administrators(request)
        try:
            people.disable(person, bool(disabled))
        except AccountRefused as error:
            return HTMLResponse(people_page(people.listed(), str(error)), status_code=403)
        return HTMLResponse(people_page(people.listed()))

    @routes.post("/ui/people/{person}/reset")
    def reset(request: Request, person: str) -> HTMLResponse:
        only_administrators(request)
        try:
            link = people.reset(person)
        except AccountRefused as error:
            return HTMLResponse(people_page(people.listed(), str(error)), status_code=403)
        return HTMLResponse(people_page(people.listed(), link=f"{request.base_url}invite/{link}"))

    return routes


def _entered(request: Request, token: str, to: str = "/") -> Response:
    answer = RedirectResponse(to, status_code=303)
    answer.headers["set-cookie"] = cookie(token, request.scope)
    return answer
