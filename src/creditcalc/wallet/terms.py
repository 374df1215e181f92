"""The rules that a wallet lives by, from a plan's sheet; what is not published is asked for, never assumed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from creditcalc.amount import UNKNOWN, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, Hour, moment, zone_of
from creditcalc.pricebook.edition import Edition, Pool
from creditcalc.pricebook.plan import Billing, Plan, Reset, TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.record import Record
from creditcalc.text import ticked
from creditcalc.wallet.ledger import SOONEST, Carried, Life, Terms, carried_of, check_terms, life_of

WALLET_POOLS: Mapping[Pool, str] = {
    "plan": "plan",
    "rollover": "rollover",
    "promotion": "promotion",
    "top_up": "top-up",
    "soonest": SOONEST,
    "soonest_to_expire": SOONEST,
}
"""What a wallet calls the pools of a sheet, as far as it keeps such credits."""


PAY_AS_YOU_GO = "pay-as-you-go"
"""What a wallet has for a plan where the platform sells none: credits or money that are there until they are used."""


def without_plan(left: Amount | None) -> Terms:
    """The terms where no plan is sold: what there is (None: not known) is never lost, and nothing renews it."""
    return Terms(PAY_AS_YOU_GO, UNKNOWN if left is None else left, Cadence("once"), "everything", (SOONEST,))


class Said(Record):
    """What a person says in place of the sheet, or where it is silent."""

    allowance: str | None = None
    resets: str | None = None
    rollover: str | None = None
    burn: str | None = None
    zone: str | None = None
    billing: Billing = "month"
    seats: int = 1


def terms_of(plan: Plan, edition: Edition, since: datetime, said: Said) -> tuple[Terms, tuple[str, ...]]:
    """A plan's terms from a day on, and what a person should know that they rest on.

    Raises CreditcalcError for whatever the plan's sheet leaves open and nothing was said about.
    """
    cadence, notes = _cadence(plan, since, said)
    burn, order_notes = _burn(edition, said)
    billing: Billing = "year" if {money.every for money in plan.prices} == {"year"} else said.billing
    allowance = _allowance(plan, edition, said, billing)
    terms = Terms(plan.id, allowance, cadence, _rollover(plan, said), burn, billing)
    return check_terms(terms), (*notes, *order_notes)


def began(plan: Plan, since: str, said: Said) -> datetime:
    """When a plan began; a bare day is one of the zone that its resets are in."""
    return moment(since, (plan.resets and plan.resets.zone) or said.zone or "UTC")


def _asked(plan: Plan, what: str, option: str) -> CreditcalcError:
    return CreditcalcError(f"{what} of plan `{plan.id}` is not published: add `{option}`")


def _allowance(plan: Plan, edition: Edition, said: Said, billing: Billing) -> Amount:
    if said.allowance is not None:
        return Amount.typed(said.allowance)
    prices = [money for money in plan.prices if money.every == billing]
    if any(money.gives for money in prices):  # the price brings its own, in place of the plan's
        gives, *others = {
            money.gives * exactly(said.seats if money.per else 1) if money.gives else None for money in prices
        }
        if gives is None or others:
            raise CreditcalcError(f"not every price of plan `{plan.id}` brings the same: add `--allowance N`")
        return gives
    found = credits_of(plan.allowance, edition) if plan.allowance else None
    if plan.allowance is None or found is None or found.qualifier == "unknown":
        raise _asked(plan, "the allowance", "--allowance N")
    return found * exactly(said.seats) if plan.allowance.per == "seat" else found


def _cadence(plan: Plan, since: datetime, said: Said) -> tuple[Cadence, tuple[str, ...]]:
    if said.resets is not None:
        return Cadence.parse(said.resets, said.zone), ()
    reset = plan.resets
    if reset is None:
        every = plan.allowance.every if plan.allowance else None
        if every == "once":
            return Cadence("once"), ()
        raise _asked(plan, "the reset", '--resets "month on 14 at 00:00 UTC"')
    if reset.every == "once":
        return Cadence("once"), ()
    if reset.every == "day" and reset.on == "first use":
        return Cadence("use", 1), ()
    zone = reset.zone or said.zone or "UTC"
    at = reset.at or Hour()
    day = _day(plan, reset, since.astimezone(zone_of(zone)))
    silent = [word for word, known in (("hour", reset.at), ("zone", reset.zone or said.zone)) if not known]
    cadence = Cadence(reset.every, day, at, zone)
    return cadence, (unpublished(silent, cadence),) if silent else ()


def unpublished(silent: Sequence[str], cadence: Cadence) -> str:
    """That the hour of a reset, its zone or both are not published, and what a wallet assumes."""
    word = "time" if len(silent) > 1 else " ".join(silent)
    return f"reset {word} not published; {cadence.at:%H:%M} {cadence.zone} assumed"


def assumed(plan: Plan, cadence: Cadence) -> str:
    """The same of the terms that a wallet keeps; empty where the price book or its owner said it all."""
    reset = plan.resets
    if reset is None or cadence.every in ("use", "once"):
        return ""
    hour, zone = reset.at is None and not (cadence.at.hour or cadence.at.minute), not reset.zone
    silent = [*(["hour"] if hour else []), *(["zone"] if zone and cadence.zone == "UTC" else [])]
    return unpublished(silent, cadence) if silent else ""


def _day(plan: Plan, reset: Reset, began: datetime) -> int:
    """The day of a reset as a cadence counts it, of a plan that began at a moment on the clock of its zone."""
    if reset.every == "day":
        return 0
    if reset.on == "billing day":
        return {"week": began.weekday(), "month": began.day, "year": began.month * 100 + began.day}[reset.every]
    if reset.day is not None:
        return reset.day
    raise _asked(plan, f"the day of the reset (`{reset.on}`)", '--resets "month on 14 at 00:00 UTC"')


def _rollover(plan: Plan, said: Said) -> Carried:
    if said.rollover is not None:
        return carried_of(said.rollover)
    found = plan.rollover
    if found is not None and found.for_ is None:
        if not isinstance(found.keeps, Amount):
            return found.keeps
        if found.keeps.qualifier == "exact":
            return found.keeps.low
    if found is not None and found.once:
        return "one period"
    stated = ""
    if found is not None and str(found.keeps) != "unknown":
        stated = f" (its sheet says `{found.keeps}`{f', for `{found.for_}`' if found.for_ else ''})"
    raise CreditcalcError(
        f"what plan `{plan.id}` carries over at a reset is not published precisely{stated}: add `--rollover` with "
        "`nothing`, `everything`, `one period` or the most credits that are kept"
    )


def _burn(edition: Edition, said: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if said.burn is not None:
        return tuple(_pools(said.burn)), ()
    order = edition.sheet.spending_order
    if not order:
        raise CreditcalcError(
            f"{edition.platform} {edition.id} does not say which credits are spent first: add "
            "`--burn-order plan,top-up` or `--burn-order soonest`"
        )
    kept = tuple(WALLET_POOLS[pool] for pool in order if pool in WALLET_POOLS)
    elsewhere = [pool for pool in order if pool not in WALLET_POOLS]
    if not kept:
        raise CreditcalcError(
            f"{edition.platform} {edition.id} spends credits that a wallet does not track, {ticked(elsewhere, 'and')}: "
            "give the order of the others, for example `--burn-order plan,top-up`"
        )
    if not elsewhere:
        return kept, ()
    return kept, (f"wallets do not track {ticked(elsewhere, 'and')} credits, which are left out",)


def _pools(text: str) -> Iterator[str]:
    for pool in text.split(","):
        yield pool.strip().replace("_", "-")


def expires_of(top_up: TopUp, edition: Edition, said: str | None) -> Life:
    """When credits of a pack are lost; raises CreditcalcError where that is not published and nothing was said."""
    if said is not None:
        return life_of(said)
    after = top_up.expires.after if top_up.expires else "unknown"
    if after == "unknown":
        claims = [
            f"{edition.source(claim.source).title} says {claim.after}"
            for claim in (top_up.expires.claims if top_up.expires else ())
        ]
        heard = f" ({', '.join(claims)})" if claims else ""
        raise CreditcalcError(
            f"when `{top_up.id}` expires is not published for certain{heard}: add `--expires` with `never`, "
            "`cycle end`, `90 days` or `12 months`"
        )
    return after
