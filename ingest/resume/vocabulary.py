"""Words that tell a job title from a name.

Names are recognised by their shape, never by a list of known names: such a list would protect some cultures better than
others. What is listed are words of job titles, headings and companies, English and German; a line that holds one is no name.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOB_SURNAMES = _words(
    """
    baker bar barber bass bauer bean bench benesh bishop book booker boot boss box brand brass brewer bull butcher bäcker
    cable cake canal candle captain carpenter carrier carver caster cat chain chandler clay clerk comic common cook cooper
    copper copy corporal court covid crane creed crew custom dance dancer diamond dolls dreher driver drucker drum dyer edge
    erste erster eye farben farmer fine fischer fish fisher fleischer forest forger french fuller förster garden gardener
    gauger gem glas glaser glass glazier glover gold gärtner hand harp hide hofmann holz home hop horse house hunter ironer
    jewel joiner judge justice jäger kaufmann keeper koch kraft krämer köhler lady land lather leaf leder lens life light
    live loan logger mail main major marble marine marshall mason master maurer meister merchant messenger metzger mill
    miller mine miner minister mountain müller net oil order organ page pair park parker party peace person plater player
    porter pot potter precious ranger reader reed richter ring rivet rope royal sander saw sawyer schiff schmied schneider
    schreiner schuster schäfer seaman sergeant shepherd ship signal silk silver singer skinner slater smith snow soft sole
    solo soul spinner spring stage stainer state steel steward sword tailor tank tanner taylor thatcher tier tiler tischler
    trapper travel turner tyler töpfer usher walker wall warden water wax weaver weber well wheel wind winder wirt wright
    zimmerer zimmermann
    """
)
"""surnames that are also jobs, or words of job titles: no name where nothing else stands on the line, and never removed where
they stand alone"""
WORD_SURNAMES = _words(
    """
    alt april art august bach baum berg best bill black bond braun brown busch case cash chase dezember eisen engel ernst
    februar field fields frei fuchs good graf grant gray green grey gross groß grün gut hahn hammer herbst herzog hill
    januar juli june jung juni kaiser king klein knight krug kurz könig kühn lang law little long love mai may moody märz
    nagel north november oktober pierce pope power powers price rich ritter rivers sand sauer savage schwarz september sharp
    short small sommer stahl stein stone strong summer swift vogel weiß west white winter wise wolf wood woods young
    """
)
"""names that are also ordinary words: never removed where they stand alone"""
WORD_GIVEN = _words(
    """
    rose lily iris ivy daisy grace faith hope joy will mark frank drew dean charity mercy patience
    """
)
"""given names that are English words: alone, they are removed only inside a sentence, where a capital means a name"""

_ENGLISH = """
    abrasive academy access accessories account accountant accounting accounts acrobat activity actor actress actuarial
    address adjuster admin administration administrative administrator adobe advertising adviser advisor advocate aerial
    aeroplane aerospace agent agents agricultural aid aide air aircraft alterations ambassador ambulance ammunition analyst
    analysts analytics anchor angular animal animals animator annealer anthropologist anthropology antique antiques apparel
    appliance applicant application appraiser apprentice aquarium arc archaeology architect architectural architecture
    archivist area armed armoured army arranger articles artificial artisan artisanal artist arts assayer assembler assembly
    assessor assistance assistant associate asst athlete attache attendant attorney audio audiologist audit auditor author
    automatic automation automobile automotive available aviation aws azure baby bachelor backend baggage bailiff ballet
    band banker bankruptcy barista barrel bartender basket battery beautician bed behaviourist belt bespoke beverages
    bicycle bike bilingual billing bingo biological biologist biology biotechnologist birth blacksmith blaster bleacher
    blender blogger board boat boatman boatmaster body boiler boner bookkeeper bookmaker borehole boring braiding brake
    brander brazer breeder brick broadcast broker buffer builder building burner bus business businesses butler buyer
    cabinet cad cafe calibrator call caller cam campaign canner canvas canvasser capitalist car card care career caregiver
    carer caretaker cargo carpentry carpet carriage cartoonist cashier casino casting cattle caulker ceiling cell cellar
    cement census certified cgi chainmaker chair charge chartered checker chef chemical chemicals chemist chemistry chicken
    chief child childcare chimney chipper chiropractor chocolate choir choreographer chromatographer cider cigar cigarette
    cinema circus city civil claims classical cleaner cleaning clerical clicker climbing clinical clock closer cloth clothes
    clothing club cnc coach coal cocoa coffee collection collector college color colorist colour colourist columnist
    comedian commandant commander commercial commis commissioner commodity communication communications community companion
    company compiler composer computer concert concrete conductor confectionery confidential conservator construction
    constructor consultant consulting contact content contract contractor control controller conveyance coordinator copier
    copywriter corporate correspondence correspondent corrugated cosmetics cosmologist costume councillor counsellor
    counselor counter countryside courier course cover coverer craft craftsman craftsperson craftswoman creative creator
    credit crime critic crm crossing cultivator cultural curator curriculum cushion customer cutter cv cyber cycle cylinder
    cytology dairy damage data database date dealer debt deckhand decorative decorator dedicated delicatessen delivery
    demonstrator dental dentist dentistry department deputy describer design designer designers desk desktop despatch
    developer developers development devops diet digger digital dip director disc dispatch dispatcher distance distiller
    distillery distribution distributor diver django docent docker doctor documentation documents dog doll dollmaker
    domestic door doorman drafter draftsperson draughter draughtsman draughtsperson drawer dresser dressmaker drill driller
    drinks dry dryer dye early earrings earth ecologist economic economics economist editor education educational educator
    election electric electrical electrician electricity electrolytic electromechanic electromechanical electromechanics
    electronic electronics elementary email embedded embossing embroidery emergency employee employer employment enameller
    energy engine engineer engineered engineering engineers engraver entertainment entrepreneur environmental equipment
    erector erp escort estate estimator etcher evaluator event events examiner excel exchange exec executive executives
    exhibition experienced expert experts export extra extractor eyewear fabric fabricator facilitator fact factory faculty
    family fashion fermenter fiber fibreglass fight file filer filigree filler filling film finance financial finisher fire
    firefighter firer fireworks first fiscal fisheries fishery fishing fitter fixer fleet flexographic flight floor foam
    food footwear forces forecaster foreign foreman forestry forewoman forex forklift former formulator forwarder foundry
    frame framer frames fraud freelance freelancer freight friction frontend fruit fuel full fullstack fund fur furnishing
    furniture game games gaming garment gas gemmologist gemologist gemstone general geochemist geographer geologist geology
    girl glove goods google government governor grader graduate grain granule graphic gravure grill grinder groomer ground
    group grower guard guardian guide guitar hacker hair hairdresser hairpiece halal handler handyman hanger harvester head
    health healthcare hearing heat heavy helper herder heritage high hiring historian history holder hops horticulture
    hospital hospitality host hostess hot hotel household housekeeper housekeeping human hvacr hydraulic hydrologist
    hydrotherapist hygienist hypermarket ict idiophone illustrator indoor industrial industry information infrastructure
    injection inspector installation installer institute instructor instrument instruments insurance interior intern
    internship interpreter inventory investigator investment investor it janitor java javascript jazz jewelery jeweller
    jewellery jewelry jockey jointer journalism journalist junior kettle keyboard kiln kindergarten kinesiologist kingdom
    kitchen knitter knitting kosher kotlin kubernetes lab laboratory laborer labourer lacquer laminator landscape language
    languages laravel lathe laundry lawyer layer lead leader learning leather leatherware lector lecturer legal legislative
    letter level librarian licence license licensed lieutenant limited line linguist linguistic linguistics linux literary
    literature loader local logistic logistics lorry lottery luggage lumber machine machinery machinist magazine magistrate
    maid maintainer maintenance maker management manager managers manipulator manufactured manufacturer manufacturing market
    marketer marketing married marshaller massage matcher material materials mathematics maths mattress measurer meat
    mechanic mechanical mechanist media mediator medical medicine member membranophone mender mentor merchandiser metal
    metallurgist metalworker meteorologist meter microbiology microsoft midwife military minder mineral mineralogist
    miniature mining mirror missionary mistress mixer mobile model modeller modern mold molder monitor mortgage motion
    motivated motor motorcycle mould moulder mounter mover movie mud museum music musical musician mysql narrowboat
    nationality native naval negotiator network news newspaper night nitroglycerin node notator numerical nurse nursery
    nursing nutritionist objective observer occupational odds office officer official offset online open opera operating
    operation operations operative operator operators optical optician oracle orchestra ordinary organic organiser organizer
    ornamental orthopaedic osteopath outdoor outlet overhead overseer owner pa packer packing page paint painter pallet
    panel paper paperboard paralegal paramedic parliament parliamentary part passenger passionate pasta pastry pathologist
    pattern patternmaker payroll pediatric pelletiser performance performer perfume period personal personnel pesticides pet
    pharmacist pharmacology pharmacy philosophy phone photo photograph photographer photoshop php physical physician
    physicist physics physiotherapist piano picker picture pig pilot pipe pipeline pit place planer planner plant plasterer
    plastic plate platform pleat plumber plywood police polisher political politics porcelain portfolio poster pottery
    poultry powder powerpoint ppc practitioner precast precision prefab preparer presenter president press presser pressure
    primary principal printer printing prison private process processing processor producer product production products
    professional professor profile program programmer project promoter promotions promotor prompter prop property prosthetic
    protective provider psychologist psychology psychotherapist public publisher pulp puppet puppeteer purchaser purchasing
    purifier python quality quantity radio radiographer rail railway rattan react real reamer rearer receptionist record
    records recruiter recruitment recycling reference references refinisher refuse regional registered registrar religion
    religious relocate remote removal rental rep repair repairer repairman reporter representative reproducer reproduction
    republic rescue research researcher resilient resource resources restaurant restorer resume retail rider rig rigger
    rigging right risk roaster roller roofer roofing room router rubber ruby runner russian répétiteur résumé sail sale
    sales salesman salesperson saleswoman sampler sampling sap scholar school science sciences scientific scientist scrap
    screen screener scrum sculptor sculptress seafood sealer seamstress search secondary secretary section securities
    security selector seller semiconductor senior seo separator septic service servicer services set setter sewer sexer
    sheep sheet shelf shift shipping shoe shoemaker shoes shop shot shunter sign single site sitter skill skilled skills
    slate slaughterer soap social sociologist sociology software solderer soldier solicitor solutions sommelier sorter sound
    sous space special specialised specialist specialized splitter sport sporting sports sprayer stack stacker staff stained
    stall stand states station statistical status steam stevedore stewardess stitcher stock stonemason store storekeeper
    strategist strategy stringed structural student studies stunt stylist subtitler summary superintendent supermarket
    superstore supervisor supplies supply support surface surgeon surgical survey surveyor surveyors sweeper swift system
    systems table tanning taster tax taxi teacher teaching team tech technical technician technicians technologist
    technology telecommunications television teller temperature tender tent terrazzo tester testers textile theater theatre
    theology therapist thread ticket tile timber time tire title tobacco tool toolmaker tour tourist toy toymaker tracer
    track tractor trade trader traditional traffic train trainee trainer training translator transport transporter trapezist
    treasurer treater treating trimmer trolley truck trustee tube tuner tutor typescript typist tyre underground undertaker
    underwriter union united university upholster upholsterer upholstery urban user vacancy valet valuator van varnish
    varnisher vegetable vehicle vehicles vendor veneer venue vermouth vessel vet veterinarian veterinary vice video violin
    vitae vlogger vocational voice volunteer vue waiter waitress wallpaper warehouse washer waste watch watchmaker wearing
    weather web welder welding wholesale wholesaler wicker wig wildlife window wine wire woman woodcarver wooden woodwind
    worker workers workshop writer yarn years yeast youth zoo
