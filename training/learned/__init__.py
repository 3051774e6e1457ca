"""The learned reader: an encoder that sees each word in its article, weighed with what the rules find."""
