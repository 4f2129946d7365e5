import type { KitItem } from '@/api/kits'
import type { ArtworkKind, Platform, PlatformImage } from '@/api/types'

export const PLACES = ['feed', 'channel', 'phone', 'tv'] as const
export type Place = (typeof PLACES)[number]

/** One platform's part of a kit. */
export interface Group {
  platform: Platform
  items: KitItem[]
}

export interface Shown {
  item: KitItem
  row: PlatformImage
}

/** The platform's picture of that kind, with its row; null where it wants none, or the kit has none. */
export function shownAs(group: Group, kind: ArtworkKind): Shown | null {
  const row = group.platform.images.find((one) => one.artwork_kind === kind)
  const item = group.items.find((one) => one.image === row?.image)
  return row && item ? { row, item } : null
}

/** Where this platform shows at least one of the pictures. */
export function placesOf(group: Group): Place[] {
  const [cover, avatar, banner] = (['cover', 'avatar', 'banner'] as const).map((kind) => shownAs(group, kind))
  return PLACES.filter((place) => (place === 'feed' || place === 'tv' ? cover : cover || avatar || banner))
}
