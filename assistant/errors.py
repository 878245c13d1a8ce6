"""Our exceptions. Each says, in its message, what is wrong and what to do about it.

* AssistantError
  - KnowledgeError       a shipped or community knowledge file is malformed
  - PromptError          a prompt file is missing, altered or misused
  - SettingsError        a setting cannot be used
  - StoreError           the home directory or its database cannot be used
      - StoreBusy        another process is writing
  - UnreadableFile       a file cannot be ingested; the rest of the folder can
  - EmbeddingError       a text could not be turned into a vector
  - IndexDamaged         a derived index is missing, torn or out of date; it can be rebuilt
  - ComposerError        a composer could not produce a draft
  - UngroundedError      a draft says what the evidence does not support
  - InputError           what was asked for cannot be understood by the command line
"""


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class KnowledgeError(AssistantError):
    """A shipped or community knowledge file is malformed."""


class PromptError(AssistantError):
    """A prompt file is missing, altered or misused."""


class SettingsError(AssistantError):
    """A setting cannot be used."""


class StoreError(AssistantError):
    """The home directory or its database cannot be used."""


class StoreBusy(StoreError):
    """Another process is writing."""


class UnreadableFile(AssistantError):
    """A file cannot be ingested; the rest of the folder can."""


class EmbeddingError(AssistantError):
    """A text could not be turned into a vector."""


class IndexDamaged(AssistantError):
    """A derived index is missing, torn or out of date; it can be rebuilt."""


class ComposerError(AssistantError):
    """A composer could not produce a draft."""


class InputError(AssistantError):
    """What was asked for cannot be understood by the command line."""


class UngroundedError(AssistantError):
    """A draft says what the evidence does not support."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
