"""What /metrics shows is read when somebody looks, and only while there is somebody to read it from."""

from prometheus_client import CollectorRegistry, generate_latest

from bot.measures import Reading, measured


def test_it_is_read_when_somebody_looks_and_gone_afterwards() -> None:
    registry, seen = CollectorRegistry(), {"taken": 1, "failed": 0}
    waiting = [3]
    updates = Reading("updates", "Updates.", lambda: seen, counts=True, label="outcome")
    with measured(updates, Reading("waiting", "Waiting.", lambda: len(waiting)), registry=registry):
        seen["taken"] += 1
        lines = generate_latest(registry).decode().splitlines()
        assert 'updates_total{outcome="taken"} 2.0' in lines
        assert 'updates_total{outcome="failed"} 0.0' in lines
        assert "waiting 1.0" in lines
        assert "# TYPE updates_total counter" in lines
    assert generate_latest(registry) == b""
