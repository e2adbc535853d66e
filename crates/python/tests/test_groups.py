"""`compare`, `dif` and `invariance` say what R says of the same rows, whichever library holds them."""

import json
from pathlib import Path

import pandas
import polars
import pytest

import mestring

LEAD = ["lead_1", "lead_2", "lead_3"]
COHESION = ["cohesion_1", "cohesion_2", "cohesion_3"]
DEMAND = ["demand_1", "demand_2", "demand_3"]
THREE = {"lead": LEAD, "cohesion": COHESION, "demand": DEMAND}


@pytest.fixture(scope="session")
def rows(samples: Path) -> polars.DataFrame:
    return polars.read_csv(samples / "models.csv")


def r_says(samples: Path, file: str) -> dict:
    return json.loads((samples / file).read_text(encoding="utf-8"))


def near(theirs: object, relative: float) -> object:
    return pytest.approx(theirs, rel=relative)


def test_comparing_two_municipalities_is_rs(rows: polars.DataFrame, samples: Path) -> None:
    theirs = r_says(samples, "models.json")["comparison"]
    # R was asked about two of the three: its corrections count their units only.
    two = rows.filter(polars.col("municipality") != "fjord")
    [pair] = mestring.compare(two, unit="unit", group="municipality", scales={"lead": LEAD}, points=(1, 5))["lead"]["pairs"]
    # R took ness minus dale; groups stand in the order of their names here.
    assert pair["groups"] == ["dale", "ness"]
    low, high = theirs["welch"]["interval"]
    assert pair["welch_t"] == near(-theirs["welch"]["t"], 1e-11)
    assert pair["welch_df"] == near(theirs["welch"]["df"], 1e-11)
    assert pair["welch_p"] == near(theirs["welch"]["p"], 1e-10)
    assert (pair["welch_ci"]["lower"], pair["welch_ci"]["upper"]) == near((-high, -low), 1e-11)
    assert pair["student_t"] == near(-theirs["student"]["t"], 1e-11)
    assert pair["cohens_d"] == near(-theirs["cohens_d"], 1e-11)
    assert pair["hedges_g"] == near(-theirs["hedges_g"], 1e-11)
    # effectsize searches its intervals with a tolerance of its own.
    low, high = theirs["d_interval"]
    assert (pair["d_ci"]["lower"], pair["d_ci"]["upper"]) == near((-high, -low), 1e-5)
    assert pair["cliffs_delta"] == near(-theirs["cliffs_delta"], 1e-12)
    assert pair["wilcoxon_p"] == near(theirs["wilcoxon"]["p"], 1e-10)
    assert pair["wilcoxon_W"] == pair["n"][0] * pair["n"][1] - theirs["wilcoxon"]["w"]
    assert pair["difference"] == near(-theirs["gap"]["estimate"], 1e-11)
    for ours, name in [("se_CR0_HC0", "cr0"), ("se_CR1_HC1", "cr1"), ("se_CR2_clubSandwich", "cr2"), ("df_CR2", "cr2_df")]:
        assert pair[ours] == near(theirs["gap"][name], 1e-11), name


def test_every_unit_against_the_rest_is_rs(rows: polars.DataFrame, samples: Path) -> None:
    theirs = r_says(samples, "models.json")["comparison"]["unit_against_rest"]
    found = mestring.compare(rows, unit="unit", group="municipality", scales={"lead": LEAD}, points=(1, 5))["lead"]
    units = {unit["unit"]: unit for unit in found["units"]}
    assert sorted(units) == sorted(theirs["unit"])
    for position, name in enumerate(theirs["unit"]):
        for ours, r in [("p", "p"), ("p_holm", "holm"), ("p_BH", "bh")]:
            assert units[name][ours] == near(theirs[r][position], 1e-10), (name, r)


def test_items_that_work_differently_are_rs(rows: polars.DataFrame, samples: Path) -> None:
    theirs = r_says(samples, "models.json")["dif"]
    found = mestring.dif(rows, group="gender", items=LEAD + COHESION, points=(1, 5))
    assert (found["reference"], found["comparisons"][0]["focal"]) == ("f", "m")
    assert sorted(theirs) == sorted(found["items"])
    for item, r in theirs.items():
        ours = found["comparisons"][0]["items"][item]
        assert ours["mantel"]["mantel_chi2"] == near(r["mantel"]["chi2"], 1e-10), item
        assert ours["mantel"]["p"] == near(r["mantel"]["p"], 1e-10), item
        assert ours["mantel"]["strata_used"] == r["mantel"]["strata"], item
        assert ours["mantel"]["SMD_focal_weighted"] == near(r["mantel"]["smd"], 1e-10), item
        assert [ours["ordinal_logistic"]["logLik0"], *ours["ordinal_logistic"]["logLik"]] == near(r["logistic"]["loglik"], 1e-11)
        assert ours["ordinal_logistic"]["chi2_12"] == pytest.approx(r["logistic"]["uniform"], rel=1e-9, abs=1e-9), item
        assert ours["ordinal_logistic"]["beta_m2"] == near(r["logistic"]["beta"], 1e-7), item
        assert ours["ordinal_logistic"]["se_m2"] == near(r["logistic"]["se"], 1e-7), item
        assert found["GMH"][item]["M2"] == near(r["nominal"]["m2"], 1e-11), item
    # Men answer one item lower than women who stand alike: it was built into the rows.
    assert found["comparisons"][0]["items"]["lead_3"]["class_smd"] == "C"


