"""What the store tells of itself at /metrics (prometheus_client's own registry)."""

from prometheus_client import Histogram

BATCH_TURNS = Histogram(
    "sanaq_journal_batch_turns", "Turns that shared one COMMIT.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
BATCH_SECONDS = Histogram(
    "sanaq_journal_batch_seconds",
    "Seconds from the begin of a batch to its COMMIT.",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
