"""The whole path of one page, on one screen."""

from __future__ import annotations

import hashlib

from mahdar.facts.find import find_facts
from mahdar.facts.references import find_references
from mahdar.mentions.find import find_mentions
from mahdar.model import MadeBy, Page, PageInfo, Reason, Record, Rejected
from mahdar.page.article import read_article
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools


def made_by(tools: Tools) -> MadeBy:
    """What a record read with these tools is made by."""
    return MadeBy(mahdar=tools.version, rules=tools.rules)


def read(page: Page, tools: Tools) -> Record | Rejected:
    """The record of one page, or why it gives none. Touches no disk, network, clock or store."""
    # 1. What was received.
    digest = hashlib.sha256(page.data).hexdigest()
    own_id = (page.given.id if page.given else None) or digest[:16]
    # 2. The article in it: title, body, dates, what was dropped.
    article = read_article(page, tools)
    info = PageInfo(
        uri=page.uri,
        sha256=digest,
        fetched=page.fetched,
        media_type=page.media_type,
        charset=page.charset if isinstance(article, Reason) else article.charset,
        bytes=len(page.data),
    )
    if isinstance(article, Reason):
        return Rejected(id=own_id, page=info, rejected=article)
    # 3. Sentences and words.
    sentences = find_sentences(article.text, tools.words)
    # 4. Who and where.
    entities, mentions = find_mentions(article.text, sentences, tools)
    # 5. Who says, asks, promises, does.
    statements, events = find_facts(article, sentences, entities, mentions, tools)
    # 6. What is cited.
    references = find_references(article.text, sentences, tools)
    return Record(
        id=own_id,
        made_by=made_by(tools),
        page=info,
        outlet=article.outlet,
        lang=article.lang,
        title=article.title,
        byline=article.byline,
        text=article.text,
        published=article.published,
        dates=article.dates,
        dropped=article.dropped,
        sentences=tuple((s.start, s.end) for s in sentences),
        entities=entities,
        statements=statements,
        events=events,
        references=references,
    )
