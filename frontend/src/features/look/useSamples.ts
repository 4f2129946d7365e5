import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { channels, videos } from '@/api/endpoints'
import { keys } from '@/api/queries'
import type { Artwork, Version } from '@/api/types'
import { canBeRelaid } from './look'

/** The pictures to try a look on: live ones first, else the newest, covers before banner and avatar. */
export function useSamples(options: { team: () => string; channel: () => string | undefined }) {
  const filters = computed(() => {
    const channel = options.channel()
    return channel ? { channel } : { team: options.team() }
  })
  const videoList = useQuery({
    queryKey: computed(() => keys.videos({ ...filters.value, samples: true })),
    queryFn: () => videos.list(filters.value),
    enabled: () => Boolean(options.team()),
  })
  const channelFound = useQuery({
    queryKey: computed(() => keys.channel(options.channel() ?? '')),
    queryFn: () => channels.get(options.channel() as string),
    enabled: () => Boolean(options.channel()),
  })
  const best = (slot: Artwork | null | undefined): Version | undefined =>
    [slot?.live, slot?.latest].find(canBeRelaid) ?? undefined
  const samples = computed(() => {
    const covers = (videoList.data.value?.results ?? []).map((video) => best(video.cover))
    const channel = channelFound.data.value
    return [...covers, best(channel?.banner), best(channel?.avatar)].filter(canBeRelaid)
  })
  return { samples }
}
