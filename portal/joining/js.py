"""Scripts: plain ES modules become one strict function, each module once and before those that need it.

Understood are `import "./x.js"` and `import { a, b } from "./x.js"`, `export` before a declaration and
`export { a, b }`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import minify

from portal.joining import AssetError, Read, beside


class Token(NamedTuple):
    """A piece of a script: comment, space, string, template, regex, word or sign."""

    kind: str
    text: str


@dataclass
class Module:
    """What a script takes from others, gives them, declares at its top level, and the code that remains."""

    name: str
    imports: dict[str, set[str]] = field(default_factory=dict)
    exports: set[str] = field(default_factory=set)
    declared: list[str] = field(default_factory=list)
    code: list[Token] = field(default_factory=list)


_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<space>\s+)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<word>[\w$\#]+)
      | (?P<sign>=>|\+\+|--|\.\.\.|.)""",
    re.DOTALL | re.VERBOSE,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
_WORD = re.compile(r"[\w$]+")
_OPERATORS = {"await", "case", "delete", "do", "else", "extends", "in", "new", "of"}
_OPERATORS |= {"return", "throw", "typeof", "void", "yield"}


def tokens(name: str, text: str) -> list[Token]:
    """The script in pieces; joined again they are the script."""
    return _scan(name, text, 0, nested=False)[0]


def _scan(name: str, text: str, at: int, *, nested: bool) -> tuple[list[Token], int]:
    """The pieces from `at` on. A nested scan began inside `${…}` of a template and stops behind its brace."""
    found: list[Token] = []
    last: Token | None = None
    depth = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None
        token = Token(match.lastgroup or "", match[0])
        if token.text == "`":
            token = Token("template", text[at : _template_end(name, text, at)])
        elif token.text == "/" and _regex_may_follow(last) and (regex := _REGEX.match(text, at)):
            token = Token("regex", regex[0])
        elif token.text in ('"', "'"):
            line = text.count("\n", 0, at) + 1
            raise AssetError(f"{name}: line {line}: a string that does not end (or a regex after a bracket)")
        at += len(token.text)
        found.append(token)
        if token.kind not in ("comment", "space"):
            last = token
            depth += (token.text == "{") - (token.text == "}")
            if nested and depth < 0:
                return found, at
    if nested:
        raise AssetError(f"{name}: a template that does not end")
    return found, at


def _template_end(name: str, text: str, at: int) -> int:
    at += 1
    while at < len(text):
        if text[at] == "`":
            return at + 1
        if text.startswith("${", at):
            at = _scan(name, text, at + 2, nested=True)[1]
        else:
            at += 2 if text[at] == "\\" else 1
    raise AssetError(f"{name}: a template that does not end")


def _regex_may_follow(last: Token | None) -> bool:
    if last is None or last.text in _OPERATORS:
        return True
    return last.kind == "sign" and last.text not in (")", "]", "}", "++", "--")


def parse(name: str, text: str) -> Module:
    """The module, with its imports and its export words taken out of the code."""
    module = Module(name)
    pieces = tokens(name, text)
    solid = [index for index, token in enumerate(pieces) if token.kind not in ("comment", "space")]
    words = [*(pieces[index].text for index in solid), "", "", ""]
    taken: set[int] = set()
    depth = at = 0
    while at < len(solid):
        word = words[at]
        end = at + 1
        if word == "import" and words[end] in ("(", ".") and words[at - 1] != ".":
            raise AssetError(f"{name}: import() and import.meta cannot be joined")
        if depth == 0 and word in ("import", "export"):
            end = _take_import(module, words, at) if word == "import" else _take_export(module, words, at)
            taken.update(solid[at:end])
        elif depth == 0 and word in ("const", "let", "var", "class", "function"):
            _note_declaration(module, words, at)
        elif depth == 0 and word == ",":
            raise AssetError(f"{name}: one name in a declaration at the top level, please (at {words[at - 1]})")
        depth += (word in ("{", "[", "(")) - (word in ("}", "]", ")")) if end == at + 1 else 0
        at = end
    if missing := module.exports - set(module.declared):
        raise AssetError(f"{name}: exports {', '.join(sorted(missing))}, which it does not declare")
    module.code = [token for index, token in enumerate(pieces) if index not in taken]
    return module


