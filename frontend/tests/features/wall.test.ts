import { describe, expect, it } from 'vitest'
import { lineageOf, wallOf, withCandidate } from '@/features/workbench/wall'
import { makeJob, makeVersion } from './made'

const event = (over: object = {}) => ({
  team_id: 't',
  job_id: 'j1',
  sequence: 3,
  artwork_id: 'a',
  version_id: 'v1',
  index: 0,
  ...over,
})

describe('candidates told by the socket', () => {
  it('counts each candidate once, however often and late it is told', () => {
    const once = withCandidate({}, event())
    const again = withCandidate(once, event({ sequence: 1 }))
    expect(again).toBe(once)
    const both = withCandidate(once, event({ version_id: 'v0', index: 2, sequence: 1 }))
    expect(both.j1!.map((one) => one.versionId)).toEqual(['v1', 'v0'])
  })

  it('keeps them in the order of making when they come out of order', () => {
    const late = withCandidate(withCandidate({}, event({ version_id: 'v2', index: 1 })), event())
    expect(late.j1!.map((one) => one.index)).toEqual([0, 1])
  })
})

describe('the wall', () => {
  it('holds a place for every candidate still to come and marks the one being painted', () => {
    const job = makeJob({ id: 'j1', state: 'running', steps: 4 })
    const [batch] = wallOf([makeVersion({ id: 'v1', candidate_of: 'j1' })], [job])
    expect(batch!.tiles.map((tile) => tile.kind)).toEqual(['version', 'painting', 'painting', 'painting'])
    expect(batch!.tiles.map((tile) => tile.kind === 'painting' && tile.now)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('gives the finished picture the very place of its placeholder', () => {
    const job = makeJob({ id: 'j1', state: 'running', steps: 2 })
    const keys = (versions: Parameters<typeof wallOf>[0]) =>
      wallOf(versions, [job])[0]!.tiles.map((tile) => tile.key)
    expect(keys([makeVersion({ candidate_of: 'j1' })])).toEqual(keys([]))
  })

  it('shows a told candidate as arriving until its version is here, then not twice', () => {
    const job = makeJob({ id: 'j1', state: 'running', steps: 2 })
    const arrivals = withCandidate({}, event({ thumb_url: '/t.webp' }))
    const before = wallOf([], [job], arrivals)[0]!
    expect(before.tiles.map((tile) => tile.kind)).toEqual(['arriving', 'painting'])
    const after = wallOf([makeVersion({ id: 'v1', candidate_of: 'j1' })], [job], arrivals)[0]!
    expect(after.tiles.map((tile) => tile.kind)).toEqual(['version', 'painting'])
  })

  it('holds no more places once the job is over, whatever the reason', () => {
    for (const state of ['succeeded', 'failed', 'cancelled'] as const) {
      const job = makeJob({ id: 'j1', state, steps: 4 })
      const [batch] = wallOf([makeVersion({ candidate_of: 'j1' })], [job])
      expect(batch!.tiles).toHaveLength(1)
      expect(batch!.told).toBe(state !== 'succeeded')
    }
  })

  it('tells of a failed job only while nothing newer was started', () => {
    const failed = makeJob({ id: 'old', state: 'failed', created_at: '2026-11-01T10:00:00Z' })
    const newer = makeJob({ id: 'new', state: 'running', created_at: '2026-11-01T11:00:00Z' })
    expect(wallOf([], [failed]).map((batch) => batch.id)).toEqual(['old'])
    expect(wallOf([], [failed, newer]).map((batch) => batch.id)).toEqual(['new'])
  })

  it('puts the newest batch first and a restored version in a batch of its own', () => {
    const job = makeJob({ id: 'j1', created_at: '2026-11-01T10:00:00Z' })
    const made = makeVersion({ id: 'v1', number: 1, candidate_of: 'j1' })
    const restored = makeVersion({
      id: 'v2',
      number: 2,
      candidate_of: null,
      parent: 'v1',
      created_at: '2026-11-02T10:00:00Z',
    })
    expect(wallOf([restored, made], [job]).map((batch) => batch.id)).toEqual(['v2', 'j1'])
  })

  it('keeps versions whose job is no longer listed', () => {
    const [batch] = wallOf([makeVersion({ candidate_of: 'forgotten' })], [])
    expect(batch!.tiles).toHaveLength(1)
  })
})

describe('a batch out of a version', () => {
  it('tells which, as long as that is known', () => {
    const parent = makeVersion({ id: 'v1', number: 3, candidate_of: 'old' })
    const job = makeJob({ id: 'j2', state: 'queued', count: 2, version: 'v1' })
    expect(wallOf([parent], [job]).find((batch) => batch.id === 'j2')?.from).toBe(3)
    expect(wallOf([], [job])[0]!.from).toBeUndefined()
  })
})

describe('lineage', () => {
  it('joins a child to its parent where both are on the rail', () => {
    const rail = [
      makeVersion({ id: 'a', parent: null }),
      makeVersion({ id: 'b', parent: 'not here' }),
      makeVersion({ id: 'c', parent: 'a' }),
    ]
    expect(lineageOf(rail)).toEqual([{ from: 0, to: 2 }])
  })
})
