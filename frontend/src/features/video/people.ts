import type { Digest, Still } from '@/api/types'

type Words = (key: string, values?: Record<string, unknown>) => string

/** What a person of a video is called: nobody knows their names. */
export function personName(digest: Digest, id: number, t: Words): string {
  const at = digest.persons.findIndex((person) => person.id === id)
  if (at < 0) return t('stills.people.someone')
  return digest.persons[at]?.main ? t('stills.people.main') : t('stills.people.nth', { n: at + 1 })
}

/** Everybody in a still by name, each once, those of whom nothing is known last. */
export function namesIn(still: Still, digest: Digest, t: Words): string[] {
  const known = digest.persons.filter((person) => still.faces.some((face) => face.person === person.id))
  const names = known.map((person) => personName(digest, person.id, t))
  const unknown = still.faces.some((face) => !known.some((person) => person.id === face.person))
  return unknown ? [...names, t('stills.people.someone')] : names
}

/** The stills that show a person, in their order; all of them for null. */
export function showing(stills: Still[], person: number | null): Still[] {
  if (person === null) return stills
  return stills.filter((still) => still.faces.some((face) => face.person === person))
}
