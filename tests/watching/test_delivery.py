from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from mahdar.errors import Unwritable
from mahdar.settings import Settings
from mahdar.store import Store, open_store
from mahdar.watching import Delivery, Wanted, add_watch, deliver, watches
from mahdar.watching.items import Item, digest, one_line

Put = Callable[..., list[str]]
OPEN = Settings(allow_private=True, timeout_s=2)
OPENED = "قال الوزير إن الحدود مفتوحة أمام {}."


def save(store: Store, name: str = "w", query: str = "الحدود", **more: Any) -> None:
    add_watch(store, Wanted(name=name, query=query, by="سلمى", **more), OPEN)


def told(store: Store, settings: Settings = OPEN, waited: list[float] | None = None) -> list[Delivery]:
    return list(deliver(store, settings, [].append if waited is None else waited.append))


def problems(found: list[Delivery]) -> list[str]:
    return [each.problem for each in found]


def waiting(store: Store) -> dict[str, int]:
    with store.view() as view:
        return {watch.name: watch.waiting for watch in watches(view)}


def test_a_match_is_told_once(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=("فتح \u202eالحدود\u0007", OPENED.format("الناس")), b="قال الوزير إن الطريق آمن.")
    (done,) = told(store)
    assert done == Delivery("w", "webhook", hook.address, 1)
    ((headers, body),) = hook.got
    assert headers["Content-Type"] == "application/json"
    item = json.loads(body)
    assert set(item) == set(Item.__struct_fields__)
    assert (item["watch"], item["id"], item["outlet"], item["published"]) == ("w", "a", "صحيفة الضفة", "2024-07-21")
    assert (item["uri"], item["url"], item["title"]) == ("https://news.example/a", None, "فتح \u202eالحدود\u0007")
    (passage,) = item["passages"]
    assert [passage["words"][s - passage["start"] : e - passage["start"]] for s, e in passage["marks"]] == ["الحدود"]
    assert told(store) == [] and waiting(store) == {"w": 0} and len(hook.got) == 1


def test_the_desk_is_linked_where_it_is_known(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, خبر=OPENED.format("الناس"))
    told(store, Settings(allow_private=True, public_url="https://desk.example"))
    assert json.loads(hook.got[0][1])["url"] == "https://desk.example/articles/%D8%AE%D8%A8%D8%B1"


def test_after_a_restart_it_is_sent_exactly_once(put: Put, folder: str, hook: Any) -> None:
    with open_store(folder, OPEN, make=True) as store:
        save(store, webhook=hook.address)
        put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"))
        first = next(deliver(store, OPEN))  # and then the run ends
        assert not first.problem
    with open_store(folder, OPEN) as store:
        assert problems(told(store)) == [""]
    with open_store(folder, OPEN) as store:
        assert told(store) == []
    assert sorted(hook.taken) == ["a", "b"]


