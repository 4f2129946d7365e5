"""Who may do what: one line for each operation of the contract, one status for each kind of person.

The columns are `world.ACTORS`. An operation that is missing here fails `test_roles`.
"""

from __future__ import annotations

import json

from tests.api import drafting
from tests.api.columns import (
    AUTHORS,
    AUTHORS_NEW,
    EDITORS,
    EDITORS_NEW,
    MEMBERS,
    MODERATORS,
    ONESELF,
    ONESELF_NEW,
    OPEN,
    OPERATORS,
    OWNERS,
    OWNERS_GONE,
    OWNERS_NEW,
    Case,
    photo,
)

LOOK = {"palette": [{"role": "accent", "hex": "#d02030"}]}
TUS = {"Tus-Resumable": "1.0.0"}


def _form_with_a_photo() -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    return head + photo() + b"\r\n--x--\r\n"


def _form_with_subtitles() -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.srt"\r\n\r\n'
    return head + b"1\n00:00:01,000 --> 00:00:02,000\nA line\n" + b"\r\n--x--\r\n"


def _form_with_a_look() -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.look.json"\r\n\r\n'
    said = {"schema_version": 1}
    told = {"kind": "masthead-brand-preset", **said, "preset": said, "logos": {}}
    return head + json.dumps(told).encode() + b"\r\n--x--\r\n"


