import type { Version } from '@/api/types'
import type { Operation, PaintMenu, PaintOptions, VersionRecipe } from './types'
import { widening } from './widen'

/** What may be made further out of a version. */
export const REWORKS = ['more', 'vary', 'inpaint', 'outpaint', 'restyle', 'upscale', 'again'] as const
export type Rework = (typeof REWORKS)[number]

/** As many as a person looks through at a glance; what repeats exactly or only enlarges is made once. */
export const MADE: Record<Rework, number> = {
  more: 4,
  vary: 4,
  inpaint: 2,
  outpaint: 2,
  restyle: 2,
  upscale: 1,
  again: 1,
}

/** Those that can be asked for here, by what there is to paint with and what is known of the version. */
export function reworksFor(
  version: Pick<Version, 'width_px' | 'height_px' | 'painter'>,
  menu: PaintMenu,
  recipe: VersionRecipe | undefined,
): Rework[] {
  const painters = menu.painters.filter((one) => one.available)
  const painted = painters.some((one) => one.ai_painted)
  const can = (operation: Operation) =>
    painted && menu.models.some((model) => model.operations.includes(operation))
  const base = recipe?.base
  const offered: Record<Rework, boolean> = {
    more: painters.some((one) => one.name === version.painter),
    vary: Boolean(base) && can('repaint'),
    inpaint: Boolean(base) && can('inpaint'),
    outpaint:
      can('outpaint') &&
      Boolean(
        base &&
        widening({ width: base.width_px, height: base.height_px }, version.width_px / version.height_px),
      ),
    restyle: Boolean(base) && menu.restyle_methods.length > 0,
    upscale: Boolean(base) && menu.upscalers.length > 0,
    again: recipe?.replayable ?? false,
  }
  return REWORKS.filter((one) => offered[one])
}

/** What a version was painted with that goes on counting when only a part of it is painted anew. */
export function keptOptions(recipe: VersionRecipe | undefined): Partial<PaintOptions> {
  const options = (recipe?.recipe.options ?? {}) as Partial<PaintOptions>
  const { model, prompt, negative, presets, loras, guidance, scheduler } = options
  const kept = { model, prompt, negative, presets, loras, guidance, scheduler }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}
