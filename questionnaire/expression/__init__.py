"""XPath 1.0 with the ODK XForms functions, compiled to Python closures.

`compile_expression` reads an expression once, when a form is published; what comes out is evaluated thousands of times.
Everything that can be wrong with an expression is found then and raised as `ExpressionError` with a column: evaluating
never raises for what respondents answer, it comes to "" or NaN as XPath says.

Rules: the clock, randomness, languages and other instances come in with the `Context`; nothing here knows forms, binds or
interviews. Semantics are those of the ODK XForms specification (https://getodk.github.io/xforms-spec/) over XPath 1.0
(https://www.w3.org/TR/1999/REC-xpath-19991116/); where engines disagree, the function's own comment says which one is followed.
"""

from questionnaire.expression.compiler import Expression, compile_expression
from questionnaire.expression.context import ChoiceLabel, Context, Extension, Node, Reference, Value
from questionnaire.expression.errors import ExpressionError
from questionnaire.expression.values import stored, to_boolean, to_number, to_string

__all__ = [
    "ChoiceLabel",
    "Context",
    "Expression",
    "ExpressionError",
    "Extension",
    "Node",
    "Reference",
    "Value",
    "compile_expression",
    "stored",
    "to_boolean",
    "to_number",
    "to_string",
]
