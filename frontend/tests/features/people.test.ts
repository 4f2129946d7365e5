import { describe, expect, it } from 'vitest'
import type { Digest, Still } from '@/api/types'
import { namesIn, personName, showing } from '@/features/video/people'

const t = (key: string, values?: Record<string, unknown>) => `${key}${values ? `:${values.n}` : ''}`
const still = (rank: number, ...people: (number | null)[]) =>
  ({ rank, faces: people.map((person) => ({ x: 0, y: 0, width: 1, height: 1, person })) }) as Still
const person = (id: number, main = false) => ({ id, main, share: 0.3, stills: [] })
const digest = (...persons: ReturnType<typeof person>[]) => ({ persons }) as unknown as Digest

describe('the people of a video', () => {
  it('are called by their part in it, and by number after that', () => {
    const film = digest(person(0, true), person(3))
    expect(personName(film, 0, t)).toBe('stills.people.main')
    expect(personName(film, 3, t)).toBe('stills.people.nth:2')
    expect(personName(digest(person(0)), 0, t)).toBe('stills.people.nth:1')
  })

  it('are each named once in a still, those nobody knows as somebody', () => {
    const film = digest(person(0, true), person(1))
    expect(namesIn(still(0, 1, 0, 1), film, t)).toEqual(['stills.people.main', 'stills.people.nth:2'])
    expect(namesIn(still(0, null, 7), film, t)).toEqual(['stills.people.someone'])
    expect(namesIn(still(0), film, t)).toEqual([])
  })

  it('have the stills that show them', () => {
    const stills = [still(0, 0), still(1), still(2, 1, 0)]
    expect(showing(stills, 0).map((one) => one.rank)).toEqual([0, 2])
    expect(showing(stills, null)).toBe(stills)
  })
})
