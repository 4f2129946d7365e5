"""From a wish to pictures to paint: a request with its options, resolved into tasks with nothing left open.

What an author leaves open is decided in this order: the chosen LoRAs and presets, the model's card, its
family. Nothing here loads a weight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from studio.errors import InvalidRequest
from studio.models.card import ModelCard, ModelKind
from studio.models.store import Installed, ModelMissing, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.control.picture import cut, window_for
from studio.paint.diffusion.canvas import (
    Stage,
    cropped,
    friendly_size,
    open_mask,
    stage_inpaint,
    stage_outpaint,
)
from studio.paint.diffusion.check import check_side, check_strength
from studio.paint.diffusion.families import FAMILIES, PAINTED, Family, family_of
from studio.paint.diffusion.others import plan_larger, plan_restyled
from studio.paint.diffusion.prompts import Fit, fit_prompt
from studio.paint.diffusion.task import Control, ImageTask, Look
from studio.paint.diffusion.wording import Wording, worded
from studio.paint.material import NO_STILL, Material, Materials
from studio.paint.options import ControlUse, ImagePrompt, Operation
from studio.paint.presets import Preset, find_preset
from studio.paint.protocol import Origin, PaintRequest
from studio.paint.seen import find_faces
from studio.values import Box, Finding

# How much of a picture is changed where nobody says: repainted it is still the same scene; a marked place
# is painted anew, and so is what lies beyond the edges, but for the colours carried out there.
STRENGTHS: dict[Operation, float] = {"repaint": 0.55, "inpaint": 1.0, "outpaint": 0.95}
LARGEST_SEED = 2**32
# Around a face, what an image prompt is shown of it: hair and chin belong to a likeness.
HEAD_MARGIN = 0.45
# A picture repainted in another's style keeps this much of itself.
RESTYLED_STRENGTH, RESTYLED_SCALE = 0.6, 0.9
# The way of restyling that paints anew, looking at the other picture.
BY_LOOKING = "image_prompt"


@dataclass(frozen=True)
class Plan:
    """One painting of a request: what to paint, how it is finished, where it came from.

    `faces` are the pictures of faces that it is to be like.
    """

    index: int
    task: ImageTask
    origin: Origin
    stage: Stage | None = None
    notices: tuple[Finding, ...] = ()
    faces: tuple[Pixels, ...] = ()
    score: float = 0.0
    shot: int = 0

    def finished(self, painted: Pixels) -> Pixels:
        return painted if self.stage is None else self.stage.finished(painted)


class Planner:
    """Resolves one request.

    Raises what is wrong with it before anything is painted: ModelMissing, and InvalidRequest with codes of
    `check_task` and its own: no_stills, picture_missing, picture_unreadable, picture_too_large,
    mask_unreadable, look_missing, no_face_found, unknown_preset, no_base_model.
    """

    def __init__(self, request: PaintRequest, store: ModelStore) -> None:
        self._request = request
        self._options = request.options
        self._store = store
        self._materials = Materials(request)

    def plans(self) -> list[Plan]:
        """Every painting that is still wanted."""
        return [self.plan(index) for index in range(self._request.skip, self._request.count)]

    def plan(self, index: int) -> Plan:
        """The painting at that place: the same one whichever others are wanted."""
        seed = (self._request.seed + index) % LARGEST_SEED
        if self.operation == "upscale" or (self.operation == "restyle" and not self._looks_anew):
            material = self._materials.of(index)
            plan_other = plan_larger if self.operation == "upscale" else plan_restyled
            task = plan_other(material.pixels, self._request, self._materials, self._store)
            return Plan(index, replace(task, seed=seed), material.origin)
        task = self._shared
        faces = tuple(look.pixels for look in task.looks if look.kind == "face")
        plan = Plan(
            index,
            replace(task, seed=seed),
            NO_STILL,
            notices=self._notices,
            faces=faces,
        )
        if task.operation == "text":
            return plan
        if task.operation == "inpaint" and self._options.base is None:
            raise InvalidRequest("there is no picture to paint on", code="base_missing", operation="inpaint")
        material = self._materials.of(index)
        plan = replace(plan, origin=material.origin)
        if (still := material.still) is not None:
            plan = replace(plan, score=still.score, shot=still.shot)
        if task.operation == "repaint":
            base = _shown(material, task.width_px, task.height_px)
            return replace(plan, task=replace(plan.task, base=base))
        stage = self._stage(task.operation, material.pixels)
        controls = tuple(
            replace(control, pixels=stage.seen_with(self._over(stage, use)))
            for control, use in zip(task.controls, self._options.controls, strict=True)
        )
        painted = replace(
            plan.task,
            base=stage.base,
            mask=stage.mask,
            controls=controls,
            width_px=stage.width_px,
            height_px=stage.height_px,
        )
        return replace(plan, task=painted, stage=stage)

    @cached_property
    def operation(self) -> Operation:
        """What is asked for, or what there is to work with."""
        if self._options.operation is not None:
            return self._options.operation
        stills = any(source.digest.stills for source in self._request.sources)
        return "repaint" if self._options.base or stills else "text"

    @property
    def _looks_anew(self) -> bool:
        """Whether a restyling is a repainting that looks at the other picture."""
        return self._options.method == BY_LOOKING

    @cached_property
    def _painted_as(self) -> Operation:
        """The operation of the base: another's style is a repainting that looks at it."""
        return "repaint" if self.operation == "restyle" else self.operation

    @cached_property
    def _base(self) -> Installed:
        if self._options.model is not None:
            return self._store.find(self._options.model, "base")
        able = [model for model in self._store.of_kind("base") if self._is_able(model.card)]
        if not able:
            wanted = next((card for card in self._store.cards().values() if self._is_able(card)), None)
            if wanted is None:
                raise InvalidRequest("there is no model that can do this", code="no_base_model")
            raise self._missing(wanted.name)
        order = list(FAMILIES)
        return min(
            able, key=lambda model: (not model.card.recommended, order.index(model.card.family), model.name)
        )

    def _is_able(self, card: ModelCard) -> bool:
        family = FAMILIES.get(card.family)
        if card.kind != "base" or family is None or self._painted_as not in (card.operations or PAINTED):
            return False
        return (not self._options.controls or family.controls) and (not self._looked_at or family.looks)

    @cached_property
    def _family(self) -> Family:
        return family_of(self._base.card.family)

    @cached_property
    def _loras(self) -> list[Installed]:
        return [self._store.find(use.name, "lora") for use in self._options.loras]

    @cached_property
    def _presets(self) -> list[Preset]:
        return [find_preset(name) for name in self._options.presets]

    @cached_property
    def _wording(self) -> Wording:
        return worded(self._request.brief, self._options, [lora.card for lora in self._loras], self._family)

    @cached_property
    def _size(self) -> tuple[int, int]:
        """The canvas in a size that the model likes, or the one asked for."""
        asked = self._options
        for side_px in (asked.width_px, asked.height_px):
            if side_px is not None:
                check_side(side_px, self._family.multiple)
        if asked.width_px is not None and asked.height_px is not None:
            return asked.width_px, asked.height_px
        return friendly_size(self._shape, self._pixels, self._family)

    @property
    def _shape(self) -> float:
        """Of the canvas: width over height."""
        asked = self._options
        if asked.width_px is not None and asked.height_px is not None:
            return asked.width_px / asked.height_px
        return self._request.image.width_px / self._request.image.height_px

    @property
    def _pixels(self) -> int:
        """How many the model likes to paint at once."""
        defaults = self._base.card.defaults
        if defaults.width_px and defaults.height_px:
            return defaults.width_px * defaults.height_px
        return self._family.side_px**2

    @property
    def _strength(self) -> float:
        if self._options.strength is not None:
            return self._options.strength
        if self.operation == "restyle":
            return RESTYLED_STRENGTH
        if self.operation != "repaint":
            return STRENGTHS[self.operation]
        wished = [preset.strength for preset in self._presets if preset.strength is not None]
        return (wished or [self._base.card.defaults.strength or STRENGTHS["repaint"]])[0]

    @cached_property
    def _shared(self) -> ImageTask:
        """What all paintings of the request have in common."""
        width_px, height_px = self._size
        asked, wording = self._options, self._wording
        cards = [*(lora.card.defaults for lora in self._loras), self._base.card.defaults]
        guidances = [preset.guidance for preset in self._presets]
        steps = next(
            (known for known in [asked.steps, *(c.steps for c in cards)] if known), self._family.steps
        )
        # A LoRA that needs no guidance (Lightning) overrules what a preset likes.
        said = [asked.guidance, *(c.guidance for c in cards[:-1]), *guidances, cards[-1].guidance]
        guidance = next((known for known in said if known is not None), self._family.guidance_default)
        scheduler = next(
            (known for known in [asked.scheduler, *(c.scheduler for c in cards)] if known),
            self._family.scheduler,
        )
        strength = 1.0 if self._painted_as == "text" else self._strength
        if self._painted_as != "text":
            check_strength(steps, strength)
        return ImageTask(
            model=self._base.name,
            operation=self._painted_as,
            prompt=wording.prompt,
            negative=wording.negative,
            seed=self._request.seed,
            width_px=width_px,
            height_px=height_px,
            steps=steps,
            guidance=guidance,
            scheduler=scheduler,
            strength=strength,
            loras=asked.loras,
            controls=tuple(self._control(use, width_px, height_px) for use in asked.controls),
            looks=tuple(self._look(prompt) for prompt in self._looked_at),
            chunks=self._fit.chunks,
            interactive=self._request.interactive,
        )

    @cached_property
    def _fit(self) -> Fit:
        return fit_prompt(self._base, self._wording.prompt, self._wording.negative)

    @property
    def _notices(self) -> tuple[Finding, ...]:
        notices = []
        if self._fit.cut_words:
            words = " ".join(self._fit.cut_words)
            notices.append(Finding(code="prompt_cut", severity="warning", value=words))
        if self._wording.unused_negative:
            notices.append(Finding(code="negative_unused", severity="info", value=self._base.name))
        return tuple(notices)

    def _stage(self, operation: Operation, picture: Pixels) -> Stage:
        feather = self._options.mask_feather
        if operation == "outpaint":
            return stage_outpaint(picture, self._shape, feather, self._pixels, self._family)
        if self._options.mask is None:
            raise InvalidRequest("nothing says where to paint", code="mask_missing", operation=operation)
        height, width = picture.shape[:2]
        mask = open_mask(self._materials.file(self._options.mask), width, height)
        return stage_inpaint(picture, mask, feather, self._pixels, self._family)

    def _over(self, stage: Stage, use: ControlUse) -> Pixels:
        """A control picture over the whole ground."""
        height_px, width_px = stage.ground.shape[:2]
        return _fitted(self._materials.named(use.picture), width_px, height_px)

    def _control(self, use: ControlUse, width_px: int, height_px: int) -> Control:
        model = self._helper("control", lambda card: use.kind in card.controls, use.kind)
        pixels = _fitted(self._materials.named(use.picture), width_px, height_px)
        return Control(use.kind, model.name, pixels, use.scale, use.start, use.end)

    @cached_property
    def _looked_at(self) -> tuple[ImagePrompt, ...]:
        if self.operation != "restyle":
            return self._options.image_prompts
        self._materials.look()
        style = ImagePrompt(picture=str(self._options.look), kind="style", scale=RESTYLED_SCALE)
        return (style, *self._options.image_prompts)

    def _look(self, prompt: ImagePrompt) -> Look:
        model = self._helper("image_prompt", lambda card: prompt.kind in card.looks, prompt.kind)
        pixels = self._materials.named(prompt.picture)
        if prompt.kind == "face":
            pixels = head_of(pixels)
        return Look(prompt.kind, model.name, pixels, prompt.scale)

    def _helper(self, kind: ModelKind, fits: Callable[[ModelCard], bool], what: str) -> Installed:
        """An installed model of that kind for the base's family. Raises ModelMissing, InvalidRequest."""
        installed = [model for model in self._store.of_kind(kind, self._family.name) if fits(model.card)]
        if installed:
            return min(installed, key=lambda model: (not model.card.recommended, model.name))
        known = [
            card
            for card in self._store.cards().values()
            if card.kind == kind and card.family == self._family.name and fits(card)
        ]
        if known:
            raise self._missing(known[0].name)
        raise InvalidRequest(
            f"there is no model of the family {self._family.name} that is led by {what}",
            code="controls_unsupported" if kind == "control" else "looks_unsupported",
            family=self._family.name,
            kind=what,
        )

    def _missing(self, name: str) -> ModelMissing:
        command = self._store.command_for(name)
        return ModelMissing(
            f"the model {name} is not installed; bring it with: {command}", name=name, command=command
        )


