import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { artworks, channels, jobs, videos } from '@/api/endpoints'
import { Problem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Job, Version } from '@/api/types'
import { byUrgency, callOf, OPEN_STATES, subjectsOf, type Waiting } from './calls'

const FAILED_IS_NEWS_MS = 24 * 3600 * 1000
/** So many waiting pictures are a day's work; the rest is found in the library. */
const MOST_CALLS = 24

export function isActive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running'
}

function subject(job: Job): string {
  return `${job.kind} ${job.artwork ?? job.video}`
}

/**
 * Jobs worth a place on the home page: what runs and waits, and of each subject the last failure, if it is of
 * the last day and nothing newer was tried.
 */
export function newsworthy(all: readonly Job[], now = Date.now()): Job[] {
  return all.filter((job) => {
    // Examples of a look are drawn while somebody looks on, and for nobody else.
    if (job.kind === 'preview_brand') return false
    if (isActive(job)) return true
    if (job.state !== 'failed') return false
    const newer = all.some((other) => subject(other) === subject(job) && other.created_at > job.created_at)
    return !newer && now - new Date(job.finished_at ?? job.created_at).getTime() < FAILED_IS_NEWS_MS
  })
}

/** An artwork may be deleted between two questions; then it asks for nothing. */
async function versionsOf(artwork: string): Promise<Version[]> {
  try {
    return (await artworks.versions(artwork)).results
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return []
    throw error
  }
}

/** Everything the home page of `team` shows. */
export function useHome(team: Ref<string>) {
  const queries = useQueryClient()
  const enabled = computed(() => Boolean(team.value))
  const channelsOf = (id: string) => ({ queryKey: keys.channels(id), queryFn: () => channels.list(id) })

  const channelList = useQuery({
    queryKey: computed(() => keys.channels(team.value)),
    queryFn: () => channels.list(team.value),
    enabled,
  })
  const jobList = useQuery({
    queryKey: computed(() => keys.jobs({ team: team.value })),
    queryFn: () => jobs.list({ team: team.value }),
    enabled,
  })
  const newest = useQuery({
    queryKey: computed(() => keys.videos({ team: team.value })),
    queryFn: () => videos.list({ team: team.value }),
    enabled,
  })
  const calls = useQuery({
    queryKey: computed(() => keys.videos({ team: team.value, home: true })),
    queryFn: async (): Promise<Waiting[]> => {
      const id = team.value
      const [ours, ...pages] = await Promise.all([
        queries.ensureQueryData(channelsOf(id)),
        ...OPEN_STATES.map((cover_state) => videos.list({ team: id, cover_state })),
      ])
      const subjects = subjectsOf(
        pages.flatMap((page) => page.results),
        ours.results,
      ).slice(0, MOST_CALLS)
      const found = await Promise.all(
        subjects.map(async (one) => {
          const call = callOf(await versionsOf(one.artwork.id))
          return call ? [{ ...one, ...call }] : []
        }),
      )
      return byUrgency(found.flat())
    },
    enabled,
  })
  const active = computed(() => newsworthy(jobList.data.value?.results ?? []))
  return { channelList, jobList, newest, calls, active }
}