"""
_GERMAN = """
    abteilungsleiter abwasseranlage adresse alarmzentrale altenpfleger analytiker analytikerin analytische analytischer
    anlage anlagen anlagenmechaniker anschreiben anschrift anthropologe anthropologin anwalt anwältin apotheker
    applikationsspezialist aquakultur arbeiter arbeitsmedizin architekt architektin architektur arzt asphalt assistent
    assistentin aufseher aufseherin aufsichtskraft aufsteller aufstellerin aufzugbau ausbilder aushilfe auszubildende
    auszubildender azubi bauingenieur bauleiter baupolier baupolierin baustellen bauzeichner bauzeichnerin beamter beamtin
    bediener bedienerin bekleidung benutzererfahrung berater beraterin bergbau beruf beruflicher berufskraftfahrer betreiber
    betreiberin betreuer betreuerin betriebliche betriebswirt betriebswirtin bewerber bewerberin bewerbung
    bewerbungsunterlagen bibliothekar bildgestaltende bildgestaltender bildungsprogrammen binnenschifffahrt biomedizinische
    bohrspülung buchhalter buchhalterin bürokauffrau bürokaufmann chemie chemikant chemiker chemikerin chemische chemischer
    chinesische community computergrafik dampfturbinen datenzentren datum deckblatt designerin dipl diplom direktor
    direktorin disponent dolmetscher dozent dreher druck druckerin einkauf einkäufer elektriker elektrikerin elektromechanik
    elektronik elektroniker elektronikerin elektrotechnik empfangskraft entwickler entwicklerin erfrischungsgetränken
    ergotherapeut erzieher erzieherin examinierte examinierter experte expertin fachanwalt facharbeiter facharzt
    fachinformatiker fachkraft fachlagerist fachrichtung fachverkäufer fachverkäuferin fachwirt fallhämmern familienstand
    filialleiter finanzbuchhalter fischereifahrzeug fliesenleger florist flugsicherung flugszenen flugzeugbau forensische
    forensischer friseur friseurin führungskraft gasanlagen geburtsdatum gebäudereiniger gebäudereinigerin gefahrstoffe
    geprüfte geprüfter geschäftsführer geselle gesellin gesetzliche gesetzlicher gesundheit gesundheits glasfaserziehen
    grafologische grafologischer grundschule grundschullehrer grundschullehrkraft gruppenleiter guide gummierzeugung
    haushalt hausmeister hauswirtschafter hauswirtschafterin hebamme heilerziehungspfleger helfer hilfskraft hochschule
    hochöfen industrie industrieabfälle industriekauffrau industriekaufmann industriekeramiker industriemechaniker
    industriemeister industrierobotern infanterie informatik informatiker ingenieur ingenieurbau ingenieurin innenreinigung
    inspektor inspektorin installateur interessengruppen journalist journalistin jugendstrafvollzug justizbeamter
    justizbeamtin kamerafrau kameramann kapitän kapitänin kassierer kauffrau kaufmännisch kellner kellnerin kinder
    kindergarten kinderpfleger klasse klassen klinik klinische klinischer kodierer kodiererin koksöfen komplementärmedizin
    kontrolleur kontrolleurin koordinator koordinatorin kosmetikinstitut kraftfahrer kraftfahrzeugbau krankenhaus
    krankenpfleger krankenpflegerin krankenschwester küche küchenchef küchenhilfe küstenfischerei laborant laborantin
    lackierer lager lagerarbeiter lagerist lageristin landwirt landwirtin layouter layouterin lebenslauf legislativtexten
    lehrer lehrerin lehrkraft leitende leitender leiter leiterin leitstand lkw logistik lokomotivenantriebe luftfahrtgerät
    maler managerin marketing maschinen maschinenbau maschinenführer matrose matrosin mechaniker mechanikerin mechatroniker
    medientechnologe medientechnologin medizin medizinische membership metallbauer metallbauerin metallgestaltung
    mitarbeiter mitarbeiterin monteur nautische nautischer netzwerk notar nuklearmedizin nähmaschinen offizier offizierin
    online ozeanograf ozeanografin parfümherstellung personal personalleiter personalleiterin personalreferent pferdewirt
    pflege pflegefachfrau pflegefachkraft pflegefachmann pflegehelfer pfleger pflegerin pharmazeut pharmazeutin physiker
    physikerin physiotherapeut planungsinspektor planungsinspektorin polier polierin praktikant praktikantin privathaushalt
    produktion produktionsgebäuden produktionshelfer programmierer projektleiter projektmanager prüfer prüferin psychologe
    psychologin pädagoge pädagogin qualitätskontrolleur qualitätskontrolleurin qualitätsmanagement qualitätssicherung
    rechnenzentren rechtsanwalt redakteur redakteurin referent referentin reinigungskraft rezeptionist rezeptionistin
    rohrnetz rundfunk rückbau sachbearbeiter sachbearbeiterin schichtleiter schiffbau schiffsoffizier schiffsoffizierin
    schlosser schule schweisser schweißer schüler seefahrzeuge seefracht seeschifffahrt seite sekretär sekretärin
    sekundarstufe sensorik servicekraft siebdruck softwareentwickler sozialarbeit sozialarbeiter sozialpädagoge
    sozialpädagogin spezialist staatlich staatliche staatlicher staplerfahrer stellvertretende stellvertretender
    steuerberater steuerer steuerfachangestellte steuerfrau steuerin steuermann steuerpolitik straße straßenbau
    straßenschildern stromversorgung stromversorgungsnetz stromverteilung student studentin stufe systemadministrator
    tasteninstrumenten teamleiter technik techniker technikerin technische technischer teilzeit telefon telefonist
    telefonistin telefonzentrale texter texterin textilverarbeitung thanatologie therapeut therapeutin tiefdruck tierarzt
    tieren tischler traditionelle trainerin trickfilme triebfahrzeugantriebe triebwerke umschüler umwelt umweltanalytiker
    umweltanalytikerin universität unternehmen untertiteln verantwortliche verantwortlicher verkauf verkehrsschildern
    verkehrszeichen verkäufer verkäuferin versand vertreter vertreterin vertrieb verwalter verwalterin verwaltung
    verwaltungsfachangestellte vollzeit vorarbeiter vormund vormundin wachfrau wachmaschinist wachmaschinistin webentwickler
    webentwicklerin webmaschinen wellnessbereich werkstatt werkzeugmechaniker wissenschaften wissenschaftler
    wissenschaftlerin wissenschaftliche wissenschaftlicher wohnungslosen zahnarzt zahnarztpraxis zeichner zeichnerin
    zerspanungsmechaniker zeugnisse zugänglichkeit ärztin
