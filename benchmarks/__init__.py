"""`make bench`: what an update costs, on this machine, with the real census form and durable commits, and against peers.

    python -m benchmarks [--quick | --large] [--only …] [--write]

| module | measures |
|---|---|
| `against_peers` | updates posted to webhooks: `sanaq serve` and bots written with what else there is (`contenders/`) |
| `turn` | one process's turns without a door; alone it is the quick way to compare two versions of the code |
| `flat` | the same turn with ten thousand and a million people in the tables |
| `idle` | what a conversation that stands still keeps in memory |

What people say is in `script`, the posting in `load`, Telegram's side in `fake_api`, the tables in `report`. A server under
test is a process of its own (`process`), and its CPU time is read from the system, threads and all.
"""
