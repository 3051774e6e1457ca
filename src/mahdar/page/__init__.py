"""Page -> Article: body, title, days and furniture."""
