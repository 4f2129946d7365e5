"""Who may do what with drafts, drawings and kits; see `cases`."""

from __future__ import annotations

from tests.api.columns import AUTHORS, MEMBERS, Case, photo

# A draft is the person's own who opened it, here an editor.
DRAFTERS = "    401      404    404    404    200   404       404      404"
AUTHORS_ONE_HAS_ONE = " 401      404    403    201    200   201       404      404"

CASES = [
    # drafts
    Case("draftOpen", "POST", "/versions/{designed}/drafts", AUTHORS_ONE_HAS_ONE),
    Case("draftOpen", "POST", "/versions/{draft}/drafts", AUTHORS.replace("200", "422"), note="no-layers"),
    Case("draft", "GET", "/drafts/{draft_of_design}", DRAFTERS),
    Case("draftSave", "PUT", "/drafts/{draft_of_design}", DRAFTERS, {"revision": 1, "design": "{design}"}),
    Case(
        "draftSave", "PUT", "/drafts/{draft_of_design}", DRAFTERS.replace("200", "409"),
        {"revision": 7, "design": "{design}"}, note="another-tab",
    ),
    Case("draftDiscard", "DELETE", "/drafts/{draft_of_design}", DRAFTERS.replace("200", "204")),
    Case(
        "draftDraw", "POST", "/drafts/{draft_of_design}/draw", DRAFTERS, {"design": "{design}"}, changes=False
    ),
    Case(
        "draftFix", "POST", "/drafts/{draft_of_design}/fix", DRAFTERS,
        {"design": "{design}", "finding": {"code": "near_duplicate"}}, changes=False,
    ),
    Case(
        "draftPictureAdd", "POST", "/drafts/{draft_of_design}/pictures", DRAFTERS.replace("200", "201"),
        {"video": "{video}", "still": 500},
    ),
    Case(
        "draftPictureAdd", "POST", "/drafts/{draft_of_design}/pictures", DRAFTERS.replace("200", "400"),
        {"photo": "{their_photo}"}, note="foreign-photo",
    ),
    Case(
        "draftMaskAdd", "POST", "/drafts/{draft_of_design}/masks", DRAFTERS.replace("200", "201"),
        raw=photo(), headers={"Content-Type": "image/png"},
    ),
    Case(
        "draftMakeVersion", "POST", "/drafts/{draft_of_design}/versions", DRAFTERS.replace("200", "202"),
        {"design": "{design}"},
    ),
    # kits
    Case(
        "kitMake", "POST", "/versions/{designed}/kits", AUTHORS.replace("200", "202"), {"platforms": ["vk"]}
    ),
    Case(
        "kitMake", "POST", "/versions/{designed}/kits", AUTHORS.replace("200", "400"),
        {"platforms": ["nowhere"]}, note="unknown-platform",
    ),
    Case("versionKits", "GET", "/versions/{designed}/kits", MEMBERS),
    Case("kit", "GET", "/kits/{kit}", MEMBERS),
]  # fmt: skip
