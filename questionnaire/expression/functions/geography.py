"""Geography: ODK XForms «Geographic Functions», on a sphere with the Earth's equatorial radius, altitude left out.

A place is "latitude longitude altitude accuracy", a line or shape several of them separated by ";". Metres, square metres.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import acos, cos, isfinite, nan, radians, sin

from questionnaire.expression.context import Value
from questionnaire.expression.functions.table import Function, function
from questionnaire.expression.values import text_number, texts, to_string

_RADIUS = 6_378_100.0
Point = tuple[float, float]


def points(*values: Value) -> list[Point] | None:
    """(latitude, longitude) of all of them in degrees; None when one is not a place on Earth."""
    found: list[Point] = []
    for value in values:
        for text in texts(value) if isinstance(value, list) else [to_string(value)]:
            for part in text.strip().removesuffix(";").split(";"):
                numbers = [text_number(number) for number in part.split()]
                if not 2 <= len(numbers) <= 4 or not all(map(isfinite, numbers)):
                    return None
                if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
                    return None
                found.append((numbers[0], numbers[1]))
    return found


def distance(*values: Value) -> float:
    """Along the points in their order, rounded to centimetres; NaN for fewer than two."""
    places = points(*values)
    if places is None or len(places) < 2:
        return nan
    return round(sum(_between(one, other) for one, other in pairwise(places)), 2)


def area(value: Value) -> float:
    """Of the shape the points enclose; it is closed if need be. NaN for fewer than two points."""
    places = points(value)
    if places is None or len(places) < 2:
        return nan
    if places[0] != places[-1]:
        places.append(places[0])
    twice = sum(
        radians(end[1] - start[1]) * (2 + sin(radians(start[0])) + sin(radians(end[0])))
        for start, end in pairwise(places)
    )
    return round(abs(twice * _RADIUS * _RADIUS / 2), 2)


def geofence(place: Value, shape: Value) -> bool:
    """Whether the place lies in the shape (even-odd rule on degrees, as ODK web-forms has it)."""
    where, border = points(place), points(shape)
    if not where or not border or len(border) < 3:
        return False
    return _inside(where[0], border)


def _inside(place: Point, border: Sequence[Point]) -> bool:
    latitude, longitude = place
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(border, [*border[1:], border[0]], strict=True):
        crosses = (lat1 > latitude) != (lat2 > latitude)
        if crosses and longitude < (lon2 - lon1) * (latitude - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


def _between(one: Point, other: Point) -> float:
    first, second = radians(one[0]), radians(other[0])
    turn = radians(one[1] - other[1])
    cosine = sin(first) * sin(second) + cos(first) * cos(second) * cos(turn)
    return acos(max(-1.0, min(1.0, cosine))) * _RADIUS


GEOGRAPHY: Mapping[str, Function] = {
    "distance": function("number", ("every",), distance, variadic=True),
    "area": function("number", ("every",), area),
    "geofence": function("boolean", ("any", "any"), geofence),
}
