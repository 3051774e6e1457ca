"""The grammar of Arabic dates: words -> days, months, years, in every calendar and month naming of the Arab press."""

from mahdar.dates.find import DateWords, find_dates, resolve

__all__ = ["DateWords", "find_dates", "resolve"]
