"""The pages show the demo."""

from tests.demo import demo_environment

__all__ = ["demo_environment"]
