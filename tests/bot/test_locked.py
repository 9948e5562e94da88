"""The program runs with what `make run` installs, and nothing that only the tests bring along."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]

ALONE = textwrap.dedent(
    """
    import importlib, pkgutil, re, sys
    from importlib.machinery import PathFinder
    from importlib.metadata import packages_distributions
    from pathlib import Path

    def plain(name):
        return re.sub(r"[-_.]+", "-", name).lower()

    locked = {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", Path("requirements.lock").read_text(), re.M)}
    ours = {"bot", "handlers", "dialogs", "questionnaire", "census", "callcenter", "web", "storage", "locales", "campaigns"}

    class OnlyLocked:
        theirs = {
            top for top, of in packages_distributions().items() if not locked & set(map(plain, of)) and top not in ours
        }

        @classmethod
        def find_spec(cls, name, path=None, target=None):
            hidden = name.partition(".")[0] in cls.theirs
            return None if hidden else PathFinder.find_spec(name, path, target)

    sys.meta_path[:] = [OnlyLocked if finder is PathFinder else finder for finder in sys.meta_path]
    assert "pytest" in OnlyLocked.theirs, "what the tests bring along is kept out"
    for room in ours - {"locales", "campaigns"}:
        for module in pkgutil.walk_packages([room], f"{room}."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    print("all of it")
    """
)


def test_every_module_is_imported_with_the_lock_of_make_run_alone() -> None:
    ended = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.strip() == "all of it", ended.stderr[-2000:]
