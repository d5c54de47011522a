"""Bring languages to ISO 639-1, whatever notation they come in, and levels to the CEFR's six."""

from __future__ import annotations

import re

from ingest.eures.text import one_line, remembered

UNKNOWN = "und"
"""ISO 639-2 for a language that is not known"""
_ISO_639_2 = (
    "aar aa abk ab afr af aka ak alb sq amh am ara ar arg an arm hy asm as ava av ave ae aym ay aze az bak ba bam bm baq eu bel be"
    " ben bn bis bi bod bo bos bs bre br bul bg bur my cat ca ces cs cha ch che ce chi zh chu cu chv cv cor kw cos co cre cr cym cy"
    " cze cs dan da deu de div dv dut nl dzo dz ell el eng en epo eo est et eus eu ewe ee fao fo fas fa fij fj fin fi fra fr fre fr"
    " fry fy ful ff geo ka ger de gla gd gle ga glg gl glv gv gre el grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho hrv hr"
    " hun hu hye hy ibo ig ice is ido io iii ii iku iu ile ie ina ia ind id ipk ik isl is ita it jav jv jpn ja kal kl kan kn kas ks"
    " kat ka kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo lat la lav lv lim li lin ln lit lt"
    " ltz lb lub lu lug lg mac mk mah mh mal ml mao mi mar mr may ms mkd mk mlg mg mlt mt mon mn mri mi msa ms mya my nau na nav nv"
    " nbl nr nde nd ndo ng nep ne nld nl nno nn nob nb nor no nya ny oci oc oji oj ori or orm om oss os pan pa per fa pli pi pol pl"
    " por pt pus ps que qu roh rm ron ro rum ro run rn rus ru sag sg san sa sin si slk sk slo sk slv sl sme se smo sm sna sn snd sd"
    " som so sot st spa es sqi sq srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta tat tt tel te tgk tg tgl tl tha th tib bo"
    " tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur uzb uz ven ve vie vi vol vo wel cy wln wa wol wo xho xh"
    " yid yi yor yo zha za zho zh zul zu"
)
_BY_THREE = dict(zip(_ISO_639_2.split()[::2], _ISO_639_2.split()[1::2], strict=True))
_TWO = frozenset(_BY_THREE.values()) | {"sh"}
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro"}
"""both written standards of Norwegian are `no`, as the language detector answers; the others are withdrawn codes"""
_NAMES = {
    name: code
    for code, names in {
        "ar": "arabic arabisch arabe العربية",
        "bg": "bulgarian bulgarisch български",
        "cs": "czech tschechisch čeština tchèque",
        "da": "danish dänisch dansk danois",
        "de": "german deutsch allemand tedesco alemán tysk duits niemiecki",
        "el": "greek griechisch ελληνικά grec",
        "en": "english englisch anglais inglese inglés engelsk engelska engels angielski",
        "es": "spanish spanisch español espagnol spagnolo castellano",
        "et": "estonian estnisch eesti",
        "fi": "finnish finnisch suomi finska",
        "fr": "french französisch français francese francés fransk frans",
        "ga": "irish gaeilge",
        "hr": "croatian kroatisch hrvatski",
        "hu": "hungarian ungarisch magyar",
        "is": "icelandic isländisch íslenska",
        "it": "italian italienisch italiano italien",
        "lt": "lithuanian litauisch lietuvių",
        "lv": "latvian lettisch latviešu",
        "mt": "maltese maltesisch malti",
        "nl": "dutch niederländisch nederlands néerlandais",
        "no": "norwegian norwegisch norsk bokmål nynorsk",
        "pl": "polish polnisch polski polonais",
        "pt": "portuguese portugiesisch português portugais",
        "ro": "romanian rumänisch română roumain",
        "ru": "russian russisch русский russe",
        "sk": "slovak slowakisch slovenčina",
        "sl": "slovenian slovene slowenisch slovenščina",
        "sq": "albanian shqip",
        "sr": "serbian serbisch srpski српски",
        "sv": "swedish schwedisch svenska suédois",
        "tr": "turkish türkisch türkçe turc",
        "uk": "ukrainian ukrainisch українська",
        "zh": "chinese chinesisch 中文",
    }.items()
    for name in names.split()
}
_LEVEL = re.compile(r"(?<![A-Z0-9])([ABC][12])(?![A-Z0-9])")


@remembered(1024)
def read_language(declared: str | None) -> str:
    """Return ISO 639-1 for en, EN, en-GB, en_GB.UTF-8, eng, ger, English or Deutsch; "und" for anything else."""
    text = one_line(declared).casefold()
    code = text if text in _NAMES else re.split(r"[-_.;,(/ ]", text, maxsplit=1)[0]
    code = _NAMES.get(code) or _BY_THREE.get(code) or code
    code = _SAME.get(code, code)
    return code if code in _TWO else UNKNOWN


@remembered(1024)
def read_level(declared: str | None) -> str | None:
    """Return a CEFR level, A1 to C2, where one is named; other scales are not translated."""
    match = _LEVEL.search(one_line(declared).upper())
    return match[1] if match else None