CASES = [
    # the site
    Case("site", "GET", "/site", OPEN),
    Case("outbox", "GET", "/outbox", OPEN),
    # oneself
    Case("me", "GET", "/me", ONESELF),
    Case("meUpdate", "PATCH", "/me", ONESELF, {"display_name": "New"}),
    Case("tokens", "GET", "/tokens", ONESELF),
    Case("tokenCreate", "POST", "/tokens", ONESELF_NEW, {"name": "new"}),
    Case(
        "tokenRevoke", "DELETE", "/tokens/{token}",
        "       401      404    204    404    404   404       404      404",
    ),
    # teams
    Case("teams", "GET", "/teams", ONESELF),
    Case("teamCreate", "POST", "/teams", ONESELF_NEW, {"name": "New"}),
    Case("team", "GET", "/teams/{team}", MEMBERS),
    Case("teamUpdate", "PATCH", "/teams/{team}", OWNERS, {"name": "New"}),
    Case("teamUpdate", "PATCH", "/teams/{team}", OWNERS.replace("200", "400"), {"name": ""}, note="invalid"),
    Case("teamDelete", "DELETE", "/teams/{team}", OWNERS.replace("200", "409"), note="in-use"),
    Case("members", "GET", "/teams/{team}/members", MEMBERS),
    Case("memberUpdate", "PATCH", "/teams/{team}/members/{member}", OWNERS, {"role": "owner"}),
    Case(
        "memberUpdate", "PATCH", "/teams/{their_team}/members/{member}",
        "       401      404    404    404    404   404       404      404",
        {"role": "owner"}, note="through-another-team",
    ),
    Case(
        "memberRemove", "DELETE", "/teams/{team}/members/{member}",
        # A viewer's own membership: they may leave.
        "       401      404    204    403    403   204       404      404",
    ),
    Case("invitations", "GET", "/teams/{team}/invitations", OWNERS),
    Case("invitationCreate", "POST", "/teams/{team}/invitations", OWNERS_NEW, {"role": "author"}),
    Case("invitationRevoke", "DELETE", "/teams/{team}/invitations/{invitation}", OWNERS_GONE),
    Case(
        "invitationRevoke", "DELETE", "/teams/{their_team}/invitations/{invitation}",
        "       401      404    404    404    404   404       404      404",
        note="through-another-team",
    ),
    Case("invitationPreview", "GET", "/invitations/{invitation_token}", OPEN),
    Case("invitationAccept", "POST", "/invitations/{invitation_token}/accept", ONESELF),
    # channels
    Case("channels", "GET", "/channels?team={team}", ONESELF),
    Case(
        "channelCreate", "POST", "/channels", EDITORS_NEW,
        {"team": "{team}", "platform": "rutube", "title": "New"},
    ),
    Case("channel", "GET", "/channels/{channel}", MEMBERS),
    Case("channelUpdate", "PATCH", "/channels/{channel}", EDITORS, {"title": "New"}),
    Case("channelDelete", "DELETE", "/channels/{channel}", OWNERS_GONE),
    Case("publicChannel", "GET", "/public/channels/{handle}", OPEN),
    # videos
    Case("videos", "GET", "/videos?channel={channel}", ONESELF),
    Case("video", "GET", "/videos/{video}", MEMBERS),
    Case("videoUpdate", "PATCH", "/videos/{video}", AUTHORS, {"title": "New"}),
    Case("videoDelete", "DELETE", "/videos/{video}", AUTHORS.replace("200", "204")),
    Case("videoDigest", "GET", "/videos/{video}/digest", MEMBERS),
    Case("videoStillAdd", "POST", "/videos/{video}/stills", AUTHORS_NEW, {"at_s": 1.5}),
    Case("videoStillAdd", "POST", "/videos/{video}/stills", AUTHORS_NEW, {"photo": "{photo}"}, note="photo"),
    Case(
        "videoStillAdd", "POST", "/videos/{video}/stills",
        # Somebody else's picture among one's own stills.
        "       401      404    403    400    400   400       404      404",
        {"photo": "{their_photo}"}, note="foreign-photo",
    ),
    Case("videoStillTaste", "PUT", "/videos/{video}/stills/500", AUTHORS, {"taste": "more"}),
    Case("videoStillRemove", "DELETE", "/videos/{video}/stills/500", AUTHORS.replace("200", "204")),
    Case("videoWords", "GET", "/videos/{video}/words", MEMBERS),
    Case(
        "videoWordsFind", "POST", "/videos/{video}/words",
        # No model that listens is installed in this world.
        "       401      404    403    409    409   409       404      404",
    ),
    Case(
        "videoSubtitlesBring", "POST", "/videos/{video}/subtitles", AUTHORS_NEW,
        raw=_form_with_subtitles(), headers={"Content-Type": "multipart/form-data; boundary=x"},
    ),
    Case("videoSubtitlesRemove", "DELETE", "/videos/{video}/subtitles", AUTHORS.replace("200", "204")),
    Case("artworkBrief", "GET", "/artworks/{cover}/brief", MEMBERS),
    Case("artworkBrief", "GET", "/artworks/{banner}/brief", MEMBERS, note="banner"),
    Case(
        "artworkBriefEdit", "PATCH", "/artworks/{cover}/brief", AUTHORS, {"prompt": "a lake", "mood": "calm"}
    ),
    Case("artworkBriefWrite", "POST", "/artworks/{cover}/brief/write", AUTHORS_NEW, {"language": "ru"}),
    Case(
        "artworkBriefWrite", "POST", "/artworks/{cover}/brief/write",
        # No language model is set up in this world.
        "       401      404    403    409    409   409       404      404",
        {"language": "en", "writer": "model"}, note="model",
    ),
    Case(
        "uploadCreate", "POST", "/uploads", AUTHORS_NEW,
        headers={**TUS, "Upload-Length": "4", "Upload-Metadata": "channel {channel_base64},filename YQ=="},
    ),
    Case(
        "uploadSend", "PATCH", "/uploads/{upload}",
        # Whose it is, and nobody else: not even an owner writes into an author's upload.
        "       401      404    404    204    404   404       404      404",
        raw="abcd", headers={**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
    ),
    Case(
        "uploadHead", "HEAD", "/uploads/{upload}",
        "       401      404    404    200    404   404       404      404",
        headers=TUS, hidden=True,
    ),
    Case(
        "uploadDelete", "DELETE", "/uploads/{upload}",
        "       401      404    404    204    404   404       404      404",
        headers=TUS,
    ),
    Case(
        "uploadOverride", "POST", "/uploads/{upload}",
        "       401      404    404    204    404   404       404      404",
        headers={**TUS, "X-HTTP-Method-Override": "DELETE"}, hidden=True,
    ),
    # artworks and versions
    Case("artwork", "GET", "/artworks/{cover}", MEMBERS),
    Case("artworkVersions", "GET", "/artworks/{cover}/versions", MEMBERS),
    Case("artworkRetire", "POST", "/artworks/{banner}/retire", EDITORS),
    Case("version", "GET", "/versions/{draft}", MEMBERS),
    Case(
        "version", "GET", "/versions/{held}",
        "       401      404    200    200    200   200       200      404",
        note="in-review",
    ),
    Case("versionSubmit", "POST", "/versions/{draft}/submit", AUTHORS),
    Case(
        "versionSubmit", "POST", "/versions/{held}/submit",
        # Moderators see it, and yet it isn't theirs.
        "       401      404    403    409    409   409       403      404",
        note="again",
    ),
    Case(
        "versionPublish", "POST", "/versions/{approved}/publish",
        "       401      404    403    403    200   200       403      404",
    ),
    Case(
        "versionPublish", "POST", "/versions/{draft}/publish",
        "       401      404    403    403    409   409       404      404",
        note="unapproved",
    ),
    Case(
        "versionPublish", "POST", "/versions/{held}/publish",
        "       401      404    403    403    409   409       403      404",
        note="in-review",
    ),
    Case("versionRestore", "POST", "/versions/{draft}/restore", AUTHORS_NEW),
    Case("versionRecipe", "GET", "/versions/{draft}/recipe", MEMBERS),
    Case(
        "versionRecipe", "GET", "/versions/{held}/recipe",
        "       401      404    200    200    200   200       200      404",
        note="in-review",
    ),
    Case(
        "versionRework", "POST", "/versions/{draft}/rework", AUTHORS_NEW,
        {"operation": "more", "count": 2, "pictures": {}},
    ),
    Case(
        "versionRework", "POST", "/versions/{held}/rework",
        "       401      404    403    201    201   201       403      404",
        {"operation": "more"}, note="in-review",
    ),
    Case("versionMakeAgain", "POST", "/versions/{made}/make-again", AUTHORS_NEW),
    Case(
        "versionMakeAgain", "POST", "/versions/{draft}/make-again", AUTHORS.replace("200", "409"),
        note="not-made-here",
    ),
    Case("versionCompare", "GET", "/versions/{draft}/compare/{made}", MEMBERS),
    Case(
        "versionCompare", "GET", "/versions/{draft}/compare/{their_design}",
        "       401      404    404    404    404   404       404      404",
        note="of-two-teams",
    ),
    *drafting.CASES,
    # painting
    Case("painting", "GET", "/painting?team={team}", MEMBERS),
    Case("photos", "GET", "/teams/{team}/photos", MEMBERS),
    Case(
        "photoCreate", "POST", "/teams/{team}/photos", AUTHORS_NEW,
        raw=_form_with_a_photo(), headers={"Content-Type": "multipart/form-data; boundary=x"},
    ),
    Case("photo", "GET", "/photos/{photo}", MEMBERS),
    Case("photoDelete", "DELETE", "/photos/{photo}", AUTHORS.replace("200", "204")),
    Case(
        "photoDelete", "DELETE", "/photos/{owners_photo}",
        "       401      404    403    403    204   204       404      404",
        note="anothers",
    ),
    # jobs
    Case("jobs", "GET", "/jobs?team={team}", ONESELF),
    Case("job", "GET", "/jobs/{queued}", MEMBERS),
    Case(
        "jobSubmit", "POST", "/jobs", AUTHORS_NEW,
        {"kind": "make_candidates", "artwork": "{cover}", "wishes": {"headline": "Горы"}},
    ),
    Case("jobSubmit", "POST", "/jobs", AUTHORS_NEW, {"kind": "understand", "video": "{video}"}, note="video"),
    Case(
        "jobSubmit", "POST", "/jobs",
        # One's own artwork out of somebody else's video.
        "       401      404    403    400    400   400       404      404",
        {"kind": "make_candidates", "artwork": "{banner}", "videos": ["{their_video}"]},
        note="foreign-video",
    ),
    Case(
        "jobSubmit", "POST", "/jobs", AUTHORS_NEW,
        {"kind": "draw_control", "team": "{team}", "control": "pose", "picture": {"photo": "{photo}"}},
        note="control",
    ),
    Case(
        "jobSubmit", "POST", "/jobs",
        # Drawn for one's own team from somebody else's photo.
        "       401      404    403    400    400   400       404      404",
        {"kind": "draw_control", "team": "{team}", "control": "pose", "picture": {"photo": "{their_photo}"}},
        note="foreign-photo",
    ),
    Case("workers", "GET", "/workers", OPERATORS),
    # models
    Case("models", "GET", "/models", OPERATORS),
    Case("modelsSync", "POST", "/models/sync", OPERATORS),
    Case("modelUpdate", "PATCH", "/models/{model}", OPERATORS, {"least_role": "owner", "teams": ["{team}"]}),
    Case("modelAcceptLicence", "POST", "/models/{model}/accept-licence", OPERATORS),
    Case("modelDelete", "DELETE", "/models/{model}", OPERATORS.replace("200", "204")),
    Case("modelDelete", "DELETE", "/models/nosuch", OPERATORS.replace("200", "404"), note="nosuch"),
    Case(
        # A file that is taken stays when the world is put back; one that is refused doesn't.
        "loraImport", "POST", "/models/loras?file_name=ink.safetensors", OPERATORS.replace("200", "400"),
        headers={"Content-Type": "application/octet-stream"}, raw="no lora",
    ),
    Case("jobCancel", "POST", "/jobs/{queued}/cancel", AUTHORS),
    Case("jobRetry", "POST", "/jobs/{failed}/retry", AUTHORS),
    # looks
    Case("brands", "GET", "/teams/{team}/brands", MEMBERS),
    Case("brandCreate", "POST", "/teams/{team}/brands", EDITORS_NEW, {"name": "New", "data": LOOK}),
    Case("brandChoices", "GET", "/brand-choices", ONESELF),
    Case("brand", "GET", "/brands/{brand}", MEMBERS),
    Case("brandUpdate", "PATCH", "/brands/{brand}", EDITORS, {"name": "New", "archived": True}),
    Case("brandDelete", "DELETE", "/brands/{brand}", OWNERS_GONE),
    Case("brandRevisions", "GET", "/brands/{brand}/revisions", MEMBERS),
    Case(
        "brandSave", "POST", "/brands/{brand}/revisions", EDITORS_NEW,
        {"number": 1, "data": LOOK | {"tagline": "Every Friday"}},
    ),
    Case(
        "brandSave", "POST", "/brands/{brand}/revisions", EDITORS.replace("200", "409"),
        {"number": 7, "data": LOOK}, note="changed-meanwhile",
    ),
    # What is in force already is not said once more.
    Case("brandRestore", "POST", "/brands/{brand}/restore", EDITORS, {"number": 1}, changes=False),
    Case("brandCopy", "POST", "/brands/{brand}/copy", EDITORS_NEW, {}),
    Case(
        "brandCopy", "POST", "/brands/{their_brand}/copy",
        # Only the stranger sees it, and edits no team but their own.
        "       401      404    404    404    404   404       404      404",
        {"team": "{team}"}, note="another-teams",
    ),
    Case("brandCompare", "GET", "/brands/{brand}/compare?before=1&after=1", MEMBERS),
    Case("brandExport", "GET", "/brands/{brand}/file", MEMBERS),
    Case(
        "brandImport", "POST", "/teams/{team}/brands/import", EDITORS_NEW, raw=_form_with_a_look(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    ),
    Case("brandChoose", "PUT", "/brands/{brand}/channels", EDITORS, {"channels": ["{channel}"]}),
    Case(
        "brandChoose", "PUT", "/brands/{brand}/channels", EDITORS.replace("200", "400"),
        {"channels": ["{their_channel}"]}, note="another-teams-channel",
    ),
    Case(
        "brandPreview", "POST", "/teams/{team}/brand-previews", AUTHORS.replace("200", "202"),
        {"data": LOOK, "versions": ["{made}"]},
    ),
    Case(
        "brandDrafts", "POST", "/brands/{brand}/drafts", AUTHORS.replace("200", "202"),
        {"versions": ["{made}"]},
    ),
    Case(
        "brandDrafts", "POST", "/brands/{brand}/drafts", AUTHORS.replace("200", "400"),
        {"versions": ["{draft}"]}, note="not-made-here",
    ),
    Case("brandPropose", "POST", "/channels/{channel}/brand-proposals", EDITORS.replace("200", "202"), {}),
    # moderation
    Case("reviews", "GET", "/reviews", MODERATORS),
    Case("review", "GET", "/reviews/{review}", MODERATORS),
    Case("reviewApprove", "POST", "/reviews/{review}/approve", MODERATORS, {"sha256": "{held_sha256}"}),
    Case(
        "reviewApprove", "POST", "/reviews/{review}/approve", MODERATORS.replace("200", "409"),
        {"sha256": "0" * 64}, note="another-picture",
    ),
    Case(
        "reviewRequestChanges", "POST", "/reviews/{review}/request_changes", MODERATORS,
        {"sha256": "{held_sha256}", "reason": "too dark"},
    ),
    Case(
        "reviewReject", "POST", "/reviews/{review}/reject", MODERATORS,
        {"sha256": "{held_sha256}", "reason": "violence"},
    ),
    Case(
        "reviewReject", "POST", "/reviews/{review}/reject", MODERATORS.replace("200", "400"),
        {"sha256": "{held_sha256}"}, note="without-reason",
    ),
    Case(
        "policy", "GET", "/moderation/policy",
        "       401      403    403    403    403   403       200      200",
    ),
    Case(
        "policySet", "PUT", "/moderation/policy",
        "       401      403    403    403    403   403       403      200",
        {"composed": "auto", "held_words": [], "refused_words": []},
    ),
]  # fmt: skip
