"""The tables: the only truth there is. Everything else can be rebuilt from them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0003"
"""The newest migration; a test holds it to the files in `migrations/versions`."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

community = Table(
    "community",
    metadata,
    Column("slug", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False, default=""),
    Column("ask", Text, nullable=False, default=""),
    Column("timezone", String(60), nullable=False, default=""),
    Column("invented", Boolean, nullable=False, default=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("ingested", DateTime(timezone=True)),
)
"""One row per community; the slug "" holds what ships with Convene. `revision` is another random
number after every change to what can be found, so that an index knows whether it is out of date:
a count would come to the same number twice after a backup is restored. `ingested` is when the
last ingestion was done, null until the first one is."""

wall = Table(
    "wall",
    metadata,
    Column("code", Integer, primary_key=True, autoincrement=True),
    Column("readers", Text, nullable=False, unique=True),
)
"""Each distinct audience, as a sorted, space-separated set of readers, under a small number:
an index holds the number and says nothing of who the readers are."""

source = Table(
    "source",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("community", ForeignKey("community.slug", ondelete="CASCADE"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", String(64), nullable=False),
    Column("date", Date),
    Column("genre", String(40), nullable=False, default=""),
    Column("status", String(40), nullable=False, default=""),
    Column("wall", ForeignKey("wall.code"), nullable=False),
    Index(None, "community"),
)
"""`words` is the SHA-256 of the text's bare words, by which the same text is known again."""

origin = Table(
    "origin",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
    Column("root", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("community", String(80), nullable=False),
    Column("named", Text),
    UniqueConstraint("community", "root", "path"),
    Index(None, "source"),
)
"""A file in which a source was found; one text in two files is one source with two origins.
`named` is the audience the file names for itself, like `wall.readers`: empty if it names none,
null if that is not known."""

passage = Table(
    "passage",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source", ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("locator", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "source"),
)

span = Table(
    "span",
    metadata,
    Column("passage", ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("embedder", String(80), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Index(None, "embedder"),
)
"""`vector` is float16, little-endian; cached here so that an index never needs a model."""

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("community", ForeignKey("community.slug", ondelete="CASCADE"), nullable=False),
    Column("owner", String(80), nullable=False, default=""),
    Column("begun", DateTime(timezone=True), nullable=False),
)

turn = Table(
    "turn",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("said", DateTime(timezone=True), nullable=False),
    Column("understood", Text, nullable=False, server_default=""),
)
"""`understood` is the turn as a value, in JSON: what it was taken for, and the desk after it. It
is empty for turns kept before there was such a thing; they are understood anew."""

held = Table(
    "held",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("community", ForeignKey("community.slug", ondelete="CASCADE"), nullable=False),
    Column("activity", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("date", Date, nullable=False),
    Index(None, "community"),
)
"""Activities that facilitators logged as run; nobody's name is kept with them."""

ruled_out = Table(
    "ruled_out",
    metadata,
    Column("community", ForeignKey("community.slug", ondelete="CASCADE"), primary_key=True),
    Column("activity", String(80), primary_key=True),
)
"""Activities that a group does not want to be offered again."""
