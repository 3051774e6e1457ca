from __future__ import annotations

from collections.abc import Callable

import pytest

from mahdar.errors import Unreadable
from mahdar.model import Page

Reader = Callable[..., tuple[list[Page], list[Unreadable]]]

RSS = """<?xml version="1.0" encoding="{charset}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>صحيفة الضفة</title><link>http://news.example/</link>
<item><title>تأجيل الاجتماع &amp; غيره</title><link>http://news.example/%D8%AE%D8%A8%D8%B1/1</link>
 <dc:creator>سالم المراغي</dc:creator><pubDate>Sun, 21 Jul 2024 00:30:00 +0300</pubDate>
 <description>ملخص</description>
 <content:encoded><![CDATA[<p>قال الوزير.</p><script>x()</script><p>وأضاف.</p>]]></content:encoded>
</item>
<item><title>خبر ثان</title>
 <description>&lt;p&gt;قال &lt;b&gt;الوزير&lt;/b&gt; إن الاجتماع تأجل.&lt;/p&gt;</description>
 <pubDate>2024-07-22T10:00:00Z</pubDate></item>
<item><title>ثالث</title><link>http://news.example/3</link><pubDate>غدا</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?><!-- تعليق --><feed xmlns="http://www.w3.org/2005/Atom"><title>ص</title>
<entry><title type="html">خبر &lt;b&gt;أول&lt;/b&gt;</title><link href="http://news.example/1"/><updated>2024-02-29T23:00:00-05:00</updated>
<published>2024-02-28T23:00:00-05:00</published><summary>نص الخبر</summary></entry></feed>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_rss(read: Reader, charset: str) -> None:
    (first, second, third), faults = read(RSS.format(charset=charset).encode(charset), "feed.xml")
    assert not faults and first.given and second.given and third.given
    assert (first.given.title, first.given.byline, first.given.text) == ("تأجيل الاجتماع & غيره", "سالم المراغي", None)
    assert (first.given.published, first.given.url) == ("2024-07-21", "http://news.example/%D8%AE%D8%A8%D8%B1/1")
    assert (first.uri, first.media_type, first.charset) == ("http://news.example/خبر/1", "text/html", "utf-8")
    assert (
        "<p>قال الوزير.</p>" in first.data.decode()
        and "<title>تأجيل الاجتماع &amp; غيره</title>" in first.data.decode()
    )
    assert '<meta property="og:site_name" content="صحيفة الضفة">' in first.data.decode()
    assert second.given.outlet == "صحيفة الضفة"
    assert second.given.text == "قال الوزير إن الاجتماع تأجل." and second.media_type == "text/plain"
    assert second.given.published == "2024-07-22" and second.uri.endswith("feed.xml#2")
    assert (third.given.published, third.given.text, third.uri) == (None, "", "http://news.example/3")


def test_atom(read: Reader) -> None:
    (page,), faults = read(ATOM.encode(), "feed")
    assert not faults and page.given
    assert (page.given.title, page.given.text, page.given.published) == ("خبر أول", "نص الخبر", "2024-02-28")


def test_the_outlet_is_the_source_that_an_item_names_else_the_feed(read: Reader) -> None:
    source = '<source url="http://other.example/feed">وكالة الغد</source><description>'
    feed = RSS.format(charset="utf-8").replace("<description>&lt;p", source + "&lt;p").encode()
    assert [page.given.outlet for page in read(feed, "feed.xml")[0] if page.given] == [
        None,
        "وكالة الغد",
        "صحيفة الضفة",
    ]
    nameless = feed.replace("<title>صحيفة الضفة</title>".encode(), f"<title>{'ض' * 100_000}</title>".encode())
    assert [page.given.outlet for page in read(nameless, "feed.xml")[0] if page.given] == [None, "وكالة الغد", None]


def test_a_cut_off_feed_gives_what_stands_before(read: Reader) -> None:
    data = RSS.format(charset="utf-8").encode()
    pages, _ = read(data[: data.index(b"<item><title>" + "ثالث".encode())])
    assert len(pages) == 2


def test_no_feed_inside(read: Reader) -> None:
    assert read(b"<rss><<<", "feed")[1]
    assert read(b"<rss>" + b"<item>" * 600_000, "feed")[1]
    assert read(b"<rss version='2.0'><channel></channel></rss>") == ([], [])


def test_entities_that_grow_are_no_harm(read: Reader) -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    item = "<channel><item><title>&a11;</title></item></channel>"
    feed = f'<!DOCTYPE rss [<!ENTITY a0 "lol">{grown}]><rss version="2.0">{item}</rss>'
    pages, faults = read(feed.encode(), "feed")
    assert all(len(page.data) < 1_000_000 for page in pages) and len(pages) + len(faults) >= 1