def test_a_webhook_that_fails_is_tried_once_more_with_the_same_key(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"))
    hook.answers = [503]
    waited: list[float] = []
    first, second = told(store, waited=waited)
    assert "503" in first.problem and not second.problem and waited == [5.0]
    (one, _), (other, _) = hook.got
    assert one["Idempotency-Key"] == other["Idempotency-Key"] and len(one["Idempotency-Key"]) == 64


def test_what_keeps_failing_waits_for_the_next_run(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"))
    hook.answers = [500, 429]
    assert ["500" in problem or "429" in problem for problem in problems(told(store))] == [True, True]
    assert len(hook.got) == 2 and waiting(store) == {"w": 2}
    assert problems(told(store)) == ["", ""] and sorted(hook.taken) == ["a", "b"]


@pytest.mark.parametrize("status", [301, 302, 401, 403, 404, 410])
def test_an_answer_about_the_webhook_ends_its_turn(store: Store, put: Put, hook: Any, status: int) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"))
    hook.answers = [status] * 9
    assert [str(status) in problem for problem in problems(told(store))] == [True, True]
    assert len(hook.got) == 2 and waiting(store) == {"w": 2}


def test_an_item_that_is_refused_keeps_no_other_back(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"), c=OPENED.format("الكل"))
    hook.refuses = "a"
    found = told(store)
    assert sorted(hook.taken) == ["b", "c"] and [problem for problem in problems(found) if problem] == [
        "the webhook answered with status 422"
    ]
    assert waiting(store) == {"w": 1}
    hook.refuses = ""
    assert problems(told(store)) == [""] and sorted(hook.taken) == ["a", "b", "c"]


def test_a_webhook_that_refuses_all_is_left_alone(
    store: Store, put: Put, hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mahdar.watching.delivery.MOST_REFUSED", 2)
    save(store, webhook=hook.address)
    put(store, **{f"a{number}": OPENED.format(number) for number in range(5)})
    hook.answers = [400] * 9
    assert len(told(store)) == 2 and len(hook.got) == 2


def test_a_dead_webhook_holds_up_nobody(store: Store, put: Put, hooks: Callable[[], Any]) -> None:
    dead, alive, silent = hooks(), hooks(), hooks()
    dead.shutdown()
    dead.server_close()
    silent.answers = [None] * 4
    save(store, "a dead", webhook=dead.address)
    save(store, "b dead too", webhook=dead.address + "/2")
    save(store, "c silent", webhook=silent.address)
    save(store, "d alive", webhook=alive.address)
    put(store, **{f"a{number}": OPENED.format(number) for number in range(3)})
    found = told(store)
    assert len(alive.taken) == 3 and waiting(store) == {"a dead": 3, "b dead too": 3, "c silent": 3, "d alive": 0}
    # A server out of reach is asked once for all its webhooks, and once again at the end.
    assert [each.watch for each in found if "cannot be read" in each.problem] == ["a dead", "c silent"] * 2
    assert [each.watch for each in found][1:-2] == ["c silent"] + ["d alive"] * 3


def test_a_webhook_is_checked_when_something_is_sent_too(store: Store, put: Put, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"))
    assert all("private or reserved" in problem for problem in problems(told(store, Settings()))) and not hook.got


def test_one_run_sends_at_a_time(store: Store, put: Put, folder: str, hook: Any) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"))
    running = deliver(store, OPEN)
    next(running)
    with open_store(folder, OPEN) as other:
        assert told(other) == []
        running.close()
        assert len(told(other)) == 1
    assert sorted(hook.taken) == ["a", "b"]


KILLED = """
import sys
from mahdar.settings import Settings
from mahdar.store import open_store
from mahdar.watching import deliver
with open_store(sys.argv[1], Settings()) as store:
    for done in deliver(store, Settings(allow_private=True)):
        print(done.items, flush=True)
"""


def test_killed_on_the_way_nothing_is_lost(store: Store, put: Put, folder: str, hook: Any) -> None:
    save(store, webhook=hook.address)
    keys = put(store, **{f"a{number}": OPENED.format(number) for number in range(40)})
    for after in (1, 5, 9):
        run = subprocess.Popen([sys.executable, "-c", KILLED, folder], stdout=subprocess.PIPE)
        assert run.stdout and [run.stdout.readline() for _ in range(after)][-1] == b"1\n"
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        run.stdout.close()
    told(store)
    assert set(hook.taken) == set(keys) and waiting(store) == {"w": 0}
    # What was under way when a run was killed may come twice: at most once a kill, and with the same key.
    keys_got = [headers["Idempotency-Key"] for headers, _ in hook.got]
    assert len(set(keys_got)) == 40 and len(keys_got) <= 43


def test_slow_is_not_for_ever(store: Store, put: Put, hook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"))
    monkeypatch.setattr(type(hook), "verify_request", lambda *args: time.sleep(1.2) or True)
    begun = time.monotonic()
    assert "timeout_s" in told(store, Settings(allow_private=True, timeout_s=0.3))[0].problem
    assert time.monotonic() - begun < 1.5


def test_a_slow_webhook_has_its_turn_and_no_more(
    store: Store, put: Put, hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mahdar.watching.delivery.TURN_S", 0.0)
    save(store, webhook=hook.address)
    put(store, a=OPENED.format("الناس"), b=OPENED.format("الجميع"))
    assert [len(told(store)) for _ in range(3)] == [1, 1, 0] and sorted(hook.taken) == ["a", "b"]


def test_lines_and_digests() -> None:
    assert one_line("a\r\nb\u2029c\u202ed\ud800\x00e") == "a b c d e"
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
    assert digest("ab", "c") != digest("a", "bc")


def test_a_folder_that_is_gone_is_said(store: Store) -> None:
    store.evidence.folder.rename(store.evidence.folder.with_name("elsewhere"))
    with pytest.raises(Unwritable, match="owner and rights"):
        told(store)
