"""The functions of the language, by theme. Each table maps a name to its signature and its rule (see table.py).

The functions that decide themselves what is evaluated, or need to know the expression around them (if, once, position,
current, instance, jr:choice-name…), are in the compiler's own table, forms.py.
"""

from collections.abc import Mapping
from types import MappingProxyType

from questionnaire.expression.functions.dates import CLOCK, DATES
from questionnaire.expression.functions.digests import DIGESTS
from questionnaire.expression.functions.geography import GEOGRAPHY
from questionnaire.expression.functions.logic import LOGIC
from questionnaire.expression.functions.nodesets import NODESETS, SELECTS
from questionnaire.expression.functions.numbers import NUMBERS
from questionnaire.expression.functions.strings import STRINGS
from questionnaire.expression.functions.table import ArgumentKind, Function, function

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {**STRINGS, **NUMBERS, **DATES, **SELECTS, **NODESETS, **LOGIC, **DIGESTS, **GEOGRAPHY}
)

NOT_SUPPORTED: Mapping[str, str] = MappingProxyType(
    {
        "index": "index() is not an ODK function: position(..) is the number of the repeat instance",
        "id": "id() is not supported: name the element by its path",
        "lang": "lang() is not supported",
        "name": "name() is not supported: the form knows the names of its questions",
        "local-name": "local-name() is not supported: the form knows the names of its questions",
        "namespace-uri": "namespace-uri() is not supported",
        "extract-signed": "extract-signed() is not supported",
        "lower-case": "ODK has no lower-case(): write translate(text, 'ABC…', 'abc…')",
        "upper-case": "ODK has no upper-case(): write translate(text, 'abc…', 'ABC…')",
        "base64-encode": "ODK has no base64-encode(), only base64-decode()",
        "pull-data": "The function is written pulldata()",
        "ceil": "The function is written ceiling()",
        "concatenate": "The function is written concat()",
        "iif": "The function is written if()",
    }
)

__all__ = ["CLOCK", "FUNCTIONS", "NOT_SUPPORTED", "ArgumentKind", "Function", "function"]
