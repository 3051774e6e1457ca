"""How people and programs meet Mahdar: the command line and the notebook."""
