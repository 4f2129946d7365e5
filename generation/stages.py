"""What a job says about itself, as a person would: the one place for these texts, in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.texts import Said
from generation.models import JobKind, JobState, QueueName
from studio.progress import Stage

STARTING = "starting"
STOPPING = "stopping"

_WAITING = Said("Ждёт очереди", "Waiting in line")
_NEXT = Said("Следующий в очереди", "Next in line")
_NTH = Said("{n}-й в очереди", "No. {n} in line")
_ORDINALS = {
    2: Said("Второй в очереди", "Second in line"),
    3: Said("Третий в очереди", "Third in line"),
    4: Said("Четвёртый в очереди", "Fourth in line"),
    5: Said("Пятый в очереди", "Fifth in line"),
    6: Said("Шестой в очереди", "Sixth in line"),
    7: Said("Седьмой в очереди", "Seventh in line"),
    8: Said("Восьмой в очереди", "Eighth in line"),
    9: Said("Девятый в очереди", "Ninth in line"),
    10: Said("Десятый в очереди", "Tenth in line"),
}
_PICKING = Said("Подбираю кадры", "Picking stills")
_FINISHING_NTH = Said("Заканчиваю {step} из {steps}", "Finishing {step} of {steps}")
_PAINTING_NTH = Said("Рисую {step} из {steps}", "Painting {step} of {steps}")
_STAGES: dict[str, Said] = {
    STARTING: Said("Начинаю", "Starting"),
    STOPPING: Said("Останавливаю", "Stopping"),
    Stage.PROBE: Said("Открываю видео", "Opening the video"),
    Stage.WATCH: Said("Смотрю видео — {percent} %", "Watching the video — {percent} %"),
    Stage.STILLS: Said("Выбираю лучшие кадры", "Choosing the best stills"),
    Stage.LISTEN: Said("Слушаю, что говорят — {percent} %", "Listening to what is said — {percent} %"),
    Stage.DESCRIBE: Said("Смотрю, что на кадрах", "Looking at what the stills show"),
    Stage.BRIEF: Said("Придумываю, что нарисовать", "Thinking what to paint"),
    Stage.PAINT: Said("Рисую", "Painting"),
    Stage.DESIGN: Said("Расставляю слова", "Setting the words"),
    Stage.CHECK: Said("Проверяю", "Checking"),
    Stage.DELIVER: Said("Сохраняю", "Saving"),
}
_FINISHING = {Stage.DESIGN, Stage.CHECK, Stage.DELIVER}
_ENDED: dict[tuple[str, str], Said] = {
    (JobKind.UNDERSTAND, JobState.SUCCEEDED): Said("Видео просмотрено", "The video has been watched"),
    (JobKind.MAKE_CANDIDATES, JobState.SUCCEEDED): Said("Готово, выбирайте", "Done, take your pick"),
    (JobKind.UNDERSTAND, JobState.FAILED): Said("Посмотреть не удалось", "Couldn't watch the video"),
    (JobKind.MAKE_CANDIDATES, JobState.FAILED): Said("Закончить не удалось", "Couldn't finish"),
    (JobKind.UNDERSTAND, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.MAKE_CANDIDATES, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.DRAW_CONTROL, JobState.SUCCEEDED): Said("Готово", "Done"),
    (JobKind.DRAW_CONTROL, JobState.FAILED): Said("Нарисовать не удалось", "Couldn't draw it"),
    (JobKind.DRAW_CONTROL, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.TAKE_STILL, JobState.SUCCEEDED): Said("Кадр добавлен", "The still has been added"),
    (JobKind.TAKE_STILL, JobState.FAILED): Said("Взять кадр не удалось", "Couldn't take the still"),
    (JobKind.TAKE_STILL, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.FIND_WORDS, JobState.SUCCEEDED): Said("Слова найдены", "The words have been found"),
    (JobKind.FIND_WORDS, JobState.FAILED): Said("Разобрать слова не удалось", "Couldn't make out the words"),
    (JobKind.FIND_WORDS, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.WRITE_BRIEF, JobState.SUCCEEDED): Said("Замысел написан", "The brief has been written"),
    (JobKind.WRITE_BRIEF, JobState.FAILED): Said("Написать не удалось", "Couldn't write it"),
    (JobKind.WRITE_BRIEF, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.DRAW_DESIGN, JobState.SUCCEEDED): Said("Версия сохранена", "The version has been saved"),
    (JobKind.DRAW_DESIGN, JobState.FAILED): Said("Сохранить не удалось", "Couldn't save it"),
    (JobKind.DRAW_DESIGN, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.MAKE_KIT, JobState.SUCCEEDED): Said("Комплект готов", "The kit is ready"),
    (JobKind.MAKE_KIT, JobState.FAILED): Said("Собрать комплект не удалось", "Couldn't make the kit"),
    (JobKind.MAKE_KIT, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.PROPOSE_BRAND, JobState.SUCCEEDED): Said("Оформление предложено", "A look is proposed"),
    (JobKind.PROPOSE_BRAND, JobState.FAILED): Said("Предложить не удалось", "Couldn't propose a look"),
    (JobKind.PROPOSE_BRAND, JobState.CANCELLED): Said("Остановлено", "Stopped"),
    (JobKind.PREVIEW_BRAND, JobState.SUCCEEDED): Said("Примеры готовы", "The examples are ready"),
    (JobKind.PREVIEW_BRAND, JobState.FAILED): Said("Показать не удалось", "Couldn't show it"),
    (JobKind.PREVIEW_BRAND, JobState.CANCELLED): Said("Остановлено", "Stopped"),
}


class Progress(Protocol):
    """What the texts are made from; `generation.models.Job` is one."""

    kind: str
    state: str
    queue: str
    stage: str
    step: int
    steps: int
    fraction: float
    position: int | None
    cancel_requested_at: datetime | None


def told(job: Progress) -> dict[str, str]:
    """Where `job` stands, by language code."""
    if job.state == JobState.QUEUED:
        return told_position(job.position)
    if job.state != JobState.RUNNING:
        return _ENDED[job.kind, job.state].both()
    if job.cancel_requested_at:
        return _STAGES[STOPPING].both()
    if job.stage in _FINISHING | {Stage.PAINT} and job.steps:
        return _told_picture(job)
    return _STAGES.get(job.stage, _STAGES[STARTING]).both(percent=round(job.fraction * 100))


def _told_picture(job: Progress) -> dict[str, str]:
    """Which picture of a batch: a composed one comes to be while it is designed, a painted one before."""
    painted = job.queue == QueueName.PAINT
    if job.stage in _FINISHING:
        return (_FINISHING_NTH if painted else _PAINTING_NTH).both(step=job.step, steps=job.steps)
    return _PAINTING_NTH.both(step=job.step, steps=job.steps) if painted else _PICKING.both()


def told_position(position: int | None) -> dict[str, str]:
    """A place in the queue, by language code; 1 is next, None is not known yet."""
    if position is None:
        return _WAITING.both()
    if position == 1:
        return _NEXT.both()
    return _ORDINALS.get(position, _NTH).both(n=position)