def _shown(material: Material, width_px: int, height_px: int) -> Pixels:
    """As much of a picture as a canvas shows, its people and its subject first."""
    pixels, still = material.pixels, material.still
    if pixels.shape[:2] == (height_px, width_px):
        return pixels
    if still is not None:
        return cropped(pixels, width_px, height_px, still.faces, still.subject)
    return cropped(pixels, width_px, height_px, find_faces(pixels), None)


def head_of(picture: Pixels) -> Pixels:
    """The head of the largest face on a picture. Raises InvalidRequest (no_face_found)."""
    faces = find_faces(picture)
    if not faces:
        raise InvalidRequest("there is no face on this picture", code="no_face_found")
    height, width = picture.shape[:2]
    box = faces[0].box
    side = max(box.width * width, box.height * height) * (1 + 2 * HEAD_MARGIN)
    window = Box(
        x=box.centre[0] - side / width / 2,
        y=box.centre[1] - side / height / 2,
        width=side / width,
        height=side / height,
    )
    return cut(picture, window, round(side), round(side))


def _fitted(control: Pixels, width_px: int, height_px: int) -> Pixels:
    """A control picture in the size of the canvas; what it leads with stays within."""
    if control.shape[:2] == (height_px, width_px):
        return control
    return cut(control, window_for(control, width_px, height_px, None), width_px, height_px)
