from __future__ import annotations

import pytest

from mahdar.errors import BadSettings
from mahdar.settings import Settings, explain, load_settings


def test_without_variables_the_defaults_hold() -> None:
    assert load_settings({"PATH": "/bin", "HOME": "/"}) == Settings()


def test_every_field_can_be_set() -> None:
    environ = {
        "MAHDAR_MAX_PAGE_BYTES": "5000", "MAHDAR_PAGE_SECONDS": "2", "MAHDAR_TIMEOUT_S": " 1.5 ",
        "MAHDAR_MAX_REDIRECTS": "0",
        "MAHDAR_ALLOW_PRIVATE": "true", "MAHDAR_RESPECT_ROBOTS": "0", "MAHDAR_USER_AGENT": "mahdar (desk@news.example)",
        "MAHDAR_ARCHIVE": "minutes", "MAHDAR_PAGES": "/srv/pages", "MAHDAR_QUESTION_SECONDS": "2",
        "MAHDAR_HOST_DELAY_S": "0", "MAHDAR_POLL_MINUTES": "5", "MAHDAR_PUBLIC_URL": "https://desk.example",
        "MAHDAR_SMTP_HOST": "mail.example", "MAHDAR_SMTP_PORT": "25", "MAHDAR_SMTP_SECURITY": "none",
        "MAHDAR_SMTP_USER": "desk", "MAHDAR_SMTP_PASSWORD": "secret", "MAHDAR_SMTP_FROM": "desk@news.example",
    }  # fmt: skip
    assert set(environ) == {name for name, _, _ in explain()}
    found = load_settings(environ)
    assert (found.max_page_bytes, found.page_seconds, found.timeout_s, found.max_redirects) == (5000, 2.0, 1.5, 0)
    assert (found.archive, found.smtp_port, found.smtp_security) == ("minutes", 25, "none")
    assert (found.allow_private, found.respect_robots, found.user_agent) == (True, False, "mahdar (desk@news.example)")


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAX_PAGE_BYTES", "0"), ("MAX_PAGE_BYTES", "10 MB"), ("TIMEOUT_S", "-1"), ("TIMEOUT_S", "nan"), ("TIMEOUT_S", ""),
     ("ALLOW_PRIVATE", "perhaps"), ("USER_AGENT", "a\nb"), ("MAX_REDIRECTS", "1.5"), ("PAGE_SECONDS", "inf"),
     ("TIMEOUT", "1")],
)  # fmt: skip
def test_what_cannot_be_is_said(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match="MAHDAR_" + name):
        load_settings({"MAHDAR_" + name: value})


def test_every_setting_explains_itself() -> None:
    assert all(text.endswith(".") and default for _, default, text in explain())
