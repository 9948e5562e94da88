"""A form of the engine, as the campaign's check asks it: which fields there are, whether an XPath can be evaluated."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from census.check import Unpublishable
from questionnaire import Form, PublishError, publish
from questionnaire.expression import ExpressionError
from questionnaire.paths import resolved


@dataclass(frozen=True)
class Published:
    """`census.check.PublishedForm`, answered by the real engine."""

    form: Form

    @property
    def refs(self) -> Collection[str]:
        return {element.ref for element in self.form.elements.values()}

    @property
    def topics(self) -> Collection[str]:
        asked = (element.bind.extra.get("topic", "") for element in self.form.questions())
        return {topic for topic in asked if topic}

    def xpath_problem(self, xpath: str, at: str) -> str | None:
        """Why `xpath` cannot be evaluated at the element `at` ("" the root), in words; None when it can."""
        root = self.form.root.path
        path = f"{root}/{at}" if at else root
        try:
            found = self.form.expression(xpath, path).references
        except ExpressionError as error:
            return str(error)
        missing = {"/".join(r.steps) for r in found if resolved(path, "/".join(r.steps)) not in self.form.elements}
        return f"there is no {', '.join(sorted(missing))} in the form" if missing else None


def published(path: Path) -> Published:
    """The form in the file `path`. Raises Unpublishable with every finding that is an error."""
    try:
        return Published(publish(path).form())
    except PublishError as error:
        raise Unpublishable([str(finding) for finding in error.findings if finding.severity == "error"]) from error
