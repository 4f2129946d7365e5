import { describe, expect, it, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { bringOut, choicesFor } from '@/features/workbench/publishing'
import { makeVersion } from './made'

const draft = makeVersion({ state: 'draft', actions: ['submit', 'restore'] })
const approved = makeVersion({ state: 'approved', actions: ['publish', 'restore'] })
const approvedForAuthor = makeVersion({ state: 'approved', actions: ['restore'] })
const held = makeVersion({ state: 'in_review', actions: ['restore'] })
const published = makeVersion({ state: 'published', actions: ['retire', 'restore'] })

describe('what is offered for a version', () => {
  it.each([
    ['a draft, to an editor', draft, true, 'publish', ['submit']],
    ['a draft, to an author', draft, false, 'submit', []],
    ['an approved one, to an editor', approved, true, 'publish', []],
    ['an approved one, to an author', approvedForAuthor, false, null, []],
    ['one in review', held, true, null, []],
    ['the live one, to an editor', published, true, null, ['retire']],
    ['a retired one', makeVersion({ state: 'retired', actions: ['restore'] }), true, 'restore', []],
    ['a rejected one', makeVersion({ state: 'rejected', actions: ['restore'] }), false, null, ['restore']],
    ['anything, to a viewer', makeVersion({ state: 'draft', actions: [] }), false, null, []],
    [
      'one with changes asked',
      makeVersion({ state: 'changes_requested', actions: ['submit'] }),
      true,
      'submit',
      [],
    ],
  ] as const)('%s', (_, version, canPublish, primary, secondary) => {
    expect(choicesFor(version, canPublish)).toEqual({ primary, secondary })
  })
})

describe('one press towards the public', () => {
  it('submits and publishes when the policy approves at once', async () => {
    const calls = { submit: vi.fn(async () => approved), publish: vi.fn(async () => published) }
    expect(await bringOut(draft, calls)).toEqual({ outcome: 'published', version: published })
    expect(calls.submit).toHaveBeenCalledExactlyOnceWith(draft.id)
    expect(calls.publish).toHaveBeenCalledExactlyOnceWith(approved.id)
  })

  it('stops at the review when the picture is held', async () => {
    const calls = { submit: vi.fn(async () => held), publish: vi.fn() }
    expect(await bringOut(draft, calls)).toEqual({ outcome: 'held', version: held })
    expect(calls.publish).not.toHaveBeenCalled()
  })

  it('says that an editor is needed when approval alone is not enough', async () => {
    const calls = { submit: vi.fn(async () => approvedForAuthor), publish: vi.fn() }
    expect((await bringOut(draft, calls)).outcome).toBe('approved')
    expect(calls.publish).not.toHaveBeenCalled()
  })

  it('does not submit again what is approved already', async () => {
    const calls = { submit: vi.fn(), publish: vi.fn(async () => published) }
    expect((await bringOut(approved, calls)).outcome).toBe('published')
    expect(calls.submit).not.toHaveBeenCalled()
  })

  it('lets a conflict through for the caller to tell', async () => {
    const conflict = new Problem({ code: 'invalid_transition', status: 409 })
    const calls = { submit: vi.fn(async () => Promise.reject(conflict)), publish: vi.fn() }
    await expect(bringOut(draft, calls)).rejects.toBe(conflict)
  })
})
