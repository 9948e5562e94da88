"""What the program's parts tell of themselves at /metrics: read when somebody looks, so that no turn pays for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class Reading:
    """A number by name. `counts`: it only goes up; else it is how many there are now. With `label`, `read` gives one for each
    value of it."""

    name: str
    about: str
    read: Callable[[], float | Mapping[str, float]]
    counts: bool = False
    label: str = ""


class _Readings(Collector):
    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        for reading in self._readings:
            kind = CounterMetricFamily if reading.counts else GaugeMetricFamily
            family = kind(reading.name, reading.about, labels=[reading.label] if reading.label else [])
            value = reading.read()
            for label, each in value.items() if isinstance(value, Mapping) else [("", value)]:
                family.add_metric([label] if reading.label else [], each)
            yield family


@contextmanager
def measured(*readings: Reading, registry: CollectorRegistry = REGISTRY) -> Iterator[None]:
    """Have these shown for as long as this lasts."""
    shown = _Readings(readings)
    registry.register(shown)
    try:
        yield
    finally:
        registry.unregister(shown)
