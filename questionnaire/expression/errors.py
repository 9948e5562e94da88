"""Why an expression was refused, as a sentence."""


class ExpressionError(Exception):
    """The expression cannot be compiled. `column` counts characters of `source` from 1 and points at the cause.

    `message` is a sentence without a full stop at the place; `str()` adds the place and the expression.
    """

    def __init__(self, message: str, source: str, column: int) -> None:
        super().__init__(message, source, column)
        self.message = message
        self.source = source
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (column {self.column} of “{self.source}”)"
