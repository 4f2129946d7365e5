"""Why a job failed, told to the person who waits for it."""

from __future__ import annotations

from collections.abc import Mapping

from channels_app import check_sentences
from channels_app.problems import video_problem
from core.texts import Said, in_active_language
from generation import model_problems, paint_problems, words_problems
from generation.models import JobKind
from generation.services import documents

WORKER_LOST = "worker_lost"
DEADLINE = "deadline"
DISK_FULL = "disk_full"
CRASHED = "crashed"
INVALID_REQUEST = "invalid_request"
VIDEO_GONE = "video_gone"

_SENTENCES = {
    WORKER_LOST: Said(
        "Работа прервалась дважды, мы перестали пробовать. Готовое сохранено, запустите ещё раз.",
        "The work was cut off twice, so we stopped trying. What was made is kept; start it again.",
    ),
    DEADLINE: Said(
        "Работа шла слишком долго и была остановлена. Готовое сохранено, запустите ещё раз.",
        "The work took too long and was stopped. What was made is kept; start it again.",
    ),
    DISK_FULL: Said(
        "На диске сервера кончилось место. Напишите тому, кто за ним следит, и запустите ещё раз.",
        "The server's disk is full. Tell whoever runs it, then start again.",
    ),
    CRASHED: Said(
        "У сервера не получилось, подробности в его журнале. Запустите ещё раз.",
        "The server couldn't do it; the details are in its log. Start it again.",
    ),
    INVALID_REQUEST: Said(
        "Так нарисовать не получится. Измените пожелания и попробуйте снова.",
        "That can't be painted. Change the wishes and try again.",
    ),
    "headline_undrawable": Said(
        "В заголовке нет ни одного знака, который можно нарисовать. Напишите его словами.",
        "The headline holds nothing that can be drawn. Write it in words.",
    ),
    "no_stills": Said(
        "В видео не нашлось кадров, из которых можно рисовать. Выберите другое.",
        "The video has no still to paint from. Choose another.",
    ),
    "still_unreadable": Said(
        "Кадры этого видео повреждены. Посмотрите его ещё раз и повторите.",
        "The stills of this video are damaged. Watch it again, then repeat.",
    ),
    VIDEO_GONE: Said(
        "Видео, из которого рисуем, уже удалено. Выберите другое.",
        "The video to paint from has been deleted. Choose another.",
    ),
}

NOT_THE_VIDEOS_FAULT = {WORKER_LOST, DISK_FULL, CRASHED}


def sentence(kind: str, code: str, params: Mapping[str, object]) -> str:
    """The sentence for a job's `error_code` in the language active now."""
    if code in _SENTENCES:
        return _SENTENCES[code].here()
    if code in check_sentences.PROBLEMS:
        said = check_sentences.PROBLEMS[code]
        return in_active_language(
            {"ru": said.ru.format_map(_Told(params)), "en": said.en.format_map(_Told(params))}
        )
    if code in words_problems.SENTENCES:
        return words_problems.told(code, _Told(params))
    if kind in {JobKind.DRAW_DESIGN, JobKind.MAKE_KIT} and code in documents.SENTENCES:
        return str(documents.SENTENCES[code])
    if kind == JobKind.UNDERSTAND:
        return video_problem(code, params)
    if code in paint_problems.SENTENCES:
        said = paint_problems.SENTENCES[code]
        return in_active_language(
            {"ru": said.ru.format_map(_Told(params)), "en": said.en.format_map(_Told(params))}
        )
    if code in model_problems.SENTENCES:
        return in_active_language(model_problems.both(code, params))
    if kind in {JobKind.TAKE_STILL, JobKind.FIND_WORDS}:
        return video_problem(code, params)
    return _SENTENCES[INVALID_REQUEST].here()


class _Told(dict[str, object]):
    """Values for a sentence; one that is missing is shown as a dash rather than failing the page."""

    def __missing__(self, key: str) -> str:
        return "—"
