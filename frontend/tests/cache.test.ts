import { QueryClient } from '@tanstack/vue-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job, Page } from '@/api/types'
import { feedCache, jobAfter } from '@/live/cache'
import type { LiveEvents } from '@/live/events'
import { LiveSocket } from '@/live/socket'
import { makeJob } from './factories'

const event = (over: Partial<LiveEvents['job.changed']> = {}): LiveEvents['job.changed'] => ({
  team_id: 't',
  job_id: 'j1',
  kind: 'make_candidates',
  state: 'running',
  sequence: 7,
  stage: 'paint',
  step: 3,
  steps: 4,
  fraction: 0.75,
  text: { ru: 'Рисую 3 из 4', en: 'Painting 3 of 4' },
  position: null,
  eta_s: 12,
  video_id: null,
  artwork_id: 'a1',
  ...over,
})

let wire: { onopen?: () => void; onclose?: () => void; onmessage?: (message: { data: string }) => void }
let queries: QueryClient
let socket: LiveSocket

beforeEach(() => {
  vi.useFakeTimers()
  queries = new QueryClient()
  wire = { send() {}, close() {} } as never
  socket = new LiveSocket({ url: '', connect: () => wire as unknown as WebSocket })
  feedCache(socket, queries)
  socket.start()
  wire.onopen?.()
})

const hear = (type: string, body: object) => wire.onmessage?.({ data: JSON.stringify({ type, ...body }) })

const keysAsked = (asked: { mock: { calls: unknown[][] } }) =>
  asked.mock.calls.map(([filter]) => (filter as { queryKey?: unknown[] } | undefined)?.queryKey)

describe('what events do to the cache', () => {
  it('writes progress into the job and into every list that has it, without asking the server', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries')
    queries.setQueryData(['job', 'j1'], makeJob({ sequence: 6, state: 'running' }))
    queries.setQueryData(['jobs', { team: 't' }], { results: [makeJob({ sequence: 6, state: 'running' })] })
    hear('job.changed', event())
    vi.advanceTimersByTime(1000)
    expect(queries.getQueryData<Job>(['job', 'j1'])?.fraction).toBe(0.75)
    expect(queries.getQueryData<Page<Job>>(['jobs', { team: 't' }])?.results[0]?.text).toBe('Painting 3 of 4')
    expect(asked).not.toHaveBeenCalled()
  })

  it('asks for the job anew when its state moves: what may be done with it has changed, too', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries')
    queries.setQueryData(['job', 'j1'], makeJob({ sequence: 6, state: 'running' }))
    hear('job.changed', event({ state: 'succeeded' }))
    vi.advanceTimersByTime(1000)
    expect(keysAsked(asked)).toContainEqual(['job', 'j1'])
  })

  it('never lets an event overwrite newer state that came over REST', () => {
    const newer = makeJob({ sequence: 9, state: 'succeeded', fraction: 1 })
    expect(jobAfter(newer, event())).toBe(newer)
  })

  it('makes one request out of a burst of candidates', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries')
    for (let index = 0; index < 4; index++)
      hear('job.candidate', {
        team_id: 't',
        job_id: 'j1',
        sequence: index,
        artwork_id: 'a1',
        version_id: `v${index}`,
        index,
      })
    vi.advanceTimersByTime(1000)
    const versions = keysAsked(asked).filter((key) => key?.[0] === 'versions')
    expect(versions).toHaveLength(1)
  })

  it('refetches everything after the connection was lost', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries')
    wire.onclose?.()
    vi.advanceTimersByTime(1000)
    wire.onopen?.()
    expect(asked).toHaveBeenCalledExactlyOnceWith()
  })

  it("forgets what was a team's when one is no member any more, and keeps what is one's own", () => {
    queries.setQueryData(['video', 'v1'], { title: 'Theirs' })
    queries.setQueryData(['me'], { id: 1 })
    hear('membership.changed', { team_id: 't', role: 'author' })
    expect(queries.getQueryData(['video', 'v1'])).toBeDefined()
    hear('membership.changed', { team_id: 't', role: null })
    expect(queries.getQueryData(['video', 'v1'])).toBeUndefined()
    expect(queries.getQueryData(['me'])).toEqual({ id: 1 })
  })
})
