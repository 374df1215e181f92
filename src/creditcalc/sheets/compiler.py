"""Sheets on disk into editions ready to price with: read, build, overlay, derive, prove.

Runs only when a sheet has changed; what it makes is kept by the catalog.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.bill import Bill
from creditcalc.pricebook.counterpart import MapSheet
from creditcalc.pricebook.edition import (
    Calibration,
    Counter,
    Edition,
    EditionSheet,
    OtherPrices,
    PlatformSheet,
)
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import EMPTY, ID, Model, Rate
from creditcalc.pricebook.naming import owners
from creditcalc.pricebook.overlay import from_list, in_credits, model_over, with_addons
from creditcalc.pricebook.plan import AddonsSheet, Allowance, Plan
from creditcalc.pricebook.request import Provider, RequestSheet
from creditcalc.pricebook.rule import CatalogSheet, Topic, Topics
from creditcalc.pricebook.statement import STATEMENT_FOLDER, StatementSheet
from creditcalc.pricebook.workflow import WORKFLOWS, ReadWorkflows, WorkflowSheet
from creditcalc.sheets.cache import Stamp, pack, stamp
from creditcalc.sheets.check import model_faults
from creditcalc.sheets.compiled import Compiled, Days, Index, Platform, Root
from creditcalc.sheets.reader import Fault, Node, Unreadable, read_sheet
from creditcalc.sheets.references import (
    cited_faults,
    name_faults,
    named_faults,
    order_faults,
    repeated_rules,
    reset_faults,
    topic_faults,
    used_faults,
)
from creditcalc.sheets.schema import schema_of
from creditcalc.sheets.structure import build, entries
from creditcalc.text import count, did_you_mean, folded, ticked

OWN = "own"
"""The source that rows of a person's own sheets may name without declaring it."""
HEADS = ("edition.yaml", "plans.yaml", "addons.yaml")
"""The sheets of an edition that are not model sheets, and are priced with."""
BILLS = "bills.yaml"
"""The sheet of what people were charged: no price depends on it, so the check alone reads it."""


class Files:
    """The sheets under some roots, with a stamp of everything that was looked at, also in vain."""

    def __init__(self, roots: Iterable[Root]) -> None:
        self.roots = tuple(roots)
        self.stamps: dict[str, Stamp] = {}
        self.digest = hashlib.sha256()

    def _look(self, path: Path) -> None:
        self.stamps.setdefault(str(path), stamp(str(path)))

    def folders(self, root: Root, *parts: str) -> list[str]:
        """The names of the folders in a folder, in order."""
        return self._names(root, parts, Path.is_dir)

    def sheets(self, root: Root, *parts: str) -> list[str]:
        """The names of the YAML files in a folder, in order."""
        return [name for name in self._names(root, parts, lambda path: not path.is_dir()) if name.endswith(".yaml")]

    def watch(self, root: Root, *parts: str) -> None:
        """Look at a file whose change makes what is compiled here stale."""
        self._look(Path(root.path, *parts))

    def misnamed(self, root: Root, *parts: str) -> list[tuple[Fault, Path]]:
        """The files of a folder that look like sheets and are not read for their names."""
        folder = Path(root.path, *parts)
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
        except OSError:
            return []
        wrong = [path for path in paths if not (ID.fullmatch(path.name) and path.suffix == ".yaml")]
        remedy = "is not read: names are lower case, and sheets end in `.yaml`"
        return [(Fault("/".join((root.name, *parts, path.name)), remedy), path) for path in wrong]

    def _names(self, root: Root, parts: tuple[str, ...], wanted: Callable[[Path], bool]) -> list[str]:
        folder = Path(root.path, *parts)
        self._look(folder)
        try:
            return sorted(path.name for path in folder.iterdir() if ID.fullmatch(path.name) and wanted(path))
        except OSError:
            return []

    def read(self, root: Root, *parts: str) -> Node | None:
        """A sheet, or None where there is none; raises Unreadable as the reader does."""
        path = Path(root.path, *parts)
        self._look(path)
        if not path.exists():
            return None
        name = "/".join((root.name, *parts))
        node, data = read_sheet(path, name)
        self.digest.update(f"{'/'.join(parts)}\0{len(data)}\0".encode() + data)
        return node


