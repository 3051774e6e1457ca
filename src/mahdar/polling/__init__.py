"""Following feeds into an archive: what is new in them is fetched, read, stored, matched and told."""

from mahdar.polling.addresses import feed_addresses
from mahdar.polling.loop import poll, stopped_by_signals
from mahdar.polling.states import FeedState, feeds

__all__ = ["FeedState", "feed_addresses", "feeds", "poll", "stopped_by_signals"]
