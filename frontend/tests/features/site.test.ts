import { describe, expect, test } from 'vitest'
import { inShort } from '@/features/library/uploads/inShort'
import type { UploadTask } from '@/features/library/uploads/manager'
import { wordsOf } from '@/features/site/words'

test('words are typed one per line or with commas, and count once', () => {
  expect(wordsOf(' казин*\n\nставки, казин*;  бонус \n')).toEqual(['казин*', 'ставки', 'бонус'])
  expect(wordsOf(' \n')).toEqual([])
})

describe('all uploads in short', () => {
  const task = (part: Partial<UploadTask>) =>
    ({ channel: 'c1', bytes: 100, sent: 0, state: 'sending', ...part }) as UploadTask

  test('nothing when nothing travels', () => {
    expect(inShort([])).toBeNull()
    expect(inShort([task({ state: 'done', sent: 100 })])).toBeNull()
  })
  test('the share is of all bytes, and the way leads to what is sent now', () => {
    const tasks = [task({ state: 'queued', channel: 'c2', bytes: 300 }), task({ sent: 100 })]
    expect(inShort(tasks)).toEqual({ files: 2, fraction: 0.25, to: '/channels/c1/library', stopped: false })
  })
  test('stopped when none of them moves', () => {
    expect(inShort([task({ state: 'paused' }), task({ state: 'failed' })])?.stopped).toBe(true)
    expect(inShort([task({ state: 'paused' }), task({ state: 'queued' })])?.stopped).toBe(false)
  })
})
