import { describe, expect, it } from 'vitest'
import { makeArtwork, makeJob, makeVersion } from '../../../tests/factories'
import { byUrgency, callOf } from './calls'
import { handleFrom } from './handle'
import { newsworthy } from './useHome'

const decided = (at: string) => ({ state: 'rejected' as const, reason: 'No', note: '', decided_at: at })

describe('what a picture asks for', () => {
  it('is to be published, once one of its versions is approved, drafts or no drafts', () => {
    const approved = makeVersion({ state: 'approved' })
    expect(callOf([makeVersion({ state: 'draft' }), approved, makeVersion({ state: 'in_review' })])).toEqual({
      call: 'approved',
      version: approved,
    })
  })

  it('is an answer to a refusal until something newer is made', () => {
    const refused = makeVersion({
      state: 'rejected',
      created_at: '2026-11-20T08:00:00Z',
      review: decided('2026-11-20T09:00:00Z'),
    })
    const sibling = makeVersion({ created_at: '2026-11-20T08:00:01Z' })
    const later = makeVersion({ created_at: '2026-11-20T10:00:00Z' })
    expect(callOf([refused, sibling])?.call).toBe('rejected')
    expect(callOf([refused, sibling, later])).toEqual({
      call: 'draft',
      version: expect.objectContaining({ state: 'draft' }),
    })
  })

  it('is nothing when all is published or taken down', () => {
    expect(callOf([makeVersion({ state: 'published' }), makeVersion({ state: 'retired' })])).toBeNull()
  })

  it('comes first when it is an answer', () => {
    const of = (call: 'draft' | 'approved' | 'changes_requested') => ({
      artwork: makeArtwork(),
      title: '',
      to: '',
      fallback: null,
      call,
      version: null,
    })
    expect(byUrgency([of('draft'), of('approved'), of('changes_requested')]).map((one) => one.call)).toEqual([
      'changes_requested',
      'approved',
      'draft',
    ])
  })
})

describe('jobs on the home page', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  it('are those at work, and a fresh failure that nobody has tried again', () => {
    const running = makeJob({ id: 'running', state: 'running', artwork: 'a2' })
    const failed = makeJob({ id: 'failed', state: 'failed', finished_at: '2026-11-20T11:00:00Z' })
    const old = makeJob({ id: 'old', state: 'failed', artwork: 'a3', finished_at: '2026-11-18T11:00:00Z' })
    const done = makeJob({ id: 'done', state: 'succeeded', artwork: 'a4' })
    expect(newsworthy([running, failed, old, done], now).map((one) => one.id)).toEqual(['running', 'failed'])

    const again = makeJob({ id: 'again', state: 'succeeded', created_at: '2026-11-20T11:30:00Z' })
    expect(newsworthy([failed, again], now)).toEqual([])
  })
})

describe('an address out of a title', () => {
  it.each([
    ['Лес и люди', 'les-i-lyudi'],
    ['Ёжик: чай & щи!', 'ezhik-chay-schi'],
    ['  Café №5  ', 'cafe-5'],
    ['😀', ''],
  ])('%s → %s', (title, handle) => expect(handleFrom(title)).toBe(handle))

  it('is never longer than forty characters nor ends in a dash', () => {
    expect(handleFrom('а '.repeat(60))).toMatch(/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/)
  })
})
