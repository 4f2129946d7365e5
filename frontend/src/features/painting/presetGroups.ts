import type { Preset } from './types'

export interface PresetGroup {
  name: string
  title: string
  /** Its place among all groups, whatever is sought. */
  at: number
  presets: Preset[]
}

const plain = (text: string) => text.toLocaleLowerCase().replaceAll('ё', 'е')

/** The presets in their groups, in the order they come; with `sought` those that have it in their words. */
export function grouped(presets: readonly Preset[], sought = ''): PresetGroup[] {
  const word = plain(sought.trim())
  const groups = new Map<string, PresetGroup>()
  for (const preset of presets) {
    const group = groups.get(preset.group) ?? {
      name: preset.group,
      title: preset.group_title,
      at: groups.size,
      presets: [],
    }
    groups.set(preset.group, group)
    if (!word || [preset.title, preset.words, preset.name].some((text) => plain(text).includes(word)))
      group.presets.push(preset)
  }
  return [...groups.values()].filter((group) => group.presets.length)
}

/** The first of each group, then the second of each, and so on: the more different ones first. */
export function oneOfEach(presets: readonly Preset[]): Preset[] {
  const places = new Map<string, number>()
  const ranked = presets.map((preset, at) => {
    const place = places.get(preset.group) ?? 0
    places.set(preset.group, place + 1)
    return { preset, place, at }
  })
  return ranked.sort((a, b) => a.place - b.place || a.at - b.at).map((one) => one.preset)
}
