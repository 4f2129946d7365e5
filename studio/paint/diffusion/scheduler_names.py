"""The names of schedulers, as the page shows them, and what diffusers calls them. Nothing is loaded here."""

from __future__ import annotations

from typing import Any

from studio.paint.diffusion.families import Family

Made = tuple[str, dict[str, Any]]

# Pictures are clipped by configurations that never said so (a missing word means yes): latents must not be.
_UNCLIPPED: dict[str, Any] = {"clip_sample": False}
_ONE_LAST = {"euler_at_final": True, "algorithm_type": "dpmsolver++", "solver_order": 2}
_KARRAS = {"use_karras_sigmas": True}
_SDE = {**_ONE_LAST, "algorithm_type": "sde-dpmsolver++"}

DIFFUSION: dict[str, Made] = {
    "euler": ("EulerDiscreteScheduler", {}),
    "euler_karras": ("EulerDiscreteScheduler", _KARRAS),
    # Models distilled to few steps (Lightning) want each to begin at the noisy end of its stretch.
    "euler_trailing": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    "euler_a": ("EulerAncestralDiscreteScheduler", {}),
    "dpm++_2m": ("DPMSolverMultistepScheduler", _ONE_LAST),
    "dpm++_2m_karras": ("DPMSolverMultistepScheduler", {**_ONE_LAST, **_KARRAS}),
    "dpm++_2m_sde": ("DPMSolverMultistepScheduler", _SDE),
    "dpm++_2m_sde_karras": ("DPMSolverMultistepScheduler", {**_SDE, **_KARRAS}),
    "dpm++_single": ("DPMSolverSinglestepScheduler", {"algorithm_type": "dpmsolver++"}),
    "unipc": ("UniPCMultistepScheduler", {}),
    "deis": ("DEISMultistepScheduler", {}),
    "ddim": ("DDIMScheduler", {**_UNCLIPPED, "set_alpha_to_one": False}),
    "ddpm": ("DDPMScheduler", _UNCLIPPED),
    "heun": ("HeunDiscreteScheduler", _UNCLIPPED),
    "lcm": ("LCMScheduler", {**_UNCLIPPED, "set_alpha_to_one": False}),
    "tcd": ("TCDScheduler", {**_UNCLIPPED, "set_alpha_to_one": False}),
}
FLOW: dict[str, Made] = {
    "flow_euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "flow_euler_a": ("FlowMatchEulerDiscreteScheduler", {"stochastic_sampling": True}),
    "flow_lcm": ("FlowMatchLCMScheduler", {}),
}


def schedulers_of(family: Family) -> tuple[str, ...]:
    """The schedulers that a family's bases can be painted with."""
    return tuple(FLOW if family.noise == "flow" else DIFFUSION)
