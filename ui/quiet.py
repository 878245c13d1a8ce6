"""Nothing of ours calls out, and no library in this process does either."""

from collections.abc import MutableMapping

OFF = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**12),  # else pandas sums up every single event
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
TRACING = ("LANGSMITH_", "LANGCHAIN_")
"""With one of these set, LangChain posts whole conversations to a host of its makers."""


def keep_quiet(environment: MutableMapping[str, str]) -> None:
    """Switch telemetry and tracing off; to be called before gradio or langchain is imported."""
    environment.update(OFF)
    for name in [name for name in environment if name.upper().startswith(TRACING)]:
        del environment[name]
