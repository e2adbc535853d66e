"""Every example in a docstring runs."""

import doctest
import inspect
from pathlib import Path

import mestring


def described():
    """Everything of the module that can have an example."""
    for name in ("open", "stats", "compare", "dif", "invariance", "Project", "Result", "Refused", "Fault"):
        thing = getattr(mestring, name)
        yield name, thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                if getattr(value, "__doc__", None) and not member.startswith("__"):
                    yield f"{name}.{member}", value


def test_examples(folder: Path) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    ran = 0
    for name, thing in described():
        text = inspect.getdoc(thing) or ""
        test = parser.get_doctest(text, {"DEMO": str(folder)}, name, None, None)
        ran += len(test.examples)
        runner.run(test)
    assert runner.summarize().failed == 0
    assert ran >= 27, f"only {ran} examples were found"


def test_everything_public_is_described() -> None:
    missing = [name for name, thing in described() if not inspect.getdoc(thing)]
    assert not missing
