"""What a check found, what mends it, and what a brand score is made of, as sentences for whoever reads."""

from __future__ import annotations

from django.utils.formats import localize

from core.texts import Said

FINDINGS: dict[str, Said] = {
    "unclear_in_feed": Said(
        "В ленте надпись сливается с фоном: чёткость {value}, нужна от {limit}.",
        "In the feed the words blur into what lies below: clarity {value}, it should be {limit}.",
    ),
    "too_many_words": Said(
        "Слов {value}, а с одного взгляда читаются {limit}. Сократите сами: это ваш текст.",
        "There are {value} words; about {limit} are read at a glance. Cut some: the text is yours.",
    ),
    "avoided_word": Said(
        "Здесь есть «{value}» — команда решила так не писать. Замените сами: это ваш текст.",
        "“{value}” is a word your team avoids. Put it another way: the text is yours.",
    ),
    "upscaled": Said(
        "Кадр увеличен в {value} раза и будет мутным; чётко — до {limit}.",
        "The still is enlarged {value} times and will look soft; up to {limit} it stays crisp.",
    ),
    "near_duplicate": Said(
        "Почти повторяет другую картинку канала: {value}.",
        "This is nearly the same as another picture of the channel: {value}.",
    ),
    "off_brand_colour": Said(
        "Цвет не из палитры команды: до ближайшего {value}, незаметно до {limit}.",
        "A colour that isn't your team's: {value} away from the nearest; up to {limit} passes.",
    ),
    "off_brand_font": Said(
        "Шрифт «{value}», а у команды — «{limit}».",
        "The typeface is “{value}”; your team's is “{limit}”.",
    ),
    "logo_missing": Said("Нет логотипа команды.", "Your team's logo isn't on it."),
    "logo_too_small": Said(
        "Логотип мелкий: {value} % высоты картинки, узнаётся от {limit} %.",
        "The logo is small: {value} % of the picture's height; it is recognised from {limit} %.",
    ),
    "logo_crowded": Said(
        "Логотипу тесно: вокруг {value} его высоты, нужно {limit}.",
        "The logo is crowded: {value} of its height is free around it, it needs {limit}.",
    ),
    "logo_misplaced": Said(
        "Логотип закроет значок, срежет край или он лёг на лицо.",
        "The logo will be covered or cut off, or it lies over a face.",
    ),
    "logo_faint": Said(
        "Логотип почти не виден на этом фоне: контраст {value}, нужен {limit}.",
        "The logo is hard to see on this ground: contrast {value}, it should be {limit}.",
    ),
    "alt_missing": Said(
        "Нет описания для тех, кто не видит картинку.", "There is no description for people who can't see it."
    ),
}

FIXES: dict[str, Said] = {
    "move_words": Said("Передвинуть текст", "Move the words"),
    "enlarge_words": Said("Сделать текст крупнее", "Make the words larger"),
    "clarify_words": Said("Сделать текст заметнее", "Make the words stand out"),
    "brand_font": Said("Поставить шрифт команды", "Use the team's typeface"),
    "snap_colour": Said("Взять цвет команды", "Use the team's colour"),
    "zoom_out": Said("Показать кадр шире", "Show more of the still"),
    "move_logo": Said("Передвинуть логотип", "Move the logo"),
    "enlarge_logo": Said("Увеличить логотип", "Make the logo larger"),
    "clarify_logo": Said("Сделать логотип заметнее", "Make the logo stand out"),
    "add_logo": Said("Добавить логотип", "Add the logo"),
}

PARTS: dict[str, Said] = {
    "colours": Said("Цвета", "Colours"),
    "fonts": Said("Шрифты", "Typefaces"),
    "logo": Said("Логотип", "Logo"),
    "text": Said("Подача текста", "Text style"),
    "layout": Said("Макет", "Layout"),
    "words": Said("Слова", "Words"),
}

