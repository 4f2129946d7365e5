/**
 * The colours of a preset's tile when it has no sample picture: hues by group, so that a group reads as a
 * family, the place in it by name, so that neighbours differ and a preset always looks the same.
 */
export interface TileInk {
  base: string
  shape: string
  glow: string
  turn: string
}

const GROUP_HUES = [262, 18, 158, 318, 84, 214, 48, 128, 290]

/** A small steady hash (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0
  return hash
}

export function inkOf(name: string, groupAt: number): TileInk {
  const hash = hashOf(name)
  const hue = GROUP_HUES[groupAt % GROUP_HUES.length]! + ((hash % 41) - 20)
  const other = hue + 28 + ((hash >>> 8) % 40)
  // Dark enough, all of it, for white words.
  return {
    base: `oklch(0.36 0.09 ${hue})`,
    shape: `oklch(0.46 0.12 ${other})`,
    glow: `oklch(0.52 0.11 ${other + 30})`,
    turn: `${(hash >>> 16) % 360}deg`,
  }
}
