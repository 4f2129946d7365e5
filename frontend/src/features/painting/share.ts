/**
 * "How much of my video": the share of a still that survives repainting. The model speaks of strength, which is
 * the rest of it; it runs `steps × strength` steps and needs at least one.
 */
export const SHARE_STEP = 0.05
export const USUAL_SHARE = 0.45
export const USUAL_STEPS = 30

const tidy = (fraction: number) => Math.round(fraction * 100) / 100

/** The most of the video that can be kept when `steps` steps are run, on the slider's grid. */
export function mostShare(steps: number): number {
  const most = 1 - 1 / Math.max(1, steps)
  return tidy(Math.max(0, Math.floor(most / SHARE_STEP + 1e-9) * SHARE_STEP))
}

/** 0 keeps nothing: painted from words alone, at full strength. */
export function strengthOf(share: number): number {
  return tidy(1 - Math.min(1, Math.max(0, share)))
}

export function shareOf(strength: number): number {
  return strengthOf(strength)
}

/** `share` where the slider can stand. */
export function settled(share: number, steps: number): number {
  const onGrid = Math.round(share / SHARE_STEP) * SHARE_STEP
  return tidy(Math.min(mostShare(steps), Math.max(0, onGrid)))
}