SCORES: dict[str, Said] = {
    "score_colours_own": Said(
        "Цвета — команды: самый далёкий отличается на {value}.",
        "The colours are your team's: the farthest is {value} away.",
    ),
    "score_colours_off": Said(
        "Есть чужой цвет: отличается на {value}, незаметно до {limit}.",
        "There is a strange colour: {value} away; up to {limit} passes.",
    ),
    "score_fonts_own": Said("Шрифты — команды.", "The typefaces are your team's."),
    "score_fonts_off": Said(
        "Не весь текст набран шрифтом «{limit}»: есть «{value}».",
        "Not all words are set in “{limit}”: some are in “{value}”.",
    ),
    "score_logo_shown": Said("Логотип на месте.", "The logo is there."),
    "score_logo_missing": Said("Логотипа нет.", "There is no logo."),
    "score_logo_other": Said("Логотип не из оформления команды.", "The logo isn't one of your team's."),
    "score_text_own": Said("Текст подан, как принято в команде.", "Words are set the way your team does it."),
    "score_text_off": Said(
        "Текст подан иначе, чем принято в команде.", "Words are set in another way than usual."
    ),
    "score_layout_own": Said("Макет — из любимых.", "The layout is one of your favourites."),
    "score_layout_other": Said("Макет — не из любимых.", "The layout isn't one of your favourites."),
    "score_words_own": Said("Нежелательных слов нет.", "No word that you avoid."),
    "score_words_avoided": Said(
        "Есть нежелательное слово «{value}».", "There is a word you avoid: “{value}”."
    ),
}

PROBLEMS: dict[str, Said] = {
    "fix_unknown": Said(
        "Само это не исправится. Поправьте вручную.", "Nothing mends this by itself. Change it by hand."
    ),
    "fix_impossible": Said(
        "Исправить это, ничего не испортив, не вышло. Поправьте вручную или возьмите другой макет.",
        "This couldn't be mended without spoiling something else. Change it by hand, or take another layout.",
    ),
    "no_such_layer": Said(
        "Этого слоя уже нет. Проверьте картинку ещё раз.", "That layer is gone. Check the picture again."
    ),
    "no_images": Said("Выберите хотя бы одну площадку.", "Choose at least one platform."),
    "preset_unreadable": Said(
        "Это не файл оформления. Возьмите файл, который сохранил Masthead.",
        "This isn't a file of a look. Take one that Masthead has saved.",
    ),
    "preset_newer": Said(
        "Файл оформления сохранён более новым Masthead. Обновите этот сайт и попробуйте снова.",
        "This look was saved by a newer Masthead. Update this site and try again.",
    ),
    "preset_too_large": Said(
        "Файл оформления слишком большой: у него не больше {limit} МБ.",
        "The file of the look is too large: it may have {limit} MB.",
    ),
    "preset_logo_damaged": Said(
        "Логотип в файле оформления повреждён. Сохраните файл заново.",
        "A logo in the file of the look is damaged. Save the file anew.",
    ),
}


def finding_text(code: str, value: object, limit: object) -> str | None:
    """The sentence about a finding in the active language, None where it is told elsewhere."""
    return _said(FINDINGS, code, value, limit)


def fix_text(name: str | None) -> str:
    """What a fix does, for its button; "" where there is none."""
    return FIXES[name].here() if name in FIXES else ""


def part_text(name: str) -> str:
    """The name of a part of the brand score."""
    return PARTS[name].here() if name in PARTS else name


def score_text(code: str, value: object, limit: object) -> str:
    """What was measured for a part of the brand score."""
    return _said(SCORES, code, value, limit) or code.replace("_", " ")


def _said(book: dict[str, Said], code: str, value: object, limit: object) -> str | None:
    if code not in book:
        return None
    return book[code].here(value=_shown(value), limit=_shown(limit))


def _shown(value: object) -> str:
    return "—" if value is None else str(localize(value))
