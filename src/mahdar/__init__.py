"""Mahdar (محضر, "the minutes"): Arabic news pages into a record that can be cited."""
