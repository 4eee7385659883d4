"""Builds the embedded font and its metrics from Liberation Sans (SIL Open Font License 1.1).

    python templates/fonts/subset.py /usr/share/fonts/truetype/liberation2

The Liberation fonts reserve their name, so the subset is called Planner Sans. Needs fonttools; only
maintainers run this, its results are in the repository.
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Planner Sans"
RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x218, 0x21B), (0x2C6, 0x2DD), (0x300, 0x304), (0x370, 0x3FF),
    (0x400, 0x45F), (0x490, 0x493), (0x591, 0x5F4), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x2000, 0x206F),
    (0x20A0, 0x20BF), (0x2113, 0x2126),
    (0x2190, 0x2195), (0x2202, 0x2265), (0x25A0, 0x25CF), (0xFB1D, 0xFB4F),
]  # fmt: skip


def main(source: Path) -> None:
    wanted = {code for first, last in RANGES for code in range(first, last + 1)}
    metrics: dict[str, object] = {"family": FAMILY}
    for style in ("Regular", "Bold"):
        font = TTFont(source / f"LiberationSans-{style}.ttf", recalcTimestamp=False)
        options = subset.Options(
            hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True
        )
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
        subsetter.subset(font)
        for record in font["name"].names:
            if record.nameID in (1, 4, 6):
                name = {
                    1: FAMILY,
                    4: f"{FAMILY} {style}".removesuffix(" Regular"),
                    6: f"{FAMILY.replace(' ', '')}-{style}",
                }
                record.string = name[record.nameID]
        font.save(HERE / f"planner-sans-{style.lower()}.ttf", reorderTables=True)
        advances = font["hmtx"].metrics
        scale = font["head"].unitsPerEm
        metrics[style.lower()] = {
            chr(code): round(advances[glyph][0] / scale, 4) for code, glyph in sorted(font.getBestCmap().items())
        }
    (HERE / "metrics.json").write_text(
        json.dumps(metrics, ensure_ascii=True, separators=(",", ":"), sort_keys=True) + "\n", encoding="ascii"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
