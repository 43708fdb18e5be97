"""Style sheets: each `@import "x.css" layer(name);` is replaced by the file it names."""

from __future__ import annotations

import re
from collections.abc import Callable

from portal.joining import AssetError, Read, beside

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/)
      | (?P<space>\s+)
      | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'
      | url\(\s*[^"'\s)][^)]*\)
      | [{};,]
      | [^\s"'/u{};,]+
      | .""",
    re.DOTALL | re.VERBOSE,
)
_IMPORT = re.compile(r"""@import\s*(["'])(?P<path>[^"']+)\1\s*(?P<rest>[^;{}]*);""")
_LAYER = re.compile(r"(?:layer\((?P<name>[\w.-]+)\))?")
_URL = re.compile(r"""url\(\s*(["']?)(?P<path>[^"')]+?)\1\s*\)""")


def imports(name: str, text: str) -> list[str]:
    """The logical names of the style sheets that this one imports."""
    return [beside(name, match["path"]) for match in _IMPORT.finditer(squeeze(text))]


def join(name: str, read: Read, address: Callable[[str], str], above: tuple[str, ...] = ()) -> str:
    """The rules of a style sheet and of all that it imports; `address` gives what url() holds for a name."""
    if name in above:
        raise AssetError(f"{name}: imports itself through {' → '.join(above)}")
    text = squeeze(read(name))
    if text.count("@import") != len(_IMPORT.findall(text)):
        raise AssetError(f'{name}: an @import that is not written as @import "x.css" layer(name);')

    def resolved(match: re.Match[str]) -> str:
        path = match["path"]
        if path.startswith(("data:", "#")):
            return match[0]
        if path.startswith("/") or ":" in path:
            raise AssetError(f"{name}: url({path}) is not a relative address")
        return f'url("{address(beside(name, path))}")'

    parts = []
    end = 0
    for match in _IMPORT.finditer(text):
        layer = _LAYER.fullmatch(match["rest"].strip())
        if layer is None:
            raise AssetError(f"{name}: nothing but layer(name) may follow an @import: {match[0]}")
        rules = join(beside(name, match["path"]), read, address, (*above, name))
        parts.append(_URL.sub(resolved, text[end : match.start()]))
        parts.append(f"@layer {layer['name']}{{{rules}}}" if layer["name"] else rules)
        end = match.end()
    return "".join([*parts, _URL.sub(resolved, text[end:])])


def squeeze(text: str) -> str:
    """The same rules without comments and without blanks that mean nothing."""
    out: list[str] = []
    blank = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match["space"]:
            blank = True
        elif match["comment"]:
            # Between two things that touch it, a comment keeps them apart without being a blank.
            if out and not blank and not text[match.end() : match.end() + 1].isspace():
                out.append("/**/")
        else:
            if token == "}" and out and out[-1] == ";":
                out.pop()
            if blank and out and out[-1] not in "{};," and token not in "{};,":
                out.append(" ")
            out.append(token)
            blank = False
    return "".join(out)
