"""What is wrong with words, what became of a brief, and where its words come from: in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from core.texts import Said, in_active_language
from studio.values import WordSource

SENTENCES: dict[str, Said] = {
    "subtitles_empty": Said(
        "Файл субтитров пуст. Загрузите другой.", "The subtitle file is empty. Bring another."
    ),
    "subtitles_too_large": Said(
        "Файл больше {mb} МБ, субтитры такими не бывают. Это точно не видео?",
        "The file is larger than {mb} MB; no subtitles are. Sure it is no video?",
    ),
    "subtitles_not_text": Said(
        "Это не текст. Нужен файл SRT, VTT или ASS.", "This is no text. Bring an SRT, VTT or ASS file."
    ),
    "subtitles_unknown_format": Said(
        "Это не похоже на субтитры. Нужен файл SRT, VTT или ASS.",
        "These don't look like subtitles. Bring an SRT, VTT or ASS file.",
    ),
    "subtitles_broken": Said(
        "Файл субтитров повреждён. Сохраните его в редакторе заново.",
        "The subtitle file is damaged. Save it anew in your editor.",
    ),
    "subtitles_without_words": Said(
        "В субтитрах нет ни одной реплики.", "There is not one spoken line in the subtitles."
    ),
    "model_unusable": Said(
        "Модель «{name}» не загружается. Тому, кто ведёт сайт: проверьте её (manage.py models verify).",
        "The model “{name}” can't be loaded. Whoever runs the site: check it (manage.py models verify).",
    ),
    "no_words_model": Said(
        "Модели, которые слушают и смотрят, здесь не установлены или не загружаются.",
        "Models that listen and look aren't installed here, or can't be loaded.",
    ),
}

# What a brief says of itself, by the codes of `Brief.notices`.
NOTICES: dict[str, Said] = {
    "headline_cut": Said(
        "Заголовок был длиннее, чем читается на обложке: он укорочен.",
        "The headline was longer than anybody reads on a cover: it was cut.",
    ),
    "emoji_dropped": Said(
        "Эмодзи на картинках не рисуем: они убраны.", "Emoji aren't drawn: they were left out."
    ),
    "letters_dropped": Said(
        "Некоторых букв нет ни в одном нашем шрифте: они убраны.",
        "None of our typefaces has some of the letters: they were left out.",
    ),
    "wish_text_partly_used": Said(
        "Пожелание учтено не целиком: понятны стиль, цвет и настроение.",
        "The wish was taken in part: style, colour and mood are understood.",
    ),
    "wish_text_unused": Said(
        "Пожелание пойдёт только в описание для модели.",
        "The wish goes only into the words for painting models.",
    ),
    "prompt_words_left_out": Said(
        "Не все русские слова есть в описании для модели: их английского мы не знаем. Допишите сами.",
        "Not every Russian word is in the prompt: we don't know its English. Add it yourself.",
    ),
    "llm_timeout": Said(
        "Языковая модель не успела ответить. Замысел написан по правилам.",
        "The language model gave no answer in time. The brief is written by rules.",
    ),
    "llm_unreachable": Said(
        "Языковая модель недоступна. Замысел написан по правилам.",
        "The language model can't be reached. The brief is written by rules.",
    ),
    "llm_refused": Said(
        "Языковая модель отказалась. Замысел написан по правилам.",
        "The language model refused. The brief is written by rules.",
    ),
    "llm_nonsense": Said(
        "Ответ языковой модели не разобрать. Замысел написан по правилам.",
        "The language model's answer makes no sense. The brief is written by rules.",
    ),
    "llm_headline_ungrounded": Said(
        "Заголовки модели говорили не то, что в видео: оставлены свои.",
        "The model's headlines said what isn't in the video: ours are kept.",
    ),
    "llm_prompt_unusable": Said(
        "Описание модели не подошло: оставлено написанное по правилам.",
        "The model's prompt was of no use: the one written by rules is kept.",
    ),
}

_SOURCES: dict[str, Said] = {
    "title": Said("из названия", "from the title"),
    "description": Said("из описания", "from the description"),
    "tags": Said("из тегов", "from the tags"),
    "subtitles": Said("из субтитров, {at}", "from the subtitles at {at}"),
    "speech": Said("услышано на {at}", "heard at {at}"),
    "caption": Said("модель увидела в кадре {at}", "seen by a model in frame {at}"),
    "frame": Said("из кадра {at}", "from frame {at}"),
    "colours": Said("из цветов видео", "from the video's colours"),
    "channel": Said("название канала", "the channel's name"),
    "brand": Said("из фирменного стиля", "from the brand"),
    "wishes": Said("из ваших пожеланий", "from your wishes"),
    "edit": Said("ваши слова", "your own words"),
    "model": Said("слова модели", "the model's words"),
    "rule": Said("как обычно", "as always"),
}
_OF_VIDEO = Said(" — «{title}»", " — “{title}”")


def told(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a code of `SENTENCES`, in the language active now."""
    said = SENTENCES[code]
    return in_active_language({"ru": said.ru.format_map(params), "en": said.en.format_map(params)})


def source_told(source: WordSource, titles: tuple[str, ...] = ()) -> str:
    """ "from frame 00:41", in the language active now; of several videos with the video's title."""
    said = _SOURCES[source.kind].here(at=_clock(source.at_s or 0.0))
    named = len(titles) > 1 and source.kind not in (
        "wishes",
        "edit",
        "model",
        "rule",
        "brand",
        "channel",
        "colours",
    )
    if named and source.video < len(titles):
        said += _OF_VIDEO.here(title=titles[source.video])
    return said


def _clock(seconds: float) -> str:
    """m:ss, or h:mm:ss from an hour on."""
    # Rounded, as the page rounds the moments of stills and lines.
    whole = round(seconds)
    minutes = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 3600}:{minutes}" if whole >= 3600 else minutes
