"""What the shop sells: two hundred SKUs of eight suppliers, some bundles, preorders and items not made any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from makegood.domain.terms.demand import Item


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers: calendar days from ordering to its first ETA, and how it keeps its word.

    `late` = chance that a lot comes after its ETA, `faults` = chance that it is short, damaged or too many; `weekday` =
    when we order there, Monday = 0. `dated` False = it names no day until the lot is under way.
    """

    name: str
    lead_days: int
    late: float
    faults: float
    weekday: int
    dated: bool = True


SUPPLIERS = (
    Supplier("Summit Coffee Works", 14, 0.25, 0.12, 0),
    Supplier("Nordwald Metall", 21, 0.20, 0.08, 1),
    Supplier("Lumen Trail", 18, 0.60, 0.15, 2),
    Supplier("Ridgeline Textiles", 16, 0.30, 0.10, 3),
    Supplier("Basecamp Ceramics", 12, 0.25, 0.30, 0),
    Supplier("Ironwood Tools", 10, 0.15, 0.08, 1),
    Supplier("Pacific Housewares", 24, 0.40, 0.15, 3),
    Supplier("Alder & Ash", 15, 0.35, 0.12, 4, dated=False),
)


@dataclass(frozen=True, slots=True)
class Family:
    """Items that differ in one thing only. Money in cents; `pull` = how often one is bought beside the others'."""

    supplier: int
    name: str
    title: str
    price: int
    cost: int
    pull: float
    options: str
    fragile: bool = False


_FIVE, _FOUR, _SIX = "RED BLUE GREEN SAND BLACK", "S M L XL", "RED BLUE GREEN SAND BLACK WHITE"
FAMILIES = (
    Family(0, "KETTLE", "Pour-over kettle", 5900, 2900, 1.4, _FIVE),
    Family(0, "GRINDER", "Hand grinder", 8900, 4600, 1.0, "STEEL OAK BLACK WALNUT"),
    Family(0, "DRIPPER", "Coffee dripper", 2400, 900, 1.6, _SIX, fragile=True),
    Family(0, "PRESS", "French press", 3900, 1800, 1.0, "350 600 1000"),
    Family(0, "FILTER", "Paper filters, 100", 700, 200, 2.6, "1 2 3 4"),
    Family(0, "SCALE", "Coffee scale", 4900, 2500, 0.7, "WHITE BLACK SAND RED"),
    Family(1, "PAN", "Forged pan", 7900, 4100, 1.1, "16 20 24 28 32"),
    Family(1, "POT", "Camp pot", 4500, 2200, 1.1, "1L 2L 3L 4L 6L"),
    Family(1, "FLASK", "Steel flask", 3200, 1400, 1.9, _SIX),
    Family(1, "GRATE", "Fire grate", 5400, 2800, 0.6, _FOUR),
    Family(1, "SPIT", "Rotary spit", 11900, 6900, 0.3, "STEEL CAST"),
    Family(1, "CUP", "Double-wall cup", 1900, 800, 1.5, _FIVE),
    Family(2, "LAMP", "Storm lamp", 6900, 3500, 1.3, _SIX, fragile=True),
    Family(2, "HEADLAMP", "Headlamp", 4400, 2000, 1.5, "200 350 500 750"),
    Family(2, "LANTERN", "Rechargeable lantern", 5600, 2900, 1.0, _FOUR),
    Family(2, "BULB", "Spare bulb", 900, 300, 0.9, "WARM COOL RED", fragile=True),
    Family(2, "STOVE", "Gas stove", 7400, 3900, 1.0, "ONE TWO WIND"),
    Family(3, "TENT", "Tent", 24900, 13900, 0.5, "1P 2P 3P 4P 6P"),
    Family(3, "TARP", "Tarp", 6400, 3100, 0.8, _FIVE),
    Family(3, "BAG", "Sleeping bag", 13900, 7400, 0.7, _FOUR),
    Family(3, "BLANKET", "Wool blanket", 7900, 3900, 1.2, _SIX),
    Family(3, "APRON", "Waxed apron", 4900, 2300, 0.7, "SAND BLACK OLIVE GREEN"),
    Family(3, "ROLL", "Tool roll", 3400, 1500, 0.6, "SAND BLACK OLIVE"),
    Family(4, "MUG", "Stoneware mug", 1800, 700, 2.8, _SIX, fragile=True),
    Family(4, "PLATE", "Stoneware plate", 2200, 900, 1.7, _FIVE, fragile=True),
    Family(4, "BOWL", "Stoneware bowl", 2000, 800, 1.7, _FIVE, fragile=True),
    Family(4, "JAR", "Storage jar", 2600, 1100, 0.9, _FOUR, fragile=True),
    Family(4, "TEAPOT", "Teapot", 5200, 2500, 0.8, _FIVE, fragile=True),
    Family(5, "KNIFE", "Chef's knife", 8400, 4200, 1.0, "12 16 20 24"),
    Family(5, "HATCHET", "Hatchet", 6900, 3400, 0.7, "S M L"),
    Family(5, "SAW", "Folding saw", 3900, 1800, 0.6, "18 24 30"),
    Family(5, "STONE", "Whetstone", 3600, 1600, 0.8, "400 1000 3000 6000"),
    Family(5, "PEELER", "Peeler", 1400, 500, 1.3, "STRAIGHT SWIVEL JULIENNE"),
    Family(5, "MULTITOOL", "Multitool", 9900, 5300, 0.9, "9 14 21"),
    Family(6, "TIN", "Spice tin", 1100, 400, 1.8, _SIX),
    Family(6, "COOLER", "Cooler", 8900, 4900, 0.7, "12L 24L 36L 48L"),
    Family(6, "BOTTLE", "Water bottle", 1900, 700, 1.9, _SIX),
    Family(6, "RACK", "Drying rack", 4700, 2300, 0.5, "S M L"),
    Family(6, "TOWEL", "Linen towel", 1600, 600, 1.5, _FIVE),
    Family(6, "BASKET", "Picnic basket", 7200, 3700, 0.5, "TWO FOUR SIX"),
    Family(7, "BOARD", "Cutting board", 5400, 2500, 1.2, "OAK ASH WALNUT MAPLE"),
    Family(7, "SPOON", "Wooden spoon", 1200, 400, 1.6, "OAK ASH WALNUT MAPLE"),
    Family(7, "STOOL", "Camp stool", 6800, 3500, 0.6, "OAK ASH WALNUT MAPLE"),
    Family(7, "CRATE", "Crate", 4200, 2000, 0.7, _FOUR),
    Family(7, "SALTBOX", "Salt box", 3300, 1500, 0.6, "OAK ASH WALNUT MAPLE"),
)
BUNDLES = {
    "SET-BREAKFAST": ("Breakfast for two", 11900, (("KETTLE-RED", 1), ("MUG-RED", 2), ("FILTER-2", 1))),
    "SET-COFFEE": ("Coffee set", 15900, (("GRINDER-STEEL", 1), ("DRIPPER-SAND", 1), ("FILTER-1", 2))),
    "SET-TABLE": ("Table for four", 14900, (("PLATE-SAND", 4), ("BOWL-SAND", 4))),
    "SET-CAMP": ("First camp", 34900, (("TENT-2P", 1), ("BAG-M", 2), ("LANTERN-S", 1))),
    "SET-KITCHEN": ("Camp kitchen", 15900, (("STOVE-ONE", 1), ("POT-2L", 1), ("SPOON-ASH", 1))),
    "SET-SHARP": ("Sharp for years", 11400, (("KNIFE-20", 1), ("STONE-1000", 1))),
    "SET-PICNIC": ("Picnic", 9900, (("BASKET-TWO", 1), ("CUP-RED", 2), ("BLANKET-SAND", 1))),
    "SET-SPICE": ("Spice rack", 5900, (("TIN-RED", 3), ("TIN-BLACK", 3), ("SALTBOX-OAK", 1))),
}
ENDED = ("SPIT-CAST", "SAW-18")
"""Not made any more: the last units go, nobody may wait."""
PROTECTED = ("TENT-6P", "COOLER-48L", "MULTITOOL-21")
"""Their safety stock is not given to those who wait either."""
HITS = ("LAMP-RED", "BLANKET-GREEN", "MUG-BLACK")
"""Each is written about once, and bought as if nobody else sold it."""
CAPPED = {"LAMP-RED": 45, "BLANKET-GREEN": 40, "HEADLAMP-750": 25}
"""Most units that may wait at once, all channels together."""
IN_HAMBURG = (
    "FLASK-RED",
    "FLASK-BLUE",
    "MUG-RED",
    "MUG-BLUE",
    "KETTLE-BLUE",
    "BOARD-OAK",
    "TIN-RED",
    "KNIFE-16",
)
"""Also kept in the second place, for customers in Europe."""


