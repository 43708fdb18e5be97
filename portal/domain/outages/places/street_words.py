"""Words that say what kind of street it is, and ordinal numbers, as people and lists write them.

Single letters and what may begin a name («бр.», «ш.») are left out: «вул. Бр. Кличків» is no boulevard. All stand
as :func:`portal.domain.accounts.names.fold` leaves them: «ул» typed in Latin letters would not be found.
"""

from __future__ import annotations

STREET = "вул"

# The kind, and how it is written. What may be more than one kind («пр. Миру») is a kind of its own: it is equal to
# no other, and only ever a suggestion.
_SPELLINGS = {
    "провулок": "пров провул провулку провулочок пров-к пер переулок",
    "проспект": "просп проспекту пр-т пр-кт прт",
    "проїзд": "пр-д проїзду проезд",
    "бульвар": "бульв б-р бул бульвару",
    "площа": "пл площі площадь",
    "майдан": "майдану",
    "шосе": "",
    "тупик": "туп",
    "узвіз": "узв",
    "алея": "",
    "квартал": "кв-л квл кварт",
    "мікрорайон": "мкр мкрн мкр-н мк-н мікрор",
    "пр": "",
    "м-н": "",
    STREET: "вулиця вулиці ул улица в-ця",
}
KINDS = {word: kind for kind, words in _SPELLINGS.items() for word in (kind, *words.split())}
# Of two such words in a name the first of this order is the kind: «вул. Київське шосе» is a highway.
ORDER = {kind: place for place, kind in enumerate(_SPELLINGS)}
MAY_BE = {"пр": ("провулок", "проспект", "проїзд"), "м-н": ("майдан", "мікрорайон")}

_ORDINALS = "перш друг трет четверт п'ят шост сьом восьм дев'ят десят"
_ENDINGS = ("ий", "ій", "а", "я", "е", "є", "ого", "ої")
ORDINALS = {
    f"{stem}{ending}".replace("'", ""): str(number)
    for number, stem in enumerate(_ORDINALS.split(), 1)
    for ending in _ENDINGS
} | {"іі": "2", "ііі": "3"}
