"""A template gives layouts, theme and sizes; nothing else of somebody else's deck travels."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

BANK = Path(__file__).with_name("bank.yaml")
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SECRET = "CONFIDENTIAL"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf00000301010018dd8db0"
    "0000000049454e44ae426082"
)


def rewritten(path: Path, change: dict[str, tuple[str, str]], more: dict[str, bytes], types: str = "") -> None:
    """A package with text of parts replaced and parts added."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, (old, new) in change.items():
        text = parts[name].decode()
        assert old in text
        parts[name] = text.replace(old, new, 1).encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode() + b"</Types>")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (parts | more).items():
            package.writestr(name, content)


@pytest.fixture
def used_deck(tmp_path) -> Path:
    """Another client's deck: slides, a custom show, comments, tags, macros, properties, a password to modify."""
    path = tmp_path / "client.pptx"
    deck = Presentation()
    for number in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"{SECRET} {number}"
        slide.notes_slide.notes_text_frame.text = f"{SECRET} notes"
        slide.shapes.add_picture(io.BytesIO(PIXEL), 0, 0, Inches(1))
    deck.slide_layouts[5].part.get_or_add_image_part(io.BytesIO(PIXEL))
    deck.core_properties.subject = deck.core_properties.keywords = f"{SECRET} subject"
    deck.save(str(path))
    show = (
        f'<p:custShowLst xmlns:r="{R}"><p:custShow name="{SECRET}" id="0"><p:sldLst><p:sld r:id="rId7"/></p:sldLst>'
        '</p:custShow></p:custShowLst><p:modifyVerifier algorithmName="SHA-512" hashData="x" saltData="y" '
        'spinCount="1"/><p:defaultTextStyle>'
    )
    relation = f'<Relationship Id="{{}}" Type="{R}/{{}}" Target="{{}}"/></Relationships>'
    types = (
        '<Override PartName="/ppt/comments/comment1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'presentationml.comments+xml"/><Override PartName="/ppt/vbaProject.bin" ContentType="application/vnd.ms-office.'
        'vbaProject"/><Override PartName="/ppt/tags/tag1.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.presentationml.tags+xml"/><Override PartName="/docProps/custom.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.custom-properties+xml"/>'
    )
    rewritten(
        path,
        {
            "ppt/presentation.xml": ("<p:defaultTextStyle>", show),
            "ppt/slides/_rels/slide1.xml.rels": (
                "</Relationships>", relation.format("rId90", "comments", "../comments/comment1.xml"),
            ),
            "ppt/_rels/presentation.xml.rels": (
                "</Relationships>", relation.format("rId91", "vbaProject", "vbaProject.bin"),
            ),
            "ppt/slideLayouts/_rels/slideLayout6.xml.rels": (
                "</Relationships>", relation.format("rId92", "tags", "../tags/tag1.xml"),
            ),
            "ppt/slideLayouts/slideLayout6.xml": (
                "</p:spTree>",
                f'</p:spTree><p:custDataLst><p:tags xmlns:r="{R}" r:id="rId92"/></p:custDataLst>',
            ),
            "_rels/.rels": ("</Relationships>", relation.format("rId93", "custom-properties", "docProps/custom.xml")),
        },
        {
            "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{P}"><!-- {SECRET} --></p:cmLst>'.encode(),
            "ppt/vbaProject.bin": f"{SECRET} macro".encode(),
            "ppt/tags/tag1.xml": f'<p:tagLst xmlns:p="{P}"><p:tag name="A" val="{SECRET}"/></p:tagLst>'.encode(),
            "docProps/custom.xml": f"<Properties><!-- {SECRET} _MarkAsFinal --></Properties>".encode(),
        },
        types,
    )  # fmt: skip
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def dangling(parts: dict[str, bytes]) -> list[str]:
    """Relations without a part, and references to relations that are not there."""
    found = []
    for name, content in parts.items():
        if not name.endswith(".xml") or name == "[Content_Types].xml":
            continue
        folder, _, leaf = name.rpartition("/")
        rels = parts.get(f"{folder}/_rels/{leaf}.rels", b"").decode()
        known = set(re.findall(r'\bId="([^"]+)"', rels))
        found += [f"{name}: {key}" for key in re.findall(r'\br:\w+="(rId\d+)"', content.decode()) if key not in known]
        for target in re.findall(r'Target="([^"]+)"', rels):
            where = target.lstrip("/") if target.startswith("/") else str(Path(folder, target).as_posix())
            while "/../" in where:
                where = re.sub(r"[^/]+/\.\./", "", where, count=1)
            found += [f"{name} -> {where}"] if where not in parts and "://" not in target else []
    return found


@pytest.mark.parametrize("ending", [".pptx", ".pptm", ".potx"])
def test_nothing_of_the_templates_owner_is_in_the_new_deck(run, tmp_path, used_deck, ending):
    template = used_deck.rename(used_deck.with_suffix(ending))
    plain = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    kinds = {
        ".pptm": "vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        ".potx": "vnd.openxmlformats-officedocument.presentationml.template.main+xml",
    }
    if ending in kinds:
        rewritten(template, {"[Content_Types].xml": (plain, kinds[ending])}, {})
    answer = run("deck", BANK, "--template", template, "-o", "board.pptx")
    assert answer.exit_code == 0
    assert "1 master, 11 layouts, theme and sizes" in answer.stdout
    for left in ("3 slides", "macros", "custom shows", "password to modify", "tags of add-ins", "comments",
                 "the mark as final", "thumbnail"):  # fmt: skip
        assert left in answer.stdout
    parts = parts_of(tmp_path / "board.pptx")
    assert not [name for name, content in parts.items() if SECRET.encode() in content]
    assert not [name for name in parts if re.search(r"vba|tags/|comments|thumbnail|custom|printer|app\.xml", name)]
    assert b"macroEnabled" not in parts["[Content_Types].xml"] and b"template.main" not in parts["[Content_Types].xml"]
    assert not dangling(parts)
    deck = Presentation(str(tmp_path / "board.pptx"))
    assert [name for name in parts if re.match(r"ppt/slides/s", name)] == [
        f"ppt/slides/slide{n}.xml" for n in range(1, len(deck.slides) + 1)
    ]
    assert not deck.core_properties.subject and not deck.core_properties.keywords


def test_a_plain_deck_has_nothing_of_the_library_it_is_made_with(run, tmp_path):
    assert run("deck", BANK, "-o", "plain.pptx", "-q").exit_code == 0
    parts = parts_of(tmp_path / "plain.pptx")
    assert not [name for name in parts if re.search(r"thumbnail|printer|app\.xml", name)]
    assert b"Macintosh" not in b"".join(parts.values()) and not dangling(parts)


def test_a_deck_with_a_password_to_modify_is_left_alone(run, used_deck):
    before = used_deck.read_bytes()
    answer = run("deck", BANK, "--into", used_deck)
    assert answer.exit_code == 2 and "password to modify" in answer.stderr
    assert used_deck.read_bytes() == before


@pytest.mark.parametrize("how", ["--template", "--into"])
def test_strict_open_xml_gets_a_clear_word(run, tmp_path, how):
    path = tmp_path / "strict.pptx"
    Presentation().save(str(path))
    strict = "http://purl.oclc.org/ooxml/presentationml/main"
    rewritten(path, {"ppt/presentation.xml": (P, strict)}, {})
    answer = run("deck", BANK, how, path)
    assert answer.exit_code == 2 and "Strict Open XML" in answer.stderr and "save it as" in answer.stderr
