"""Joining and squeezing style sheets."""

import pytest

from portal.joining import AssetError, css


def joined(**files: str) -> str:
    """css/portal.css joined from files given as name="text"; `a__b` is a/b."""
    texts = {f"css/{name.replace('__', '/')}.css": text for name, text in files.items()}
    return css.join("css/portal.css", texts.__getitem__, lambda name: f"../{name}?built")


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("a {\n  color : red;\n}\n", "a{color : red}"),
        (
            ".card { a :hover { x: y } &:not(.a, .b) :is(h1, h2) { x: y } }",
            ".card{a :hover{x: y}&:not(.a,.b) :is(h1,h2){x: y}}",
        ),
        (
            "p { margin: calc(1px + (2px - var(--a)) * 2) -1px }",
            "p{margin: calc(1px + (2px - var(--a)) * 2) -1px}",
        ),
        ('p::before { content: "a   b /* no */ ;}" }', 'p::before{content: "a   b /* no */ ;}"}'),
        ("p { content: 'it\\'s  ; }' ; }", "p{content: 'it\\'s  ; }'}"),
        ("a{b:url(data:image/svg+xml;x,/*)}", "a{b:url(data:image/svg+xml;x,/*)}"),
        ("/* one */ a /* two */ b { } /* three */", "a b{}"),
        (".a/* not a descendant */.b{}", ".a/**/.b{}"),
        (
            "@media (min-width: 360px) and (hover) { a { b: c } }",
            "@media (min-width: 360px) and (hover){a{b: c}}",
        ),
        ("@layer reset, tokens ;", "@layer reset,tokens;"),
    ],
)
def test_squeezing_keeps_the_meaning(text: str, squeezed: str) -> None:
    assert css.squeeze(text) == squeezed
    assert css.squeeze(squeezed) == squeezed


def test_imports_are_replaced_in_their_order_and_wrapped_in_their_layer() -> None:
    text = joined(
        portal='@layer base, parts;\n@import "base.css" layer(base);\n'
        '@import "parts/button.css" layer(parts);\na { b: c }',
        base="html { x: y }",
        parts__button='@import "icon.css"; button { x: y }',
        parts__icon="svg { x: y }",
    )
    assert text == "@layer base,parts;@layer base{html{x: y}}@layer parts{svg{x: y}button{x: y}}a{b: c}"


def test_an_address_is_resolved_from_the_file_it_stands_in() -> None:
    text = joined(
        portal='@import "parts/a.css";', parts__a='a { b: url("../../icons/x.svg") url(data:,x) url(#y) }'
    )
    assert text == 'a{b: url("../icons/x.svg?built") url(data:,x) url(#y)}'


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"portal": '@import "portal.css";'}, "imports itself"),
        ({"portal": '@import "a.css" print;', "a": ""}, "nothing but layer"),
        ({"portal": "@import url(a.css);", "a": ""}, "not written as"),
        ({"portal": '@import "../../secret.css";'}, "outside of the static files"),
        ({"portal": "a { b: url(/x.svg) }"}, "not a relative address"),
        ({"portal": "a { b: url(https://example.com/x.svg) }"}, "not a relative address"),
    ],
)
def test_what_is_not_understood_is_refused(files: dict[str, str], reason: str) -> None:
    with pytest.raises(AssetError, match=reason) as caught:
        joined(**files)
    assert str(caught.value).startswith("css/portal.css")
