"""What the desk tells of itself at /metrics (prometheus_client's own registry)."""

from prometheus_client import Counter, Histogram

TURN_SECONDS = Histogram(
    "sanaq_turn_seconds",
    "Seconds from a turn's coming to its reply, the COMMIT within.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_TURNS = Counter("sanaq_turns", "Turns by what became of them.", ["outcome"])
TAKEN, REPEATED, UNAVAILABLE = (_TURNS.labels(outcome) for outcome in ("taken", "repeated", "unavailable"))
OVERTAKEN = Counter(
    "sanaq_turns_overtaken", "Times a turn was taken again, because somebody else's was committed first."
)
_CONVERSATIONS = Counter("sanaq_conversations_opened", "Conversations of turns by where they came from.", ["source"])
REMEMBERED, LOADED = (_CONVERSATIONS.labels(source) for source in ("memory", "database"))
