import type { ColourRole, Look, Lock, LookColour } from '@/api/looks'
import type { Version } from '@/api/types'

export const ROLES: readonly ColourRole[] = ['accent', 'second', 'ground', 'paper', 'ink']
export const LOCKS: readonly Lock[] = ['palette', 'fonts', 'logos', 'text', 'layouts', 'painter', 'words']
export const KINDS = ['cover', 'banner', 'avatar'] as const
export const MOODS = ['calm', 'bold', 'warm', 'cold', 'dark', 'bright'] as const
export const GROUNDS = ['any', 'dark', 'light'] as const
export const UNDERS = ['plain', 'shadow', 'stroke', 'plate'] as const
export const COLOURS_LIMIT = 8
export const LOGOS_LIMIT = 6
export const WORDS_LIMIT = 60
export const EXAMPLES_LIMIT = 2
export const CHANGES_LIMIT = 6

export function emptyLook(): Look {
  return {
    schema_version: 1,
    palette: [],
    mood: null,
    fonts: { headline: '', kicker: '' },
    text: { caps: null, emphasis: true, under: null },
    logos: [],
    logo_on: ['cover', 'banner'],
    layouts: {},
    painter: { style: null, modifiers: '', negative: '', loras: [] },
    avoid_words: [],
    tagline: '',
    schedule: '',
    locks: [],
  }
}

/** A look as it came, with everything in it that may be left out. */
export function wholeLook(data: object): Look {
  // What a page holds is wrapped to be watched, and structuredClone takes no wrappings.
  return { ...emptyLook(), ...(JSON.parse(JSON.stringify(data)) as object) }
}

/** Whether both say the same, whatever the order in which a form wrote its fields. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, held]) => !(Array.isArray(held) && !held.length))
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]))
}

/** `#rrggbb` in small letters out of what a person typed, null where it is no colour. */
export function asHex(typed: string): string | null {
  const bare = typed.trim().replace(/^#/, '').toLowerCase()
  if (/^[0-9a-f]{6}$/.test(bare)) return `#${bare}`
  if (/^[0-9a-f]{3}$/.test(bare)) return `#${[...bare].map((digit) => digit + digit).join('')}`
  return null
}

/** Relative luminance (WCAG 2.2) of `#rrggbb`. */
export function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast (WCAG 2.2), 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** The ink of a palette (or white, or black) that reads best on a colour. */
export function inkOn(hex: string, palette: readonly LookColour[]): { hex: string; contrast: number } {
  const inks = palette.filter((one) => ['ink', 'paper'].includes(one.role)).map((one) => one.hex)
  const best = (from: readonly string[]) =>
    from.map((ink) => ({ hex: ink, contrast: contrast(ink, hex) })).sort((a, b) => b.contrast - a.contrast)[0]
  const own = best(inks)
  return own && own.contrast >= 4.5
    ? own
    : (best(['#ffffff', '#14161a']) as { hex: string; contrast: number })
}

/** Whether the server can lay a version out anew: only what was made here tells enough. */
export function canBeRelaid(version: Version | null | undefined): version is Version {
  return Boolean(version && 'image' in version.recipe && 'brief' in version.recipe)
}

/** The first role that the palette lacks. */
export function nextRole(palette: readonly LookColour[]): ColourRole {
  return ROLES.find((role) => !palette.some((one) => one.role === role)) ?? 'second'
}
