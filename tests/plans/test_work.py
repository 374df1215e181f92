"""What some work demands of a plan: credits as they are said, or of something made so often."""

from fractions import Fraction
from pathlib import Path

import pytest
from sheets import platform

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.plans.work import Demand, Often
from creditcalc.reports.choice import demand_title


@pytest.mark.parametrize(
    ("often", "a_month", "words"),
    [
        (Often(), "1", "1 a month"),
        (Often("7.50"), "7.5", "7.50 a month"),
        (Often("3", "week"), "13", "3 a week"),  # 3 x 52/12
        (Often("0.6", "week"), "2.6", "0.6 a week"),  # 3/5 x 13/3
    ],
)
def test_how_often_in_a_month(often: Often, a_month: str, words: str) -> None:
    assert (str(often.a_month), str(often)) == (a_month, words)


def test_a_number_a_week_is_carried_exactly() -> None:
    assert Often("1", "week").a_month.low == Fraction(13, 3)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(CreditcalcError, match="`often` is not a number"):
        _ = Often("often").a_month
    with pytest.raises(CreditcalcError, match="`` is not a number"):
        Demand.said("5,")


def test_the_work_of_a_file_made_twice_a_month() -> None:
    demand = Demand.filed(Amount.parse("~5..7"), "shots.csv", Often("2"))
    assert list(map(str, demand.months)) == ["~10..14"]  # 2 x 5, 2 x 7
    assert demand_title(demand, "credit") == "2 × shots.csv a month"


def test_a_generation_made_so_often(tmp_path: Path) -> None:
    rate = "{price: 2+, per: second, source: docs}"
    shop = platform(
        tmp_path, f"m: {{name: M, maker: X, kind: video, settings: {{seconds: {{number: 1..60}}}}, rates: [{rate}]}}\n"
    )
    demand = Demand.quoted(shop("m", seconds=6), Often("3", "week"))
    assert list(map(str, demand.months)) == ["156+"]  # 6 x 2 x 3 x 52/12
    assert demand_title(demand, "credit") == "3 × M, 6 s, a week"


def test_how_many_videos_a_month(tmp_path: Path) -> None:
    rates = "settings: {seconds: {number: 1..60}}, rates: [{price: 2, per: second, source: docs}]"
    models = f"m: {{name: M, maker: X, kind: video, {rates}}}\nv: {{name: V, maker: X, kind: voice, {rates}}}\n"
    shop = platform(tmp_path, models)
    assert Demand.quoted(shop("m", seconds=6), Often("3", "week")).videos == 13  # 3 x 52/12
    assert Demand.quoted(shop("m", seconds=6, outputs=2, takes=3), Often("5")).videos == 10  # of 3 takes one is kept
    assert Demand.quoted(shop("v", seconds=6), Often("5")).videos is None
    assert Demand.said("500").videos is None


def test_one_month_is_all_months_of_a_horizon_and_several_are_its_own() -> None:
    assert list(map(str, Demand.said("5").over(3))) == ["5", "5", "5"]
    assert list(map(str, Demand.said("5, 0.5").over(2))) == ["5", "0.5"]
    assert demand_title(Demand.said("5,6"), "credit") == "Credits month by month"
    assert demand_title(Demand.said("1"), "credit") == "1 credit a month"
    with pytest.raises(CreditcalcError) as refused:
        Demand.said("5,6").over(3)
    assert str(refused.value) == "--horizon 3 does not match 2 months of --credits"
