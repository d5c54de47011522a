"""What of an ad is embedded: the work and what it asks for."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ads.relevance import KEEP_CHARACTERS, relevant_text, split_relevance
from ingest.ads.relevance_cues import CUES
from ingest.ads.relevance_lookup import OTHER, WORK, find_cues, heading_kind, lowered

HEADED = {
    "en": """About us
Harbour Lifts repairs cranes. Our crews travel a lot.
Your tasks
Inspect tower cranes and replace worn cables
Write inspection reports after every visit
Requirements
Training as a mechanic or electrician
Free of giddiness at great heights
What we offer
A van of your own
Two weeks off at Christmas
How to apply
Mail a page about yourself to Mo until May.""",
    "de": """Über uns
Hafenlift repariert Kräne. Unsere Trupps reisen viel.
Ihre Aufgaben
Turmdrehkräne prüfen und verschlissene Seile tauschen
Nach jedem Besuch einen Prüfbericht schreiben
Ihr Profil
Lehre in der Mechanik oder Elektrik
Schwindelfrei auch in großer Höhe
Wir bieten
Einen eigenen Transporter
Zwei Wochen frei an Weihnachten
So bewerben Sie sich
Schicken Sie eine Seite über sich bis Mai an Mo.""",
    "fr": """Qui sommes-nous ?
Levage du Port répare des grues. Nos équipes voyagent beaucoup.
Vos missions
Contrôler les grues à tour et remplacer les câbles usés
Rédiger un rapport après chaque visite
Profil recherché
Mécanique ou électricité, niveau CAP
Sans vertige, même très haut
Nous vous offrons
Une camionnette personnelle
Deux semaines libres à Noël
Comment postuler
Une page sur vous, avant mai, à Mo.""",
    "es": """Quiénes somos
Grúas del Puerto repara grúas. Los equipos viajan mucho.
Funciones
Revisar grúas torre y cambiar cables gastados
Escribir un informe después de cada visita
Requisitos
Ciclo de mecánica o electricidad
Sin vértigo a gran altura
Ofrecemos
Una furgoneta propia
Dos semanas libres en Navidad
Cómo aplicar
Manda una página sobre ti a Mo antes de mayo.""",
    "it": """Chi siamo
Gru del Porto ripara gru. Le squadre viaggiano molto.
Mansioni
Controllare gru a torre e cambiare le funi consumate
Scrivere un rapporto dopo ogni visita
Requisiti
Scuola di meccanica o elettrotecnica
Senza vertigini a grandi altezze
Cosa offriamo
Un furgone proprio
Due settimane libere a Natale
Come candidarsi
Una pagina su di te, entro maggio, a Mo.""",
    "nl": """Over ons
Havenlift repareert kranen. De ploegjes reizen veel.
Wat ga je doen?
Torenkranen keuren en versleten kabels vervangen
Na elk bezoek een verslag schrijven
Functie-eisen
Mechanica of elektriciteit geleerd
Geen hoogtevrees
Wat bieden wij?
Een eigen bestelwagen
Twee weken vrij met Kerstmis
Solliciteren
Een bladzijde over jezelf, voor mei, naar Mo.""",
    "pl": """O nas
Dźwigi Portowe naprawiają żurawie. Ekipy dużo jeżdżą.
Zakres obowiązków
Przeglądy żurawi wieżowych i wymiana zużytych lin
Raport po każdej wizycie
Wymagania
Szkoła mechaniczna albo elektryczna
Brak lęku wysokości
Oferujemy
Własny samochód dostawczy
Dwa tygodnie wolnego na święta
Jak aplikować
Jedna strona o sobie, do maja, do Mo.""",
    "el": """ΣΧΕΤΙΚΑ ΜΕ ΕΜΑΣ
