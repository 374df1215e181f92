"""Random amounts for the laws."""

from fractions import Fraction

from hypothesis import strategies as st

from creditcalc.amount import Amount

AMOUNTS = st.one_of(
    st.none(),
    st.builds(
        lambda low, more, about: Amount(Fraction(low, 3), None if more is None else Fraction(low + more, 3), about),
        st.integers(0, 30),
        st.one_of(st.none(), st.integers(0, 9)),
        st.booleans(),
    ),
)
"""Thirds, which no decimal ends; open at the top, or none at all, where nobody knows."""
