import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cursorOf, jobs, videos, type VideoFilters } from '@/api/endpoints'
import { keys } from '@/api/queries'
import type { Job, Video } from '@/api/types'
import { useLiveStatus } from '@/live/useLive'

/** While nothing comes over the socket, ask this often about what is moving. */
const ASK_EVERY_MS = 4000

/** The videos of a channel, newest first, a page at a time. */
export function useVideos(filters: MaybeRefOrGetter<VideoFilters>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => keys.videos({ ...toValue(filters), paged: true })),
    queryFn: ({ pageParam }) => videos.list({ ...toValue(filters), cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: cursorOf,
    placeholderData: (previous) => previous,
  })
  const all = computed<Video[]>(() => query.data.value?.pages.flatMap((page) => page.results) ?? [])
  return { query, all }
}

/** The newest job that watches this video, while it waits or is being watched. */
export function useUnderstanding(video: MaybeRefOrGetter<Video | undefined>) {
  const liveStatus = useLiveStatus()
  const id = computed(() => toValue(video)?.id ?? '')
  const { data } = useQuery({
    queryKey: computed(() => keys.jobs({ video: id.value })),
    queryFn: () => jobs.list({ video: id.value }),
    enabled: computed(() => ['waiting', 'reading', 'unusable'].includes(toValue(video)?.state ?? '')),
    refetchInterval: () => (liveStatus.value === 'open' ? false : ASK_EVERY_MS),
  })
  const job = computed<Job | null>(() => data.value?.results.find((one) => one.kind === 'understand') ?? null)
  return { job }
}
