"""Words that tell a job title from a name.

Names are recognised by their shape, never by a list of known names: such a list would protect some cultures better than
others. What is listed are words of job titles, headings and companies, English and German; a line that holds one is no name.
"""

from __future__ import annotations

import re

JOB_SURNAMES = frozenset(
    """cook baker farmer driver carpenter mason miller smith taylor butcher fisher gardener potter weaver turner cooper clerk porter
    shepherd sawyer tanner tyler walker wright page marshall chandler barber brewer dyer fuller glover parker skinner slater thatcher
    steward bishop judge koch bauer schneider fischer müller bäcker schmied maurer zimmermann schreiner gärtner förster
    schäfer weber schuster richter hofmann kaufmann metzger fleischer jäger töpfer tischler glaser dreher wirt krämer köhler
    zimmerer kraft hunter meister""".split()
)
"""surnames that are also jobs: no name where nothing else stands on the line, and never removed where they stand alone"""
WORD_SURNAMES = frozenset(
    """pope king knight young long short white black brown green gray grey stone wood woods field fields hill rivers west north summer
    winter may june april august bill rich grant chase pierce price bond cash law case love best sharp strong swift moody small little
    good wise savage power powers art berg bach stein wolf fuchs vogel hahn baum busch sommer herbst klein groß gross lang kurz alt jung
    weiß schwarz braun grün engel krug nagel hammer stahl eisen kühn ernst gut frei ritter kaiser könig herzog graf sand sauer""".split()
)
"""names that are also ordinary words: never removed where they stand alone"""
WORD_GIVEN = frozenset("rose lily iris ivy daisy grace faith hope joy will mark frank drew dean charity mercy patience".split())
"""given names that are English words: alone, they are removed only inside a sentence, where a capital means a name"""

