"""The tables as SQLAlchemy Core knows them, for statements only: the migrations say what they are."""
