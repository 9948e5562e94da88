"""What is refused when a form is published: a sentence, and the column it is about."""

import pytest

from questionnaire.expression import ExpressionError, Extension, compile_expression


def refusal(source, **extensions):
    with pytest.raises(ExpressionError) as raised:
        compile_expression(source, extensions={name.replace("_", ":"): one for name, one in extensions.items()})
    return raised.value.message, raised.value.column


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("", "The expression is empty", 1),
        ("   ", "The expression is empty", 4),
        ("1 +", "The expression ends where a value was expected", 4),
        ("1 + * 2", "“2” was not expected here: the expression was complete before it", 7),
        ("(1 + 2", "“)” was expected to close the “(” of column 1, not the end", 7),
        ("../age[. > 3", "“]” was expected to close the “[” of column 7, not the end", 13),
        ("concat('a', 'b'", "“)” was expected to close the “(” of column 7, not the end", 16),
        ("1 2", "“2” was not expected here: the expression was complete before it", 3),
        (")", "A value was expected, not “)”", 1),
        ("'abc", "The text opened here with ' is never closed", 1),
        ("../a = “x”", "Typographic quotes do not delimit a text: write ' or \"", 8),
        ("${age} > 3", "A reference like ${name} must be resolved to a path before it is compiled", 1),
        ("1 & 2", "Write “and”, not “&”", 3),
        ("1 ! 2", "Write “!=” or “not(…)”, not a lone “!”", 3),
        ("a # b", "The character “#” has no meaning here", 3),
        ("/data//age", "“//” is not supported: write the whole path to the element", 6),
        ("//age", "“//” is not supported: write the whole path to the element", 1),
        ("instance('x')//age", "“//” is not supported: write the whole path to the element", 14),
        ("/data/", "The path ends in a slash", 7),
        ("/", "The path ends in a slash", 2),
        ("../following-sibling::a", "The axis following-sibling:: is not supported: use names, “..”, “.” and “@”", 4),
        ("../@", "The name of an attribute was expected after @", 5),
        ("../text()", "“(” was not expected here: the expression was complete before it", 8),
        ("text()", "text() is not supported: name the element instead", 1),
        ("1/a", "“/” was not expected here: the expression was complete before it", 2),
        ("(1)/a", "Steps and predicates need a path before them, not a value", 2),
        ("1 | ../a", "“|” joins paths, and this is not one", 1),
        ("last()", "last() has a meaning only inside a predicate [ ]", 1),
        ("position('a')", "position() needs a path here, not a value", 10),
        ("count('a')", "count() needs a path here, not a value", 7),
        ("regex(., '[')", "“[” is not a valid pattern", 1),
        (
            "format-date(., '%d.%q')",
            "format-date() does not know %q; it knows %Y, %y, %m, %n, %b, %d, %e, %a, %B, %A",
            1,
        ),
        ("format-date(., '%H')", "format-date() does not know %H; it knows %Y, %y, %m, %n, %b, %d, %e, %a, %B, %A", 1),
        (
            "digest(., 'MD6')",
            "digest() does not know the algorithm “MD6”; it knows MD5, SHA-1, SHA-256, SHA-384, SHA-512",
            1,
        ),
        ("digest(., 'MD5', 'x')", "digest() does not know the encoding “x”; it knows base64 and hex", 1),
        ("jr:choice-name(., ../q)", "jr:choice-name() needs the question's path in quotes as its second argument", 19),
        ("jr:choice-name(., '1 +')", "“1 +” is not a path: The expression ends where a value was expected", 19),
        ("jr:choice-name(., '1')", "“1” is not the path of a question", 19),
    ],
)
def test_a_mistake_is_named_where_it_is(source, message, column):
    assert refusal(source) == (message, column)


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("1 + selectd(., 'a')", "There is no function selectd(); did you mean selected()?", 5),
        ("jr:choicename(., 'a')", "There is no function jr:choicename(); did you mean jr:choice-name()?", 1),
        ("qwertyuiop()", "There is no function qwertyuiop()", 1),
        ("lower-case(.)", "ODK has no lower-case(): write translate(text, 'ABC…', 'abc…')", 1),
        ("index('member')", "index() is not an ODK function: position(..) is the number of the repeat instance", 1),
    ],
)
def test_an_unknown_function_is_refused_with_the_nearest_known_one(source, message, column):
    assert refusal(source) == (message, column)


def test_the_nearest_known_one_may_be_an_extension():
    valid = Extension(lambda value: value, 1, 1)
    message, _ = refusal("sanaq:iinvalid(.)", **{"sanaq_iin-valid": valid})
    assert message == "There is no function sanaq:iinvalid(); did you mean sanaq:iin-valid()?"


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("selected('a')", "selected() takes 2 arguments, not 1", 1),
        ("1 + not()", "not() takes 1 argument, not 0", 5),
        ("today(1)", "today() takes 0 arguments, not 1", 1),
        ("round(1, 2, 3)", "round() takes 1 to 2 arguments, not 3", 1),
        ("max()", "max() takes at least 1 argument, not 0", 1),
        ("if(1, 2)", "if() takes 3 arguments, not 2", 1),
        (
            "weighted-checklist(1, 2, ., 3, .)",
            "weighted-checklist() takes two limits, then pairs of an answer and its weight",
            1,
        ),
        (
            "indexed-repeat(/d/m/n, /d/m, 1, /d/m)",
            "indexed-repeat() takes a path, then pairs of a repeat and its number",
            1,
        ),
        ("sanaq:iin-valid()", "sanaq:iin-valid() takes 1 argument, not 0", 1),
    ],
)
def test_a_wrong_number_of_arguments_is_refused(source, message, column):
    valid = Extension(lambda value: value, 1, 1)
    assert refusal(source, **{"sanaq_iin-valid": valid}) == (message, column)


def test_the_error_reads_as_a_sentence():
    with pytest.raises(ExpressionError, match=r"^There is no function xyzzy\(\) \(column 5 of “1 \+ xyzzy\(\)”\)$"):
        compile_expression("1 + xyzzy()")


@pytest.mark.parametrize(
    "source", ["(" * 500 + "1" + ")" * 500, "a[" * 300, "not(" * 400, "1" + " - 1" * 1000, "-(" * 300]
)
def test_what_is_too_deep_is_refused_and_breaks_nothing(source):
    with pytest.raises(ExpressionError):
        compile_expression(source)


def test_a_long_chain_of_or_is_fine(of):
    assert of(" or ".join(f"../age = {age}" for age in range(400))) == "true"
    assert of("concat(" + ", ".join(["'a'"] * 400) + ")") == "a" * 400
