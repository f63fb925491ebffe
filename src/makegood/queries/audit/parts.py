"""Bundles resolved to their last components, for statements that need them."""

from __future__ import annotations

PARTS = """
WITH RECURSIVE tree (bundle_id, part_id, per, depth) AS (
    SELECT bundle_id, component_id, CAST(per AS numeric), 1 FROM makegood_bundlepart
    UNION ALL
    SELECT tree.bundle_id, below.component_id, tree.per * below.per, tree.depth + 1
    FROM tree JOIN makegood_bundlepart below ON below.bundle_id = tree.part_id
    WHERE tree.depth <= 20
), part (bundle_id, part_id, per) AS (
    SELECT bundle_id, part_id, SUM(per) FROM tree
    WHERE part_id NOT IN (SELECT bundle_id FROM makegood_bundlepart)
    GROUP BY bundle_id, part_id
), unit (item_id, part_id, per) AS (
    SELECT bundle_id, part_id, per FROM part
    UNION ALL
    SELECT id, id, 1 FROM makegood_item WHERE id NOT IN (SELECT bundle_id FROM makegood_bundlepart)
)
"""
"""`part` = units of each last component in one bundle; `unit` = the same for every item, itself where it is none."""
