"""Findings of the inclusion checks as a person reads them."""

from ..checking import first
from ..markup import escaped
from ..models import Finding

NOTHING = (
    "These checks find nothing that shuts anybody out. They read words and times; whether it suits "
    "your people, they can tell you."
)


def told(found: tuple[Finding, ...], *, everything: bool) -> str:
    """Findings as a person reads them: what was found first, then what was not said."""
    if not found:
        return NOTHING
    shown = found if everything else first(found)
    parts = [_one(n, finding) for n, finding in enumerate(shown, 1)]
    if len(shown) < len(found):
        parts.append(f"*{len(found) - len(shown)} more with --all.*")
    return "\n\n".join(parts)


def _one(number: int, finding: Finding) -> str:
    if finding.state == "not_stated":
        said = f"“{escaped(finding.quote)}”: " if finding.quote else ""
        return f"{number}. **asked** ({finding.check}) {said}{finding.question}  \n{finding.why}"
    return (
        f"{number}. **{finding.severity}** ({finding.check}, {finding.where}) "
        f"“{escaped(finding.quote)}”  \n{finding.why}  \n*Instead:* {finding.fix}"
    )