def _names(module: Module, words: list[str], at: int) -> tuple[set[str], int]:
    """The names of the `{ a, b }` that begins at `at`, and what comes behind it."""
    inside: list[str] = []
    if words[at] == "{" and "}" in words[at:]:
        end = words.index("}", at)
        inside = words[at + 1 : end]
        if "as" not in inside:
            return {word for word in inside if word != ","}, end + 1
    raise AssetError(f"{module.name}: only {{ a, b }} can be imported or exported, without «as»")


def _take_import(module: Module, words: list[str], at: int) -> int:
    names: set[str] = set()
    end = at + 1
    if words[end][:1] not in ('"', "'"):
        names, end = _names(module, words, end)
        if words[end] != "from":
            raise AssetError(f"{module.name}: an import without «from»")
        end += 1
    address = words[end].strip("\"'")
    if not address.startswith(("./", "../")):
        raise AssetError(f"{module.name}: imports {address}, which is not a relative address")
    module.imports.setdefault(beside(module.name, address), set()).update(names)
    return end + 1 + (words[end + 1] == ";")


def _take_export(module: Module, words: list[str], at: int) -> int:
    if words[at + 1] == "{":
        names, end = _names(module, words, at + 1)
        if words[end] == "from":
            raise AssetError(f"{module.name}: export … from cannot be joined")
        module.exports |= names
        return end + (words[end] == ";")
    kind = at + 1 + (words[at + 1] == "async")
    if words[kind] not in ("function", "class", "const", "let", "var"):
        raise AssetError(f"{module.name}: export {words[kind]} cannot be joined")
    module.exports.add(words[kind + 1 + (words[kind + 1] == "*")])
    return at + 1


def _note_declaration(module: Module, words: list[str], at: int) -> None:
    kind = words[at]
    if kind in ("class", "function"):
        before = at - 1 - (at > 0 and words[at - 1] == "async")
        signs = before >= 0 and not _WORD.fullmatch(words[before]) and words[before] not in (";", "}", ")")
        if signs or (before >= 0 and words[before] in _OPERATORS):
            return  # a part of an expression: its name is its own
    name = words[at + 1 + (words[at + 1] == "*")]
    if not _WORD.fullmatch(name):
        raise AssetError(f"{module.name}: one plain name in a declaration, please (at {kind} {name})")
    module.declared.append(name)


def join(name: str, read: Read) -> str:
    """The module and all that it imports."""
    modules: dict[str, Module] = {}
    _collect(name, read, modules, ())
    owners: dict[str, str] = {}
    for module in modules.values():
        for source, wanted in module.imports.items():
            if absent := wanted - modules[source].exports:
                raise AssetError(f"{module.name}: {source} does not export {', '.join(sorted(absent))}")
        for declared in module.declared:
            if declared in owners:
                raise AssetError(f"{module.name}: {declared} is declared in {owners[declared]} already")
            owners[declared] = module.name
    body = "\n".join("".join(token.text for token in module.code) for module in modules.values())
    return f'(()=>{{"use strict";\n{body}\n}})();\n'


def _collect(name: str, read: Read, modules: dict[str, Module], above: tuple[str, ...]) -> None:
    if name in above:
        raise AssetError(f"{name}: imports itself through {' → '.join(above)}")
    if name not in modules:
        module = parse(name, read(name))
        for source in module.imports:
            _collect(source, read, modules, (*above, name))
        modules[name] = module


def shorten(name: str, text: str) -> str:
    """The same script without comments and blanks, its own names short. What is wrong in it stops the build."""
    try:
        short: str = minify.string("application/javascript", text)
    except ValueError as error:
        raise AssetError(f"{name}: {error}") from error
    return short
