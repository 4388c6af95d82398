"""Invented names of forces, divisions, towns and people.

No number of the reconstruction may seem to speak of a real organisation, so every place here is
made up: stems that sound like English and Welsh counties and rivers and are none. A test holds
them against the real forces, counties and larger towns. Names of people are put together from
given names and surnames that are common and, together, nobody's in particular.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import PCG64, Generator


@dataclass(frozen=True, slots=True)
class Force:
    """A police force: its full name, and what officers call it among themselves."""

    name: str
    nickname: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FORCES: tuple[Force, ...] = (
    Force("Wessmoor Constabulary", "Wezzy"),
    Force("Harrowdale Police", "the Dale"),
    Force("Thornmarch Constabulary", "Thorny"),
    Force("Ellerwick Police", "Ellers"),
    Force("Calderfen Constabulary", "the Fen"),
    Force("Brackenshire Police", "Brackers"),
    Force("Tarnholt Constabulary", "Tarnie"),
    Force("Marrenside Police", "the Side"),
    Force("Velmarsh Constabulary", "Velly"),
    Force("Skellbeck Police", "Skelly"),
    Force("Dunvarrow Constabulary", "the Dun"),
    Force("Morrowshire Police", "Morro"),
    Force("Aldermarch Police", "Aldy"),
    Force("Kestrelshire Constabulary", "Kessie"),
    Force("Lindergate Police", "Lindy"),
    Force("Quernshire Constabulary", "the Querns"),
    Force("Hawkenfell Police", "the Fell"),
    Force("Ostermere Constabulary", "Ozzy"),
    Force("Polvanna Police", "Polly"),
    Force("Ravelmoor Constabulary", "Ravvy"),
    Force("Saltermouth Police", "Salty"),
    Force("Stourfell Constabulary", "Stourie"),
    Force("Umberdale Police", "Umbers"),
    Force("Wychmarsh Police", "Wychie"),
    Force("Yelderfold Constabulary", "Yeldy"),
    Force("Cennadale Police", "Cenny"),
    Force("Corramoor Constabulary", "Corra"),
    Force("Elmershire and Rookmarsh Police", "Elmers"),
    Force("Fosswold Constabulary", "Fossy"),
    Force("Gorsedown Police", "Gorsey"),
    Force("Hollinmoor and Varndale Constabulary", "Hollins"),
    Force("Keldermouth Police", "Keldy"),
    Force("Lathermere Constabulary", "the Lather"),
    Force("Mallenshire Police", "Mallens"),
    Force("Nettlewold Constabulary", "Nettles"),
    Force("Ottermarsh Police", "the Otters"),
    Force("Pellowshire Constabulary", "Pellow"),
    Force("Rindlesea Police", "the Rindle"),
    Force("Silverbourne Constabulary", "the Silver"),
    Force("Teaselbury Police", "Teasel"),
    Force("Varnhythe Constabulary", "Varnie"),
    Force("Wrenshire Police", "the Wrens"),
    Force("Ivesholme Constabulary", "Ivy"),
)

DIVISIONS: tuple[str, ...] = (
    "Northmere Division",
    "Southfell Division",
    "Eastmarch Division",
    "Westerling Division",
    "Midfold Division",
    "Highvarrow Division",
    "Cambermoor Division",
)

TOWNS: tuple[str, ...] = (
    "Aldenbeck",
    "Brindlewick",
    "Cawderham",
    "Crandlemoor",
    "Dapplewick",
    "Dernholme",
    "Elverstowe",
    "Fettlewick",
    "Garstoke",
    "Gillerbeck",
    "Hadderfold",
    "Harkerby",
    "Inglemouth",
    "Jorrowby",
    "Kettlemere",
    "Kingsferrow",
    "Lodderwick",
    "Marstowe",
    "Millerbeck",
    "Nunwarren",
    "Oxenmere",
    "Padderby",
    "Pennyfold",
    "Quarmouth",
    "Rookhythe",
    "Sallowby",
    "Scarnwick",
    "Tadderham",
    "Thrupmere",
    "Tolverby",
    "Underfell",
    "Velden St Mary",
    "Wainderby",
    "Wickenholt",
    "Yarlhaven",
    "Abbots Morrow",
    "Market Orsley",
    "Little Tarrow",
    "Great Pelling",
    "Stanwold-le-Marsh",
)

GIVEN_NAMES: tuple[str, ...] = _words(
    """
    Aisha Alan Alison Amanda Amir Andrea Angela Anita Annette Barbara Beverley Brian Bronwen
    Carl Carol Catherine Cheryl Christine Claire Clive Colin Craig Daljit Darren Dawn Debbie
    Denise Derek Diane Donna Duncan Eleri Emma Fiona Gareth Gavin Geoff Geraldine Gillian Glenn
    Graham Gwen Hannah Heather Helen Huw Ian Imran Jacqui Janet Janice Jasvinder Jill Joanne
    Judith Julie Karen Keith Kelly Kevin Kirsty Lesley Linda Lorraine Lynne Malcolm Mandy Marcin
    Maureen Megan Michelle Mohammed Moira Natalie Neil Nicola Nigel Olu Patricia Pauline Philip
    Priya Rachel Rebecca Rhian Roger Sandra Sharon Shazia Sian Simon Stephen Stuart Sunita
    Suzanne Tracey Trevor Vanessa Wendy Yvonne
    """
)

SURNAMES: tuple[str, ...] = _words(
    """
    Abbotson Adeyinka Akhtar Arkwright Ashdown Aspinall Bamford Barraclough Bassett Beddows
    Birchall Blackshaw Blenkinsop Bradshaw Brearley Broadbent Butterfield Cartledge Catterall
    Chadwick Chowdhury Clegg Cottrell Crabtree Cresswell Culshaw Dhaliwal Dutton Eccleston
    Entwistle Fairhurst Fazackerley Fothergill Garside Gledhill Greenhalgh Grimshaw Heyes
    Haworth Heaton Hebblethwaite Hinchcliffe Holroyd Horsfall Howarth Hughes-Parry Iqbal
    Isherwood Jowett Jessop Kaczmarek Kershaw Kirkbride Lathbury Littlewood Lockwood Lathom Lumb
    Makinson Marsden Mensah Midgley Naylor Nuttall Oakden O'Dowd Ogden Okonkwo Oldroyd Openshaw
    Ormerod Parkin Pickersgill Pilling Pomfret Poskitt Prosser Quarmby Ramsden Rawnsley Redfearn
    Rigby Rowbotham Sandhu Scholes Shackleton Sowerby Stansfield Swindlehurst Tattersall
    Thackray Threlfall Tordoff Tunnicliffe Unsworth Varley Wadsworth Walmsley Whiteley Widdop
    Woodhead Wrigglesworth Yardley
    """
)


def generator(seed: int, part: str) -> Generator:
    """A stream of random numbers of its own for one part of the simulation, the same on any
    machine.

    Parts have streams of their own so that a change in one leaves the others' data as they are.
    """
    return Generator(PCG64([seed, *part.encode("utf-8")]))


def organisations(group: str, scale: int = 1) -> tuple[str, ...]:
    """All organisations of a group: 43 forces for ``police``, 7 divisions for ``nps``, times
    ``scale``.

    From the second round on names carry a running number, since an invented name is a small thing
    to repeat and a real one would be a large thing to hit. KeyError for another group.
    """
    names = {"police": tuple(force.name for force in FORCES), "nps": DIVISIONS}[group]
    return names + tuple(f"{name} {turn}" for turn in range(2, scale + 1) for name in names)


def nickname(organisation: str) -> str | None:
    """What officers call a force; None for a division."""
    known = {force.name: force.nickname for force in FORCES}
    name, _, number = organisation.rpartition(" ")
    return known.get(name if number.isdigit() else organisation)


def people_names(count: int, seed: int) -> tuple[str, ...]:
    """``count`` different names; no surname twice while there are enough of them.

    ValueError for more than there are different names.
    """
    limit = len(SURNAMES) * len(GIVEN_NAMES) // 2
    if count > limit:
        raise ValueError(f"there are names for {limit} people, not for {count}")
    rng = generator(seed, "names of people")
    given = [GIVEN_NAMES[i] for i in rng.permutation(len(GIVEN_NAMES))]
    surnames = [SURNAMES[i] for i in rng.permutation(len(SURNAMES))]
    names: dict[str, None] = {}
    for number in range(count):
        turn, place = divmod(number, len(surnames))
        step = place + turn
        while (name := f"{given[step % len(given)]} {surnames[place]}") in names:
            step += 1
        names[name] = None
    return tuple(names)
