"""What a kind of order is made of. One definition drives its form, checks, attachments, PDF, term, routing, words.

A kind has steps, a step has items: fields, files, and one list of things of a kind (:class:`Several`). Fields
may hang on an option of a choice or be needed only without a tick; nothing here knows of any kind by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.orders.deadlines import Term
from portal.domain.orders.values import CHOICE, Facts, Value

# A person's words, looked up when they are shown.
Words = Any
MOST_ROWS = 10

PICTURES = "image/"
VIDEOS = "video/"
PDFS = "application/pdf"
SCANS = (PICTURES, PDFS)
ANYTHING = (PICTURES, VIDEOS, PDFS)

NEEDED = "needed"
POSSIBLE = "possible"
NONE = "none"


@dataclass(frozen=True)
class Field:
    """Something that is filled in.

    ``missing`` are the words beside it when it is empty; without them it may stay empty. ``unless`` names a tick
    that frees from it. ``remember`` is the name under which it is offered next time, in whatever kind;
    ``profile`` where it comes from the first time. ``sealed`` is encrypted at rest and shown masked.
    """

    name: str
    label: Words
    value: Value
    hint: Words = None
    missing: Words = None
    options: tuple[Option, ...] = ()
    unless: str = ""
    remember: str = ""
    profile: str = ""
    sealed: bool = False

    @property
    def is_needed(self) -> bool:
        return self.missing is not None


@dataclass(frozen=True)
class Files:
    """A place for files; ``takes`` are beginnings of their types, ``most`` how many of them.

    ``when`` names a tick of the same row or kind without which nobody asks for them.
    """

    name: str
    label: Words
    hint: Words = None
    missing: Words = None
    when: str = ""
    takes: tuple[str, ...] = SCANS
    most: int = 10

    @property
    def is_needed(self) -> bool:
        return self.missing is not None


@dataclass(frozen=True)
class Option:
    """A choice's value, its words, and what is asked only with it."""

    value: str
    label: Words
    items: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Several:
    """One or more things of a kind, each with its fields and files. ``one`` is «Об’єкт»."""

    name: str
    one: Words
    add: Words
    items: tuple[Field | Files, ...]
    most: int = MOST_ROWS


Item = Field | Files | Several


@dataclass(frozen=True)
class Step:
    """A page of the form; ``on_paper`` is how the document heads its answers, if not by ``title``."""

    name: str
    title: Words
    items: tuple[Item, ...]
    lead: Words = None
    notes: tuple[Words, ...] = ()
    on_paper: Words = None


@dataclass(frozen=True)
class Paper:
    """The application as a document: what it asks for (a function of the answers), and what is declared in it."""

    title: Words
    text: Callable[[Mapping[str, str]], str]
    consents: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of order.

    ``group`` is where the catalogue lists it. ``version`` grows with every change of what is asked. ``title`` is
    the manual's, ``short`` fits a phone's line. ``account`` says whether the order is about an account of the
    person: needed, possible or none; without one a field named «rem» routes it. ``paid`` kinds begin their term
    with the payment; ``signed`` ones are void without КЕП. ``extended`` is the longer term that the desk may give.
    ``check`` looks at several fields at once and returns {name of a field: what is wrong}. ``before`` are
    paragraphs of the first page, ``needs`` its list of what to have at hand, ``parts`` templates that it includes.
    """

    slug: str
    version: int
    title: Words
    short: Words
    icon: str
    group: str
    steps: tuple[Step, ...]
    term: Term
    paper: Paper
    account: str = NEEDED
    paid: bool = False
    signed: bool = False
    extended: Term | None = None
    before: tuple[Words, ...] = ()
    needs: tuple[Words, ...] = ()
    parts: tuple[str, ...] = ()
    check: Callable[[Mapping[str, str], Facts], dict[str, str]] = field(default=lambda answers, facts: {})

    def step(self, name: str) -> Step | None:
        """The step of this name, if there is one."""
        return next((step for step in self.steps if step.name == name), None)


def items_of(items: tuple[Item, ...], filled: Mapping[str, Any]) -> Iterator[Field | Files | Several]:
    """What is asked, given what is filled in already: the items, and those that hang on what was chosen."""
    for item in items:
        if isinstance(item, Files) and item.when and not filled.get(item.when):
            continue
        yield item
        if isinstance(item, Field) and item.value is CHOICE:
            for option in item.options:
                if option.value == filled.get(item.name):
                    yield from option.items


def every_item(items: tuple[Item, ...]) -> Iterator[Field | Files | Several]:
    """All that could be asked, whatever was chosen."""
    for item in items:
        yield item
        if isinstance(item, Field):
            for option in item.options:
                yield from option.items