def _must(kind: Any, node: Node | None, missing: str) -> Any:
    """The one value of a sheet without which nothing works; raises CreditcalcError with its first fault."""
    if node is None:
        raise CreditcalcError(missing)
    faults: list[Fault] = []
    found = build(kind, node, faults)
    if faults:
        raise CreditcalcError(_summary(faults))
    return found


def _summary(faults: list[Fault]) -> Fault:
    more = f" (and {count(len(faults) - 1, 'more fault')}: see `creditcalc sheets check`)" if len(faults) > 1 else ""
    return faults[0]._replace(message=faults[0].message + more)


class UnusableEdition(CreditcalcError):
    """An edition that its own sheet makes unusable; says the first fault of that sheet, and carries those of all."""

    def __init__(self, own: list[Fault], faults: list[Fault]) -> None:
        super().__init__(_summary(own))
        self.faults = tuple(map(str, faults))


def index(roots: tuple[Root, ...], only: str | None = None) -> Index:
    """The platforms and editions under the roots, or `only` one platform (`""`: the default one), if it is there.

    A later root's sheet replaces an earlier one's.
    """
    files = Files(roots)
    default, listed, said_at = "", None, ""
    platforms: dict[str, Platform] = {}
    try:
        for root in roots:
            if (node := files.read(root, "catalog.yaml")) is not None:
                sheet = _must(CatalogSheet, node, "")
                default, listed = sheet.default_platform, sheet.list_prices or listed
                said_at = f"{node.value['default_platform'].place}: " if isinstance(node.value, dict) else ""
        for root in roots:
            for name in files.folders(root) if only is None else [only or default]:
                found = _platform(files, root, name, platforms.get(name))
                if found is not None:
                    platforms[name] = found
        platforms |= {
            name: one._replace(newer=_newer(files, one), readings=_readings(files, one))
            for name, one in platforms.items()
        }
    except Unreadable as error:
        raise CreditcalcError(error.fault) from None
    if default not in platforms and not only:
        folders = ticked((root.path for root in roots), "or")
        raise CreditcalcError(f"{said_at}no sheets of the default platform `{default}` in {folders}")
    return Index(default, listed, platforms, tuple(files.stamps.values()))


def topics(roots: tuple[Root, ...]) -> Topics:
    """The topics of the guide under the roots. Raises CreditcalcError where a catalog is wrong."""
    files = Files(roots)
    found: dict[str, Topic] = {}
    try:
        for root in roots:
            if (node := files.read(root, "catalog.yaml")) is not None:
                found |= _must(CatalogSheet, node, "").topics
    except Unreadable as error:
        raise CreditcalcError(str(error)) from None
    return Topics(found, tuple(files.stamps.values()))


REQUESTS = "requests"
"""The folder of the sheets that say how providers' requests are read."""


def provider(roots: tuple[Root, ...], name: str) -> Provider:
    """How the requests to a provider are read, under all roots; an entry of a later one replaces an earlier one's.

    Raises CreditcalcError where a sheet is wrong.
    """
    files = Files(roots)
    found: RequestSheet | None = None
    known: dict[str, None] = {}
    try:
        for root in roots:
            known |= dict.fromkeys(one.removesuffix(".yaml") for one in files.sheets(root, REQUESTS))
            if ID.fullmatch(name) and (node := files.read(root, REQUESTS, f"{name}.yaml")) is not None:
                found = _request_sheet(node, found)
    except Unreadable as error:
        raise CreditcalcError(error.fault) from None
    return Provider(found, tuple(sorted(known)), tuple(files.stamps.values()))


