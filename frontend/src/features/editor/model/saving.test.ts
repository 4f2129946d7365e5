import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { worded } from './edits'
import { madeDesign } from './made'
import { Saving, type Standing } from './saving'

const design = madeDesign()
const said = (text: string) => worded(design, 'words', { text })
let puts: [number, unknown][]
let answer: () => Promise<{ revision: number }>
let standings: Standing[]
let saving: Saving
beforeEach(() => {
  vi.useFakeTimers()
  puts = []
  standings = []
  answer = async () => ({ revision: puts.length + 1 })
  saving = new Saving(
    {
      put: (revision, sent) => (puts.push([revision, sent]), answer()),
      changed: (standing) => standings.push(standing),
    },
    1,
  )
})

test('a moment after the last change it is kept, with the revision before it', async () => {
  const last = said('zwei')
  saving.change(said('eins'))
  saving.change(last)
  await vi.advanceTimersByTimeAsync(800)
  expect(puts).toEqual([[1, last]])
  expect(standings).toEqual(['waiting', 'waiting', 'saving', 'saved'])
  saving.change(design)
  expect(await saving.flush()).toBe(true)
  expect(puts[1]).toEqual([2, design])
})

test('without a network it says so and goes on trying', async () => {
  answer = async () => Promise.reject(new Problem({ code: 'offline' }))
  saving.change(design)
  await vi.advanceTimersByTimeAsync(800)
  expect(saving.standing).toBe('offline')
  answer = async () => ({ revision: 2 })
  await vi.advanceTimersByTimeAsync(4100)
  expect([saving.standing, saving.revision]).toEqual(['saved', 2])
})

test('when another tab was quicker nothing is written until a person has chosen', async () => {
  answer = async () => Promise.reject(new Problem({ code: 'draft_changed', status: 409 }))
  saving.change(design)
  await vi.advanceTimersByTimeAsync(800)
  saving.change(said('weiter'))
  await vi.advanceTimersByTimeAsync(9000)
  expect([saving.standing, puts.length, await saving.flush()]).toEqual(['conflict', 1, false])
  answer = async () => ({ revision: 8 })
  saving.settle(7, said('meins'))
  await vi.advanceTimersByTimeAsync(800)
  expect(puts[1]?.[0]).toBe(7)
  expect(saving.standing).toBe('saved')
})
