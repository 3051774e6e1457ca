from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import msgspec
import pytest

from mahdar.settings import Settings
from mahdar.store import Store, open_store
from mahdar.watching import Delivery, Wanted, add_watch, deliver, watches

Put = Callable[..., list[str]]
OPENED = "قال الوزير إن الحدود مفتوحة أمام {}."


def save(store: Store, name: str = "w", query: str = "الحدود", email: str = "desk@news.example") -> None:
    add_watch(store, Wanted(name=name, query=query, by="سلمى", email=email), Settings())


def told(store: Store, settings: Settings) -> list[Delivery]:
    return list(deliver(store, settings, lambda seconds: None))


def waiting(store: Store) -> list[int]:
    with store.view() as view:
        return [watch.waiting for watch in watches(view)]


def read(mail: Any) -> EmailMessage:
    message = message_from_bytes(mail.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_digest_is_sent_once(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    settings = msgspec.structs.replace(settings, public_url="https://desk.example")
    save(store, "الحدود والمعابر")
    put(store, a=("فتح الحدود", OPENED.format("الناس")), b=OPENED.format("الجميع"), c="قال الوزير إن الطريق آمن.")
    assert told(store, settings) == [Delivery("الحدود والمعابر", "email", "desk@news.example", 2)]
    (mail,) = box.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("mahdar@desk.example", ["desk@news.example"])
    message = read(mail)
    assert (message["To"], message["Subject"]) == ("desk@news.example", "Mahdar: الحدود والمعابر (2)")
    assert message["Auto-Submitted"] == "auto-generated" and message["Date"]
    body = message.get_content()
    for words in ("1. فتح الحدود", "صحيفة الضفة · 2024-07-21", "https://desk.example/articles/a", "الجميع"):
        assert words in body
    assert "https://news.example/b" in body and "آمن" not in body
    with open_store(store.archive, settings) as again:
        assert told(again, settings) == [] and len(box.mails) == 1


def test_the_same_digest_has_the_same_id(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    save(store)
    put(store, a=OPENED.format("الناس"))
    box.to_data = "451 later"
    assert ["451 later" in each.problem for each in told(store, settings)] == [True, True]
    box.to_data = ""
    told(store, settings)
    save(store, "other")
    put(store, b=OPENED.format("الجميع"))
    told(store, settings)
    ids = [read(mail)["Message-ID"] for mail in box.mails]
    assert len(set(ids)) == 3 and all(each.endswith("@desk.example>") for each in ids)


def test_fifty_at_a_time(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    save(store)
    put(store, **{f"a{number}": OPENED.format(number) for number in range(53)})
    assert [each.items for each in told(store, settings)] == [50]
    assert [each.items for each in told(store, settings)] == [3] and told(store, settings) == []
    first, second = (read(mail).get_content() for mail in box.mails)
    assert "with the next" in first and "with the next" not in second
    lines = [*first.splitlines(), *second.splitlines()]
    assert [lines.count(f"https://news.example/a{number}") for number in range(53)] == [1] * 53


def test_titles_cannot_write_headers_or_turn_lines(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    save(store)
    put(store, a=("x\r\nBcc: all@news.example\r\n.\r\n\u202e\x07\u2028y\x00", OPENED.format("الناس")))
    assert not told(store, settings)[0].problem
    (mail,) = box.mails
    message = read(mail)
    assert message["Bcc"] is None and mail.rcpt_tos == ["desk@news.example"]
    assert "1. x Bcc: all@news.example . y" in message.get_content().splitlines()


def test_an_address_that_is_refused_keeps_no_other_back(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    save(store, "a", email="gone@news.example")
    save(store, "b", email="slow@news.example")
    save(store, "c")
    put(store, x=OPENED.format("الناس"))
    box.to_recipients = {"gone@news.example": "550 no such box", "slow@news.example": "450 try later"}
    found = told(store, settings)
    assert [(each.watch, each.problem.partition(": ")[2]) for each in found] == [
        ("a", "550 no such box"), ("b", "450 try later"), ("c", ""), ("b", "450 try later")
    ]  # fmt: skip
    assert waiting(store) == [1, 1, 0]


def test_a_dead_server_is_asked_twice_in_a_run(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    dead = msgspec.structs.replace(settings, smtp_port=9)
    save(store, "a")
    save(store, "b")
    put(store, x=OPENED.format("الناس"))
    assert [("mail server" in each.problem, each.watch) for each in told(store, dead)] == [(True, "a")] * 2
    assert waiting(store) == [1, 1]
    assert [each.problem for each in told(store, settings)] == ["", ""] and len(box.mails) == 2


@pytest.mark.parametrize("field", ["smtp_host", "smtp_from"])
def test_what_is_not_set_is_said(store: Store, put: Put, mailbox: Any, field: str) -> None:
    box, settings = mailbox
    save(store)
    put(store, x=OPENED.format("الناس"))
    assert "MAHDAR_SMTP_HOST" in told(store, msgspec.structs.replace(settings, **{field: ""}))[0].problem
    assert not box.mails


def test_nothing_is_said_without_encryption_unless_it_may_be(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    save(store)
    put(store, x=OPENED.format("الناس"))
    for way in ("starttls", "tls"):
        strict = msgspec.structs.replace(settings, smtp_security=way, smtp_user="desk", smtp_password="s3cret")
        (first, _) = told(store, strict)
        assert first.problem and "s3cret" not in first.problem
    assert not box.mails and waiting(store) == [1]


@pytest.mark.parametrize("words", [{"smtp_user": "مكتب"}, {"smtp_from": "a\nb@desk.example"}, {"smtp_user": "desk"}])
def test_settings_that_cannot_be_are_a_problem_not_a_crash(
    store: Store, put: Put, mailbox: Any, words: dict[str, str]
) -> None:
    box, settings = mailbox
    save(store)
    put(store, x=OPENED.format("الناس"))
    found = told(store, msgspec.structs.replace(settings, **words))
    assert all(each.problem for each in found) and found and not box.mails


def test_what_a_server_took_before_it_hung_up_is_sent(store: Store, put: Put, mailbox: Any) -> None:
    box, settings = mailbox
    box.rude = True
    save(store)
    put(store, x=OPENED.format("الناس"))
    assert [each.problem for each in told(store, settings)] == [""] and told(store, settings) == []
    assert len(box.mails) == 1
