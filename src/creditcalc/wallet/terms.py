"""The rules that a wallet lives by, from a plan's sheet; what nobody publishes is asked for, never assumed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from creditcalc.amount import Amount, exactly, number
from creditcalc.errors import CreditcalcError
from creditcalc.period import WEEKDAYS, Cadence, moment, zone_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan, Reset, TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.wallet.ledger import ONE_PERIOD, Terms, check_terms


class Said(NamedTuple):
    """What a person says in place of the sheet, or where it is silent."""

    allowance: str | None = None
    resets: str | None = None
    rollover: str | None = None
    burn: str | None = None
    zone: str | None = None
    billing: Literal["month", "year"] = "month"
    seats: int = 1


def terms_of(plan: Plan, edition: Edition, since: datetime, said: Said) -> tuple[Terms, tuple[str, ...]]:
    """A plan's terms from a day on, and what a person should know that they rest on.

    Raises CreditcalcError for whatever the plan's sheet leaves open and nothing was said about.
    """
    cadence, notes = _cadence(plan, since, said)
    burn, order_notes = _burn(edition, said)
    terms = Terms(plan.id, _allowance(plan, edition, said), cadence, _rollover(plan, said), burn, said.billing)
    return check_terms(terms), (*notes, *order_notes)


def began(plan: Plan, since: str, said: Said) -> datetime:
    """When a plan began; a bare day is one of the zone that its resets are in."""
    return moment(since, (plan.resets and plan.resets.zone) or said.zone or "UTC")


def _asked(plan: Plan, what: str, option: str) -> CreditcalcError:
    return CreditcalcError(f"nobody publishes {what} of plan `{plan.id}`: say it with `{option}`")


def _allowance(plan: Plan, edition: Edition, said: Said) -> Amount:
    if said.allowance is not None:
        return Amount.parse(said.allowance)
    found = credits_of(plan.allowance, edition) if plan.allowance else None
    if plan.allowance is None or found is None or found.qualifier == "unknown":
        raise _asked(plan, "the allowance", "--allowance N")
    return found * exactly(said.seats) if plan.allowance.per == "seat" else found


def _cadence(plan: Plan, since: datetime, said: Said) -> tuple[Cadence, tuple[str, ...]]:
    if said.resets is not None:
        return Cadence.parse(said.resets), ()
    reset = plan.resets
    if reset is None:
        every = plan.allowance.every if plan.allowance else None
        if every == "once":
            return Cadence("once"), ()
        raise _asked(plan, "the reset", '--resets "month on 14 at 00:00 UTC"')
    zone = reset.zone or said.zone or "UTC"
    at = reset.at or "00:00"
    if reset.every == "once" or (reset.every == "day" and reset.on == "first use"):
        return Cadence.parse("once" if reset.every == "once" else "1 day from first use"), ()
    day = _day(plan, reset, since, zone)
    silent = [word for word, known in (("hour", reset.at), ("zone", reset.zone or said.zone)) if not known]
    notes = (f"nobody publishes the {' and '.join(silent)} of the reset: reckoned as {at} {zone}",) if silent else ()
    return Cadence.parse(f"{reset.every}{day} at {at} {zone}"), notes


def _day(plan: Plan, reset: Reset, since: datetime, zone: str) -> str:
    """The anchor of a reset, as a cadence writes it."""
    local = since.astimezone(zone_of(zone))
    billing = reset.on == "billing day"
    on = reset.on.lower()
    match reset.every:
        case "day":
            return ""
        case "week" if billing:
            return f" on {WEEKDAYS[local.weekday()]}"
        case "month" if billing:
            return f" on {local.day}"
        case "year" if billing:
            return f" on {local.month:02}-{local.day:02}"
        case "week" if on in WEEKDAYS:
            return f" on {on}"
        case "month" if on.isdigit():
            return f" on {on}"
    raise _asked(plan, f"on which day (`{reset.on}`) falls the reset", '--resets "month on 14 at 00:00 UTC"')


ONE_MORE = ("one month", "1 month", "one period", "1 period", "one cycle", "1 cycle")


def _rollover(plan: Plan, said: Said) -> str:
    if said.rollover is not None:
        if said.rollover in ("nothing", "everything", ONE_PERIOD):
            return said.rollover
        number(said.rollover)
        return said.rollover
    found = plan.rollover
    if found is not None and found.for_ is None and found.keeps != "unknown":
        return found.keeps
    if found is not None and found.keeps == "everything" and found.for_ in ONE_MORE:
        return ONE_PERIOD
    stated = f" (its sheet says `{found.keeps}`, for `{found.for_}`)" if found and found.for_ else ""
    raise CreditcalcError(
        f"nobody publishes, in a form that can be reckoned with, what plan `{plan.id}` carries over{stated}: say it "
        "with `--rollover` `nothing`, `everything`, `one period` or the most in credits"
    )


def _burn(edition: Edition, said: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if said.burn is not None:
        return tuple(_pools(said.burn)), ()
    order = tuple(pool.replace("_", "-") for pool in edition.sheet.spending_order)
    if not order:
        raise CreditcalcError(
            f"{edition.platform} {edition.id} does not say which credits are spent first: say it with "
            "`--burn-order plan,top-up` or `--burn-order soonest`"
        )
    return order, ()


def _pools(text: str) -> Iterator[str]:
    for pool in text.split(","):
        yield pool.strip().replace("_", "-")


def expires_of(top_up: TopUp, said: str | None) -> str:
    """When credits of a pack are lost; raises CreditcalcError where nobody knows and nothing was said."""
    if said is not None:
        return said
    after = top_up.expires.after if top_up.expires else "unknown"
    if after == "unknown":
        claims = [f"`{claim.source}` says {claim.after}" for claim in (top_up.expires.claims if top_up.expires else ())]
        heard = f" ({', '.join(claims)})" if claims else ""
        raise CreditcalcError(
            f"nobody publishes for sure when `{top_up.id}` expires{heard}: say it with `--expires` `never`, "
            "`cycle end`, `90 days` or `12 months`"
        )
    return after
