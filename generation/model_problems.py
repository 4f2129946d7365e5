"""What is wrong with a model, told to the operator who brings it and to the author who wants it."""

from __future__ import annotations

from collections.abc import Mapping

from core.texts import Said, in_active_language
from studio.errors import StudioError

SENTENCES = {
    "model_missing": Said(
        "Модель «{name}» не установлена. Её приносит команда: {command}",
        "The model “{name}” isn't installed. This command brings it: {command}",
    ),
    "model_pickled": Said(
        "«{file}» — файл pickle: открыть его значит запустить чужую программу. Нужен файл .safetensors.",
        "“{file}” is a pickled file: to open it is to run a stranger's program. Bring it as .safetensors.",
    ),
    "model_truncated": Said(
        "Файл «{file}» оборван: скачан не до конца. Скачайте его заново.",
        "The file “{file}” is cut short: its download never finished. Download it again.",
    ),
    "model_corrupted": Said(
        "Файл «{file}» повреждён или это не safetensors. Скачайте его заново.",
        "The file “{file}” is damaged, or no safetensors file at all. Download it again.",
    ),
    "model_unreadable": Said(
        "Файл «{file}» не читается: его нет или к нему нет доступа.",
        "The file “{file}” can't be read: it isn't there, or not for us.",
    ),
    "not_a_lora": Said(
        "«{file}» — не LoRA. Целую модель приносите папкой: manage.py models import.",
        "“{file}” is no LoRA. Bring a whole model as a folder: manage.py models import.",
    ),
    "lora_unsupported": Said(
        "«{file}» — LoHa или LoKr, такие не подключаются. Нужна обычная LoRA.",
        "“{file}” is a LoHa or a LoKr, which can't be attached. A plain LoRA is needed.",
    ),
    "lora_incomplete": Said(
        "В LoRA «{file}» не хватает половин: файл испорчен при сохранении. Возьмите его у автора заново.",
        "The LoRA “{file}” lacks halves of its layers: it was saved wrongly. Get it anew from its maker.",
    ),
    "lora_wrong_family": Said(
        "LoRA «{file}» сделана для {family}, а не для {wanted}. Возьмите такую же для {wanted}.",
        "The LoRA “{file}” was made for {family}, not for {wanted}. Get one made for {wanted}.",
    ),
    "model_empty": Said(
        "Там нет файлов .safetensors: «{name}{file}». Укажите папку с весами.",
        "There are no .safetensors files there: “{name}{file}”. Name the folder that holds the weights.",
    ),
    "model_part_missing": Said(
        "В модели «{name}» не хватает «{file}». Принесите её заново.",
        "The model “{name}” lacks “{file}”. Bring it again.",
    ),
    "model_checksum": Said(
        "«{file}» пришёл не таким, как обещан, и выброшен. Повторите, а если не поможет, смените источник.",
        "“{file}” came with other bytes than promised and was thrown away. Try again, or use another source.",
    ),
    "model_name_invalid": Said(
        "«{name}» не годится в имена: нужны маленькие латинские буквы, цифры, точки и дефисы.",
        "“{name}” can't be a name: use small Latin letters, digits, dots and dashes.",
    ),
    "model_exists": Said(
        "Модель с именем «{name}» уже есть. Удалите её или назовите новую иначе.",
        "A model called “{name}” is here already. Remove it, or give the new one another name.",
    ),
    "model_kind_unknown": Said(
        "По «{file}» не понять, что это за модель. Назовите: --kind, а для ControlNet ещё --control.",
        "“{file}” doesn't say what kind of model it is. Name it: --kind, and --control for a ControlNet.",
    ),
    "model_family_unknown": Said(
        "По «{file}» не понять, для какого семейства моделей она сделана. Назовите его.",
        "“{file}” doesn't say for which family of models it was made. Name the family.",
    ),
    "model_single_file": Said(
        "«{file}» — целая модель одним файлом. Нужна папка, какую сохраняет diffusers.",
        "“{file}” is a whole model in one file. Bring it as a folder that diffusers saved.",
    ),
    "model_card_invalid": Said(
        "Карточка модели {file} с ошибкой: {problem}", "The model card {file} has a fault: {problem}"
    ),
    "model_not_pullable": Said(
        "У модели «{name}» не назван источник. Принесите её папкой: manage.py models import.",
        "The model “{name}” has no source. Bring it as a folder: manage.py models import.",
    ),
    "model_busy": Said(
        "Модель «{name}» уже скачивается. Дождитесь конца.",
        "The model “{name}” is being pulled already. Wait until that is done.",
    ),
    "source_offline": Said(
        "Сервер работает без сети (MASTHEAD_OFFLINE). Принесите модель папкой: manage.py models import.",
        "The server is set to be offline (MASTHEAD_OFFLINE). Bring the model as a folder: "
        "manage.py models import.",
    ),
    "source_unreachable": Said(
        "Источник {source} не отвечает. Проверьте сеть и MASTHEAD_MODELS_SOURCE.",
        "The source {source} doesn't answer. Check the network and MASTHEAD_MODELS_SOURCE.",
    ),
    "source_refused": Said(
        "Источник отдаёт {repo} только тем, кто принял его условия. Примите их там и задайте "
        "MASTHEAD_MODELS_TOKEN.",
        "The source gives {repo} only to those who accepted its terms. Accept them there, and set "
        "MASTHEAD_MODELS_TOKEN.",
    ),
    "source_lacks": Said(
        "В источнике нет {repo} ({revision}) или нужных файлов в нём. Проверьте карточку модели.",
        "The source has no {repo} ({revision}), or not the files wanted of it. Check the model's card.",
    ),
    "source_nonsense": Said(
        "Источник отвечает не так, как источник моделей. Проверьте MASTHEAD_MODELS_SOURCE.",
        "The source doesn't answer as a source of models does. Check MASTHEAD_MODELS_SOURCE.",
    ),
    "source_broken": Said(
        "Связь с источником оборвалась. Скачанное сохранено: повторите команду, она продолжит.",
        "The line to the source broke off. What came is kept: run the command again to go on.",
    ),
    "disk_full": Said(
        "На диске не хватает места для «{name}»: нужно ещё {need_gb} ГБ, свободно {free_gb} ГБ. "
        "Освободите место и повторите, скачанное сохранено.",
        "The disk lacks room for “{name}”: {need_gb} GB more are needed, {free_gb} GB are free. "
        "Make room and try again; what came is kept.",
    ),
}
_GIGABYTE = 1000**3


class _Known(dict[str, object]):
    """Values of a sentence; what an error doesn't name is left out of it."""

    def __missing__(self, key: str) -> str:
        return ""


def both(code: str, params: Mapping[str, object]) -> dict[str, str]:
    """The sentence for a studio error about models, in every language. Raises KeyError: another's code."""
    said = SENTENCES[code]
    values = _Known(params)
    for name in ("need", "free"):
        given = params.get(f"{name}_bytes")
        values[f"{name}_gb"] = f"{given / _GIGABYTE:.1f}" if isinstance(given, int) else "?"
    return {"ru": said.ru.format_map(values), "en": said.en.format_map(values)}


def sentence(error: StudioError) -> str:
    """The sentence in the language active now; the error's own line where there is none."""
    if error.code not in SENTENCES:
        return str(error)
    return in_active_language(both(error.code, error.params))
