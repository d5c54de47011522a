import pytest

from search.titles import plain_title


@pytest.mark.parametrize(
    ("title", "language", "plain"),
    [
        ("DIRECTORES DE VENTAS, EN GENERAL", "es", "director DE VENTAS"),
        ("ASESORES FINANCIEROS", "es", "asesor financiero"),
        ("TRABAJADORES DE GANADO VACUNO Y SIMILARES", "es", "trabajador DE GANADO VACUNO"),
        ("Analista de sistemas", "es", "Analista de sistemas"),
        ("Directeurs des ventes", "fr", "directeur des ventes"),
        ("Operai edili", "it", "operaio edile"),
        ("Diretores comerciais", "pt", "diretor comercial"),
        ("Weinbautechniker/in (DI)", "de", "Weinbautechniker"),
        ("Chemiekaufmann/-frau", "de", "Chemiekaufmann"),
        ("Fachkraft für Lagerlogistik (m/w/d)", "de", "Fachkraft für Lagerlogistik"),
        ("Infirmier h/f", "fr", "Infirmier"),
        ("Elektriker w / m / d", "de", "Elektriker"),
        ("Technicien M/F/X", "fr", "Technicien"),
        ("Architekt-in", "de", "Architekt"),
        ("A/V technician", "en", "A/V technician"),
        ("H/W engineer", "en", "H/W engineer"),
        ("editor-in-chief", "en", "editor-in-chief"),
        ("Sales Managers", "en", "Sales Managers"),
        ("UX/UI designer", "en", "UX/UI designer"),
        ("C++ developer", "en", "C++ developer"),
    ],
)
def test_a_title_is_read_as_a_label_is_written(title, language, plain):
    assert plain == plain_title(title, language)


def test_what_would_leave_nothing_stays():
    assert "(m/w/d)" == plain_title("(m/w/d)", "de")
