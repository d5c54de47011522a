"""Where a job is: countries as ISO 3166 alpha-2, regions as NUTS codes with every code above them.

NUTS writes Greece EL and the United Kingdom UK, ISO writes GR and GB; each keeps its own here. Codes are taken by their shape, of
any level and vintage (NO081 left NUTS in 2021 and still comes): nothing is looked up, so nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.eures.raw import RawLocation
from ingest.eures.record import Location
from ingest.eures.text import one_line, remembered

_ALPHA_3 = (
    "ABW AW AFG AF AGO AO AIA AI ALA AX ALB AL AND AD ARE AE ARG AR ARM AM ASM AS ATA AQ ATF TF ATG AG AUS AU AUT AT AZE AZ BDI BI"
    " BEL BE BEN BJ BES BQ BFA BF BGD BD BGR BG BHR BH BHS BS BIH BA BLM BL BLR BY BLZ BZ BMU BM BOL BO BRA BR BRB BB BRN BN BTN BT"
    " BVT BV BWA BW CAF CF CAN CA CCK CC CHE CH CHL CL CHN CN CIV CI CMR CM COD CD COG CG COK CK COL CO COM KM CPV CV CRI CR CUB CU"
    " CUW CW CXR CX CYM KY CYP CY CZE CZ DEU DE DJI DJ DMA DM DNK DK DOM DO DZA DZ ECU EC EGY EG ERI ER ESH EH ESP ES EST EE ETH ET"
    " FIN FI FJI FJ FLK FK FRA FR FRO FO FSM FM GAB GA GBR GB GEO GE GGY GG GHA GH GIB GI GIN GN GLP GP GMB GM GNB GW GNQ GQ GRC GR"
    " GRD GD GRL GL GTM GT GUF GF GUM GU GUY GY HKG HK HMD HM HND HN HRV HR HTI HT HUN HU IDN ID IMN IM IND IN IOT IO IRL IE IRN IR"
    " IRQ IQ ISL IS ISR IL ITA IT JAM JM JEY JE JOR JO JPN JP KAZ KZ KEN KE KGZ KG KHM KH KIR KI KNA KN KOR KR KWT KW LAO LA LBN LB"
    " LBR LR LBY LY LCA LC LIE LI LKA LK LSO LS LTU LT LUX LU LVA LV MAC MO MAF MF MAR MA MCO MC MDA MD MDG MG MDV MV MEX MX MHL MH"
    " MKD MK MLI ML MLT MT MMR MM MNE ME MNG MN MNP MP MOZ MZ MRT MR MSR MS MTQ MQ MUS MU MWI MW MYS MY MYT YT NAM NA NCL NC NER NE"
    " NFK NF NGA NG NIC NI NIU NU NLD NL NOR NO NPL NP NRU NR NZL NZ OMN OM PAK PK PAN PA PCN PN PER PE PHL PH PLW PW PNG PG POL PL"
    " PRI PR PRK KP PRT PT PRY PY PSE PS PYF PF QAT QA REU RE ROU RO RUS RU RWA RW SAU SA SDN SD SEN SN SGP SG SGS GS SHN SH SJM SJ"
    " SLB SB SLE SL SLV SV SMR SM SOM SO SPM PM SRB RS SSD SS STP ST SUR SR SVK SK SVN SI SWE SE SWZ SZ SXM SX SYC SC SYR SY TCA TC"
    " TCD TD TGO TG THA TH TJK TJ TKL TK TKM TM TLS TL TON TO TTO TT TUN TN TUR TR TUV TV TWN TW TZA TZ UGA UG UKR UA UMI UM URY UY"
    " USA US UZB UZ VAT VA VCT VC VEN VE VGB VG VIR VI VNM VN VUT VU WLF WF WSM WS YEM YE ZAF ZA ZMB ZM ZWE ZW"
)
_BY_ALPHA_3 = dict(zip(_ALPHA_3.split()[::2], _ALPHA_3.split()[1::2], strict=True))
COUNTRIES = frozenset(_BY_ALPHA_3.values())
"""ISO 3166-1 alpha-2"""
_OTHER_CODES = {"EL": "GR", "UK": "GB", "ROM": "RO", "XK": "XK", "XKX": "XK", "KOS": "XK"}
"""what the Union writes instead, or before ISO has a code"""
_NAMES = {
    name.strip(): code
    for code, names in {
        "AL": "albania, shqipëria",
        "AT": "austria, österreich, autriche",
        "BA": "bosnia and herzegovina, bosna i hercegovina",
        "BE": "belgium, belgique, belgië, belgien",
        "BG": "bulgaria, българия, bulgarien",
        "CH": "switzerland, schweiz, suisse, svizzera",
        "CY": "cyprus, κύπρος, zypern",
        "CZ": "czechia, czech republic, česko, česká republika, tschechien",
        "DE": "germany, deutschland, allemagne, germania, alemania, tyskland, duitsland, niemcy",
        "DK": "denmark, danmark, dänemark",
        "EE": "estonia, eesti, estland",
        "ES": "spain, españa, spanien, espagne",
        "FI": "finland, suomi, finnland",
        "FR": "france, frankreich, francia, frankrijk",
        "GB": "united kingdom, great britain, england, scotland, wales, northern ireland",
        "GR": "greece, ελλάδα, hellas, griechenland",
        "HR": "croatia, hrvatska, kroatien",
        "HU": "hungary, magyarország, ungarn",
        "IE": "ireland, éire, irland",
        "IS": "iceland, ísland, island",
        "IT": "italy, italia, italien, italie",
        "LI": "liechtenstein",
        "LT": "lithuania, lietuva, litauen",
        "LU": "luxembourg, luxemburg, lëtzebuerg",
        "LV": "latvia, latvija, lettland",
        "ME": "montenegro, crna gora",
        "MK": "north macedonia, северна македонија",
        "MT": "malta",
        "NL": "netherlands, the netherlands, nederland, niederlande, pays-bas, holland",
        "NO": "norway, norge, noreg, norwegen, norvège",
        "PL": "poland, polska, polen, pologne",
        "PT": "portugal",
        "RO": "romania, românia, rumänien",
        "RS": "serbia, srbija, србија",
        "SE": "sweden, sverige, schweden, suède",
        "SI": "slovenia, slovenija, slowenien",
        "SK": "slovakia, slovensko, slovak republic, slowakei",
        "TR": "türkiye, turkey, türkei",
        "UA": "ukraine, україна",
        "US": "united states, united states of america",
        "XK": "kosovo",
    }.items()
    for name in names.split(",")
}
_NUTS_COUNTRIES = (
    "AL AT BE BG CH CY CZ DE DK EE EL ES FI FR HR HU IE IS IT LI LT LU LV ME MK MT NL NO PL PT RO RS SE SI SK TR UK XK"
)
NUTS_COUNTRIES = frozenset(_NUTS_COUNTRIES.split())
"""countries with NUTS codes or statistical regions (Eurostat), as NUTS writes them"""
_NUTS = re.compile(r"([A-Z]{2})[A-Z0-9]{0,3}")
_NUTS_URI = re.compile(r"^HTTPS?://[^\s]*/(?:NUTS|COUNTRY)/(?:CODE/)?", re.I)


@remembered(2048)
def read_country(declared: str | None) -> str | None:
    """Return ISO 3166 alpha-2 for DE, de, DEU, EL, UK, Germany or Deutschland; None for numbers and anything else."""
    text = one_line(declared)
    if not text:
        return None
    code = _NUTS_URI.sub("", text.upper()).strip(" .")
    code = _OTHER_CODES.get(code) or _BY_ALPHA_3.get(code) or code
    return code if code in COUNTRIES or code == "XK" else _NAMES.get(text.casefold())


@remembered(4096)
def read_nuts(region: str | None) -> str | None:
    """Return a NUTS code of 2 to 5 characters (DE, de21, "NO 081"), or None for what is a name or has another shape."""
    text = one_line(region)
    if not text:
        return None
    code = _NUTS_URI.sub("", text.upper()).replace(" ", "")
    if code.startswith(("GR", "GB")):  # no country's NUTS begins so: ISO's letters in a NUTS code
        code = {"GR": "EL", "GB": "UK"}[code[:2]] + code[2:]
    match = _NUTS.fullmatch(code)
    if match is None or match[1] not in NUTS_COUNTRIES:
        return None
    # names fit the shape too: a code has a digit, or is all capitals as written (DEA, FRK, NLZZZ), or the country alone
    return code if len(code) == 2 or any(map(str.isdigit, code)) or (len(code) in (3, 5) and _lettered(text, code)) else None


def _lettered(written: str, code: str) -> bool:
    """Tell a code without digits from a name: DEA, FRK and the "Z" of extra-regio, not "Island" or "Malta"."""
    return (len(code) == 3 and written.isupper()) or code.endswith("ZZ")


@remembered(4096)
def nuts_prefixes(code: str) -> tuple[str, ...]:
    """Return a NUTS code and those above it: "DE212" → "DE", "DE2", "DE21", "DE212"."""
    return tuple(code[:length] for length in range(2, len(code) + 1))


def read_locations(raws: Iterable[RawLocation]) -> tuple[tuple[Location, ...], list[str]]:
    """Return the places of work in order, each once, and warnings. A country that is not named is that of the NUTS code."""
    places: dict[Location, None] = {}
    warnings: list[str] = []
    for raw in raws:
        place, odd = _location(raw.country, raw.region, raw.city, raw.postal_code)
        warnings += odd
        if place != _NOWHERE:
            places[place] = None
    return tuple(places), warnings


_NOWHERE = Location()


@remembered(4096)
def _location(
    country: str | None, region: str | None, city: str | None, postal_code: str | None
) -> tuple[Location, tuple[str, ...]]:
    nuts, code = read_nuts(region), read_country(country)
    odd = ("odd_country",) if code is None and one_line(country) and not one_line(country).isdigit() else ()
    if code is None:
        nuts = nuts or _five_characters(country)
        code = read_country(nuts[:2]) if nuts else None
        odd = () if code else odd
    elif nuts and read_country(nuts[:2]) != code:
        odd = ("contradicting_region",)
    name = one_line(region) if nuts is None else ""
    return Location(code, nuts, name or None, one_line(city) or None, one_line(postal_code) or None), odd


def _five_characters(country: str | None) -> str | None:
    """Return the NUTS code that was given for a country."""
    nuts = read_nuts(country)
    return nuts if nuts and len(nuts) > 2 else None
