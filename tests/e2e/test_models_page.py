"""An operator's way with a model, through the page alone: bring it, accept it, limit it, delete it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import open_tab, sign_in
from tests.e2e.words import ENGLISH
from tests.studio.models.folders import write_pickle, write_weights
from tests.studio.models.test_lora import SDXL_LAYER, peft

pytestmark = [pytest.mark.e2e, pytest.mark.stack]


def test_a_lora_comes_gets_its_licence_and_goes(browser: Browser, site: Site, tmp_path: Path) -> None:
    said = {"modelspec.title": "Ink", "modelspec.trigger_phrase": "inkwash"}
    lora = write_weights(tmp_path / "Ink Wash.safetensors", peft(SDXL_LAYER, inside=2048), said)
    pickle = write_pickle(tmp_path / "evil.safetensors")
    with open_tab(browser, site, ENGLISH, name="models") as tab:
        sign_in(tab, ENGLISH, site.logins["owner"], to="/site/models")

        tab.get_by_role("button", name="Add a LoRA").click()
        window = tab.get_by_role("dialog")
        window.locator("input[type=file]").set_input_files(pickle)
        window.get_by_role("button", name="Add", exact=True).click()
        expect(window.get_by_text("is a pickled file")).to_be_visible()
        window.locator("input[type=file]").set_input_files(lora)
        window.get_by_role("button", name="Add", exact=True).click()

        row = tab.get_by_role("listitem").filter(has_text="ink-wash")
        expect(row).to_contain_text("Called by: inkwash")
        expect(row).to_contain_text("nobody paints with it")
        row.get_by_role("button", name="Read the licence").click()
        expect(tab.get_by_role("dialog")).to_contain_text("Not named")
        tab.get_by_role("button", name="Accept for this site").click()
        expect(row).to_contain_text("Authors and above, every team")

        row.get_by_role("button", name="Acts on Ink").click()
        tab.get_by_text("Who may use it").click()
        tab.get_by_label("From which role on").select_option("owner")
        tab.get_by_role("button", name="Save").click()
        expect(row).to_contain_text("Owners only")

        with Person(site.url) as owner:
            owner.sign_in(*site.logins["owner"])
            seen = next(each for each in owner.get("models")["installed"] if each["name"] == "ink-wash")
        assert seen["accepted_by"]
        assert (seen["least_role"], seen["family"]) == ("owner", "sdxl")

        row.get_by_role("button", name="Acts on Ink").click()
        tab.get_by_text("Delete", exact=True).click()
        tab.get_by_role("button", name="Delete the model").click()
        expect(row).to_have_count(0)
