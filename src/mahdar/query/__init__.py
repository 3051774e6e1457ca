"""Every question that a face may ask of an archive, and the language that it is asked in."""
