"""Texts for people in their language.

`tr` takes a whole sentence with named places; the values are put in after the translation, so a translator sees what
he translates and a value is never taken for text.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from resources import resource_path


def tr(context: str, text: str, /, **named: object) -> str:
    """`text` (a literal, for the translation tool finds no other) in the user's language, `{places}` filled in."""
    translated = QCoreApplication.translate(context, text)
    return translated.format(**named) if named else translated


def tr_n(context: str, one: str, many: str, n: int, /, **named: object) -> str:
    """As `tr` for a sentence with the count `{n}`: `one` is the English singular, `many` the text to translate."""
    translated = QCoreApplication.translate(context, many, None, n)
    if translated == many and n == 1:
        translated = one
    return translated.format(n=QLocale().toString(n), **named)


def use_some_locale() -> None:
    """Where the system names no locale ("C"), write numbers, amounts and days as in British English: C itself has no
    marks between thousands, hangs the currency on the last digit, and is nobody's way of writing.
    """
    if QLocale().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def install_translators(app: QCoreApplication, locale: QLocale | None = None) -> list[QTranslator]:
    """Load our texts and Qt's own for the language of the system (or of `locale`); English needs no file.

    Returns what was found; the application owns it. To be called before the first widget is made.
    """
    wanted = locale if locale is not None else QLocale()
    folders = {
        "stint": str(resource_path("translations")),
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
    }
    found = []
    for name, folder in folders.items():
        translator = QTranslator(app)
        if translator.load(wanted, name, "_", folder) and app.installTranslator(translator):
            found.append(translator)
    return found