@dataclass(frozen=True, slots=True)
class Goods:
    """The whole catalogue, and what the shop keeps in its head about it: each SKU's supplier and pull."""

    items: tuple[Item, ...]
    supplier: dict[str, Supplier]
    pull: dict[str, float]
    price: dict[str, int]
    family: dict[str, str]
    preorders: dict[str, date]

    @property
    def singles(self) -> tuple[str, ...]:
        """SKUs that are bought of a supplier."""
        return tuple(self.supplier)


def goods(luck: Random, *, first: date, days: int) -> Goods:
    """All items. One preorder comes out during the story, one after its end."""
    preorders = {
        "HEADLAMP-500": first + timedelta(days=days * 6 // 10),
        "STOVE-WIND": first + timedelta(days=days + 24),
    }
    items: list[Item] = []
    supplier: dict[str, Supplier] = {}
    pull: dict[str, float] = {}
    for family in FAMILIES:
        skus = [f"{family.name}-{option}" for option in family.options.split()]
        for place, sku in enumerate(skus):
            supplier[sku] = SUPPLIERS[family.supplier]
            pull[sku] = family.pull * luck.uniform(0.4, 1.9)
            others = tuple(each for each in (*skus[place + 1 :], *skus[:place]) if each not in preorders)
            items.append(
                Item(
                    sku=sku,
                    title=f"{family.title}, {sku.rpartition('-')[2].lower()}",
                    family=family.name.lower(),
                    unit_price=family.price,
                    unit_cost=family.cost,
                    available_on=preorders.get(sku),
                    fragile=family.fragile,
                    discontinued=sku in ENDED,
                    substitutes=others[:2],
                )
            )
    for sku, (title, price, parts) in BUNDLES.items():
        items.append(
            Item(sku=sku, title=title, family="sets", unit_price=price, unit_cost=price // 2, bundle_of=parts)
        )
        pull[sku] = 1.2
    prices = {item.sku: item.unit_price or 0 for item in items}
    families = {item.sku: item.family or "" for item in items}
    return Goods(tuple(items), supplier, pull, prices, families, preorders)
