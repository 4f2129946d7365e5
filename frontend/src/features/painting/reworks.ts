import type { Version } from '@/api/types'
import type { PaintOptions } from './types'
import { widening } from './widen'

/** The same design, otherwise in one way. */
export const VARIATIONS = ['other_still', 'other_layout', 'other_colour', 'bolder', 'calmer'] as const
/** Its picture, otherwise. */
const REPAINTINGS = ['vary', 'inpaint', 'outpaint', 'restyle', 'upscale', 'again'] as const
/** What may be made further out of a version. */
export const REWORKS = ['more', ...VARIATIONS, ...REPAINTINGS] as const
export type Rework = (typeof REWORKS)[number]

/** As many as a person looks through at a glance; what repeats exactly or only enlarges is made once. */
export const MADE: Record<Rework, number> = {
  more: 4,
  other_still: 3,
  other_layout: 3,
  other_colour: 3,
  bolder: 1,
  calmer: 1,
  vary: 4,
  inpaint: 2,
  outpaint: 2,
  restyle: 2,
  upscale: 1,
  again: 1,
}

/** Those that the server allows, in the order of the page; a picture that fills its shape needs no widening. */
export function reworksFor(
  version: Pick<Version, 'width_px' | 'height_px' | 'picture' | 'reworks'>,
): Rework[] {
  const { picture } = version
  const ratio = version.width_px / version.height_px
  const wider = picture && widening({ width: picture.width_px, height: picture.height_px }, ratio)
  const allowed: readonly Rework[] = version.reworks
  return REWORKS.filter((one) => allowed.includes(one) && (one !== 'outpaint' || wider))
}

/** What a version was painted with that goes on counting when only a part of it is painted anew. */
export function keptOptions(version: Pick<Version, 'recipe'>): PaintOptions {
  const options = (version.recipe.options ?? {}) as PaintOptions
  const { model, prompt, negative, presets, loras, guidance, scheduler } = options
  const kept = { model, prompt, negative, presets, loras, guidance, scheduler }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}