Η Ανυψωτική Λιμένα επισκευάζει γερανούς.
ΚΑΘΗΚΟΝΤΑ
Έλεγχος πυργογερανών και αλλαγή φθαρμένων συρματόσχοινων
Σύνταξη αναφοράς μετά από κάθε επίσκεψη
ΑΠΑΙΤΗΣΕΙΣ
Σχολή μηχανικών ή ηλεκτρολόγων
Χωρίς υψοφοβία
ΠΑΡΟΧΕΣ
Δικό σας φορτηγάκι
Δύο εβδομάδες ελεύθερες τα Χριστούγεννα
ΕΠΙΚΟΙΝΩΝΙΑ
Μία σελίδα για εσάς, έως τον Μάιο.""",
}
"""Thirteen lines each: five on the firm, four of the work and requirements with their two headings; no cue but the headings"""

PARAGRAPH = {
    "en": "Marrow & Sons is a leading manufacturer of garden tools. We are looking for a grinder for our blade shop. "
    "You will grind and polish blades by hand and check their edge. Experience with belt grinders is an "
    "advantage. We offer a pension scheme and warm meals. Please send your CV to the shop office. We are an equal"
    " opportunity employer.",
    "de": "Als führendes Unternehmen für Gartengeräte beliefern wir ganz Europa. Wir suchen eine Schleiferin oder einen"
    " Schleifer. Sie arbeiten von Hand am Schleifband und prüfen die Schneiden. Erfahrung mit Bandschleifern ist "
    "von Vorteil. Wir bieten Ihnen warme Mahlzeiten und 30 Urlaubstage. Ihre Bewerbung richten Sie an das "
    "Werksbüro. Bei gleicher Eignung werden schwerbehinderte Menschen bevorzugt.",
    "sv": "Vi är ett familjeföretag som gör trädgårdsredskap. Vi söker en slipare till vår verkstad. Du kommer att "
    "slipa och polera blad för hand och kontrollera eggen. Erfarenhet av bandslip är meriterande. Vi erbjuder "
    "friskvårdsbidrag och varm mat. Skicka din ansökan till kontoret. Vi värdesätter mångfald.",
    "fi": "Olemme perheyritys, joka tekee puutarhatyökaluja. Etsimme hiojaa verstaallemme. Työtehtäviisi kuuluu terien "
    "hionta ja kiillotus käsin sekä terän tarkastus. Kokemusta nauhahiomakoneista katsotaan eduksi. Tarjoamme "
    "lounasedun ja lämpimän ruuan. Lähetä hakemus toimistoon. Kunnioitamme yhdenvertaisuutta.",
    "cs": "Jsme rodinná firma, která vyrábí zahradní nářadí. Hledáme brusiče do naší dílny. Budete brousit a leštit "
    "čepele ručně a kontrolovat ostří. Zkušenosti s pásovou bruskou jsou výhodou. Nabízíme teplé obědy a týden "
    "dovolené navíc. Životopis pošlete do kanceláře. Vybíráme bez ohledu na původ.",
    "hu": "Cégünk családi vállalkozás, kerti szerszámokat gyárt. Köszörűst keresünk a műhelyünkbe. Feladata lesz a "
    "pengék kézi köszörülése és polírozása, az élek ellenőrzése. Szalagcsiszoló ismerete előnyt jelent. Kínálunk "
    "meleg ebédet és cafeteriát. Önéletrajzát az irodába küldje. Mindenkit várunk, származástól függetlenül.",
    "ro": "Suntem o afacere de familie care face unelte de grădină. Căutăm un șlefuitor pentru atelier. Vei lucra "
    "manual la șlefuirea și lustruirea lamelor. Experiență cu mașini de șlefuit cu bandă constituie un avantaj. "
    "Oferim mâncare caldă și tichete de masă. Trimite CV-ul la birou. Oferim șanse egale tuturor.",
}
"""Seven sentences each: firm, three on the work, offer, application, equal chances"""


def lines(text):
    return text.split("\n")


@pytest.mark.parametrize("language", HEADED)
@pytest.mark.parametrize("declared", ["same", "und", "en"])
def test_headings_part_the_work_from_the_rest(language, declared):
    kept, dropped = split_relevance(HEADED[language] + "\n", language if declared == "same" else declared)
    work = slice(2, 8)
    expected = lines(HEADED[language])[work]

    assert (expected, [line for line in lines(HEADED[language]) if line not in expected]) == (lines(kept), lines(dropped))


@pytest.mark.parametrize("language", PARAGRAPH)
@pytest.mark.parametrize("declared", ["same", "und", "fr"])
def test_without_headings_each_sentence_speaks_for_itself(language, declared):
    kept, dropped = split_relevance(PARAGRAPH[language], language if declared == "same" else declared)
    sentences = PARAGRAPH[language].split(". ")

    assert ". ".join(sentences[1:4]) + "." == kept
    assert ". ".join([sentences[0], *sentences[4:]]) == dropped


def test_the_title_comes_first():
    text = relevant_text(" Crane mechanic ", HEADED["en"], "en")

    assert "Crane mechanic" == lines(text)[0]
    assert "Your tasks" == lines(text)[1]


def test_a_text_without_boilerplate_is_kept_whole():
    text = "Sort parcels by street.\nLoad the van at five in the morning.\nRing twice, then leave a card."

    assert (text, "") == split_relevance(text, "en")


def test_a_text_of_nothing_but_boilerplate_is_kept_whole():
    text = "About us\n" + "We are proud of our history. " * 20

    assert (text.strip(), "") == split_relevance(text, "en")


def test_a_short_rest_is_not_enough():
    text = "We need a cook.\nBenefits\n" + "Warm meals and a bed for the night\n" * 20

    assert (text.strip(), "") == split_relevance(text, "en")


@pytest.mark.parametrize("empty", ["", "  \n ", "\n\n"])
def test_without_a_description_there_is_the_title(empty):
    assert "Cook" == relevant_text("Cook", empty, "en")


def test_a_requirement_among_the_benefits_is_kept():
    text = HEADED["en"].replace("A van of your own", "- A van of your own\n- You must have a driving licence for it")

    assert "- You must have a driving licence for it" in lines(split_relevance(text, "en")[0])
    assert "- A van of your own" in lines(split_relevance(text, "en")[1])


def test_a_task_that_sounds_like_an_offer_is_kept_where_tasks_are_listed():
    text = HEADED["en"].replace("Write inspection", "- Explain our pension scheme to crane drivers\n- Write inspection")

    assert "- Explain our pension scheme to crane drivers" in split_relevance(text, "en")[0]


def test_a_call_to_apply_below_the_requirements_is_dropped():
    text = HEADED["en"].split("What we offer")[0] + "\nPlease send your CV to Mo. Any questions? Write to mo@lifts.example."
    kept, dropped = split_relevance(text, "en")

    assert dropped.endswith("travel a lot.\nPlease send your CV to Mo. Any questions? Write to mo@lifts.example.")
    assert kept.endswith("Free of giddiness at great heights")


def test_labels_inside_a_line_part_it():
    text = (
        "About us: cranes for every harbour. Tasks: inspect tower cranes, replace worn cables, oil gears, write reports and train"
        " drivers in their use. Profile: mechanic or electrician. We offer: a van. Two weeks off."
    )
    kept, dropped = split_relevance(text, "en")

    assert kept.startswith("Tasks: inspect")
    assert kept.endswith("mechanic or electrician.")
    assert "About us: cranes for every harbour. We offer: a van. Two weeks off." == dropped


def test_a_line_with_a_colon_announces_its_list():
    text = (
        "Inspect tower cranes, replace worn cables, oil the gears and write a report after every visit, in any weather.\n"
        "As a leading provider we make sure that people who work here get a lot in return for it, namely the following:\n"
        "- a van\n- two weeks off at Christmas\nCranes stand in four harbours."
    )
    kept, dropped = split_relevance(text, "en")

    assert lines(text)[1:4] == lines(dropped)
    assert [lines(text)[0], lines(text)[4]] == lines(kept)


def test_a_heading_that_is_not_known_ends_what_is_dropped():
    text = HEADED["en"].replace("Your tasks", "\nUp in the air")

    assert "Inspect tower cranes and replace worn cables" in split_relevance(text, "en")[0]


def test_a_paragraph_on_the_work_ends_what_is_dropped():
    text = "About us\nCranes for every harbour.\n\n" + PARAGRAPH["en"].split(". ", 1)[1]

    assert split_relevance(text, "en")[0].startswith("We are looking for a grinder")


def test_a_heading_may_mean_different_things_in_different_languages():
    assert (WORK, OTHER) == (heading_kind("mission", [], "fr"), heading_kind("mission", [], "en"))


def test_addresses_links_and_numbers_are_not_embedded():
    text = (
        "Load vans at 05:30 with 20 others and drive 120 km a day. You must have a licence. Experience in 2024 or later is needed,"
        " from 01.02.2024 on.\nYou can reach the depot at depot@vans.example, https://vans.example/a"
        " or +49 341 555 01 00 (0341/5550100)."
        " You must be 18."
    )
    cleaned = relevant_text("Driver", text, "en")

    assert "You must be 18." in cleaned
    assert "05:30 with 20 others and drive 120 km" in cleaned
    assert "01.02.2024" in cleaned
    assert not [part for part in ("depot@", "vans.example", "555", "0341") if part in cleaned]


@pytest.mark.parametrize("language", CUES)
def test_every_cue_is_found_in_a_sentence_in_capitals_and_without_accents(language):
    for kind, field in ((WORK, CUES[language].work), (OTHER, CUES[language].other)):
        for entry in (" ".join(entry.split()) for entry in field.split("|")):
            phrase = entry.replace("*", "abc")
            for sentence in (f"X ({phrase}, y", f"{phrase.upper()}!", f"y {phrase}"):
                found = find_cues(lowered(sentence))
                assert found, (kind, entry, sentence)


def test_of_overlapping_cues_the_longest_counts():
    kept, dropped = split_relevance(PARAGRAPH["en"] + " You will receive a hat. You will wear it.", "en")

    assert "You will receive a hat." in dropped
    assert kept.endswith("You will wear it.")


PIECES = [
    *lines(HEADED["de"]),
    *lines(HEADED["en"]),
    "- ",
    "Wir bieten: ",
    "İSTANBUL We offer tea. ",
    "z. B. ",
    "\n",
    "a@b.example. ",
    "x" * 80,
]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=30), st.sampled_from(["en", "de", "und", "xx"])
)
def test_no_word_is_lost_or_repeated(parts, language):
    text = "\n".join(parts)
    kept, dropped = split_relevance(text, language)

    assert sorted(normalize("NFC", text).split()) == sorted(kept.split() + dropped.split())
    assert len(kept) >= min(KEEP_CHARACTERS, len(normalize("NFC", text).strip()))