def _request_sheet(node: Node, below: RequestSheet | None) -> RequestSheet:
    sheet: RequestSheet = _must(RequestSheet, node, "")
    own = {key: one._replace(id=key) for key, one in sheet.requests.items()}
    return sheet._replace(requests={**(below.requests if below else {}), **own})


def workflows(roots: tuple[Root, ...], name: str) -> ReadWorkflows:
    """How the workflows of a program are read, under all roots; nodes of a later one replace an earlier one's.

    Raises CreditcalcError where a sheet is wrong.
    """
    files = Files(roots)
    found: WorkflowSheet | None = None
    try:
        for root in roots:
            if (node := files.read(root, WORKFLOWS, f"{name}.yaml")) is not None:
                sheet: WorkflowSheet = _must(WorkflowSheet, node, "")
                found = sheet.over(found) if found else sheet
    except Unreadable as error:
        raise CreditcalcError(error.fault) from None
    return ReadWorkflows(found, tuple(files.stamps.values()))


def _platform(files: Files, root: Root, name: str, below: Platform | None) -> Platform | None:
    node = files.read(root, name, "platform.yaml")
    if node is None and below is None:
        return None
    sheet = _must(PlatformSheet, node, "") if node is not None else below.sheet  # type: ignore[union-attr]  # one is there
    editions = dict(below.editions) if below else {}
    for edition in files.folders(root, name):
        head = files.read(root, name, edition, "edition.yaml")
        if head is not None:
            editions[edition] = _in_force(head)
    return Platform(name, sheet, editions)


MOST_COUNTERS = 2
"""Plans by whose credits people tell which prices are theirs."""


def _newer(files: Files, platform: Platform) -> OtherPrices | None:
    """What the newest edition is known by, where it is not the default one."""
    default, newest = platform.sheet.default_edition, platform.newest()
    if newest == default or default not in platform.editions:
        return None
    heads = [files.read(root, platform.id, newest, "edition.yaml") for root in files.roots]
    said = [
        node.value["changed"].value
        for node in heads
        if node and isinstance(node.value, dict) and "changed" in node.value
    ]
    since = Day(platform.editions[newest].since)
    return OtherPrices(newest, since, str([*said, "changed them"][0]), _counters(files, platform, newest))


def _readings(files: Files, platform: Platform) -> tuple[OtherPrices, ...]:
    """What other readings of the default edition are known by."""
    default = platform.sheet.default_edition
    return tuple(
        OtherPrices(name, Day(span.since), span.title or name, _counters(files, platform, name))
        for name, span in platform.editions.items()
        if span.reading_of == default
    )


def _counters(files: Files, platform: Platform, other: str) -> tuple[Counter, ...]:
    """What plans show in another edition than the default one, where both know it and it differs."""
    before, after = (_allowances(files, platform.id, name) for name in (platform.sheet.default_edition, other))
    found = [
        Counter(name, given.amount, given.every or "month")
        for name, given in after.items()
        if name in before and before[name].amount != given.amount and before[name].unit == given.unit
    ]
    return tuple(found[:MOST_COUNTERS])


def _allowances(files: Files, platform: str, edition: str) -> dict[str, Allowance]:
    """The known allowances of an edition's plans, by the plans' names. What is wrong with them the edition tells."""
    found: dict[str, Allowance] = {}
    for root in files.roots:
        node = files.read(root, platform, edition, "plans.yaml")
        plans = node.value if node and isinstance(node.value, dict) else {}
        for one in plans.values():
            plan = build(Plan, one, [])
            if plan and plan.allowance and plan.allowance.amount.qualifier != "unknown":
                found[plan.name] = plan.allowance
    return found


def _in_force(head: Node) -> Days:
    """The days of an edition. Whatever else is wrong with its sheet is told by the edition, with its other faults.

    Raises CreditcalcError where the sheet does not say the days.
    """
    faults: list[Fault] = []
    found = build(EditionSheet, head, faults)
    if found is not None:
        return Days(found.from_, found.to, found.title, found.reading_of)
    written = head.value if isinstance(head.value, dict) else {}
    since, until = (build(Day, written[key], []) if key in written else None for key in ("from", "to"))
    if since is None or (until is None and "to" in written):
        raise CreditcalcError(_summary(faults))
    return Days(since, until)


