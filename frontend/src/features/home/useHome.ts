import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { channels, jobs, videos } from '@/api/endpoints'
import { keys } from '@/api/queries'
import type { ArtworkState, Job, Video } from '@/api/types'

const FAILED_IS_NEWS_MS = 24 * 3600 * 1000
const COVER_NEWS: ArtworkState[] = ['draft', 'approved', 'in_review']

export function isActive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running'
}

/** Jobs worth a place on the home page: what runs and waits, and what failed within a day and was not tried again. */
export function newsworthy(all: readonly Job[], now = Date.now()): Job[] {
  const subjectsBusy = new Set(all.filter(isActive).map(subject))
  const seenFailed = new Set<string>()
  return all.filter((job) => {
    if (isActive(job)) return true
    if (job.state !== 'failed' || subjectsBusy.has(subject(job)) || seenFailed.has(subject(job))) return false
    seenFailed.add(subject(job))
    const newer = all.some(
      (other) =>
        subject(other) === subject(job) && other.state === 'succeeded' && other.created_at > job.created_at,
    )
    return !newer && now - new Date(job.finished_at ?? job.created_at).getTime() < FAILED_IS_NEWS_MS
  })
}

function subject(job: Job): string {
  return `${job.kind} ${job.artwork ?? job.video}`
}

export type Call = 'changes_requested' | 'rejected' | 'approved' | 'draft' | 'in_review'
const ORDER: Call[] = ['changes_requested', 'rejected', 'approved', 'draft', 'in_review']

/** What a video's cover asks of the person, by the state of its newest version. */
export function callOf(video: Video): Call | null {
  const state = video.cover.latest?.state ?? video.cover.state
  return (ORDER as string[]).includes(state) ? (state as Call) : null
}

/** Videos that wait for a person, those with an answer from review first. */
export function waiting(all: readonly Video[]): { video: Video; call: Call }[] {
  return all
    .flatMap((video) => {
      const call = callOf(video)
      return call ? [{ video, call }] : []
    })
    .sort((a, b) => ORDER.indexOf(a.call) - ORDER.indexOf(b.call))
}

/** Everything the home page of `team` shows. */
export function useHome(team: Ref<string>) {
  const enabled = computed(() => Boolean(team.value))
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
    queryFn: async () => {
      const pages = await Promise.all(
        COVER_NEWS.map((cover_state) => videos.list({ team: team.value, cover_state })),
      )
      return waiting(pages.flatMap((page) => page.results))
    },
    enabled,
  })
  const active = computed(() => newsworthy(jobList.data.value?.results ?? []))
  return { channelList, jobList, newest, calls, active }
}