_ENGLISH = """
    account accountant accounting accounts administration administrative administrator advisor adviser agent aide analyst analytics
    application applicant architect architecture artist assembler assembly assistant associate attendant auditor automation bachelor
    banker bartender biologist bookkeeper broker builder business butler buyer care career carer caregiver caretaker cashier certified
    chartered charge chef chemical chemist chief childcare civil clinical cleaner clerical coach commis commercial communications
    computer construction consultant consulting contact content contractor controller coordinator copywriter counsellor counselor cnc
    curriculum customer cv cyber data database delivery dental dentist department deputy design designer developer development devops
    digital director dispatcher distribution doctor documents draughtsman draughtsperson early economist education educator
    electrical electrician electronics embedded employee employer energy engineer engineering equipment estate executive expert
    factory family finance financial firefighter fitter food forklift foreman freelance freelancer frontend backend fullstack stack full
    general geologist graduate graphic guard hairdresser handyman head health healthcare helper hospital hospitality hotel
    housekeeper human hygienist ict inspector installer instructor insurance interior intern interpreter inventory investment it
    janitor journalist junior kindergarten kitchen labourer laborer laboratory lead leader learning lecturer legal librarian licensed
    line loader logistics lorry machine machinery machinist maintenance management manager manufacturing marketing mechanic mechanical
    media medical merchandiser midwife mobile network nurse nursery nursing nutritionist occupational officer office operations
    operative operator optician owner packer painter paralegal paramedic pastry payroll pediatric personal pharmacist pharmacy
    photographer physician physicist physiotherapist picker pilot planner plant plumber police practitioner principal president
    process producer product production professional professor profile programmer project psychologist public purchasing quality
    radiographer real receptionist recruiter recruitment reference references registered regional rental repair representative
    research researcher resource resources restaurant resume résumé retail roofer sales salesman salesperson saleswoman scientist
    scrum seamstress secretary secondary security senior service services shift shop site skilled social software solutions sous
    specialist staff stock store strategy student summary supervisor supply support surgeon surveyor system systems taxi teacher
    teaching team technical technician technologist technology telecommunications tester therapist toolmaker trade trainee trainer training
    translator transport truck tutor undertaker university vehicle veterinarian vice vitae vocational volunteer waiter
    waitress warehouse web welder welding worker workshop writer years primary elementary high child forwarder heavy goods van
    machine bilingual passionate experienced dedicated motivated licence license skills objective address phone email mobile nationality
    page confidential available open remote relocate private limited company group institute college academy school
    application letter cover portfolio photo photograph date birth place status married single
"""
_GERMAN = """
    abteilungsleiter altenpfleger anlagenmechaniker anwalt anwältin apotheker arbeiter architekt architektin arzt ärztin assistent
    assistentin aushilfe ausbilder auszubildende auszubildender azubi bauingenieur bauleiter beamter beamtin berater beraterin beruf
    berufskraftfahrer betriebswirt betriebswirtin bewerbung bewerbungsunterlagen bewerber bewerberin bibliothekar buchhalter
    buchhalterin bürokauffrau bürokaufmann chemikant diplom direktor direktorin dipl disponent dolmetscher dozent dreher einkauf
    einkäufer elektriker elektrikerin elektroniker elektronikerin elektrotechnik entwickler entwicklerin ergotherapeut erzieher
    erzieherin examinierte examinierter facharbeiter fachinformatiker fachkraft fachlagerist fachverkäufer fachverkäuferin fachwirt
    filialleiter finanzbuchhalter fliesenleger florist florist friseur friseurin führungskraft geprüfte geprüfter geschäftsführer
    gesundheits gesundheit geselle gesellin gruppenleiter grundschule grundschullehrer grundschullehrkraft haushalt
    hausmeister hebamme heilerziehungspfleger helfer hilfskraft hochschule industrie industriekauffrau industriekaufmann
    industriemechaniker informatiker informatik ingenieur ingenieurin installateur journalist kassierer kaufmännisch kauffrau
    kauffrau kellner kellnerin kinder kinderpfleger kindergarten klinik kraftfahrer krankenhaus krankenpfleger krankenpflegerin
    krankenschwester küche küchenchef küchenhilfe lackierer lager lagerarbeiter lagerist lageristin landwirt landwirtin lebenslauf
    lehrer lehrerin lehrkraft leiter leiterin leitende leitender logistik lkw maler marketing maschinenbau maschinenführer
    mechaniker mechatroniker medizinische metallbauer mitarbeiter mitarbeiterin monteur netzwerk notar personal personalleiter
    personalleiterin personalreferent pflege pflegefachkraft pflegefachfrau pflegefachmann pflegehelfer pfleger pflegerin pädagoge
    pädagogin physiotherapeut polier praktikant praktikantin produktion produktionshelfer programmierer projektleiter projektmanager
    psychologe rechtsanwalt referent referentin reinigungskraft sachbearbeiter sachbearbeiterin schichtleiter schlosser schule
    schweißer schweisser schüler sekretär sekretärin servicekraft sozialarbeiter sozialpädagoge sozialpädagogin softwareentwickler
    spezialist staatlich staplerfahrer stellvertretende stellvertretender steuerberater steuerfachangestellte student studentin
    systemadministrator teamleiter technik techniker technikerin technische technischer teilzeit tierarzt tischler umschüler
    universität unternehmen verkauf verkäufer verkäuferin versand vertrieb verwaltung verwaltungsfachangestellte vollzeit vorarbeiter
    webentwickler webentwicklerin werkstatt werkzeugmechaniker wissenschaftlicher wissenschaftliche zahnarzt zerspanungsmechaniker
    anlage anlagen anschreiben zeugnisse deckblatt seite datum anschrift adresse telefon geburtsdatum familienstand beruflicher straße
"""
JOB_WORDS = frozenset((_ENGLISH + _GERMAN).split()) - JOB_SURNAMES - WORD_SURNAMES - WORD_GIVEN
"""words of job titles, headings and forms, case-folded"""

