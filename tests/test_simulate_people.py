"""The simulated people: who takes part, and invented names that belong to nobody real."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from triangulate.simulate import names
from triangulate.simulate.register import RECRUITMENT, enrol

pytestmark = pytest.mark.fast

SIZES = {"police": 45, "nps": 29}


def test_74_take_part_from_every_force_and_division() -> None:
    included = [row.person for row in enrol(2018) if row.person.standing == "included"]
    assert Counter(person.group for person in included) == SIZES
    for group, places in (("police", 43), ("nps", 7)):
        ours = {person.organisation for person in included if person.group == group}
        assert ours == set(names.organisations(group)) and len(ours) == places


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_two_are_left_out_and_dates_say_so(seed: int) -> None:
    rows = enrol(seed)
    assert len(rows) == 76
    standings = Counter((row.person.group, row.person.standing) for row in rows)
    assert standings["police", "no_consent"] == standings["nps", "withdrawn"] == 1
    for row in rows:
        assert (row.consented is None) == (row.person.standing == "no_consent")
        assert (row.withdrew is not None) == (row.person.standing == "withdrawn")
        if row.consented:
            assert "2017-12-01" <= row.consented.isoformat() <= "2018-02-28"
            assert row.consented.weekday() < 5
        if row.withdrew and row.consented:
            assert row.withdrew > row.consented
    included = [r.person for r in rows if r.person.standing == "included" and r.person.group == "police"]
    assert len({person.organisation for person in included}) == 43


def test_ids_give_nobody_away() -> None:
    """Over many seeds those left out stand anywhere in the register, and ids are of one shape."""
    places: set[str] = set()
    for seed in range(60):
        rows = enrol(seed)
        assert all(re.fullmatch(r"[PN]\d\d", row.person.participant_id) for row in rows)
        places |= {r.person.participant_id for r in rows if r.person.standing != "included"}
    assert len(places) > 30


def test_roles_run_from_civilian_investigator_to_detective_inspector() -> None:
    roles = {recruitment.group: set(recruitment.roles) for recruitment in RECRUITMENT}
    used = {g: {r.person.role for r in enrol(2018) if r.person.group == g} for g in SIZES}
    assert used == roles
    assert {"Civilian investigator", "Detective inspector"} <= roles["police"]
    assert {"Probation officer", "Quality and development officer"} <= roles["nps"]


def test_ten_times_the_people_have_names_and_ids_of_their_own() -> None:
    rows = [row.person for row in enrol(2018, scale=10)]
    assert len(rows) == 742
    assert len({person.participant_id for person in rows}) == 742
    assert len({person.name for person in rows}) == 742
    assert len({person.organisation for person in rows if person.group == "police"}) == 430


# ---------------------------------------------------------------- invented names

REAL_FORCES = """
Avon and Somerset; Bedfordshire; Cambridgeshire; Cheshire; City of London; Cleveland; Cumbria;
Derbyshire; Devon and Cornwall; Dorset; Durham; Dyfed-Powys; Essex; Gloucestershire; Greater
Manchester; Gwent; Hampshire; Hertfordshire; Humberside; Kent; Lancashire; Leicestershire;
Lincolnshire; Merseyside; Metropolitan; Norfolk; North Wales; North Yorkshire; Northamptonshire;
Northumbria; Nottinghamshire; South Wales; South Yorkshire; Staffordshire; Suffolk; Surrey;
Sussex; Thames Valley; Warwickshire; West Mercia; West Midlands; West Yorkshire; Wiltshire
"""
FURTHER_FORCES = """
Police Scotland; Police Service of Northern Ireland; Royal Ulster; British Transport; Civil
Nuclear; Ministry of Defence; Isle of Man; States of Jersey; Guernsey; Strathclyde; Lothian and
Borders; Grampian; Tayside; Fife; Dumfries and Galloway; Northern; Central Scotland; Garda
"""
REAL_PLACES = """
Berkshire; Buckinghamshire; Brecknockshire; Radnorshire; Monmouthshire; Pembrokeshire;
Carmarthenshire; Cardiganshire; Denbighshire; Flintshire; Caernarfonshire; Merionethshire;
Montgomeryshire; Glamorgan; Anglesey; Huntingdonshire; Rutland; Shropshire; Herefordshire;
Worcestershire; Oxfordshire; Cumberland; Westmorland; Northumberland; Middlesex; Isle of Wight;
Powys; Gwynedd; Clwyd; Dyfed; Wessex; Mercia; Kesteven; Lindsey; Holderness; Cleveland;
Rossendale; Calderdale; Wensleydale; Swaledale; Airedale; Wharfedale; Ryedale; Teesdale; Weardale;
Wyre; Fylde; Craven; Arundel; Aldershot; Alderney; Altrincham; Andover; Ashford; Aylesbury;
Banbury; Barking; Barnsley; Barrow; Basildon; Basingstoke; Bath; Batley; Bedford; Berwick;
Beverley; Birkenhead; Birmingham; Blackburn; Blackpool; Bodmin; Bolton; Boston; Bournemouth;
Bracknell; Bradford; Brentwood; Bridgwater; Bridlington; Brighton; Bristol; Burnley; Burton; Bury;
Cambridge; Cannock; Canterbury; Cardiff; Carlisle; Chatham; Chelmsford; Cheltenham; Chester;
Chesterfield; Chichester; Chippenham; Chorley; Cirencester; Clacton; Colchester; Congleton;
Consett; Corby; Coventry; Crawley; Crewe; Cromer; Croydon; Darlington; Dartford; Darwen; Derby;
Dewsbury; Doncaster; Dorchester; Dover; Dudley; Dunstable; Eastbourne; Eastleigh; Ellesmere; Ely;
Enfield; Epsom; Evesham; Exeter; Exmouth; Falmouth; Fareham; Faringdon; Farnborough; Farnham;
Felixstowe; Fleetwood; Folkestone; Gateshead; Gillingham; Gloucester; Goole; Gosport; Grantham;
Gravesend; Grimsby; Guildford; Halesowen; Halifax; Harlow; Harrogate; Harrow; Hartlepool; Harwich;
Hastings; Hatfield; Havant; Helston; Hemel Hempstead; Hereford; Hertford; Hexham; Hinckley;
Hitchin; Horsham; Hove; Huddersfield; Hull; Huntingdon; Ilkeston; Ilkley; Ipswich; Jarrow;
Keighley; Kendal; Keswick; Kettering; Kidderminster; Kingston; Kirkby; Lancaster; Leamington;
Leeds; Leicester; Leigh; Leominster; Lewes; Lichfield; Lincoln; Liverpool; Llandudno; Llanelli;
London; Loughborough; Lowestoft; Ludlow; Luton; Lytham; Macclesfield; Maidenhead; Maidstone;
Maldon; Malton; Manchester; Mansfield; Margate; Matlock; Merthyr; Middlesbrough; Morecambe;
Morpeth; Nantwich; Nelson; Newark; Newbury; Newcastle; Newport; Newquay; Northallerton;
Northampton; Norwich; Nottingham; Nuneaton; Oldham; Ormskirk; Oswestry; Otley; Oxford; Padstow;
Penrith; Penzance; Peterborough; Peterlee; Pickering; Plymouth; Pontefract; Poole; Portsmouth;
Preston; Ramsgate; Reading; Redcar; Redditch; Redruth; Reigate; Retford; Rhyl; Richmond; Ripon;
Rochdale; Rochester; Romford; Rotherham; Rugby; Rugeley; Runcorn; Ryde; Salford; Salisbury;
Sandwich; Scarborough; Scunthorpe; Selby; Sevenoaks; Sheffield; Shrewsbury; Sittingbourne;
Skegness; Skelmersdale; Skipton; Slough; Solihull; Southampton; Southend; Southport; Southwold;
Spalding; Stafford; Staines; Stamford; Stevenage; Stockport; Stockton; Stoke; Stourbridge;
Stratford; Stroud; Sunderland; Sutton; Swansea; Swindon; Tamworth; Taunton; Telford; Tewkesbury;
Thetford; Tiverton; Tonbridge; Torquay; Totnes; Trowbridge; Truro; Uttoxeter; Wakefield; Wallasey;
Wallsend; Walsall; Warrington; Warwick; Watford; Wells; Welwyn; Weymouth; Whitby; Whitehaven;
Whitstable; Widnes; Wigan; Winchester; Windsor; Wisbech; Witney; Woking; Wolverhampton; Worcester;
Workington; Worksop; Worthing; Wrexham; Wythenshawe; Yeovil; York; Kielder; Calder; Skell; Ribble;
Wharfe; Derwent; Severn; Tamar; Tweed; Medway; Mersey; Humber; Stour; Otter
"""
_STYLE = re.compile(r" (Police|Constabulary|Division)( \d+)?$")


def real_names() -> list[str]:
    lists = (REAL_FORCES, FURTHER_FORCES, REAL_PLACES)
    return [" ".join(name.split()) for text in lists for name in text.split(";")]


def test_43_real_forces_are_known_to_this_test() -> None:
    assert len(REAL_FORCES.split(";")) == 43


@pytest.mark.parametrize("real", ["Essex", "Durham"])
def test_the_comparison_with_real_names_can_fail(real: str) -> None:
    assert nearest_real(f"{real} Police")[1] == 100
    assert nearest_real("Lanchashire Constabulary")[1] > 85


def nearest_real(name: str) -> tuple[str, float]:
    stem = _STYLE.sub("", name).casefold()
    scored = [(real, fuzz.ratio(stem, real.casefold())) for real in real_names()]
    return max(scored, key=lambda pair: pair[1])


def test_no_invented_name_is_or_resembles_a_real_one() -> None:
    invented = [*(force.name for force in names.FORCES), *names.DIVISIONS, *names.TOWNS]
    assert len(invented) == 43 + 7 + len(names.TOWNS)
    close = {name: nearest_real(name) for name in invented if nearest_real(name)[1] > 85}
    assert not close
    words = {name.casefold() for name in real_names()}
    for name in invented:
        parts = set(re.findall(r"[a-z]+", _STYLE.sub("", name).casefold()))
        assert not parts & words, name


def test_invented_names_are_all_different() -> None:
    everything = [
        *(_STYLE.sub("", force.name) for force in names.FORCES),
        *(force.nickname for force in names.FORCES),
        *(_STYLE.sub("", division) for division in names.DIVISIONS),
        *names.TOWNS,
    ]
    repeated = [name for name, times in Counter(map(str.casefold, everything)).items() if times > 1]
    assert not repeated


def test_nicknames_belong_to_forces_of_any_round() -> None:
    assert names.nickname("Wessmoor Constabulary") == "Wezzy"
    assert names.nickname("Wessmoor Constabulary 7") == "Wezzy"
    assert names.nickname("Northmere Division") is None


def test_people_have_different_names_as_long_as_there_are_any() -> None:
    found = names.people_names(3000, 2018)
    assert len(set(found)) == 3000
    surnames = [name.rpartition(" ")[2] for name in found[: len(names.SURNAMES)]]
    assert len(set(surnames)) == len(names.SURNAMES)
    with pytest.raises(ValueError, match="not for 1000000"):
        names.people_names(1_000_000, 2018)
