"""Words by which the parts of an ad are told apart: what the work is and asks for ("work"), and all the rest ("other").

Each entry is lower case, parted by "|". A star at the end stands for any ending ("qualifikation*"). Headings fill a line of
their own or come before a colon; cues stand anywhere in a sentence. Of overlapping cues the longest one counts, so that "you
will receive" can be said against "you will". A word that often means both is left out: what is not known is kept.
"""

from __future__ import annotations

from typing import NamedTuple


class Cues(NamedTuple):
    """One language's words, each field parted by "|"."""

    work_headings: str
    other_headings: str
    work: str
    other: str


CUES = {
    "en": Cues(
        """tasks|your tasks|the tasks|main tasks|key tasks|duties|your duties|main duties|job duties
        |duties and responsibilities|responsibilities|key responsibilities|main responsibilities|your responsibilities
        |roles and responsibilities|the role|your role|role|about the role|role overview|about the job
        |about the position|the position|position|the job|job description|job summary|job purpose|position summary
        |what you will do|what you'll do|what you do|your mission|your work|day to day|your day|a typical day
        |requirements|job requirements|minimum requirements|key requirements|your profile|profile|candidate profile
        |the candidate|ideal candidate|person specification|qualifications|required qualifications
        |preferred qualifications|education|experience|skills|required skills|key skills|technical skills
        |skills and experience|languages|language skills|who you are|about you|what you bring|what you'll bring
        |what we expect|what we are looking for|what we're looking for|who we are looking for|we expect|essential
        |essential criteria|desirable|nice to have|must have|must haves|you have|you bring|you are|you will|your skills
        |tech stack|tools|competences|competencies|education and experience|licences|essential skills|desirable skills
        |we are looking for|we require|what we need|your qualifications|your experience""",
        """about us|about the company|the company|company|company profile|company description|who we are|our company
        |our story|our mission|our values|our culture|our team|the team|the employer|about the employer|mission|vision
        |values|what we offer|what we can offer|what we offer you|we offer|we offer you|we can offer|our offer|the offer
        |offer|benefits|your benefits|our benefits|perks|perks and benefits|benefits and perks|salary
        |salary and benefits|pay|pay and benefits|compensation|compensation and benefits|remuneration|package
        |what you get|what you'll get|what's in it for you|whats in it for you|why us|why join us|why work with us
        |why work for us|why you should join us|conditions|working conditions|terms and conditions|terms of employment
        |how to apply|to apply|apply|apply now|application|applications|your application|application process
        |application procedure|application deadline|closing date|deadline|next steps|selection process
        |recruitment process|hiring process|interested|contact|contact us|contact details|contact person
        |further information|more information|additional information|equal opportunities|equal opportunity
        |equal opportunity employer|diversity|diversity and inclusion|equal opportunities statement|privacy
        |privacy notice|data protection|legal notice|disclaimer|reference|reference number|job reference
        |about our client|our client|notes|note""",
        """responsible for|responsibilit*|you will|you'll|your tasks|your role|your duties|your responsibilities
        |duties include|tasks include|role involves|job involves|work involves|work consists of|we are looking for
        |we're looking for|is looking for|are looking for|looking to recruit|looking to hire|we need|we require
        |we expect|is seeking|are seeking|we seek|is required|are required|is essential|are essential|is needed
        |are needed|is desirable|is an advantage|is a plus|are a plus|is a must|would be an advantage|is necessary
        |are necessary|must have|must be able|must hold|you must|you should|you need|applicants must|candidates must
        |candidates should|experience in|experience with|experience of|experience as|previous experience
        |proven experience|work experience|years' experience|years of experience|year of experience|knowledge of
        |familiar with|familiarity with|degree in|bachelor*|master's degree|vocational training|apprenticeship in
        |completed training|diploma in|qualified as|certified|driving licence|driving license|driver's licence
        |driver's license|proficien*|fluent in|good command of|ability to|able to|skills in|skilled in
        |the successful candidate|the ideal candidate|reporting to|you have|you bring|you are a|you are an|you are able
        |you are responsible|you are familiar|you hold|you work|you enjoy|you love|you can|you know|you speak
        |attention to detail|shift work|physically""",
        """we offer|we can offer|what we offer|our offer|you will receive|you'll receive|you receive|you will get
        |you'll get|you will enjoy|you will benefit|you'll benefit|you will find|you will join|you'll join
        |you will be part of|you will be working in a|we provide you with|in return|competitive salary|attractive salary
        |competitive pay|competitive remuneration|attractive remuneration|competitive package|attractive package
        |salary package|salary range|pension scheme|pension plan|paid holiday|paid leave|days of leave|days' leave
        |days holiday|days of holiday|days' holiday|vacation days|health insurance|private medical|life insurance
        |gym membership|free parking|company car|annual bonus|performance bonus|staff discount|employee discount*
        |free meals|free fruit|free coffee|meal vouchers|flexible working hours|work-life balance|career development
        |opportunities for development|training opportunities|friendly atmosphere|friendly team|pleasant working
        |team events|permanent contract|benefits include|benefits such as|range of benefits|our company|our group
        |leading company|leading provider|leading supplier|leading manufacturer|leading employer|market leader
        |market leaders|world leader|is a leading|one of the leading|one of the largest|was founded|founded in
        |established in|headquartered in|offices in|employees worldwide|more than a century|family business|family-owned
        |family-run|we are a|we are an|we are one of|we are proud|our mission|our vision|our values|our history|about us
        |who we are|join our|join us|become part of|apply now|apply online|apply today|apply by|apply via|apply through
        |to apply|please apply|your application|applications should|applications will|applications are|applications by
        |application form|application documents|required documents|closing date|application deadline|send your cv
        |send us your|send your|send a cv|your cv|cover letter|look forward to|looking forward to|please contact
        |contact us|for more information|for further information|further details|if you have questions
        |if you have any questions|any questions|visit our website|our website|career page|only shortlisted|shortlisted
        |will be contacted|job interview|are you interested|if you are interested|interested?|if you want to join
        |equal opportunit*|equal employment|regardless of|irrespective of|without regard to|discriminat*|diversity
        |applicants with disabilities|personal data|data protection|privacy policy|privacy notice|gdpr
        |terms and conditions|employment agency|employment business|reference number|copyright|all rights reserved
        |eures adviser|this vacancy was|this ad was|right to work|candidates with disabilities""",
    ),
    "de": Cues(
        """aufgaben|ihre aufgaben|deine aufgaben|die aufgaben|das sind ihre aufgaben|das sind deine aufgaben|aufgabengebiet
        |aufgabenbereich|ihr aufgabengebiet|ihr aufgabenbereich|dein aufgabengebiet|dein aufgabenbereich
        |aufgabenschwerpunkte|tätigkeiten|tätigkeit|ihre tätigkeiten|ihre tätigkeit|deine tätigkeiten|tätigkeitsbereich
        |tätigkeitsprofil|stellenbeschreibung|jobbeschreibung|die stelle|der job|ihr job|dein job|ihre rolle|deine rolle
        |ihre mission|deine mission|was sie erwartet|was dich erwartet|das erwartet sie|das erwartet dich|was sie tun
        |was du tust|was du machst|das machen sie|das machst du|verantwortung|ihre verantwortung|deine verantwortung
        |anforderungen|unsere anforderungen|anforderungsprofil|voraussetzungen|profil|ihr profil|dein profil|das profil
        |ihre qualifikation|ihre qualifikationen|deine qualifikation|deine qualifikationen|qualifikation|qualifikationen
        |kenntnisse|ihre kenntnisse|fachkenntnisse|erfahrung|ausbildung|sprachkenntnisse|führerschein|was sie mitbringen
        |was du mitbringst|das bringen sie mit|das bringst du mit|sie bringen mit|du bringst mit|das zeichnet sie aus
        |das zeichnet dich aus|was wir erwarten|wir erwarten|was wir suchen|wen wir suchen|wir suchen
        |wir erwarten von ihnen|sie haben|du hast|das wünschen wir uns|wir wünschen uns|ihr anforderungsprofil
        |ihre kompetenzen|deine skills|muss|soll|das können sie|das kannst du|nice-to-have""",
        """über uns|wir über uns|das unternehmen|unternehmen|unternehmensprofil|firmenprofil|der arbeitgeber|wer wir sind
        |das sind wir|wir sind|unser unternehmen|unser team|ihr neuer arbeitgeber|was wir bieten|was wir ihnen bieten
        |was wir dir bieten|das bieten wir|das bieten wir ihnen|das bieten wir dir|wir bieten|wir bieten ihnen
        |wir bieten dir|unser angebot|unser angebot an sie|angebot|ihre vorteile|deine vorteile|vorteile|ihre benefits
        |deine benefits|benefits|unsere benefits|leistungen|unsere leistungen|unsere zusatzleistungen|vergütung|gehalt
        |entgelt|entlohnung|darauf können sie sich freuen|das dürfen sie erwarten|das dürfen sie von uns erwarten
        |das können sie erwarten|klingt gut|darauf kannst du dich freuen|freuen sie sich auf|freu dich auf|warum wir
        |warum zu uns|rahmenbedingungen|konditionen|arbeitsbedingungen|bewerbung|ihre bewerbung|deine bewerbung
        |jetzt bewerben|so bewerben sie sich|bewerbungsprozess|bewerbungsfrist|bewerbungsunterlagen|interesse
        |interessiert|interesse geweckt|haben wir ihr interesse geweckt|neugierig|neugierig geworden|kontakt|ihr kontakt
        |kontaktdaten|ansprechpartner|ansprechpartnerin|ihr ansprechpartner|ihre ansprechpartnerin|weitere informationen
        |weitere infos|hinweis|hinweise|datenschutz|datenschutzhinweis|chancengleichheit|impressum|referenznummer
        |kennziffer|so geht es weiter""",
        """ihre aufgaben|deine aufgaben|zu ihren aufgaben|zu deinen aufgaben|aufgaben gehören|aufgaben umfassen
        |zuständig für|verantwortlich für|verantworten|sie übernehmen|du übernimmst|sie betreuen|du betreust
        |sie arbeiten|du arbeitest|sie unterstützen|du unterstützt|sie führen|sie bedienen|sie beraten|du berätst
        |wir suchen|suchen wir|sucht ab sofort|gesucht wird|gesucht werden|wird gesucht|wir erwarten|erwarten wir
        |setzen wir voraus|wird vorausgesetzt|werden vorausgesetzt|voraussetzung*|vorausgesetzt|abgeschlossene
        |abgeschlossenes|abgeschlossener|ausbildung als|ausbildung zum|ausbildung zur|ausbildung im|studium der
        |studium im|berufserfahrung|erfahrung in|erfahrung im|erfahrung mit|erfahrung als|erfahrungen in|erfahrungen im
        |kenntnisse in|kenntnisse im|kenntnisse der|kenntnisse des|gute kenntnisse|fachkenntnisse|deutschkenntnisse
        |englischkenntnisse|sprachkenntnisse|führerschein*|staplerschein|von vorteil|wünschenswert|erforderlich
        |notwendig|unabdingbar|zwingend|sie bringen|du bringst|bringen sie mit|mitbringen|sie verfügen|du verfügst
        |sie haben|du hast|sie sind|du bist|sie können|du kannst|sie beherrschen|anforderungsprofil|qualifikation als
        |schichtbereitschaft|bereitschaft zu|bereitschaft zur|zuverlässig*|teamfähig*|belastbar*|sorgfältig*
        |selbstständige arbeitsweise""",
        """wir bieten|bieten wir|bietet ihnen|bieten ihnen|bieten dir|wir garantieren|sie erhalten|du erhältst|du bekommst
        |sie profitieren|du profitierst|es erwartet sie|es erwartet dich|erwartet sie ein|erwartet dich ein
        |freuen sie sich auf|leistungsgerechte|attraktive vergütung|attraktives gehalt|faire vergütung|übertarifliche
        |überdurchschnittliche|tarifliche|nach tarif|tarifvertrag|urlaubstage|tage urlaub|urlaubsgeld|weihnachtsgeld
        |13. gehalt|bruttogehalt|mindestentgelt|mindestgehalt|kollektivvertrag*|überzahlung|betriebliche altersvorsorge
        |betrieblichen altersvorsorge|altersversorgung|vermögenswirksame|jobticket|jobrad|dienstwagen|firmenwagen
        |mitarbeiterrabatt*|flache hierarchien|kurze entscheidungswege|angenehmes arbeitsklima|gutes betriebsklima
        |sicherer arbeitsplatz|sicheren arbeitsplatz|unbefristete anstellung|unbefristeter arbeitsvertrag
        |unbefristeten arbeitsvertrag|weiterbildungsmöglichkeiten|entwicklungsmöglichkeiten|aufstiegsmöglichkeiten
        |flexible arbeitszeiten|gleitzeit|obstkorb|kostenlose getränke|kostenlose parkplätze|teamevents
        |gründliche einarbeitung|strukturierte einarbeitung|work-life-balance|wir sind ein|wir sind eine|wir sind einer
        |ist ein führend*|ist eine führend*|als führend*|führender anbieter|führendes unternehmen|führenden anbieter
        |führenden unternehmen|marktführer*|weltmarktführer*|mittelständisch*|familienunternehmen|familienbetrieb
        |traditionsunternehmen|gegründet|seit über|seit mehr als|mitarbeiter weltweit|mitarbeitern weltweit
        |mitarbeitende weltweit|beschäftigen wir|mit sitz in|an standorten|unser unternehmen|unsere unternehmensgruppe
        |über uns|werden sie teil|werde teil|bewerben sie sich|bewirb dich|ihre unterlagen|deine unterlagen
        |jetzt bewerben|ihre bewerbung|deine bewerbung|bewerbungsunterlagen|aussagekräftige|bewerbungen an|bewerbung an
        |bewerbung per|bewerbung über|bewerbungen von|lebenslauf|anschreiben|gehaltsvorstellung*|frühestmöglich*
        |wir freuen uns|freuen wir uns|vorstellungsgespräch|haben wir ihr interesse|haben wir dein interesse
        |interesse geweckt|bei fragen|rückfragen|für fragen|steht ihnen|ansprechpartner*|telefonisch unter
        |weitere informationen|nähere informationen|besuchen sie|unserer website|unserer homepage|schwerbehindert*
        |gleichgestellt*|bevorzugt berücksichtigt|bei gleicher eignung|chancengleichheit|unabhängig von|ungeachtet
        |aller geschlechter|alle geschlechter|allgemeinen gleichbehandlung*|gleichermaßen für|sprachform|gendergerecht*
        |datenschutz*|personenbezogen*|dsgvo|bewerbungskosten|rücksendung|nicht zurückgesandt|vernichtet
        |arbeitnehmerüberlassung|bewerbungsfrist|kennziffer|referenznummer|reisekosten werden|fahrtkosten werden
        |entstehende kosten""",
    ),
    "fr": Cues(
        """missions|vos missions|tes missions|les missions|missions principales|mission|votre mission|ta mission|la mission
        |le poste|poste|description du poste|descriptif du poste|votre poste|intitulé du poste|activités
        |activités principales|vos activités|tâches|vos tâches|responsabilités|vos responsabilités
        |principales responsabilités|votre rôle|ton rôle|profil|le profil|votre profil|ton profil|profil recherché
        |profil du candidat|profil souhaité|compétences|compétences requises|vos compétences|compétences attendues
        |savoir-faire|savoir-être|qualités|qualités requises|formation|formations|diplôme|diplômes|expérience
        |expérience requise|langues|permis|exigences|prérequis|pré-requis|qualifications|connaissances|vous êtes
        |vous avez|ce que nous attendons|ce que vous ferez|au quotidien|qui êtes-vous|descriptif|nous recherchons
        |conditions requises""",
        """l'entreprise|entreprise|qui sommes-nous|qui sommes nous|à propos|à propos de nous|notre entreprise|la société
        |société|présentation de l'entreprise|description de l'entreprise|notre client|nos valeurs|l'équipe
        |ce que nous offrons|ce que nous vous offrons|nous offrons|nous vous offrons|nous proposons
        |ce que nous proposons|notre offre|avantages|vos avantages|les avantages|les plus|rémunération|salaire
        |rémunération et avantages|conditions|conditions de travail|pourquoi nous rejoindre|pourquoi nous|candidature
        |candidatures|postuler|comment postuler|pour postuler|modalités de candidature|processus de recrutement
        |déroulement du recrutement|contact|contacts|intéressé|intéressée|informations complémentaires
        |égalité des chances|diversité|mentions légales|protection des données|référence|date limite""",
        """vos missions|vos principales missions|votre mission|vous serez chargé*|vous serez responsable
        |vous aurez pour mission|vous assurez|vous réalisez|vous participez|vous êtes en charge|vous êtes responsable
        |vous serez amené*|vous gérez|vous effectuez|vous intervenez|vous travaillez|vous devez|vous maîtrisez
        |vous possédez|vous disposez|vous justifiez|vous avez une|vous avez un|vous êtes titulaire|vous êtes diplômé*
        |vous êtes rigoureu*|vous êtes autonome|vous savez|vous parlez|chargé de|chargée de|responsable de la
        |nous recherchons|nous cherchons|recherche un|recherche une|recherchons un|recherchons une|recrute un
        |recrute une|profil recherché|titulaire d'un|titulaire du|de formation|formation en|diplôme de|diplôme en
        |expérience en|expérience dans|expérience de|première expérience|ans d'expérience|année d'expérience
        |années d'expérience|une expérience|connaissance de|connaissances en|connaissance des|bonne connaissance
        |maîtrise de|maîtrise du|maîtrise des|permis b|permis c|permis de conduire|est exigé*|est requis*|sont requis*
        |exigé*|indispensable*|obligatoire*|souhaité*|serait un plus|est un plus|capacité à|sens du|sens de|rigueur
        |autonomie|polyvalen*""",
        """nous offrons|nous vous offrons|nous proposons|nous vous proposons|vous bénéfici*|vous recevrez|vous rejoindrez
        |vous intégrerez|rejoignez|rejoignez-nous|rémunération attractive|rémunération selon|rémunération motivante
        |salaire attractif|salaire selon|salaire brut|selon profil|selon expérience|13e mois|13ème mois|treizième mois
        |mutuelle|tickets restaurant|titres-restaurant|titres restaurant|chèques-repas|chèques repas|prime de|primes
        |intéressement|participation aux bénéfices|congés payés|jours de congé|rtt|télétravail|voiture de fonction
        |comité d'entreprise|cadre de travail|ambiance conviviale|perspectives d'évolution|possibilités d'évolution
        |équilibre vie|notre entreprise|notre société|notre groupe|entreprise familiale|leader sur|leader du|leader dans
        |leader mondial|leader européen|un des leaders|l'un des leaders|est un leader|acteur majeur
        |acteur incontournable|fondée en|fondé en|créée en|créé en|depuis plus de|implanté*|filiale du groupe
        |nous sommes une|nous sommes un|qui sommes-nous|nos valeurs|postulez|pour postuler|envoyez|envoyer votre
        |adressez|adresser votre|merci d'envoyer|merci d'adresser|faire parvenir|votre candidature|candidatures
        |lettre de motivation|votre cv|cv et lettre|cv à|intéressé par|intéressée par|n'hésitez pas
        |pour plus d'informations|plus d'informations|plus de renseignements|notre site|date limite|à compétences égales
        |égalité des chances|sans distinction|discriminat*|diversité|données personnelles|données à caractère personnel
        |rgpd|mentions légales|référence de l'offre|tous nos postes|ouvert aux personnes|ouverts aux personnes
        |travailleurs handicapés""",
    ),
    "es": Cues(
        """funciones|tus funciones|sus funciones|las funciones|funciones principales|principales funciones|tareas
        |tareas a realizar|tareas principales|responsabilidades|tus responsabilidades|principales responsabilidades
        |descripción del puesto|el puesto|puesto|descripción|descripción de la oferta|tu misión|misión|misión del puesto
        |qué harás|qué vas a hacer|tu día a día|requisitos|requisitos mínimos|requisitos del puesto|requerimientos
        |perfil|tu perfil|el perfil|perfil requerido|perfil buscado|perfil del candidato|qué buscamos|qué necesitas
        |qué pedimos|formación|experiencia|conocimientos|competencias|habilidades|idiomas|se requiere|se valorará
        |buscamos|se busca|imprescindible|deseable|valorable|requisitos deseados|estudios|aptitudes|permiso de conducir""",
        """sobre nosotros|quiénes somos|la empresa|empresa|nuestra empresa|acerca de nosotros|sobre la empresa
        |descripción de la empresa|qué ofrecemos|qué te ofrecemos|te ofrecemos|ofrecemos|se ofrece|oferta|nuestra oferta
        |lo que ofrecemos|condiciones|condiciones laborales|condiciones del puesto|beneficios|tus beneficios|ventajas
        |salario|retribución|remuneración|por qué nosotros|por qué unirte|cómo aplicar|cómo inscribirse|inscripción
        |cómo solicitar|solicitud|candidatura|candidaturas|proceso de selección|contacto|datos de contacto|interesados
        |más información|información adicional|igualdad de oportunidades|igualdad|diversidad|protección de datos
        |aviso legal|referencia""",
        """tus funciones|sus funciones|las funciones|serás responsable|te encargarás|se encargará*|será responsable
        |responsable de|encargado de|encargada de|encargarse de|realizarás|desempeñarás|trabajarás|buscamos
        |estamos buscando|se busca|necesitamos|precisamos|se precisa|se necesita|se requiere|requerimos|requisito*
        |imprescindible|se valorará*|valorable|se exige|es necesario|es necesaria|necesario tener|deberá*|debes
        |formación en|formación profesional|titulación|grado en|licenciatura|título de|experiencia en|experiencia como
        |experiencia de|experiencia mínima|experiencia previa|años de experiencia|año de experiencia|conocimientos de
        |conocimientos en|conocimiento de|dominio de|manejo de|nivel de inglés|nivel alto|carnet de conducir
        |carné de conducir|permiso de conducir|capacidad de|capacidad para|persona responsable|tienes experiencia
        |eres una persona|disponibilidad para""",
        """ofrecemos|te ofrecemos|se ofrece|qué ofrecemos|recibirás|disfrutarás|formarás parte|te incorporarás|únete
        |salario competitivo|salario según|salario bruto|salario a convenir|retribución competitiva|retribución según
        |según convenio|según valía|contrato indefinido|contrato estable|días de vacaciones|seguro médico
        |seguro de salud|ticket restaurante|cheques restaurante|buen ambiente|ambiente de trabajo|plan de carrera
        |posibilidades de promoción|oportunidades de desarrollo|desarrollo profesional|formación continua
        |formación a cargo|horario flexible|conciliación|nuestra empresa|nuestro grupo|somos una|somos un|somos líderes
        |empresa líder|líder en|líderes en|empresa familiar|fundada en|desde hace más|con más de|multinacional
        |quiénes somos|nuestros valores|nuestra misión|envía tu|enviar cv|enviar el cv|envíanos|enviar curriculum
        |enviar currículum|mandar cv|inscríbete|inscribirse|apúntate|tu candidatura|candidaturas|carta de presentación
        |los interesados|las personas interesadas|personas interesadas|si estás interesad*|si te interesa|te esperamos
        |contactar con|contacta con|ponerse en contacto|para más información|más información|nuestra web|página web
        |entrevista|igualdad de oportunidades|independientemente de|sin distinción|discriminaci*|diversidad
        |protección de datos|datos personales|rgpd|política de privacidad|plazo de presentación""",
    ),
    "it": Cues(
        """mansioni|le mansioni|mansioni principali|attività|attività principali|principali attività|compiti|i tuoi compiti
        |responsabilità|principali responsabilità|le tue responsabilità|il ruolo|ruolo|descrizione del ruolo|descrizione
        |descrizione della posizione|la posizione|posizione|la figura|cosa farai|di cosa ti occuperai|il tuo ruolo
        |requisiti|requisiti richiesti|requisiti minimi|requisiti preferenziali|requisiti obbligatori|profilo|il profilo
        |il tuo profilo|profilo ricercato|il candidato ideale|candidato ideale|competenze|competenze richieste
        |conoscenze|esperienza|esperienza richiesta|formazione|titolo di studio|lingue|chi cerchiamo|cosa cerchiamo
        |cerchiamo|si richiede|ti chiediamo|caratteristiche|patente|costituisce titolo preferenziale""",
        """chi siamo|l'azienda|azienda|la nostra azienda|la società|su di noi|il nostro cliente|descrizione azienda
        |cosa offriamo|offriamo|ti offriamo|si offre|offerta|l'offerta|la nostra offerta|benefit|vantaggi|i vantaggi
        |retribuzione|stipendio|inquadramento|condizioni|condizioni contrattuali|perché noi|perché sceglierci
        |come candidarsi|candidatura|candidature|candidati|per candidarsi|modalità di candidatura|processo di selezione
        |contatti|contatto|interessato|ulteriori informazioni|informazioni aggiuntive|pari opportunità|diversità|privacy
        |informativa privacy|note legali|riferimento""",
        """si occuperà*|ti occuperai|sarai responsabile|sarà responsabile|responsabile di|responsabile della|mansioni
        |la risorsa|il candidato dovrà|la persona dovrà|si richied*|richiediamo|è richiest*|sono richiest*|cerchiamo
        |stiamo cercando|è alla ricerca|siamo alla ricerca|ricerchiamo|ricerca un|ricerca una|ricerca per|requisit*
        |titolo preferenziale|indispensabil*|necessari*|esperienza in|esperienza nel|esperienza nella|esperienza come
        |esperienza di|esperienza pregressa|pregressa esperienza|anni di esperienza|conoscenza di|conoscenza del
        |conoscenza della|conoscenza dei|buona conoscenza|ottima conoscenza|laurea|diploma|qualifica professionale
        |patente|capacità di|capacità nel|autonomia|precisione|automunit*|disponibilità a|disponibilità al
        |disponibilità ai""",
        """offriamo|ti offriamo|si offre|offre un|offre contratto|riceverai|entrerai a far parte|unisciti
        |retribuzione commisurata|retribuzione competitiva|retribuzione lorda|stipendio|ccnl
        |contratto a tempo indeterminato|buoni pasto|ticket restaurant|welfare aziendale|assicurazione sanitaria
        |giorni di ferie|ambiente di lavoro|ambiente dinamico|ambiente giovane|opportunità di crescita
        |possibilità di crescita|crescita professionale|percorso di crescita|formazione continua|orario flessibile
        |smart working|la nostra azienda|il nostro gruppo|azienda leader|leader nel|leader nella|leader di mercato
        |azienda familiare|fondata nel|nata nel|da oltre|siamo un'azienda|siamo una|siamo un|realtà consolidata
        |i nostri valori|la nostra missione|chi siamo|invia il tuo|inviare il|inviare cv|inviare la|invia cv|inviaci
        |candidati ora|per candidarsi|la tua candidatura|candidature|curriculum|lettera di presentazione
        |lettera di motivazione|gli interessati|i candidati interessati|se sei interessat*|ti aspettiamo|contattaci
        |per informazioni|per maggiori informazioni|per ulteriori informazioni|nostro sito|colloquio|pari opportunità
        |ambo i sessi|ambosessi|entrambi i sessi|di tutte le età|senza distinzion*|discriminazion*|categorie protette
        |dati personali|trattamento dei dati|privacy|gdpr|aut. min.|agenzia per il lavoro|d.lgs|contattare il numero""",
    ),
    "nl": Cues(
        """taken|jouw taken|je taken|uw taken|takenpakket|werkzaamheden|jouw werkzaamheden|je werkzaamheden|functie
        |de functie|functieomschrijving|functiebeschrijving|functie-inhoud|over de functie|jouw functie|je functie
        |jouw rol|je rol|de rol|wat ga je doen|wat ga jij doen|dit ga je doen|wat doe je|verantwoordelijkheden
        |jouw verantwoordelijkheden|een dag als|functie-eisen|functieeisen|eisen|vereisten|vereiste|profiel|jouw profiel
        |je profiel|uw profiel|het profiel|kwalificaties|competenties|vaardigheden|opleiding|ervaring|kennis|talen
        |wie ben jij|wie ben je|wie zoeken wij|wat vragen wij|wij vragen|we vragen|dit vragen wij|wat verwachten wij
        |wat breng je mee|dit breng je mee|dit ben jij|jij hebt|je hebt|rijbewijs|wat wij zoeken|wat we zoeken|gewenst
        |wij zoeken|we zoeken""",
        """over ons|wie zijn wij|wie wij zijn|wie we zijn|het bedrijf|bedrijf|de organisatie|organisatie
        |bedrijfsomschrijving|bedrijfsprofiel|over het bedrijf|ons bedrijf|onze opdrachtgever|het team|ons team
        |wat bieden wij|wat bieden we|wij bieden|we bieden|wat wij bieden|dit bieden wij|ons aanbod|aanbod|het aanbod
        |arbeidsvoorwaarden|voorwaarden|voordelen|jouw voordelen|salaris|wat krijg je|dit krijg je|wat kun je verwachten
        |waarom wij|solliciteren|solliciteer|sollicitatie|sollicitatieprocedure|hoe solliciteren|interesse
        |geïnteresseerd|contact|contactgegevens|contactpersoon|meer informatie|meer weten|informatie|gelijke kansen
        |diversiteit|privacy|acquisitie|procedure|referentie""",
        """jouw taken|je taken|je taken bestaan|taken zijn|werkzaamheden|verantwoordelijk voor|je bent verantwoordelijk
        |ben je verantwoordelijk|je gaat|ga je aan de slag|je zorgt|je werkt|je helpt|je voert|je begeleidt|jij bent een
        |je bent een|je hebt|jij hebt|je beschikt|beschik je|je beheerst|je spreekt|wij zoeken|we zoeken
        |zijn wij op zoek|op zoek naar|zijn op zoek|zoekt een|wij vragen|we vragen|vereist|vereiste|is een must
        |is een pré|een pre|een pluspunt|noodzakelijk|ervaring in|ervaring met|ervaring als|jaar ervaring|werkervaring
        |kennis van|kennis in|diploma|opleiding in|opleiding als|opleiding tot|mbo|hbo|werk- en denkniveau|rijbewijs
        |beheersing van|in staat om|bereid om|bereidheid|ploegendienst|ploegen|nauwkeurig|stressbestendig
        |zelfstandig kunnen""",
        """wij bieden|we bieden|bieden wij|bieden we|wat bieden|je krijgt|krijg je|je ontvangt|marktconform*|goed salaris
        |mooi salaris|salaris van|bruto per maand|vakantiedagen|vakantiegeld|pensioen*|reiskosten*|maaltijdcheques
        |groepsverzekering|hospitalisatieverzekering|extralegale|bedrijfswagen|leaseauto|13e maand|eindejaarspremie
        |contract van onbepaalde|vast contract|uitzicht op|doorgroeimogelijkheden|opleidingsmogelijkheden
        |ontwikkelingsmogelijkheden|prettige werksfeer|aangename werksfeer|leuke collega's|gezellige|informele sfeer
        |personeelskorting|flexibele werktijden|wij zijn een|we zijn een|is een toonaangevend*|toonaangevend*
        |marktleider|familiebedrijf|opgericht in|gevestigd in|medewerkers wereldwijd|ons bedrijf|onze missie
        |onze waarden|over ons|kom werken|word jij onze|solliciteer|solliciteren|sollicitatie*|stuur je|stuur jouw
        |stuur dan|mail je|je cv|jouw cv|motivatiebrief|interesse?|geïnteresseerd|neem contact|contact opnemen
        |contact op met|voor meer informatie|meer informatie|heb je vragen|bij vragen|onze website|via de website
        |gelijke kansen|ongeacht|discriminat*|diversiteit|persoonsgegevens|privacy*|avg|acquisitie naar aanleiding
        |acquisitie wordt""",
    ),
    "pt": Cues(
        """funções|as funções|principais funções|funções principais|tarefas|principais tarefas|responsabilidades
        |principais responsabilidades|as tuas responsabilidades|atividades|descrição da função|descrição do cargo
        |descrição da vaga|descrição|a função|função|o que vais fazer|o que irá fazer|a tua missão|missão|requisitos
        |requisitos mínimos|requisitos obrigatórios|perfil|o teu perfil|o perfil|perfil pretendido|perfil do candidato
        |perfil procurado|competências|qualificações|habilitações|habilitações literárias|formação|experiência
        |conhecimentos|idiomas|línguas|o que procuramos|procuramos|quem procuramos|valoriza-se|pretende-se
        |carta de condução|exigências""",
        """sobre nós|quem somos|a empresa|empresa|a nossa empresa|sobre a empresa|o nosso cliente|o que oferecemos
        |oferecemos|oferece-se|oferta|a nossa oferta|benefícios|regalias|vantagens|salário|remuneração|vencimento
        |condições|condições oferecidas|condições de trabalho|porquê nós|porquê juntar-se|como candidatar-se|candidatura
        |candidaturas|candidata-te|candidate-se|processo de seleção|processo de recrutamento|contacto|contactos|contato
        |interessado|mais informações|informações adicionais|igualdade de oportunidades|diversidade|proteção de dados
        |aviso legal|referência""",
        """será responsável|serás responsável|responsável por|responsável pela|responsável pelo|as suas funções|terá como
        |terás como|irá|irás|procuramos|estamos à procura|pretende recrutar|está a recrutar|encontra-se a recrutar
        |pretende admitir|precisamos|precisa-se|necessita-se|pretende-se|requisit*|é necessári*|são necessári*
        |é obrigatóri*|obrigatóri*|indispensáve*|valoriza-se|fator preferencial|deverá|experiência em|experiência na
        |experiência no|experiência como|experiência profissional|experiência mínima|experiência anterior
        |anos de experiência|conhecimentos de|conhecimentos em|conhecimento de|domínio de|domínio do|licenciatura
        |formação em|formação superior|12º ano|9º ano|carta de condução|capacidade de|capacidade para
        |disponibilidade para|sentido de|gosto por|bom nível de""",
        """oferecemos|oferece-se|o que oferecemos|vais receber|irá receber|irá integrar|junta-te|junte-se
        |salário competitivo|salário base|remuneração compatível|remuneração atrativa|remuneração competitiva|vencimento
        |subsídio de alimentação|subsídio de refeição|subsídio de férias|seguro de saúde|dias de férias
        |contrato sem termo|bom ambiente|ambiente de trabalho|progressão de carreira|oportunidades de carreira
        |desenvolvimento profissional|formação contínua|horário flexível|prémios|a nossa empresa|o nosso grupo
        |empresa líder|líder de mercado|líder no|líder na|empresa familiar|fundada em|nasceu em|há mais de|somos uma
        |somos um|multinacional|quem somos|os nossos valores|a nossa missão|envie o|envie-nos|enviar cv|enviar o
        |envia o teu|envia-nos|candidate-se|candidata-te|a sua candidatura|a tua candidatura|candidaturas|currículo
        |curriculum|carta de apresentação|carta de motivação|os interessados|se tem interesse|se está interessad*
        |contacte|entre em contacto|para mais informações|mais informações|nosso site|entrevista
        |igualdade de oportunidades|independentemente da|independentemente do|independentemente de|discriminação
        |diversidade|dados pessoais|proteção de dados|rgpd|política de privacidade|candidatos com deficiência""",
    ),
    "pl": Cues(
        """obowiązki|twoje obowiązki|główne obowiązki|zakres obowiązków|twój zakres obowiązków|zadania|twoje zadania
        |główne zadania|zakres zadań|opis stanowiska|opis stanowiska pracy|opis pracy|stanowisko|o stanowisku|twoja rola
        |czym będziesz się zajmować|co będziesz robić|wymagania|nasze wymagania|wymagania podstawowe|wymagania dodatkowe
        |oczekiwania|nasze oczekiwania|czego oczekujemy|oczekujemy|wymagamy|kwalifikacje|umiejętności|doświadczenie
        |wykształcenie|języki|profil|profil kandydata|twój profil|kogo szukamy|kogo poszukujemy|poszukujemy
        |mile widziane|dodatkowe atuty|uprawnienia|idealny kandydat|opis""",
        """o nas|o firmie|kim jesteśmy|firma|nasza firma|opis firmy|pracodawca|nasz klient|oferujemy|co oferujemy
        |to oferujemy|w zamian oferujemy|oferta|nasza oferta|zapewniamy|gwarantujemy|benefity|korzyści|wynagrodzenie
        |warunki|warunki pracy|warunki zatrudnienia|co zyskasz|dlaczego my|dlaczego warto|jak aplikować|aplikuj
        |aplikacja|sposób aplikowania|proces rekrutacji|rekrutacja|kontakt|dane kontaktowe|osoba do kontaktu
        |zainteresowany|zainteresowana|dodatkowe informacje|więcej informacji|równe szanse|ochrona danych
        |ochrona danych osobowych|klauzula|klauzula informacyjna|rodo|numer referencyjny""",
        """do twoich obowiązków|zakres obowiązków|obowiązków należ*|do zadań|będziesz odpowiedzialn*|odpowiedzialny za
        |odpowiedzialna za|będziesz|będzie odpowiedzialn*|poszukujemy|szukamy|poszukuje kandydat*|poszukuje osoby
        |poszukuje osób|wymagamy|wymagan*|oczekujemy|mile widzian*|konieczn*|niezbędn*|doświadczenie w|doświadczenie na
        |doświadczenia w|lata doświadczenia|lat doświadczenia|doświadczenie zawodowe|znajomość|znajomości|umiejętność
        |umiejętności|wykształcenie|prawo jazdy|uprawnienia|dyspozycyjność|gotowość do|zdolność do|masz doświadczenie
        |posiadasz|potrafisz|praca polega|praca zmianowa|systemie zmianowym|dokładność|samodzielność""",
        """oferujemy|zapewniamy|gwarantujemy|w zamian|otrzymasz|dołącz do|dołącz|atrakcyjne wynagrodzenie
        |konkurencyjne wynagrodzenie|stabilne zatrudnienie|umowę o pracę|umowa o pracę|wynagrodzenie od
        |brutto miesięcznie|pakiet socjalny|prywatna opieka|prywatną opiekę|opieka medyczna|opiekę medyczną
        |karta multisport|kartę multisport|ubezpieczenie na życie|możliwość rozwoju|możliwości rozwoju
        |szkolenia wewnętrzne|przyjazną atmosferę|miłą atmosferę|elastyczne godziny|dni urlopu|premie|premię|nasza firma
        |nasza grupa|jesteśmy firmą|jesteśmy|liderem|wiodąc*|lider rynku|firma rodzinna|założona w|istnieje od
        |działa na rynku|od ponad|zatrudniamy ponad|o nas|nasza misja|aplikuj|prosimy o przesłanie|prosimy o przesyłanie
        |przesłanie cv|prześlij|wyślij|cv na adres|swoje cv|list motywacyjny|aplikacje prosimy|zgłoszenia
        |zainteresowane osoby|osoby zainteresowane|zainteresowanych prosimy|skontaktujemy się|prosimy o kontakt
        |kontakt telefoniczny|więcej informacji|na naszej stronie|rozmowa kwalifikacyjna|rozmowę kwalifikacyjną
        |równe szanse|niezależnie od|bez względu na|dyskryminac*|danych osobowych|dane osobowe|rodo|wyrażam zgodę
        |administrator danych|agencja zatrudnienia|agencji zatrudnienia|orzeczeni*""",
    ),
    "sv": Cues(
        """arbetsuppgifter|dina arbetsuppgifter|huvudsakliga arbetsuppgifter|uppgifter|om tjänsten|tjänsten|om rollen
        |rollen|din roll|om jobbet|jobbet|uppdraget|om uppdraget|ditt uppdrag|arbetet|arbetsbeskrivning
        |befattningsbeskrivning|ansvarsområden|dina ansvarsområden|vad du kommer att göra|kvalifikationer
        |dina kvalifikationer|krav|kravprofil|våra krav|meriterande|merit|profil|din profil|vem är du|om dig
        |vi söker dig som|vem vi söker|vi söker|kompetens|kompetenser|erfarenhet|utbildning|språk
        |utbildning och erfarenhet|personliga egenskaper|egenskaper|körkort|vi ser gärna|det här söker vi""",
        """om oss|om företaget|om arbetsplatsen|företaget|arbetsplatsen|om arbetsgivaren|vilka är vi|vilka vi är|vår kund
        |vi erbjuder|vi erbjuder dig|vad vi erbjuder|vad erbjuder vi|det här erbjuder vi|erbjudande|förmåner
        |våra förmåner|lön|lön och förmåner|villkor|anställningsvillkor|varför oss|ansökan|din ansökan|ansök|ansök nu
        |så ansöker du|hur du ansöker|sista ansökningsdag|rekryteringsprocessen|rekryteringsprocess|kontakt
        |kontaktuppgifter|kontaktperson|kontaktpersoner|intresserad|övrigt|övrig information|mer information
        |upplysningar|mångfald|jämställdhet|personuppgifter|referensnummer""",
        """dina arbetsuppgifter|arbetsuppgifter*|i arbetet ingår|lediga tjänster|i tjänsten ingår|du ansvarar|ansvara för
        |ansvarar för|ansvarig för|du kommer att|du arbetar|du kommer arbeta|arbetet innebär|arbetet består
        |tjänsten innebär|vi söker|söker vi|söker en|vi behöver|du har|du är|du bör|du ska|du behärskar|du talar
        |vi ser gärna|är ett krav|krav på|krävs|meriterande|erfarenhet av|erfarenhet från|erfarenhet inom|års erfarenhet
        |kunskap om|kunskaper i|kunskaper om|goda kunskaper|utbildad|utbildning inom|examen|legitimation|körkort
        |förmåga att|skiftarbete|noggrann|självständigt|flytande svenska|ansvar för""",
        """vi erbjuder|erbjuder vi|erbjuder dig|erbjuds du|du får|du erbjuds|du blir en del av|konkurrenskraftig
        |marknadsmässig|individuell lön|kollektivavtal|friskvårdsbidrag|friskvård|semesterdagar|tjänstepension|förmåner
        |flexibla arbetstider|flextid|trevliga kollegor|god stämning|utvecklingsmöjligheter|kompetensutveckling
        |trygg anställning|vi är ett|vi är en|är ett ledande|ledande|marknadsledande|familjeföretag|grundades|grundat
        |anställda i|medarbetare i|medarbetare över|vår vision|våra värderingar|vårt företag|om oss|välkommen med din
        |varmt välkommen|din ansökan|ansökan|ansök|skicka din|skicka ditt|skicka in|personligt brev|cv och|urval sker
        |löpande urval|intervjuer|för mer information|mer information|har du frågor|vid frågor|frågor om tjänsten
        |vår hemsida|vår webbplats|mångfald|jämställdhet|oavsett|diskriminering|personuppgifter|gdpr|vi undanber
        |undanber oss|annonsförsäljare|bemannings|kontakta oss|kontakta gärna|vänligen kontakta|att kontakta""",
    ),
    "no": Cues(
        """arbeidsoppgaver|dine arbeidsoppgaver|viktige arbeidsoppgaver|oppgaver|hovedoppgaver|om stillingen|stillingen
        |stillingsbeskrivelse|din rolle|rollen|om jobben|jobben|ansvarsområder|arbeids- og ansvarsområder
        |arbeidsoppgaver og ansvarsområder|hva du skal gjøre|kvalifikasjoner|ønskede kvalifikasjoner|krav
        |krav til stillingen|våre krav|kvalifikasjonskrav|kompetanse|erfaring|utdanning|utdanningsretning|språk
        |personlige egenskaper|egenskaper|profil|din profil|hvem er du|om deg|vi søker|vi søker deg som
        |hvem ser vi etter|vi ser etter|hvem vi søker|ønskelig|førerkort""",
        """om oss|om bedriften|om arbeidsgiveren|om arbeidsgiver|bedriften|arbeidsgiver|arbeidsplassen|hvem er vi|vi tilbyr
        |vi kan tilby|vi tilbyr deg|hva vi tilbyr|hva tilbyr vi|tilbud|goder|fordeler|lønn|lønn og betingelser
        |betingelser|vilkår|hvorfor oss|søknad|søk|søk stillingen|søk nå|slik søker du|søknadsfrist|søknadsprosess
        |rekrutteringsprosess|kontakt|kontaktinformasjon|kontaktperson|kontaktpersoner|interessert|annet
        |øvrig informasjon|mer informasjon|andre opplysninger|mangfold|likestilling|personvern|referansenummer
        |offentlig søkerliste""",
        """arbeidsoppgaver*|arbeidsoppgavene|har ledig|ledig stilling|du vil ha ansvar|ansvar for|ansvarlig for|du skal
        |du vil|du kommer til å|stillingen innebærer|jobben innebærer|jobben består|arbeidet består|vi søker
        |vi ser etter|søker vi|søker en|vi trenger|du har|du er|du bør|du må|du kan|du behersker|du snakker|må ha|kreves
        |påkrevd|er en fordel|ønskelig|erfaring fra|erfaring med|erfaring innen|års erfaring|relevant erfaring
        |kjennskap til|kunnskap om|gode kunnskaper|utdanning innen|utdannet|fagbrev|autorisasjon|førerkort*|evne til
        |turnus|skiftarbeid|nøyaktig|selvstendig|norskkunnskaper|god norsk""",
        """vi tilbyr|kan vi tilby|tilbyr vi|tilbyr deg|du får|du vil få|du blir en del av|konkurransedyktig*
        |konkurransedyktige betingelser|lønn etter avtale|lønn etter|gode betingelser|pensjonsordning*|gode forsikrings*
        |forsikringsordninger|fleksibel arbeidstid|fleksitid|godt arbeidsmiljø|hyggelig arbeidsmiljø|hyggelige kollegaer
        |hyggelige kolleger|faglig utvikling|utviklingsmuligheter|karrieremuligheter|fast stilling|fast ansettelse
        |vi er et|vi er en|er en ledende|er et ledende|markedsledende|familieeid|familiebedrift|etablert i|grunnlagt
        |ansatte i|medarbeidere i|vår visjon|våre verdier|om oss|send søknad|send din|send cv|søknad sendes
        |søknad med cv|søknad og cv|søk stillingen|søknadsfrist*|din søknad|vi ser frem til|intervju|for mer informasjon
        |mer informasjon|ta kontakt|kontakt oss|kontakt gjerne|har du spørsmål|ved spørsmål|spørsmål om stillingen
        |våre nettsider|vår nettside|mangfold*|uavhengig av|uansett|diskriminer*|hull i cv|innvandrerbakgrunn
        |personopplysninger|personvern|offentlig søkerliste|søkerliste*|en ledende|et ledende""",
    ),
    "da": Cues(
        """arbejdsopgaver|dine arbejdsopgaver|opgaver|dine opgaver|dine primære|mangler en|ledig stilling som opgaver
        |primære opgaver|hovedopgaver|om stillingen|stillingen|stillingsbeskrivelse|jobbet|om jobbet|jobbeskrivelse
        |din rolle|rollen|ansvarsområder|dine ansvarsområder|hvad skal du lave|kvalifikationer|dine kvalifikationer
        |faglige kvalifikationer|personlige kvalifikationer|krav|vores krav|profil|din profil|din baggrund|hvem er du
        |om dig|vi søger|vi søger dig|hvem søger vi|vi forventer|vi forventer at du|vi ønsker|kompetencer
        |dine kompetencer|erfaring|uddannelse|sprog|kørekort""",
        """om os|om virksomheden|virksomheden|om arbejdspladsen|arbejdspladsen|hvem er vi|vi tilbyder|vi tilbyder dig
        |hvad vi tilbyder|hvad tilbyder vi|vi kan tilbyde|hvad får du|det får du|goder|fordele|personalegoder|løn
        |løn og ansættelse|løn og vilkår|løn- og ansættelsesvilkår|løn- og ansættelsesforhold|ansættelsesvilkår|vilkår
        |hvorfor os|ansøgning|din ansøgning|ansøg|ansøg nu|søg|søg jobbet|søg stillingen|sådan søger du|ansøgningsfrist
        |ansættelsesproces|rekrutteringsproces|kontakt|kontaktoplysninger|kontaktperson|interesseret|er du interesseret
        |yderligere oplysninger|yderligere information|mere information|øvrigt|mangfoldighed|ligestilling|persondata
        |databeskyttelse|referencenummer""",
        """dine opgaver|dine arbejdsopgaver|dine primære|arbejdsopgaver*|opgaverne|ansvar for|ansvarlig for|du skal|du vil
        |du får ansvar|du kommer til at|jobbet består|jobbet indebærer|stillingen indebærer|arbejdet består|vi søger
        |søger vi|søger en|søges til|vi leder efter|vi har brug for|vi forventer|vi lægger vægt|du har|du er|du kan
        |du bør|du behersker|du taler|er et krav|krav om|kræves|påkrævet|er en fordel|erfaring med|erfaring fra
        |erfaring inden|års erfaring|relevant erfaring|kendskab til|viden om|gode kundskaber|uddannet|uddannelse som
        |uddannelse inden|autorisation|svendebrev|kørekort|evne til|skifteholdsarbejde|omhyggelig|selvstændigt""",
        """vi tilbyder|tilbyder vi|tilbyder dig|vi kan tilbyde|du får|du bliver en del af|konkurrencedygtig*|attraktiv løn
        |løn efter|løn efter kvalifikationer|overenskomst|pensionsordning|pension|sundhedsforsikring
        |fleksible arbejdstider|flekstid|personalegoder|frokostordning|gode kolleger|søde kolleger|godt arbejdsmiljø
        |uformelt miljø|uformel tone|udviklingsmuligheder|karrieremuligheder|fast stilling|feriedage|vi er en|vi er et
        |er en af|er en førende|førende|markedsledende|familieejet|familievirksomhed|grundlagt|etableret i|ansatte i
        |medarbejdere i|vores vision|vores værdier|om os|send din|send os|send ansøgning|ansøgning og cv|din ansøgning
        |ansøgningsfrist*|ansøgninger|søg stillingen|søg jobbet|ansøg|samtaler|vi glæder os|ser frem til
        |har du spørgsmål|spørgsmål til|yderligere oplysninger|yderligere information|mere information|for mere
        |vores hjemmeside|mangfoldighed|uanset|diskriminer*|personoplysninger|persondata*|gdpr|velkommen til at kontakte
        |kontakt gerne|kontakt os|kontakt venligst""",
    ),
    "fi": Cues(
        """tehtävät|työtehtävät|työtehtäväsi|tehtäväsi|tehtävänkuvaus|tehtävänkuva|tehtävän kuvaus|työnkuva|työn kuvaus
        |toimenkuva|tehtävä|tehtävästä|tietoa tehtävästä|päätehtävät|vastuualueet|vastuut|vastuusi|roolisi|rooli
        |vaatimukset|vaatimuksemme|osaamisvaatimukset|kelpoisuusvaatimukset|pätevyysvaatimukset|edellytämme|edellytykset
        |odotamme|odotamme sinulta|mitä odotamme|toivomme|toivomme sinulta|arvostamme|katsomme eduksi|eduksi
        |eduksi katsotaan|osaaminen|osaamisesi|kokemus|koulutus|kielitaito|profiili|profiilisi|kuka olet|etsimme|haemme
        |ajokortti|hakijalta edellytämme""",
        """tietoa meistä|meistä|keitä olemme|yritys|yrityksestä|yritysesittely|työnantaja|työnantajasta|tarjoamme
        |tarjoamme sinulle|mitä tarjoamme|me tarjoamme|edut|etusi|henkilöstöedut|palkka|palkkaus|palkka ja edut
        |työsuhteen ehdot|työehdot|miksi meille|miksi me|hakeminen|hakuohjeet|hakuprosessi|hae|hae paikkaa|näin haet
        |hakemus|hakemukset|hakuaika|haku|lisätiedot|lisätietoja|lisätietoja tehtävästä|yhteystiedot|yhteyshenkilö
        |ota yhteyttä|kiinnostuitko|kiinnostuitko tehtävästä|muuta|muut tiedot|tietosuoja|yhdenvertaisuus|viitenumero""",
        """tehtäviisi kuulu*|tehtäviin kuulu*|tehtävänä on|tehtävänäsi|työtehtäv*|työtehtäviisi|toimenkuvaan|vastaat
        |vastuullasi|työskentelet|pääset tekemään|etsimme|haemme|tarvitsemme|edellytämme|edellytyksenä|edellytetään
        |vaaditaan|vaadimme|odotamme|toivomme|arvostamme|katsomme eduksi|katsotaan eduksi|eduksi|sinulla on|hakijalla on
        |olet|osaat|hallitset|puhut|kokemusta|työkokemus*|aikaisempi kokemus|aiempi kokemus|soveltuva koulutus|tutkinto*
        |osaamista|kielitaito*|suomen kielen|ajokortti*|hygieniapassi|työturvallisuuskortti|vuorotyö*|kykyä|kyky
        |oma-aloittei*|huolellis*""",
        """tarjoamme|tarjolla on|saat|pääset osaksi|kilpailukykyi*|työehtosopimu*|tes:n mukaan|tes:n mukainen
        |palkka määräytyy|palkkaus määräytyy|henkilöstöedut|henkilöstöetu*|liikuntaetu*|lounasetu*|työterveyshuol*
        |joustavat työajat|joustava työaika|mukavat työkaverit|mukava työyhteisö|mukavan työyhteisön
        |kehittymismahdollisuu*|urakehity*|vakituinen työsuhde|vakituisen työsuhteen|olemme|johtava|johtavia|perheyritys
        |perustettu|perustettiin|vuodesta|työntekijää|työllistämme|toimimme|arvomme|visiomme|lähetä|jätä hakemu*
        |hakemukse*|hakemus|hakuaika|hae paikkaa|hae tehtävää|täytä hakemus|ansioluettelo|cv:si|palkkatoivo*|lisätietoja
        |lisätiedot|kysy lisää|ota yhteyttä|yhteydenot*|haastattel*|tavoitettavissa|verkkosivu*|kotisivu*
        |täytämme paikan|tutustu meihin|tasa-arvo*|yhdenvertai*|monimuotoi*|riippumatta|syrjin*|henkilötieto*
        |tietosuoja*""",
    ),
    "cs": Cues(
        """náplň práce|vaše náplň práce|pracovní náplň|popis práce|popis pracovní pozice|popis pozice
        |popis pracovního místa|popis|o pozici|pracovní pozice|pozice|vaše úkoly|úkoly|co budete dělat|co vás čeká
        |co bude vaší náplní|vaše role|odpovědnosti|zodpovědnosti|činnosti|požadavky|naše požadavky|požadujeme
        |co požadujeme|co očekáváme|očekáváme|co od vás očekáváme|hledáme|koho hledáme|váš profil|profil
        |profil kandidáta|kvalifikace|vzdělání|praxe|zkušenosti|znalosti|dovednosti|jazyky|předpoklady|výhodou
        |řidičský průkaz|jak si vás představujeme|co byste měli umět""",
        """o nás|o společnosti|o firmě|kdo jsme|společnost|firma|naše společnost|zaměstnavatel|nabízíme|co nabízíme
        |co vám nabízíme|nabízíme vám|naše nabídka|nabídka|benefity|naše benefity|výhody|zaměstnanecké výhody|mzda|plat
        |odměna|podmínky|pracovní podmínky|proč k nám|proč my|co získáte|jak se přihlásit|přihláška|životopis
        |výběrové řízení|kontakt|kontaktní údaje|kontaktní osoba|zájemci|máte zájem|zaujala vás nabídka|další informace
        |více informací|doplňující informace|rovné příležitosti|ochrana osobních údajů|zpracování osobních údajů|gdpr
        |referenční číslo|poznámka""",
        """náplní práce|náplň práce|vaší náplní|budete|budete zodpovídat|zodpovědný za|odpovědný za|odpovědnost za
        |starat se o|hledáme|přijmeme|požadujeme|požadavky|požadováno|vyžadujeme|očekáváme|podmínkou|nutné|nutná|nutný
        |nezbytn*|výhodou|výhoda|praxe v|praxe na|praxi v|praxí|zkušenost*|znalost*|vyučen*|výuční list|vzdělání
        |středoškolské|vysokoškolské|řidičský průkaz*|řidičské oprávnění|schopnost|ochota|máte|umíte|ovládáte|zvládáte
        |pečlivost|samostatnost|manuální zručnost|svářečský průkaz|směnný provoz|směnném provozu""",
        """nabízíme|získáte|můžete se těšit|těšit se můžete|připojte se|přidejte se|staňte se|zajímavé finanční
        |motivující mzda|motivující mzdu|nadprůměrn*|mzda od|hrubá mzda|týdnů dovolené|týdny dovolené|dovolené navíc
        |stravenky|stravenk*|příspěvek na|13. plat|třináctý plat|multisport|přátelský kolektiv|dobrý kolektiv
        |příjemné pracovní prostředí|možnost růstu|možnost kariérního|profesní růst|stabilní zaměstnání
        |smlouva na dobu neurčitou|smlouvu na dobu neurčitou|pružná pracovní doba|práce z domova|naše společnost
        |naše firma|jsme|patříme mezi|přední|rodinná firma|založena|založená|od roku|působíme|zaměstnáváme|s tradicí
        |naše vize|naše hodnoty|zašlete|zasílejte|pošlete|posílejte|životopis*|motivační dopis|odpovězte na|přihlaste se
        |v případě zájmu|máte-li zájem|zájemci|zaujala vás|ozvěte se|kontaktujte|telefonicky|pro více informací
        |více informací|další informace|našich stránkách|pohovor*|osobní setkání|rovné příležitosti|bez ohledu na
        |diskrimin*|osobních údajů|osobní údaje|gdpr|agentura práce|agentury práce""",
    ),
    "ro": Cues(
        """responsabilități|responsabilitățile|responsabilități principale|principalele responsabilități
        |responsabilitățile tale|responsabilități și sarcini|atribuții|atribuțiile postului|atribuții principale|sarcini
        |sarcinile tale|sarcini principale|activități|activități principale|descrierea postului|descrierea jobului
        |descriere post|descriere|postul|despre post|rolul|rolul tău|ce vei face|cerințe|cerințele|cerințele postului
        |cerințe minime|condiții minime|condiții de ocupare|profil|profilul candidatului|profilul tău|candidatul ideal
        |calificări|calificare|competențe|competențe necesare|abilități|aptitudini|experiență|studii|educație
        |limbi străine|cunoștințe|căutăm|ce căutăm|pe cine căutăm|ce așteptăm|așteptări|permis de conducere
        |constituie avantaj""",
        """despre noi|cine suntem|despre companie|compania|compania noastră|descrierea companiei|firma|angajatorul
        |clientul nostru|oferim|ce oferim|ce îți oferim|vă oferim|îți oferim|oferta|oferta noastră|beneficii|beneficiile
        |beneficiile tale|avantaje|salariu|salarizare|salariul|condiții|condiții de muncă|condiții de lucru|de ce noi
        |de ce să ni te alături|cum aplici|aplică|aplică acum|aplicare|candidatură|procesul de recrutare
        |proces de selecție|contact|date de contact|persoana de contact|ești interesat|informații suplimentare
        |mai multe informații|egalitate de șanse|diversitate|protecția datelor|date cu caracter personal|gdpr|referință
        |observații""",
        """vei fi responsabil*|responsabil de|responsabil pentru|responsabilă de|responsabilități*|vei avea|vei lucra
        |vei realiza|te vei ocupa|se va ocupa|va fi responsabil*|atribuții*|căutăm|suntem în căutarea|caută un|caută o
        |angajează|angajăm|recrutăm|avem nevoie|este necesar*|sunt necesar*|necesar*|obligatori*|se solicită|solicităm
        |cerem|cerințe*|constituie avantaj|reprezintă un avantaj|este un avantaj|constituie un avantaj|experiență în
        |experiență pe|experiență ca|experiență anterioară|experiență de|ani de experiență|ani experiență
        |an de experiență|cunoștințe de|cunoștințe despre|cunoașterea|cunoaștere|bune cunoștințe|studii superioare
        |studii medii|studii de|diplomă|calificare în|permis de conducere|permis categoria|abilități de|capacitatea de
        |capacitate de|disponibilitate|atenție la detalii|ai experiență|deții|lucru în schimburi|seriozitate""",
        """oferim|îți oferim|vă oferim|ce oferim|se oferă|vei primi|vei beneficia|beneficiezi|alătură-te|alăturați-vă
        |vino în echipa|salariu atractiv|salariu competitiv|pachet salarial|salariu brut|salariu net|salariul este
        |tichete de masă|bonuri de masă|bonuri|prime|asigurare medicală|asigurare de sănătate|zile de concediu
        |mediu de lucru|mediu plăcut|atmosferă plăcută|echipă tânără|posibilitatea de avansare
        |oportunități de dezvoltare|dezvoltare profesională|contract pe perioadă nedeterminată|cazare|transport asigurat
        |compania noastră|firma noastră|grupul nostru|companie lider|lider de piață|lider în|liderul|afacere de familie
        |fondată în|înființată|suntem o|suntem un|cine suntem|misiunea noastră|valorile noastre|trimite|trimiteți|aplică
        |aplicați|cv-ul|cv-urile|cv-uri|scrisoare de intenție|scrisoare de motivație|candidații selectați|candidaturile
        |persoanele interesate|cei interesați|dacă ești interesat*|dacă sunteți interesa*|te așteptăm|contactați
        |contactează-ne|mai multe informații|informații suplimentare|relații la|site-ul nostru|interviu*
        |egalitate de șanse|șanse egale|indiferent de|discrimin*|datelor cu caracter personal|date cu caracter personal
        |datelor personale|gdpr|agenție de recrutare""",
    ),
    "el": Cues(
        """καθήκοντα|τα καθήκοντά σας|κύρια καθήκοντα|αρμοδιότητες|κύριες αρμοδιότητες|οι αρμοδιότητές σας|περιγραφή θέσης
        |περιγραφή εργασίας|περιγραφή|περιγραφή ρόλου|η θέση|θέση|ο ρόλος|ο ρόλος σας|αντικείμενο εργασίας|αντικείμενο
        |υπευθυνότητες|τι θα κάνετε|απαιτήσεις|απαιτούμενα προσόντα|προσόντα|τα προσόντα σας|απαραίτητα προσόντα
        |επιθυμητά προσόντα|προφίλ|προφίλ υποψηφίου|το προφίλ σας|προϋποθέσεις|δεξιότητες|γνώσεις|εμπειρία|εκπαίδευση
        |σπουδές|γλώσσες|ξένες γλώσσες|ζητείται|ζητούνται|ζητούμε|αναζητούμε|απαραίτητα|επιθυμητά|θα εκτιμηθεί""",
        """σχετικά με εμάς|ποιοι είμαστε|η εταιρεία|εταιρεία|η εταιρεία μας|προφίλ εταιρείας|ο εργοδότης|προσφέρουμε
        |τι προσφέρουμε|σας προσφέρουμε|η εταιρεία προσφέρει|προσφέρονται|παροχές|οι παροχές μας|παρέχονται
        |πλεονεκτήματα|μισθός|αμοιβή|αποδοχές|όροι|όροι εργασίας|συνθήκες εργασίας|γιατί εμάς|αίτηση|αιτήσεις
        |υποβολή αίτησης|υποβολή βιογραφικών|πώς να κάνετε αίτηση|διαδικασία επιλογής|επικοινωνία|στοιχεία επικοινωνίας
        |υπεύθυνος επικοινωνίας|ενδιαφέρεστε|πληροφορίες|περισσότερες πληροφορίες|επιπλέον πληροφορίες|ίσες ευκαιρίες
        |προστασία δεδομένων|προσωπικά δεδομένα|κωδικός θέσης""",
        """υπεύθυνος για|υπεύθυνη για|υπεύθυνοι για|θα είστε υπεύθυν*|θα αναλάβετε|θα αναλάβει|θα ασχοληθεί*|θα εργαστείτε
        |καθήκοντα|τα καθήκοντα|αναζητούμε|ζητάμε|ζητούμε|ζητείται|ζητούνται|αναζητά|απαιτείται|απαιτούνται|απαραίτητη
        |απαραίτητο|απαραίτητες|προϋπόθεση|επιθυμητή|επιθυμητό|θα εκτιμηθεί|θα θεωρηθεί προσόν|εμπειρία σε|εμπειρία στη
        |εμπειρία στην|εμπειρία στο|εμπειρία στον|εμπειρία ως|προϋπηρεσία|έτη εμπειρίας|χρόνια εμπειρίας|γνώση|γνώσεις
        |άριστη γνώση|καλή γνώση|πτυχίο|πτυχίου|απόφοιτος|απόφοιτοι|δίπλωμα|άδεια οδήγησης|ικανότητα|ικανότητες
        |διαθέτετε|έχετε εμπειρία|βάρδιες|συνέπεια|ομαδικότητα""",
        """προσφέρουμε|σας προσφέρουμε|προσφέρει|προσφέρονται|παρέχονται|παρέχουμε|θα λάβετε|γίνετε μέλος
        |ανταγωνιστικές αποδοχές|ανταγωνιστικό πακέτο|ανταγωνιστικός μισθός|ικανοποιητικές αποδοχές|πακέτο αποδοχών
        |μισθός|ιδιωτική ασφάλιση|πλήρης ασφάλιση|ομαδική ασφάλιση|ημέρες άδειας|ευχάριστο περιβάλλον|φιλικό περιβάλλον
        |σύγχρονο περιβάλλον|προοπτικές εξέλιξης|δυνατότητα εξέλιξης|δυνατότητες εξέλιξης|συνεχής εκπαίδευση
        |ευέλικτο ωράριο|δωρεάν διαμονή|η εταιρεία μας|ο όμιλός μας|είμαστε μια|είμαστε|ηγέτης|ηγετική|κορυφαία
        |κορυφαίες|πρωτοπόρος|οικογενειακή επιχείρηση|ιδρύθηκε|δραστηριοποιείται|με έδρα|ποιοι είμαστε|το όραμά μας
        |οι αξίες μας|στείλτε|αποστείλετε|αποστολή βιογραφικ*|βιογραφικ*|συνοδευτική επιστολή|υποβάλετε|κάντε αίτηση
        |οι ενδιαφερόμενοι|ενδιαφερόμενοι|εάν ενδιαφέρεστε|αν ενδιαφέρεστε|επικοινωνήστε|για περισσότερες πληροφορίες
        |περισσότερες πληροφορίες|για πληροφορίες|ιστοσελίδα|συνέντευξη|ίσες ευκαιρίες|ίσων ευκαιριών|ανεξαρτήτως
        |ανεξάρτητα από|διακρίσ*|προσωπικών δεδομένων|προσωπικά δεδομένα|δεδομένων προσωπικού|gdpr|εχεμύθεια""",
    ),
    "hu": Cues(
        """feladatok|feladatai|feladataid|főbb feladatok|fő feladatok|feladatkör|az ön feladatai|munkaköri leírás|munkakör
        |munkaköri feladatok|a munkakör leírása|a pozícióról|pozíció|pozíció leírása|a pozíció leírása|leírás
        |mit fogsz csinálni|mi lesz a feladatod|a te szereped|szerepköröd|felelősségek|elvárások|elvárásaink
        |követelmények|követelményeink|az ideális jelölt|ideális jelölt|profil|profilod|az ön profilja|képesítés
        |végzettség|iskolai végzettség|tapasztalat|szakmai tapasztalat|ismeretek|készségek|kompetenciák|nyelvtudás
        |nyelvismeret|előny|előnyt jelent|az állás betöltésénél előnyt jelent|pályázati feltételek|amit elvárunk
        |amit várunk|kit keresünk|keresünk|jogosítvány|mit várunk""",
        """rólunk|kik vagyunk|a cégről|cégünkről|cégünk|a cég|vállalatunk|a vállalatról|cégleírás|a munkáltató|munkáltató
        |amit kínálunk|amit ajánlunk|kínálunk|mit kínálunk|ajánlatunk|ajánlat|amit nyújtunk|nyújtunk|juttatások
        |juttatásaink|előnyök|bérezés|fizetés|bér|kereset|feltételek|munkafeltételek|munkakörülmények|miért mi
        |miért minket|miért válassz minket|jelentkezés|jelentkezés módja|a jelentkezés módja|jelentkezz|pályázat
        |a pályázat benyújtása|pályázati határidő|kiválasztási folyamat|kapcsolat|kapcsolattartó|elérhetőség
        |elérhetőségek|érdekel|további információ|további információk|egyéb|egyéb információk|esélyegyenlőség
        |adatvédelem|adatkezelés|adatkezelési tájékoztató|hivatkozási szám""",
        """feladata lesz|feladatod lesz|feladata a|feladatai közé|feladatok közé|feladatod|feladatai|felelős lesz
        |felelős leszel|felelős a|felelsz|felel a|munkatársat keres*|keresünk|keressük|keres|munkakörbe|elvárjuk
        |elvárás*|elvárt|szükséges|követelmény*|feltétel*|előny*|előnyt jelent|tapasztalat*|gyakorlat*|ismerete
        |ismeretek|ismeret|végzettség*|szakképzettség*|szakmunkás|diploma|oklevél|nyelvtudás|nyelvismeret|jogosítvány*
        |képesség|készség|rendelkezik|rendelkezel|beszél|vállalja|vállalod|műszakos munkarend*|több műszak*|precíz*
        |önálló*""",
        """kínálunk|ajánlunk|amit kínálunk|nyújtunk|biztosítunk|kapsz|csatlakozz|csatlakozzon|légy része|versenyképes
        |vonzó jövedelem|kiemelt bér|kiemelt bérezés|bruttó bér|bruttó fizetés|cafeteria|cafetéria|béren kívüli
        |utazási támogatás|munkába járás|hosszú távú|stabil munkahely|biztos munkahely|fejlődési lehetőség*
        |előrelépési lehetőség*|karrierlehetőség*|képzési lehetőség*|barátságos|jó hangulatú|jó csapat|rugalmas munkaidő
        |szabadságnap*|home office|egészségbiztosítás|cégünk|vállalatunk|cégcsoportunk|vagyunk|piacvezető
        |családi vállalkozás|alapított*|alapítva|alapítása óta|székhelyű|rólunk|küldetésünk|értékeink|küldje|küldd
        |küldjék|önéletrajz*|motivációs levél|jelentkezz|jelentkezzen|jelentkezés*|jelentkezését|pályázat*|várjuk
        |amennyiben felkeltett*|ha felkeltett*|felkeltettük|érdeklődni|érdeklődés|további információ*|keressen|hívjon
        |elérhetőségen|honlapunk*|interjú*|állásinterjú|esélyegyenlőség*|függetlenül|tekintet nélkül|diszkrimin*
        |megváltozott munkaképesség*|személyes adatok|személyes adatait|adatvédelm*|adatkezel*|gdpr|munkaerő-kölcsönz*""",
    ),
}
"""language (ISO 639-1) → its words"""
