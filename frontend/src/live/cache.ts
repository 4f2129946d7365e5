import type { QueryClient } from '@tanstack/vue-query'
import type { Job, Page } from '@/api/types'
import { currentLanguage } from '@/i18n/language'
import type { LiveEvents } from './events'
import type { LiveSocket } from './socket'

const GATHER_MS = 120
/** No team's, so no business of a membership. */
const KEPT = ['me', 'site', 'sessions', 'tokens', 'authenticators']

/** The job as it is after the event; the older of the two never wins. */
export function jobAfter(job: Job, event: LiveEvents['job.changed']): Job {
  if (event.sequence < job.sequence) return job
  return {
    ...job,
    state: event.state,
    sequence: event.sequence,
    stage: event.stage,
    step: event.step,
    steps: event.steps,
    fraction: event.fraction,
    text: event.text[currentLanguage()] ?? job.text,
    position: event.position,
    eta_s: event.eta_s,
  }
}

/**
 * Keep vue-query's cache as the server's events say: a job's progress is written straight into the cache,
 * everything else is asked for anew, gathered so that a burst of events makes one request.
 */
export function feedCache(socket: LiveSocket, queries: QueryClient): () => void {
  const waiting = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    timer = undefined
    const due = [...waiting.values()]
    waiting.clear()
    for (const queryKey of due) void queries.invalidateQueries({ queryKey })
  }
  const refresh = (...wanted: (readonly unknown[])[]) => {
    for (const key of wanted) waiting.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, GATHER_MS)
  }

  const onJob = (event: LiveEvents['job.changed']) => {
    let moved = false
    const after = (job: Job) => {
      if (job.state !== event.state) moved = true
      return jobAfter(job, event)
    }
    let known = false
    queries.setQueryData<Job>(['job', event.job_id], (job) => {
      if (!job) return undefined
      known = true
      return after(job)
    })
    queries.setQueriesData<Page<Job>>({ queryKey: ['jobs'] }, (page) => {
      if (!page || !Array.isArray(page.results)) return page
      if (!page.results.some((job) => job.id === event.job_id)) return page
      known = true
      return { ...page, results: page.results.map((job) => (job.id === event.job_id ? after(job) : job)) }
    })
    if (!known || moved) refresh(['jobs'], ['job', event.job_id])
    if (event.kind === 'write_brief' && event.artwork_id) refresh(['brief', event.artwork_id])
    if (event.state === 'succeeded' && event.video_id) refresh(['digest', event.video_id])
  }

  const ends = [
    socket.on('job.changed', onJob),
    socket.on('job.candidate', (event) =>
      refresh(['job', event.job_id], ['jobs'], ['versions', event.artwork_id], ['artwork', event.artwork_id]),
    ),
    socket.on('video.changed', (event) =>
      refresh(
        ['video', event.video_id],
        ['videos'],
        ['digest', event.video_id],
        ['words', event.video_id],
        // What is written hangs on what is known of the video.
        ['brief'],
        ['channel', event.channel_id],
        ['channels'],
      ),
    ),
    socket.on('brand.changed', (event) =>
      refresh(['brands'], ['brand', event.brand_id], ['brand-revisions', event.brand_id]),
    ),
    socket.on('brief.changed', (event) => refresh(['brief', event.artwork_id])),
    socket.on('artwork.changed', (event) => {
      refresh(['artwork', event.artwork_id], ['versions', event.artwork_id], ['videos'])
      refresh(['channel', event.channel_id], ['channels'])
      if (event.video_id) refresh(['video', event.video_id])
    }),
    socket.on('version.changed', (event) =>
      refresh(
        ['artwork', event.artwork_id],
        ['versions', event.artwork_id],
        ['videos'],
        ['video'],
        ['channel'],
      ),
    ),
    socket.on('review.changed', (event) => refresh(['reviews'], ['review', event.review_id])),
    socket.on('channel.changed', (event) =>
      refresh(['channel', event.channel_id], ['channels'], ['public-channel']),
    ),
    socket.on('membership.changed', (event) => {
      refresh(['me'], ['teams'], ['team', event.team_id], ['members', event.team_id])
      // What may be done with a version hangs on the role.
      if (event.role) refresh(['versions'], ['artwork'], ['jobs'])
      // Nothing of a team stays on the screen of somebody who is no member any more.
      else void queries.resetQueries({ predicate: ({ queryKey }) => !KEPT.includes(String(queryKey[0])) })
    }),
    socket.onReconnect(() => void queries.invalidateQueries()),
  ]
  return () => {
    clearTimeout(timer)
    ends.forEach((end) => end())
  }
}
