"""What a third person does, in the forms that no command and no question has: ``says``, ``said``, not ``say``."""

from __future__ import annotations

from triangulate.text.vocabulary import STRONG_VERBS, words

#: Verbs of everyday talk whose past ends in ``-ed``.
_REGULAR = words(
    """accept add admit agree answer appear argue arrive ask assess believe belong call care carry change chair chase
    check claim clear climb collect complain complete confirm contact cook cope cover create cry dance decide deliver
    describe deserve dial die disagree discuss drop email end enjoy escort expect explain fail fill finish fix
    follow forward fuss grab greet groan grumble guess handle happen hate hand help hope hover interview introduce
    insist invite join joke jump kick kiss knock laugh lean learn leave like listen live lock look love manage
    marry mention mind miss moan move mutter need nod notice object offer open organise own pass pay phone pick plan
    play point post prefer prepare pretend print promise protest pull push question raise react realise reckon
    record recommend refer refuse remain remember remind reply report resign respond retire return roll save scream
    seem settle share shout shrug sigh sign smile smoke sort sound spot start state stay stop struggle study suffer
    suggest supervise support suspect swap switch talk tap teach tend text thank touch train transfer travel trust try
    turn type use visit volunteer vote wait walk want warn wash watch wave whisper wink wish wonder work worry yell"""
)
#: Verbs with a past of their own, as base and past; those whose past is their base (``put``) have none.
_IRREGULAR = dict(
    pair.split("/")
    for pair in """become/became begin/began blow/blew break/broke bring/brought build/built buy/bought catch/caught
    choose/chose come/came deal/dealt do/did draw/drew drink/drank drive/drove eat/ate fall/fell feel/felt fight/fought
    find/found fly/flew forget/forgot get/got give/gave go/went grow/grew hang/hung hear/heard hide/hid hold/held
    keep/kept know/knew lead/led leave/left lend/lent lose/lost make/made mean/meant meet/met pay/paid ring/rang
    rise/rose run/ran say/said see/saw sell/sold send/sent shake/shook show/showed sing/sang sit/sat sleep/slept
    speak/spoke spend/spent stand/stood steal/stole stick/stuck swear/swore take/took teach/taught tell/told
    think/thought throw/threw understand/understood wake/woke wear/wore win/won write/wrote""".split()
)
_UNCHANGED = words("bet cut hit hurt let put quit read set shut split")


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "o")):
        return base + "es"
    return base[:-1] + "ies" if base[-1] == "y" and base[-2] not in "aeiou" else base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base[-1] == "y" and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


_DOUBLED = words(
    "admitted chatted dropped grabbed nodded planned referred shrugged spotted stopped swapped tapped preferred transferred"
)

#: The forms that only a third person as the subject, or a past, has.
FINITE = (
    frozenset(_third(base) for base in (*_REGULAR, *_IRREGULAR, *_UNCHANGED))
    | frozenset(_past(base) for base in _REGULAR)
    | frozenset(_IRREGULAR.values())
    | _DOUBLED
    | STRONG_VERBS
    | words(
        "is was has had does did isn't wasn't hasn't hadn't doesn't didn't ain't would wouldn't might could should can can't couldn't must may used isn wasn doesn didn hasn hadn"
    )
) - words("means")
