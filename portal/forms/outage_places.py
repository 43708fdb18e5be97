"""Picking the place of an account, or any place: one form for all steps, of which a page shows one."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField, SelectField, StringField

from portal.domain.outages.places.picking import CITY, HOUSES, REM, Asked, Picking
from portal.forms.base import PortalForm, stripped
from portal.language import lazy_gettext
from portal.models import Place

# Of ids and of what is typed; and of a list of houses in a choice, which a phone's line can hold.
LONGEST = 40
LONGEST_SHOWN = 60
BEGIN = lazy_gettext("Оберіть зі списку")


class PlaceForm(PortalForm):
    """``account`` is what the form was drawn for, ``place`` the ref of a group of houses."""

    account = HiddenField()
    rem = SelectField(lazy_gettext("РЕМ"), validate_choice=False)
    city_begins = StringField(lazy_gettext("Перші літери назви"), filters=[stripped])
    city = SelectField(lazy_gettext("Населений пункт"), validate_choice=False)
    street_begins = StringField(lazy_gettext("Перші літери назви"), filters=[stripped])
    street = SelectField(lazy_gettext("Вулиця"), validate_choice=False)
    house = StringField(lazy_gettext("Номер будинку"), filters=[stripped])
    place = SelectField(lazy_gettext("Будинки"), validate_choice=False)

    def asked(self) -> Asked:
        """What was picked and typed so far; what is too long is cut, and so finds nothing."""
        names = Asked.__dataclass_fields__
        return Asked(**{name: str(self[name].data or "")[:LONGEST] for name in names})

    def offer(self, picking: Picking) -> None:
        """Put the list of the next step into its field."""
        if picking.step == HOUSES:
            self.offer_places(picking.groups)
            return
        rows = [(str(one.source_id), str(one.name)) for one in picking.listed]
        {REM: self.rem, CITY: self.city}.get(picking.step, self.street).choices = [("", BEGIN), *rows]

    def offer_places(self, groups: Iterable[Place], *, with_street: bool = False) -> None:
        """Groups of houses to choose from; of several none is chosen already, as a slip would go unnoticed."""
        rows = [(str(one.ref), place_words(one, with_street=with_street)) for one in groups]
        self.place.choices = [("", BEGIN), *rows] if len(rows) > 1 else rows


def place_words(place: Place, *, with_street: bool = False) -> str:
    """«14, 15, 31a», the beginning of it if it is long; with the settlement and the street in front."""
    houses = " ".join(str(place.houses).split())
    if len(houses) > LONGEST_SHOWN:
        houses = f"{houses[:LONGEST_SHOWN].rpartition(',')[0] or houses[:LONGEST_SHOWN]} …"
    return f"{place.street_address}: {houses}" if with_street else houses
