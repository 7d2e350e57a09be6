"""The automatic rules for accessibility, as axe-core checks them in the page."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
"""Every rule set for WCAG A and AA up to 2.2."""

RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}});
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""


async def violations(page) -> list[str]:
    """What breaks a rule on the page as it is now: the rule, and where."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    return await page.evaluate(RUN, list(RULES))