"""
JOB_WORDS = _words(_ENGLISH + _GERMAN) - JOB_SURNAMES - WORD_SURNAMES - WORD_GIVEN
"""words of job titles, headings and forms, case-folded"""

_JOB_ENDINGS = re.compile(
    r"[^\W\d_]{3,}(?:pfleger|techniker|ingenieur|helfer|leiter|berater|verkäufer|fahrer|mechaniker|elektroniker|assistent"
    r"|arbeiter|lehrer"
    r"|erzieher|entwickler|verwalter|betreuer|schweißer|mechatroniker|manager|referent|therapeut|informatiker|installateur|monteur"
    r"|schlosser|händler|führer|bediener|prüfer|planer|trainer|designer|sachbearbeiter|pädagoge|pädagogin)(?:in)?(?:nen)?"
    r"|[^\W\d_]{3,}(?:fachkraft|lehrkraft|kauffrau|kaufmann|kaufleute|angestellter?|schwester|hilfskraft|beauftragter?"
    r"|krankenpfleger"
    r"|wirtin|ärztin|anwältin|köchin|bäckerin|gärtnerin|bäuerin|meisterin)"
    r"|[^\W\d_]{4,}(?:technik|anlagen|arbeiten|verkehr|maschinen|systeme|werken|wesen|elektronik|installation|verwaltung"
    r"|bearbeitung|aufbereitung|koordinator(?:in)?|zeichner(?:in)?|prüfung|fahrzeuge|geräte|industrie|handwerk|handel|dienst"
    r"|pflege|leitung|betreuung|beratung|planung|entwicklung|produktion|fertigung|sicherheit|kontrolle|leitstand|kraftwerk)"
    r"(?:en|s)?"
    r"|köchin|bäckerin|gärtnerin|tischlerin|schneiderin|bäuerin|meisterin|malerin|floristin"
)

LEGAL_FORMS = _words(
    """
    gmbh ag kg ohg gbr ug se ltd limited llc llp inc corp corporation plc co company sa srl spa bv nv ab oy as a/s kgaa ev
    gmbh&co mbh
    """
)
ORGANISATIONS = _words(
    """
    group gruppe media hospital klinik klinikum klinken clinic university universität hochschule school schule college
    institute institut bank foundation stiftung werke center centre zentrum street straße str road avenue platz holding
    partner partners sons söhne brothers gebrüder associates services industries systems technologies solutions logistics
    logistik transporte transport bau elektrotechnik bäckerei metzgerei hotel restaurant kita kindergarten verlag werk werft
    pharma foods stores bakery farm farms hof church kirche airport international award preis prize index method methode
    test scale
    """
)
"""words beside which a name is a company's or a place's"""

COMMON = _words(
    """
    an and as at be by can do for from go has have he her him his i if in is it me my no of on or our out she so the them
    they to up us was we who will you may am der die das den dem des ein eine einer im in ist mit und von vor zu zum zur bei
    für auf aus als bis so wie war sie er es wir ihr man nur noch nach über unter durch ohne um
    """
)

COUNTRIES = _words(
    """
    albania algeria argentina australia austria bangladesh belarus belgium bosnia brazil bulgaria cameroon canada chile
    china colombia croatia cuba cyprus czechia denmark egypt england eritrea estonia ethiopia finland france georgia germany
    ghana greece hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo
    latvia lebanon lithuania luxembourg malaysia malta mexico moldova montenegro morocco nepal netherlands nigeria norway
    pakistan palestine peru philippines poland portugal romania russia scotland senegal serbia singapore slovakia slovenia
    somalia spain sudan sweden switzerland syria taiwan thailand tunisia turkey türkiye uganda uk ukraine usa vietnam wales
    yemen zimbabwe afghanistan albanien algerien argentinien australien österreich belgien bosnien brasilien bulgarien
    kamerun kanada kolumbien kroatien kuba zypern tschechien dänemark ägypten estland äthiopien finnland frankreich georgien
    deutschland griechenland ungarn island indien indonesien irak irland italien japan jordanien kasachstan kenia lettland
    libanon litauen luxemburg marokko mexiko moldau niederlande norwegen palästina philippinen polen rumänien russland
    schottland serbien slowakei slowenien spanien schweden schweiz syrien tunesien türkei ukraine großbritannien d ch a
    """
)

US_STATES = _words(
    """
    al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc
    sd tn tx ut vt va wa wv wi wy dc
    """
)

PARTICLES = _words(
    """
    von van de der den del della di da do dos das du la le el al bin ibn zu zur zum vom ten ter y e af av
    """
)
"""small words inside names"""


def is_job_word(word: str) -> bool:
    """Whether a word (any case) belongs to job titles, headings or forms rather than to names."""
    folded = word.casefold().strip(".,:;()").removesuffix("/in").removesuffix("*in").removesuffix(":in")
    return any(part in JOB_WORDS or _JOB_ENDINGS.fullmatch(part) is not None for part in folded.split("-"))