class _Build:
    """One edition in the making: what its sheets say so far, and what is wrong with them."""

    def __init__(self, files: Files, folder: tuple[str, str], listed: Callable[[str], Compiled]) -> None:
        self.files, self.folder, self.listed = files, folder, listed
        self.heads: list[EditionSheet] = []
        self.head_faults: list[Fault] = []
        self.head_places: dict[str, str] = {}
        self.models: dict[str, Model] = {}
        self.plans: dict[str, Plan] = {}
        self.addons = AddonsSheet()
        self.broken: dict[str, str] = {}
        self.ignored: list[str] = []
        self.faults: list[Fault] = []
        self.stamps: tuple[Stamp, ...] = ()

    def read(self, root: Root) -> None:
        """Everything that one root says of the edition, over what the roots before it said."""
        self.placed: set[str] = set()
        for fault, path in self.files.misnamed(root, *self.folder):
            self._ignore(path, fault)
        for name in self.files.sheets(root, *self.folder):
            if name == BILLS:
                continue
            path = Path(root.path, *self.folder, name)
            try:
                node = self.files.read(root, *self.folder, name)
            except Unreadable as error:
                self._ignore(path, error.fault)
                continue
            if node is not None:
                known = len(self.faults)
                getattr(self, f"_{name.removesuffix('.yaml')}" if name in HEADS else "_sheet")(node)
                if len(self.faults) > known and (name in HEADS or not isinstance(node.value, dict)):
                    self._ignore(path, self.faults.pop())

    def _ignore(self, path: Path, fault: Fault) -> None:
        """A sheet that cannot be used, or not whole: nothing that it names may be had at another sheet's price."""
        self.faults.append(fault)
        self.ignored.append(str(fault))
        try:
            text = path.read_bytes()[:100_000].decode("utf-8", "replace") if path.is_file() else ""
        except OSError:
            return
        named = set(re.findall(ID.pattern, text.lower()))
        if path.name == "plans.yaml":
            self.plans = {key: plan for key, plan in self.plans.items() if key not in named}
        elif path.name == "addons.yaml":
            self.addons = AddonsSheet(
                *({key: one for key, one in shelf.items() if key not in named} for shelf in self.addons)
            )
        else:
            for key, model in self.models.items():
                if named & {key, *model.aliases}:
                    self.broken[key] = str(fault)

    def _edition(self, node: Node) -> None:
        wrong: list[Fault] = []
        found = build(EditionSheet, node, wrong)
        if found is not None:
            self.heads.append(found)
            self.head_places = {key: child.place for key, child in node.value.items()}  # type: ignore[union-attr]  # built
        self.head_faults += wrong
        self.faults += wrong

    def _plans(self, node: Node) -> None:
        self.plans.update({key: plan for key, plan, _ in entries(Plan, node, self.faults) if plan is not None})

    def _addons(self, node: Node) -> None:
        found = build(AddonsSheet, node, self.faults)
        if found is not None:
            self.addons = AddonsSheet(*({**old, **new} for old, new in zip(self.addons, found, strict=True)))

    def _sheet(self, node: Node) -> None:
        for key, model, faults in entries(Model, node, self.faults):
            if model is None:
                self.broken[key.lower()] = str(_summary(faults))
            elif key in self.placed:
                self._break(key, [Fault(model.place, f"`{key}` is in two sheets of this folder: keep one")])
            else:
                self.models[key] = model_over(self.models.get(key), model)
                self.placed.add(key)

    def head(self) -> EditionSheet:
        """The edition's own sheet, with the sources of every root.

        Raises CreditcalcError where there is none, or where that of any root is wrong.
        """
        if self.head_faults:
            raise UnusableEdition(self.head_faults, self.faults)
        if not self.heads:
            at = "/".join(self.folder)
            raise CreditcalcError(_summary(self.faults) if self.faults else f"no `edition.yaml` in `{at}`: write one")
        head = self.heads[-1]
        sources = {key: source for one in self.heads for key, source in one.sources.items()}
        for root in self.files.roots[1:]:
            own = Source(title=f"your own sheets in {root.name}", date=Dated(head.as_of), grade="observed")
            sources.setdefault(OWN, own)
        return head._replace(sources=sources)

    def whole(self, head: EditionSheet) -> EditionSheet:
        """Every model taken from the list, converted, and given its add-ons; the list's sources with it."""
        compiled = self._list(head.list_) if head.list_ else None
        listed = compiled.on(None) if compiled else None
        self.stamps = compiled.stamps if compiled else ()
        free = self._free(head.credits_per_usd)
        for key, model in self.models.items():
            if free and (model.list_ or any(row.list_usd for row in (*model.rates, *model.surcharges))):
                self.broken.setdefault(key, str(free))
            elif (found := self._derived(model, head, listed)) is not None:
                self.models[key] = with_addons(found, self.addons.surcharges)
                for name in found.settings.keys() & self._addons_for(found):
                    fault = f"`{key}` has a setting `{name}` of its own: rename the add-on"
                    self._break(key, [Fault(self.addons.surcharges[name].place, fault)])
        if listed is None:
            return head
        theirs = {f"{head.list_}:{key}": source for key, source in listed.sources.items()}
        self.files.digest.update(listed.digest.encode())
        return head._replace(sources={**theirs, **head.sources})

    def _derived(self, model: Model, head: EditionSheet, listed: Edition | None) -> Model | None:
        """The model with its list prices as credits, and what it takes from the list; None where that cannot be."""
        key = model.id
        for row in (*model.rates, *model.surcharges):
            if row.price is not None and row.list_usd is not None:
                self._break(key, [Fault(row.place, "has both `price` and `list_usd`: keep one")])
        found = _priced(model, head.credits_per_usd) if head.credits_per_usd else model
        if not model.list_:
            return found
        if listed is None or head.credits_per_usd is None:
            fault = "`list` needs the edition's `list` and `credits_per_usd`: add them"
        elif model.list_ in listed.broken:
            self.broken.setdefault(key, listed.broken[model.list_])  # a fault of the list, told there
            return None
        elif model.list_ not in listed.models:
            fault = f"`{model.list_}` is not in `{head.list_}`{did_you_mean(model.list_, listed.models)}"
        else:
            return from_list(found, listed.models[model.list_], head.credits_per_usd, f"{head.list_}:")
        self._break(key, [Fault(model.place, fault)])
        return None

    def _addons_for(self, model: Model) -> set[str]:
        return {name for name, addon in self.addons.surcharges.items() if model.kind in addon.for_}

    def _list(self, name: str) -> Compiled:
        """The edition that list prices come from. Raises UnusableEdition where there is none, or it is no use."""
        try:
            return self.listed(name)
        except UnusableEdition:
            raise
        except CreditcalcError as error:
            fault = Fault(self.head_places["list"], str(error))
            raise UnusableEdition([fault], [*self.faults, fault]) from None

    def _free(self, per_usd: Calibration | None) -> Fault | None:
        """The fault of a calibration that makes all list prices nothing."""
        if per_usd is None or per_usd.price.high != 0:
            return None
        fault = Fault(per_usd.place, "`credits_per_usd` of 0 makes every price free: correct it, or leave it out")
        self.faults.append(fault)
        return fault

    def prove(self, head: EditionSheet) -> None:
        """Whatever is wrong with a model makes that model unusable, and no other."""
        for key, model in list(self.models.items()):
            faults = [] if key in self.broken else model_faults(model, head.sources, Day(head.as_of))
            for fault in faults:
                self._break(key, [fault])
        for key, fault in used_faults(self.models, whole=not (self.ignored or self.broken.keys() - self.models.keys())):
            self._break(key, [fault])
        self.faults += name_faults(self.models, self.broken)

    def _break(self, key: str, faults: list[Fault]) -> None:
        self.faults.extend(faults)
        self.broken.setdefault(key, str(_summary(faults)))