def test_levels_of_invariance_are_lavaans(rows: polars.DataFrame, samples: Path) -> None:
    theirs = r_says(samples, "converged.json")["factor"]
    found = mestring.invariance(rows, group="municipality", model=THREE)
    assert list(found["group_n"]) == theirs["groups"]
    for level, step in theirs["ml"]["steps"].items():
        for name, value in step["fit"].items():
            assert found["fit"][level][name] == pytest.approx(value, rel=1e-8, abs=1e-8), (level, name)
    changes = found["delta_vs_previous"]
    for level, df, chisq, p in zip(["metric", "scalar", "strict"], *theirs["ml"]["change"].values(), strict=True):
        assert changes[level]["d_df"] == df
        assert (changes[level]["d_chisq"], changes[level]["pvalue"]) == near((chisq, p), 1e-7)
    # One intercept differs in one municipality: it was built into the rows.
    assert found["verdict"]["metric"] == "holds" and found["verdict"]["scalar"] == "fails"
    typed = ";".join(f"{factor}={','.join(items)}" for factor, items in THREE.items())
    assert mestring.invariance(rows, group="municipality", model=typed) == found


def test_ordered_levels_are_lavaans(rows: polars.DataFrame, samples: Path) -> None:
    theirs = r_says(samples, "converged.json")["ordered"]
    found = mestring.invariance(rows, group="municipality", model=THREE, ordered=True)
    levels = ["configural", "thresholds", "thresholds_loadings", "thresholds_loadings_intercepts"]
    for level, step in zip(levels, theirs["steps"].values(), strict=True):
        for name in ("chisq", "df", "chisq.scaled", "pvalue.scaled", "cfi.scaled", "rmsea.scaled", "srmr"):
            assert found["fit"][level][name] == pytest.approx(step["fit"][name], rel=1e-7, abs=1e-7), (level, name)


def test_every_library_gives_the_same(rows: polars.DataFrame, samples: Path) -> None:
    frames = [rows, pandas.read_csv(samples / "models.csv"), rows.to_arrow(), rows.to_dict(as_series=False)]
    asked = [
        lambda frame: mestring.compare(frame, unit="unit", group="gender", scales={"demand": DEMAND}, points=(1, 5)),
        lambda frame: mestring.dif(frame, group="municipality", items=DEMAND, points=(1, 5), reverse=["demand_1"], rest=True),
        lambda frame: mestring.invariance(frame, group="gender", model={"demand": DEMAND}),
    ]
    for ask in asked:
        first, *others = [ask(frame) for frame in frames]
        assert all(other == first for other in others)


ROWS = {"unit": ["a", "a", "b"], "g": ["x", "x", "x"], "h": ["x", "y", None], "q1": [1, 2, 3], "q2": [1, 2, 2], "q3": [1, 2, 7]}
REFUSED = {
    "group g: every row says `x`": lambda: mestring.compare(ROWS, unit="unit", group="g", scales={"S": ["q1"]}, points=(1, 5)),
    "row 2, field h: the field is empty": lambda: mestring.dif(ROWS, group="h", items=["q1", "q2"]),
    "row 2, field q3: 7 is outside the scale 1-5": lambda: mestring.dif(ROWS, group="unit", items=["q1", "q3"], points=(1, 5)),
    "there is no column q9": lambda: mestring.invariance(ROWS, group="unit", model={"f": ["q1", "q2", "q9"]}),
    "model: ": lambda: mestring.invariance(ROWS, group="unit", model={"f": ["q1", "q2"]}),
    "model is neither a text nor a dictionary": lambda: mestring.invariance(ROWS, group="unit", model=3),
    "factor f: write the names": lambda: mestring.invariance(ROWS, group="unit", model={"f": "q1"}),
    "items: write the names": lambda: mestring.dif(ROWS, group="unit", items="q1"),
    "scale items names column q1 twice": lambda: mestring.dif(ROWS, group="unit", items=["q1", "q1"]),
    "reverse needs the answer points": lambda: mestring.dif(ROWS, group="unit", items=["q1", "q2"], reverse=["q1"]),
    "reverse names column q3": lambda: mestring.dif(ROWS, group="unit", items=["q1", "q2"], points=(1, 5), reverse=["q3"]),
    "points: the lowest answer point is 5": lambda: mestring.dif(ROWS, group="unit", items=["q1", "q2"], points=(5, 1)),
}


@pytest.mark.parametrize("said", REFUSED)
def test_wrong_rows_are_one_sentence(said: str) -> None:
    with pytest.raises(mestring.Refused) as raised:
        REFUSED[said]()
    told = str(raised.value)
    assert said in told and "\n" not in told and "--" not in told
