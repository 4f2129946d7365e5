"""Looks of teams: kept in revisions, shared with channels, and nobody else's business."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.events import BrandChanged
from channels_app.models import BrandPreset, BrandPresetRevision, Channel
from channels_app.services import brand_revisions, brands, storage
from core import blobs
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.events import Event
from core.models import AuditEntry
from tests.factories.accounts import TeamFactory, member
from tests.factories.brands import RED, branded, logo_in, look, new_brand
from tests.factories.channels import add_version, new_channel, new_video

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]
BLUE = {"role": "accent", "hex": "#2040d0"}


def _numbers(preset: BrandPreset) -> list[int]:
    return list(preset.revisions.order_by("number").values_list("number", flat=True))


def test_saving_adds_revisions_and_changes_none(heard: list[Event]) -> None:
    preset = new_brand()
    editor = member(preset.team, Role.EDITOR)
    with transaction.atomic():
        brand_revisions.save(preset, look(palette=[BLUE]), number=1, by=editor, note="Blue is calmer")
        same = brand_revisions.save(preset, look(palette=[BLUE]), number=2, by=editor)
    assert _numbers(preset) == [1, 2]
    assert same.number == 2
    first, second = brand_revisions.revision(preset, 1), brand_revisions.current(preset)
    assert brand_revisions.look_of(first).colour("accent") == RED["hex"]
    assert brand_revisions.look_of(second).colour("accent") == BLUE["hex"]
    assert (second.note, second.by) == ("Blue is calmer", editor)


def test_a_look_saved_meanwhile_is_not_written_over() -> None:
    preset = new_brand()
    editor = member(preset.team, Role.EDITOR)
    brand_revisions.save(preset, look(palette=[BLUE]), number=1, by=editor)
    with pytest.raises(Conflict) as refused:
        brand_revisions.save(preset, look(tagline="Mine"), number=1, by=editor)
    assert refused.value.code == "brand_changed"
    assert _numbers(preset) == [1, 2]


def test_restoring_says_the_old_again_and_adds_a_revision() -> None:
    preset = new_brand()
    editor = member(preset.team, Role.EDITOR)
    brand_revisions.save(preset, look(palette=[BLUE]), number=1, by=editor)
    again = brand_revisions.restore(preset, 1, by=editor)
    assert (again.number, again.restored) == (3, 1)
    assert brand_revisions.look_of(again) == look()
    assert brand_revisions.restore(preset, 1, by=editor).number == 3
    with pytest.raises(NotFound):
        brand_revisions.restore(preset, 9, by=editor)


@pytest.mark.parametrize("change", [{"note": "x"}, {"data": {}}, {"number": 7}])
def test_the_database_itself_keeps_what_was_said(change: dict[str, object]) -> None:
    preset = new_brand()
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        BrandPresetRevision.objects.filter(preset=preset).update(**change)


def test_a_version_stays_with_its_revision() -> None:
    preset = new_brand()
    version = add_version(new_video(new_channel(preset.team)).cover)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        type(version).objects.filter(pk=version.pk).update(brand_revision=brand_revisions.current(preset))


def test_names_are_one_of_a_kind_within_a_team() -> None:
    preset = new_brand()
    editor = member(preset.team, Role.EDITOR)
    with pytest.raises(Invalid) as refused:
        brands.create(preset.team, "House", look(), by=editor)
    assert refused.value.fields["name"][0] == "taken"
    other = brands.create(preset.team, "Second", look(), by=editor)
    with pytest.raises(Invalid):
        brands.rename(other, "House", by=editor)
    brands.archive(preset, by=editor)
    assert brands.rename(other, "House", by=editor).name == "House"
    with pytest.raises(Invalid):
        brands.bring_back(preset, by=editor)


def test_a_channel_has_the_look_that_was_chosen_last() -> None:
    first = new_brand()
    channel, other = new_channel(first.team), new_channel(first.team)
    editor = member(first.team, Role.EDITOR)
    second = new_brand(first.team, name="Second")
    brands.choose(first, [channel.pk, other.pk], by=editor)
    brands.choose(second, [channel.pk], by=editor)
    looks = dict(Channel.objects.values_list("pk", "brand"))
    assert looks == {channel.pk: second.pk, other.pk: first.pk}
    brands.archive(first, by=editor)
    assert Channel.objects.get(pk=other.pk).brand is None
    with pytest.raises(Conflict):
        brands.choose(first, [other.pk], by=editor)


def test_nobody_else_s_channels() -> None:
    preset = new_brand()
    theirs = new_channel()
    with pytest.raises(Invalid):
        brands.choose(preset, [theirs.pk], by=member(preset.team, Role.EDITOR))
    assert Channel.objects.get(pk=theirs.pk).brand is None


def test_copying_into_another_team_takes_the_logos_along() -> None:
    team, home = TeamFactory(), TeamFactory()
    preset = new_brand(team, look(logos=[logo_in(team)]))
    both = member(team, Role.VIEWER)
    with pytest.raises(NotFound):
        brands.copy(preset, by=both, team=home)
    home.memberships.create(user=both, role=Role.EDITOR)
    copied = brands.copy(preset, by=both, team=home)
    (file,) = brand_revisions.logo_files(brand_revisions.current(copied)).values()
    assert file.exists()
    # What came along may be saved again, though the team never brought it itself.
    changed = look(logos=[preset.revisions.get().data["logos"][0]], tagline="Ours")
    assert brand_revisions.save(copied, changed, number=1, by=both).number == 2
    with pytest.raises(Forbidden):
        brands.copy(copied, by=both, team=team)


def test_copies_find_a_name_of_their_own() -> None:
    preset = new_brand()
    editor = member(preset.team, Role.EDITOR)
    assert [brands.copy(preset, by=editor).name for _ in range(2)] == ["House 2", "House 3"]


def test_only_logos_of_the_team_and_typefaces_that_are_here() -> None:
    team, theirs = TeamFactory(), TeamFactory()
    data = look(logos=[logo_in(theirs)], fonts={"headline": "comic-sans"})
    with pytest.raises(Invalid) as refused:
        new_brand(team, data)
    codes = {field: code for field, (code, _text) in refused.value.fields.items()}
    assert codes == {"data.logos.0": "logo_gone", "data.fonts.headline": "font_missing"}


def test_a_logo_outlives_its_photo_and_counts_once() -> None:
    team = TeamFactory()
    logo = logo_in(team)
    preset = new_brand(team, look(logos=[logo]))
    used = storage.used_bytes(team.pk)
    team.photos.all().delete()
    assert storage.used_bytes(team.pk) == used
    row = brand_revisions.current(preset)
    blobs.remove_unused(kept_before=row.created_at.replace(year=2100), at_most=100)
    assert brand_revisions.logo_files(row)[logo["sha256"]].exists()


def test_a_look_that_versions_name_is_not_deleted() -> None:
    channel = new_channel()
    preset = branded(channel)
    owner = member(channel.team, Role.OWNER)
    version = add_version(new_video(channel).cover, brand_revision=brand_revisions.current(preset))
    with pytest.raises(Conflict) as refused:
        brands.delete(preset, by=owner)
    assert refused.value.code == "brand_in_use"
    version.artwork.channel.delete()
    brands.delete(preset, by=owner)
    assert not BrandPreset.objects.filter(pk=preset.pk).exists()


def test_saving_is_told_and_written_down(
    heard: list[Event], django_capture_on_commit_callbacks: object
) -> None:
    preset = new_brand()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        brand_revisions.save(preset, look(tagline="New"), number=1, by=member(preset.team, Role.EDITOR))
    assert [event.what for event in heard if isinstance(event, BrandChanged)] == ["saved"]
    assert AuditEntry.objects.filter(verb="brand.save", target_id=str(preset.pk)).count() == 2


def test_over_rest_from_a_new_look_to_its_second_revision(as_user: SignIn) -> None:
    channel = new_channel()
    client = as_user(member(channel.team, Role.EDITOR))
    made = client.post(
        f"/api/v1/teams/{channel.team_id}/brands", {"name": "Дом", "data": {"palette": [RED]}}, format="json"
    )
    assert made.status_code == 201, made.data
    address = f"/api/v1/brands/{made.data['id']}"
    body = {
        "number": 1,
        "data": {**made.data["revision"]["data"], "tagline": "Каждую пятницу"},
        "note": "Слоган",
    }
    saved = client.post(f"{address}/revisions", body, format="json")
    assert (saved.status_code, saved.data["revision"]["number"]) == (201, 2)
    late = client.post(f"{address}/revisions", body, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "brand_changed")
    chosen = client.put(f"{address}/channels", {"channels": [str(channel.pk)]}, format="json")
    assert chosen.data["channels"] == [str(channel.pk)]
    assert client.get(f"/api/v1/channels/{channel.pk}").data["brand"] == made.data["id"]
    listed = client.get(f"{address}/revisions").data["results"]
    assert [(row["number"], row["note"]) for row in listed] == [(2, "Слоган"), (1, "")]


def test_a_viewer_sees_and_is_told_that_they_may_not_change(as_user: SignIn) -> None:
    preset = new_brand()
    client = as_user(member(preset.team, Role.VIEWER))
    seen = client.get(f"/api/v1/brands/{preset.pk}")
    assert (seen.status_code, seen.data["may_edit"]) == (200, False)
    refused = client.patch(f"/api/v1/brands/{preset.pk}", {"name": "Mine"}, format="json")
    assert refused.status_code == 403


def test_a_logo_is_brought_as_a_clean_png(as_user: SignIn) -> None:
    team = TeamFactory()
    client = as_user(member(team, Role.AUTHOR))
    drawn = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    drawn.paste((240, 240, 240, 255), (20, 20, 60, 40))
    file = BytesIO()
    drawn.save(file, "PNG", comment="secret")
    sent = client.post(
        f"/api/v1/teams/{team.pk}/photos",
        {"file": _named(file, "logo.png"), "use": "logo"},
        format="multipart",
    )
    assert sent.status_code == 201, sent.data
    assert (sent.data["width_px"], sent.data["height_px"]) == (40, 20)
    assert sent.data["data"]["ground"] == "dark"
    svg = _named(BytesIO(b"<svg xmlns='x'><script/></svg>"), "logo.svg")
    refused = client.post(f"/api/v1/teams/{team.pk}/photos", {"file": svg, "use": "logo"}, format="multipart")
    assert refused.status_code == 400
    assert refused.json()["fields"]["file"][0]["code"] == "logo_is_svg"


def _named(file: BytesIO, name: str) -> BytesIO:
    file.name = name
    file.seek(0)
    return file
