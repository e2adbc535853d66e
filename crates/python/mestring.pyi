"""Workplace climate from Mestring: released results, and statistics of rows that you hold."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, Protocol, final, overload

import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
from typing_extensions import CapsuleType

__all__ = ["Fault", "Project", "Refused", "Result", "compare", "dif", "invariance", "open", "stats"]

_Words = str | Sequence[str]
_Language = Literal["nb", "nn", "en"]
_ViewName = Literal[
    "indices",
    "distributions",
    "benchmarks",
    "absence",
    "participation",
    "trend",
    "units",
    "indicators",
    "codebook",
]

class Refused(ValueError):
    """Something is wrong with what was given; the message says what, where, and what to do."""

class Fault(RuntimeError):
    """Something is wrong with Mestring itself; please report it."""

class _ArrowStream(Protocol):
    """A frame of any library that hands out Arrow's C stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Result:
    """Rows of a view or a query, for any library that reads Arrow's C stream."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    def labels(self, language: _Language = "nb") -> dict[str, str]: ...
    def apply_labels(self, language: _Language = "nb") -> Result: ...
    def rows(self) -> list[dict[str, str | int | float | None]]: ...
    def to_polars(self) -> polars.DataFrame: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_arrow(self) -> pyarrow.Table: ...
    def to_html(self, language: _Language = "nb", *, most: int = 40) -> str: ...
    def _repr_html_(self) -> str: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> CapsuleType: ...
    def __arrow_c_schema__(self) -> CapsuleType: ...

@final
class Project:
    """The released cubes of one project, oldest wave first."""

    @property
    def waves(self) -> list[str]: ...
    @property
    def files(self) -> dict[str, str]: ...
    @property
    def views(self) -> list[_ViewName]: ...
    # Without `to` it is a polars frame where polars is installed, and a Result where it is not.
    @overload
    def view(self, name: _ViewName, *, to: Literal["polars"] | None = None) -> polars.DataFrame: ...
    @overload
    def view(self, name: _ViewName, *, to: Literal["pandas"]) -> pandas.DataFrame: ...
    @overload
    def view(self, name: _ViewName, *, to: Literal["arrow"]) -> pyarrow.Table: ...
    @overload
    def view(self, name: _ViewName, *, to: Literal["result"]) -> Result: ...
    @overload
    def query(
        self,
        *,
        view: _ViewName | None = None,
        wave: _Words | None = None,
        measure: _Words | None = None,
        by: _Words | None = None,
        where: _Words | Mapping[str, str | float | Sequence[str]] | None = None,
        statistic: _Words | None = None,
        columns: _Words | None = None,
        order: _Words | None = None,
        limit: int | None = None,
        to: Literal["polars"] | None = None,
    ) -> polars.DataFrame: ...
    @overload
    def query(
        self,
        *,
        view: _ViewName | None = None,
        wave: _Words | None = None,
        measure: _Words | None = None,
        by: _Words | None = None,
        where: _Words | Mapping[str, str | float | Sequence[str]] | None = None,
        statistic: _Words | None = None,
        columns: _Words | None = None,
        order: _Words | None = None,
        limit: int | None = None,
        to: Literal["pandas"],
    ) -> pandas.DataFrame: ...
    @overload
    def query(
        self,
        *,
        view: _ViewName | None = None,
        wave: _Words | None = None,
        measure: _Words | None = None,
        by: _Words | None = None,
        where: _Words | Mapping[str, str | float | Sequence[str]] | None = None,
        statistic: _Words | None = None,
        columns: _Words | None = None,
        order: _Words | None = None,
        limit: int | None = None,
        to: Literal["arrow"],
    ) -> pyarrow.Table: ...
    @overload
    def query(
        self,
        *,
        view: _ViewName | None = None,
        wave: _Words | None = None,
        measure: _Words | None = None,
        by: _Words | None = None,
        where: _Words | Mapping[str, str | float | Sequence[str]] | None = None,
        statistic: _Words | None = None,
        columns: _Words | None = None,
        order: _Words | None = None,
        limit: int | None = None,
        to: Literal["result"],
    ) -> Result: ...
    @overload
    def sql(self, text: str, *, to: Literal["polars"] | None = None) -> polars.DataFrame: ...
    @overload
    def sql(self, text: str, *, to: Literal["pandas"]) -> pandas.DataFrame: ...
    @overload
    def sql(self, text: str, *, to: Literal["arrow"]) -> pyarrow.Table: ...
    @overload
    def sql(self, text: str, *, to: Literal["result"]) -> Result: ...
    @overload
    def codebook(self, *, to: Literal["polars"] | None = None) -> polars.DataFrame: ...
    @overload
    def codebook(self, *, to: Literal["pandas"]) -> pandas.DataFrame: ...
    @overload
    def codebook(self, *, to: Literal["arrow"]) -> pyarrow.Table: ...
    @overload
    def codebook(self, *, to: Literal["result"]) -> Result: ...

def open(path: str | PathLike[str]) -> Project:
    """Opens the released cubes of a project, or one ``cube.json``."""

def stats(
    frame: _ArrowStream | pandas.DataFrame | Mapping[str, Sequence[Any]],
    *,
    unit: str,
    scales: Mapping[str, Sequence[str]],
    points: tuple[int, int] | Mapping[str, tuple[int, int]],
    reverse: Iterable[str] | None = None,
) -> dict[str, dict[str, Any]]:
    """Statistics of scales from rows that you hold; never to be published."""

def compare(
    frame: _ArrowStream | pandas.DataFrame | Mapping[str, Sequence[Any]],
    *,
    unit: str,
    group: str,
    scales: Mapping[str, Sequence[str]],
    points: tuple[int, int] | Mapping[str, tuple[int, int]],
    reverse: Iterable[str] | None = None,
) -> dict[str, dict[str, Any]]:
    """How groups differ on scales, from rows that you hold; never to be published."""

def dif(
    frame: _ArrowStream | pandas.DataFrame | Mapping[str, Sequence[Any]],
    *,
    group: str,
    items: Sequence[str],
    points: tuple[int, int] | None = None,
    reverse: Iterable[str] | None = None,
    rest: bool = False,
) -> dict[str, Any]:
    """Whether each item works alike in groups, from rows that you hold; never to be published."""

def invariance(
    frame: _ArrowStream | pandas.DataFrame | Mapping[str, Sequence[Any]],
    *,
    group: str,
    model: str | Mapping[str, Sequence[str]],
    ordered: bool = False,
) -> dict[str, Any]:
    """Whether a scale measures the same in every group, from rows that you hold; never to be published."""
