"""The published forms: the campaign's present ones, and the older versions that open sheets still stand on.

A sheet stays on the version it was begun with (its answers and its routing were made for it); a new version is for new
sheets. Compiling costs some ten milliseconds a form, so it is done once and kept.
"""

from collections.abc import Callable, Mapping

from questionnaire import Form


class Forms:
    """`current` names the version new sheets get; `xml` gives the XForm of any version ever published."""

    def __init__(self, current: Mapping[str, str], compile_form: Callable[[str, str], Form]) -> None:
        self.current = dict(current)
        self._compile = compile_form
        self._compiled: dict[tuple[str, str], Form] = {}

    def get(self, name: str, version: str | None = None) -> Form:
        """The form `name` in `version` (default: the present one). KeyError for a version that was never published."""
        key = (name, version or self.current[name])
        if key not in self._compiled:
            self._compiled[key] = self._compile(*key)
        return self._compiled[key]
