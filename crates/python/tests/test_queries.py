"""Questions: rows are chosen and never worked out, and whatever cannot be asked is one sentence."""

import polars
import pytest

import mestring


def test_a_query_is_the_views_own_rows(project: mestring.Project) -> None:
    found = project.query(measure=["mastery_climate", "engagement"], by="unit", where={"status": "shown"})
    here = project.view("indices").filter(
        (polars.col("group_kind") == "unit")
        & polars.col("measure").is_in(["mastery_climate", "engagement"])
        & (polars.col("statistic") == "mean")
        & (polars.col("status") == "shown")
    )
    assert found.height > 100
    order = ["measure", "unit", "former_municipality"]
    assert found.sort(order).rows() == here.sort(order).rows()


def test_sql_is_the_views_own_rows(project: mestring.Project) -> None:
    statement = "select name, n, value, status from indices where measure = 'engagement' and statistic = 'mean' and group_kind = 'service_area'"
    found = project.sql(statement, to="result").rows()
    rows = project.query(measure="engagement", by="service_area", columns=["name", "n", "value", "status"], to="result").rows()
    assert found == rows and len(rows) > 3


def test_a_number_that_is_not_there_is_told(project: mestring.Project) -> None:
    with pytest.warns(UserWarning, match="rows have no number to compare"):
        found = project.query(measure="engagement", by="unit", where="n>=20")
    assert found["n"].min() >= 20


@pytest.mark.parametrize(
    "ask",
    [
        lambda project: project.query(measure="mastery_climat"),
        lambda project: project.query(view="index"),
        lambda project: project.query(where="colour=red"),
        lambda project: project.query(by="team"),
        lambda project: project.query(wave="1999"),
        lambda project: project.sql("select * from read_csv('/etc/passwd')"),
        lambda project: project.sql("drop table indices"),
        lambda project: project.sql("select valu from indices"),
        lambda project: project.sql("select * from indices; select 1"),
        lambda project: project.sql(""),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(project: mestring.Project, ask: object) -> None:
    with pytest.raises(mestring.Refused) as raised:
        ask(project)
    assert len(str(raised.value)) > 20
