import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { painting } from '@/api/painting'
import type { PainterOffer, PaintMenu } from './types'

/** What this person may paint with in a team; nothing is asked while `enabled` is false. */
export function usePaintMenu(team: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => ['painting', toValue(team)]),
    queryFn: () => painting.menu(toValue(team)),
    enabled: computed(() => toValue(enabled)),
    staleTime: 60_000,
  })
}

/** The painters that can be had here; the server leaves out those that only work further on a version. */
export function offeredPainters(menu: PaintMenu | undefined): PainterOffer[] {
  return (menu?.painters ?? []).filter((one) => one.available)
}

/** The painter that holds: the chosen one while it is offered, else the one that is offered first. */
export function painterOf(menu: PaintMenu | undefined, chosen: string | null): PainterOffer | undefined {
  const offered = offeredPainters(menu)
  return (
    offered.find((one) => one.name === chosen) ??
    offered.find((one) => one.name === menu?.default_painter) ??
    offered[0]
  )
}