def _priced(model: Model, per_usd: Calibration) -> Model:
    """The model with its own list prices turned into credits."""

    def own(rows: tuple[Rate, ...]) -> tuple[Rate, ...]:
        return tuple(in_credits(row, per_usd, model.list_factor, "") if row.list_usd else row for row in rows)

    return model._replace(rates=own(model.rates), surcharges=own(model.surcharges))


def compile_edition(
    roots: tuple[Root, ...], platform: Platform, edition: str, listed: Callable[[str], Compiled]
) -> Compiled:
    """An edition from every root that knows it; `listed` gives the compiled edition that list prices come from.

    Raises CreditcalcError where the edition's own sheet cannot be used.
    """
    files = Files(roots)
    made = _Build(files, (platform.id, edition), listed)
    for root in roots:
        files.watch(root, platform.id, "platform.yaml")
        made.read(root)
    head = made.whole(made.head())
    made.prove(head)
    models = {key: model for key, model in made.models.items() if key not in made.broken}
    found = Edition(
        platform=platform.id,
        platform_name=platform.sheet.name,
        id=edition,
        as_of=head.as_of,
        sheet=head._replace(sources=EMPTY, rules=()),
        names={**{folded(key): (key,) for key in made.broken}, **owners(made.models.values())},
        digest=f"sha256:{files.digest.hexdigest()}",
        broken=made.broken,
        ignored=tuple(made.ignored),
        seller=platform.sheet.seller or platform.sheet.name,
        quote_at=platform.sheet.quote_at or "",
    )
    known = topics(roots)
    rules = {rule.name: rule for rule in head.rules}
    shelves: dict[str, Mapping[str, Any]] = {
        "models": models,
        "plans": made.plans,
        "top_ups": made.addons.top_ups,
        "discounts": made.addons.discounts,
        "addons": made.addons.surcharges,
        "sources": head.sources,
        "rules": rules,
    }
    said = (head.rules, head.plan_changes, head.failed_generations, head.sticks, head.credits_per_usd)
    kinds = {model.kind for model in made.models.values()}
    idle = [row for row in made.addons.surcharges.values() if not kinds & {*row.for_}]  # no model's faults tell of it
    made.faults += cited_faults((made.plans, made.addons.top_ups, made.addons.discounts, *idle, *said), head.sources)
    made.faults += order_faults(head, made.head_places)
    made.faults += repeated_rules(head.rules)
    made.faults += topic_faults(head.rules, known.topics)
    made.faults += reset_faults(made.plans.values())
    made.faults += named_faults(found._replace(plans=made.plans, top_ups=made.addons.top_ups, rules=rules))
    return Compiled(
        edition=found,
        packed={name: {key: pack(value) for key, value in entries.items()} for name, entries in shelves.items()},
        faults=tuple(dict.fromkeys(map(str, made.faults))),
        stamps=(*files.stamps.values(), *known.stamps, *made.stamps),
    )


SHEETS: dict[str, Any] = {
    "catalog": CatalogSheet,
    "platform": PlatformSheet,
    "edition": EditionSheet,
    "models": Mapping[str, Model],
    "plans": Mapping[str, Plan],
    "addons": AddonsSheet,
    "maps": MapSheet,
    "bills": tuple[Bill, ...],
    REQUESTS: RequestSheet,
    WORKFLOWS: WorkflowSheet,
    STATEMENT_FOLDER: StatementSheet,
}
"""What each kind of sheet is."""


def sheet_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of sheet."""
    return schema_of(SHEETS[name], f"creditcalc {name} sheet")