_JOB_ENDINGS = re.compile(
    r"[^\W\d_]{3,}(?:pfleger|techniker|ingenieur|helfer|leiter|berater|verkäufer|fahrer|mechaniker|elektroniker|assistent|arbeiter|lehrer"
    r"|erzieher|entwickler|verwalter|betreuer|schweißer|mechatroniker|manager|referent|therapeut|informatiker|installateur|monteur"
    r"|schlosser|händler|führer|bediener|prüfer|planer|trainer|designer|sachbearbeiter|pädagoge|pädagogin)(?:in)?(?:nen)?"
    r"|[^\W\d_]{3,}(?:fachkraft|lehrkraft|kauffrau|kaufmann|kaufleute|angestellter?|schwester|hilfskraft|beauftragter?|krankenpfleger"
    r"|wirtin|ärztin|anwältin|köchin|bäckerin|gärtnerin|bäuerin|meisterin)"
    r"|köchin|bäckerin|gärtnerin|tischlerin|schneiderin|bäuerin|meisterin|malerin|floristin"
)

LEGAL_FORMS = frozenset(
    "gmbh ag kg ohg gbr ug se ltd limited llc llp inc corp corporation plc co company sa srl spa bv nv ab oy as a/s kgaa ev gmbh&co mbh".split()
)
ORGANISATIONS = frozenset(
    """group gruppe media hospital klinik klinikum klinken clinic university universität hochschule school schule college institute institut
    bank foundation stiftung werke center centre zentrum street straße str road avenue platz holding partner partners sons söhne
    brothers gebrüder associates services industries systems technologies solutions logistics logistik transporte transport bau
    elektrotechnik bäckerei metzgerei hotel restaurant kita kindergarten verlag werk werft pharma foods stores bakery farm farms hof
    church kirche airport international award preis prize index method methode test scale""".split()
)
"""words beside which a name is a company's or a place's"""

COMMON = frozenset(
    """an and as at be by can do for from go has have he her him his i if in is it me my no of on or our out she so the them they to up
    us was we who will you may am der die das den dem des ein eine einer im in ist mit und von vor zu zum zur bei für auf aus als bis
    so wie war sie er es wir ihr man nur noch nach über unter durch ohne um""".split()
)

COUNTRIES = frozenset(
    """albania algeria argentina australia austria bangladesh belarus belgium bosnia brazil bulgaria cameroon canada chile china colombia
    croatia cuba cyprus czechia denmark egypt england eritrea estonia ethiopia finland france georgia germany ghana greece hungary
    iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo latvia lebanon lithuania
    luxembourg malaysia malta mexico moldova montenegro morocco nepal netherlands nigeria norway pakistan palestine peru philippines
    poland portugal romania russia scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria
    taiwan thailand tunisia turkey türkiye uganda uk ukraine usa vietnam wales yemen zimbabwe afghanistan
    albanien algerien argentinien australien österreich belgien bosnien brasilien bulgarien kamerun kanada kolumbien kroatien kuba
    zypern tschechien dänemark ägypten estland äthiopien finnland frankreich georgien deutschland griechenland ungarn island indien
    indonesien irak irland italien japan jordanien kasachstan kenia lettland libanon litauen luxemburg marokko mexiko moldau
    niederlande norwegen palästina philippinen polen rumänien russland schottland serbien slowakei slowenien spanien schweden schweiz
    syrien tunesien türkei ukraine großbritannien d ch a""".split()
)

PARTICLES = frozenset("von van de der den del della di da do dos das du la le el al bin ibn zu zur zum vom ten ter y e af av".split())
"""small words inside names"""


def is_job_word(word: str) -> bool:
    """Whether a word (any case) belongs to job titles, headings or forms rather than to names."""
    folded = word.casefold().strip(".,:;()").removesuffix("/in").removesuffix("*in").removesuffix(":in")
    return folded in JOB_WORDS or _JOB_ENDINGS.fullmatch(folded) is not None
