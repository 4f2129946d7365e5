import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { channels } from '@/api/endpoints'
import { looks } from '@/api/looks'
import { keys } from '@/api/queries'
import type { Brand } from './draft'

/** The look that a channel's pictures have: its colours and typefaces, as far as there are any. */
export function useBrand(channelId: string) {
  const channel = useQuery({ queryKey: keys.channel(channelId), queryFn: () => channels.get(channelId) })
  const id = computed(() => channel.data.value?.brand ?? null)
  const look = useQuery({
    queryKey: computed(() => ['brand', id.value]),
    queryFn: () => looks.get(id.value!),
    enabled: computed(() => id.value !== null),
  })
  return computed<Brand>(() => {
    const data = look.data.value?.revision.data
    return {
      palette: data?.palette ?? [],
      fonts: { headline: data?.fonts?.headline ?? '', kicker: data?.fonts?.kicker ?? '' },
    }
  })
}
