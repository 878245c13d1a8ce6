"""convene: the one command. Exit status: 0 done, 1 a check failed, 2 it could not run."""

import gc
import logging
import sys

import typer

from ..errors import AssistantError
from .ask import ask
from .chat import chat
from .check import check
from .commands import Commands
from .doctor import doctor
from .ingest import ingest
from .output import complain
from .plan import plan

app = typer.Typer(
    cls=Commands,
    name="convene",
    help="A facilitation assistant for communities of practice.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(ask)
app.command()(chat)
app.command()(plan)
app.command()(check)
app.command()(ingest)
app.command()(doctor)


def main() -> None:
    """Run the command line; every expected failure is one line on standard error."""
    gc.freeze()  # what was imported stays; walking it over and over is a sixth of a short run
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command = typer.main.get_command(app)
    words = sys.argv[1:] or ["--help"]
    try:
        status = command.main(words, standalone_mode=False)
    except AssistantError as error:
        complain(f"convene: {error}")
        status = 2
    except typer.TyperException as error:
        complain(f"convene: {error}; see convene --help")
        status = 2
    except typer.Abort:
        complain("convene: stopped")
        status = 2
    except BrokenPipeError:
        status = 0
    sys.exit(status if isinstance(status, int) else 0)
