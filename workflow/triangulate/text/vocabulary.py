"""Closed sets of words by which the layers tell names from other words; all in compared form."""

from __future__ import annotations


def words(listing: str) -> frozenset[str]:
    """A set of words written with spaces between."""
    return frozenset(listing.split())


#: Before a person's name; never part of it.
TITLES = words(
    """mr mrs ms miss dr prof professor sir dame dc ds di dci dsu pc wpc ps pcso tdc sgt sergeant sarge
    inspector superintendent constable detective judge nurse sister matron canon reverend rev councillor cllr imam
    rabbi spo po"""
)
#: Titles that are words or syllables in lower case, so that they prove nothing there.
WEAK_TITLES = words(
    """miss sir judge ps pc professor constable superintendent detective dame di prof sarge nurse sister matron canon
    reverend rev councillor imam rabbi spo po"""
)
#: Words that say what kind of body an organisation is and do not tell it from another.
GENERIC = words(
    """police constabulary force probation division region area service trust unit team office nps npd
    national department district council county borough city authority company group partnership
    ltd limited plc crc ldu pdu hmpps the of and for university college school hospital prison hmp
    academy centre center institute foundation charity society association agency court"""
)
FORCE_WORDS = words("police constabulary force")
DIVISION_WORDS = words("probation division nps ldu pdu crc")
COMPASS = words("north south east west northern southern eastern western central mid greater")
#: Before or within a name, and no name alone.
PLACE_PREFIXES = COMPASS | words("high upper lower")
PREFIXES = PLACE_PREFIXES | words("great little old new saint st big mount port")
PARTICLES = words("of the and upon on under by in de la le du van von der den bin bint al el y for")
#: Within a person's name, after the given name: ``Rhodri ap Gwilym``, ``Aoife Ní Dhomhnaill``.
NAME_PARTICLES = words(
    "y yr ap ab ferch o ni nic mac ui de la le du da di dos van von der den bin bint ibn al el abu"
)
#: What may stand between the capitalised words of one name.
WITHIN = words("of the upon on de la le du von van der")
MONTHS = words("march april may june august")
DETERMINERS = words(
    "the a an this that these those our my your his her their its every some any no each another"
)
PRONOUNS = words(
    """i you he she it we they him her them me us one the a an this that these those your my our
    not"""
)
#: Words that open a sentence before a name that is not theirs: ``But Arkwell said``.
OPENERS = words(
    """and but so because then when if as while although since well now yes no oh okay right anyway
    also even only just like maybe perhaps what who how why where there here once after before until
    unless or nor yet still again later today yesterday tomorrow apparently luckily fortunately
    obviously ask tell ring phone call see get give let thank thanks sorry hello hi dear bless poor
    lovely old young big little for from with by in on at to of about with without both either neither
    all most some ex former fellow meanwhile eventually finally first second next last"""
)
OPENERS |= PRONOUNS | DETERMINERS
#: What people do in talk; after a word that is also a given name, a sign that it is one.
PERSON_VERBS = words(
    """said says say told tells asked asks rang rings phoned phones called emailed emails texted texts
    reckons reckoned thinks thought knows knew came went left retired joined took gave did does was is
    has had used gets got goes and wants wanted would who from in over at on down up comes does works runs
    leads covers manages handles sits deals keeps makes gives takes brings helps sees looks needs feels
    supervises chairs moved ran fell brought started sorted made kept gave wrote answers answered"""
)
#: What a house number stands before the name of.
STREETS = words(
    """road street lane avenue close drive square parade terrace crescent way gardens grove mews walk row
    rd st ave cres ln gdns sq place court house buildings tower towers flats view rise mount green hill gate
    wharf quay fold croft meadow meadows park vale yard mall circus bank side villas cottages cottage"""
)
#: The ones that hardly anything but a person does.
STRONG_VERBS = words(
    """said says told tells asked asks rang rings phoned phones emailed emails texted texts reckons
    reckoned thinks thought knew came went retired joined"""
)
BEFORE_PERSON = words("called named colleague ask asked told tell rang ring with")
GUESS_PERSON = words("with and by ask asked told called named colleague mate")
#: Before the name of somebody whom they describe: ``his son Costa``.
RELATIONS = words(
    """son daughter wife husband partner brother sister mum mother dad father aunt uncle auntie cousin nan gran
    grandad nephew niece boyfriend girlfriend friend mate colleague boss manager deputy"""
)
#: Before the name of a church, a school or a street.
SAINTS = words("st saint")
#: Right before a name that is told.
CALLED = words("called named")
#: After a place's name and part of a body's: ``hull crown court``.
BODY_AFTER_PLACE = words(
    """crown magistrates magistrates' county combined general royal university council prison hospital infirmary college
    police probation"""
)
#: Towns that are what people do: ``reading probation reports``.
NO_TOWN_IN_LOWER_CASE = words("reading deal settle march ware eye rugby")
#: Before a person's name in what they go by: ``Big Col``, ``Wee Davie``.
BYNAMES = words("big wee young old little")
#: Before a street's name in lower case, and what stands before ``street`` and ``road`` without naming one.
STREET_BEFORE = words("on off in at to down along near")
NO_STREET = words("main high back side busy same other own cross open and or the a")
PLACE_BEFORE = words(
    """in at from near round around outside through via towards toward to past over covering cover
    across beyond between of"""
)
#: Prepositions that hardly ever stand before a person.
SURELY_PLACE_BEFORE = words("in near round around outside through via towards toward across")
#: Prepositions that make a place of a strange word in lower case.
LOWER_PLACE_BEFORE = SURELY_PLACE_BEFORE | words("at from under")
PLACE_NOUNS = words(
    """office offices station road end team court hostel area prison unit side ldu one lot way branch
    cluster patch estate hospital line train bypass market"""
)
#: Who calls somebody or something by a nickname.
CALLERS = words("everyone everybody people they we folk folks residents staff lads girls locals kids")
#: What follows a name and says what it names; part of the name if written with a capital.
TAILS = {
    **dict.fromkeys(FORCE_WORDS, "Force"),
    **dict.fromkeys(words("division probation ldu crc region"), "Division"),
    **dict.fromkeys(
        words(
            """road street lane avenue close house court hall estate drive square bridge park hill valley parade
            terrace crescent way gardens grove mews walk row"""
        ),
        "Place",
    ),
    **dict.fromkeys(
        words(
            """hospital university college school prison trust council church centre foundation ltd office
            association services academy surgery practice hotel theatre board clinic ward infirmary society
            charity project homes hostel unit"""
        ),
        "Organisation",
    ),
}
#: Names' parts that are everyday words too often to be looked for alone.
EVERYDAY = MONTHS | words("sunday will day street hill great little upper lower")
