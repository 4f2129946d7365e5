import type { RouteLocationRaw } from 'vue-router'
import type { Artwork } from '@/api/types'

/** Where the versions of an artwork are shown, with one of them open. */
export function placeOf(
  artwork: Pick<Artwork, 'kind' | 'video' | 'channel'>,
  version: string,
): RouteLocationRaw {
  const query = { version }
  if (artwork.video) return { name: 'video', params: { id: artwork.video }, query }
  return { name: 'channel-artwork', params: { id: artwork.channel, kind: artwork.kind }, query }
}
