"""Looks compared, and as files: what goes out comes in again, and nothing else does."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from io import BytesIO

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, Team
from channels_app.models import BrandPreset, Photo
from channels_app.services import brand_files, brand_revisions
from core.errors import Invalid
from studio.brand.compare import compare
from tests.factories.accounts import TeamFactory, member
from tests.factories.brands import logo_in, look, new_brand

pytestmark = pytest.mark.django_db


def _exported(team: Team | None = None) -> bytes:
    team = team or TeamFactory()
    data = look(logos=[logo_in(team)], avoid_words=["шок"], tagline="Каждую пятницу")
    preset = new_brand(team, data, name="Дом")
    return brand_files.export(preset, by=member(team, Role.VIEWER))[1]


def _bring(data: bytes, team: Team | None = None) -> BrandPreset:
    team = team or TeamFactory()
    return brand_files.bring(team, by=member(team, Role.EDITOR), file=BytesIO(data))


def test_what_goes_out_comes_in_elsewhere() -> None:
    home = TeamFactory()
    first, second = _bring(_exported(), home), _bring(_exported(), home)
    row = brand_revisions.current(first)
    said = brand_revisions.look_of(row)
    assert (first.name, second.name) == ("Дом", "Дом 2")
    assert (said.tagline, said.avoid_words, len(said.logos)) == ("Каждую пятницу", ("шок",), 1)
    assert said.logos[0].sha256 in brand_revisions.logo_files(row)
    assert Photo.objects.filter(team=home, use="logo").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "poster"}, "preset_unreadable"),
        ({"schema_version": 9}, "preset_newer"),
        ({"preset": {"schema_version": 2}}, "preset_newer"),
        ({"preset": {"schema_version": 1, "palette": "red"}}, "preset_unreadable"),
        ({"preset": {"schema_version": 1, "spy": 1}}, "preset_unreadable"),
        ({"logos": {}}, "preset_logo_damaged"),
    ],
)
def test_what_is_no_look_is_refused_by_its_code(change: dict[str, object], code: str) -> None:
    told = json.loads(_exported()) | change
    with pytest.raises(Invalid) as refused:
        _bring(json.dumps(told).encode())
    assert refused.value.fields["file"][0] == code


def test_a_file_for_another_sha256_is_refused() -> None:
    told = json.loads(_exported())
    (name,) = told["logos"]
    told["logos"][name] = "iVBORw0KGgoAAAANSUhEUg=="
    with pytest.raises(Invalid) as refused:
        _bring(json.dumps(told).encode())
    assert refused.value.fields["file"][0] == "preset_logo_damaged"


def test_damaged_files_are_refused_or_taken_and_never_crash() -> None:
    whole, chance = _exported(), random.Random(5)
    before = BrandPreset.objects.count()
    taken = 0
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        del data[chance.randrange(len(data)) :: chance.choice([1, len(data)])]
        with suppress(Invalid):
            _bring(bytes(data))
            taken += 1
    assert BrandPreset.objects.count() == before + taken
    for nonsense in (b"", b"[" * 100_000, b"\xff\xfe", b"null", b'{"kind": 3}'):
        with pytest.raises(Invalid):
            _bring(nonsense)


def test_over_rest(api: APIClient) -> None:
    team = TeamFactory()
    preset = new_brand(team)
    editor = member(team, Role.EDITOR)
    brand_revisions.save(preset, look(tagline="Новый"), number=1, by=editor)
    api.force_login(editor)
    file = api.get(f"/api/v1/brands/{preset.pk}/file?number=1")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(file.content)["preset"]["tagline"] == ""
    sent = BytesIO(file.content)
    sent.name = "house.look.json"
    made = api.post(f"/api/v1/teams/{team.pk}/brands/import", {"file": sent}, format="multipart")
    assert (made.status_code, made.data["name"]) == (201, "House 2")
    told = api.get(f"/api/v1/brands/{preset.pk}/compare?before=1&after=2", HTTP_ACCEPT_LANGUAGE="ru").data
    assert told == [{"part": "text", "text": "Слоган: — → Новый"}]
    assert api.get(f"/api/v1/brands/{preset.pk}/compare?before=1&after=9").status_code == 404


def test_a_comparison_tells_of_every_part() -> None:
    after = look(
        palette=[{"role": "accent", "hex": "#2040d0"}, {"role": "ink", "hex": "#ffffff"}],
        fonts={"headline": "oswald"},
        text={"caps": True},
        layouts={"cover": ["poster"]},
        painter={"style": "noir", "loras": [{"name": "ours", "weight": 0.5}]},
        avoid_words=["шок"],
        locks=["palette"],
        logos=[{"sha256": "a" * 64, "width_px": 9, "height_px": 9}],
    )
    told = {change.en for change in compare(look(), after)}
    assert {
        "Accent: #d02030 → #2040d0",
        "Headline typeface: as the layout decides → oswald",
        "Favourite layouts, covers: + poster",
        "LoRA: + ours (0.5)",
        "Words to avoid: + шок",
        "Locked: colours",
        "Logos added: 1",
    } <= told
    assert compare(after, after) == []
