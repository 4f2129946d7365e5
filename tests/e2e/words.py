"""What a person reads on the buttons they press, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    locale: str
    create_account: str
    email: str
    code: str
    confirm: str
    team_name: str
    make_team: str
    channel_title: str
    make_channel: str
    make_cover: str
    headline: str
    publish: str
    in_review: str
    published: str
    approve: str
    version: str


RUSSIAN = Words(
    locale="ru-RU",
    create_account="Создать аккаунт",
    email="Почта",
    code="Код из письма",
    confirm="Подтвердить",
    team_name="Название команды",
    make_team="Создать команду",
    channel_title="Название канала",
    make_channel="Создать канал",
    make_cover="Сделать обложку",
    headline="Слова на картинке",
    publish="Опубликовать",
    in_review="Её смотрит модератор",
    published="Сейчас на публичной странице",
    approve="Одобрить",
    version="Версия",
)
ENGLISH = Words(
    locale="en-US",
    create_account="Create an account",
    email="E‑mail",
    code="Code from the e‑mail",
    confirm="Confirm",
    team_name="Name of the team",
    make_team="Make the team",
    channel_title="Name of the channel",
    make_channel="Make the channel",
    make_cover="Make a cover",
    headline="Words on the picture",
    publish="Publish",
    in_review="A moderator",
    published="Live on the public page now",
    approve="Approve",
    version="Version",
)
