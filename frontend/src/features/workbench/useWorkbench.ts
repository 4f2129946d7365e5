import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { artworks, cursorOf, jobs } from '@/api/endpoints'
import { keys } from '@/api/queries'
import type { Artwork, Job, Version } from '@/api/types'
import type { HowToPaint } from '@/features/painting/howToPaint'
import { useLive, useLiveStatus } from '@/live/useLive'
import { wishesOf, type Brief } from './brief'
import { withPreview, type Previews } from './previews'
import { isUnfinished, wallOf, withCandidate, type Arrivals } from './wall'

/** While nothing comes over the socket, ask this often about what is moving. */
const ASK_EVERY_MS = 3000

/** Everything that is known about one artwork: its versions, the jobs that make more, and the wall they form. */
export function useWorkbench(artwork: MaybeRefOrGetter<Artwork>) {
  const queries = useQueryClient()
  const liveStatus = useLiveStatus()
  const id = computed(() => toValue(artwork).id)

  const jobList = useQuery({
    queryKey: computed(() => keys.jobs({ artwork: id.value })),
    queryFn: () => jobs.list({ artwork: id.value }),
    refetchInterval: (query) => {
      const moving = query.state.data?.results.some(isUnfinished)
      return moving && liveStatus.value !== 'open' ? ASK_EVERY_MS : false
    },
  })
  const made = computed<Job[]>(() => jobList.data.value?.results ?? [])
  const making = computed(() => made.value.find(isUnfinished) ?? null)
  const versionPages = useInfiniteQuery({
    queryKey: computed(() => keys.versions(id.value)),
    queryFn: ({ pageParam }) => artworks.versions(id.value, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: cursorOf,
    refetchInterval: () => (making.value && liveStatus.value !== 'open' ? ASK_EVERY_MS : false),
  })

  const versions = computed<Version[]>(
    () => versionPages.data.value?.pages.flatMap((page) => page.results) ?? [],
  )

  const arrivals = shallowRef<Arrivals>({})
  useLive('job.candidate', (event) => {
    if (event.artwork_id === id.value) arrivals.value = withCandidate(arrivals.value, event)
  })

  const previews = shallowRef<Previews>({})
  useLive('job.preview', (event) => {
    if (made.value.some((job) => job.id === event.job_id)) previews.value = withPreview(previews.value, event)
  })

  const wall = computed(() => wallOf(versions.value, made.value, arrivals.value, previews.value))

  /** Start making, `how` where the painter takes options; the job is on the wall before the next answer comes. */
  async function make(brief: Brief, how: HowToPaint = {}): Promise<Job> {
    const job = await jobs.makeCandidates({
      artwork: id.value,
      wishes: wishesOf(brief),
      count: brief.count,
      videos: brief.videos,
      ...how,
    })
    await began(job)
    return job
  }

  /** A job for this artwork was begun elsewhere on the page: it takes its place on the wall at once. */
  async function began(job: Job) {
    queries.setQueryData<typeof jobList.data.value>(keys.jobs({ artwork: id.value }), (page) => {
      if (!page || page.results.some((one) => one.id === job.id)) return page
      return { ...page, results: [job, ...page.results] }
    })
    await queries.invalidateQueries({ queryKey: ['jobs'] })
  }

  /** After a version moved: put the answer in place at once and let the rest catch up. */
  function moved(version: Version) {
    queries.setQueryData<typeof versionPages.data.value>(
      keys.versions(id.value),
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            results: page.results.map((one) => (one.id === version.id ? version : one)),
          })),
        },
    )
    return refresh()
  }

  async function refresh() {
    const artworkNow = toValue(artwork)
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.versions(id.value) }),
      queries.invalidateQueries({ queryKey: keys.artwork(id.value) }),
      queries.invalidateQueries({ queryKey: keys.channel(artworkNow.channel) }),
      queries.invalidateQueries({ queryKey: ['videos'] }),
      ...(artworkNow.video ? [queries.invalidateQueries({ queryKey: keys.video(artworkNow.video) })] : []),
    ])
  }

  return { jobList, versionPages, versions, jobs: made, making, wall, make, began, moved, refresh }
}

export type Workbench = ReturnType<typeof useWorkbench>
