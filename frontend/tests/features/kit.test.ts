import { describe, expect, it } from 'vitest'
import type { KitItem } from '@/api/kits'
import type { Platform } from '@/api/types'
import { placesOf, shownAs } from '@/features/kit/places'

const row = (image: string, artwork_kind: string | null) => ({ image, artwork_kind })
const platform = (...images: object[]) => ({ platform: 'x', title: 'X', images }) as unknown as Platform
const item = (image: string) => ({ image, platform: 'x' }) as unknown as KitItem

describe('the places of a platform', () => {
  it('are all four where there is a cover', () => {
    const group = { platform: platform(row('thumb', 'cover')), items: [item('thumb')] }

    expect(placesOf(group)).toEqual(['feed', 'channel', 'phone', 'tv'])
    expect(shownAs(group, 'cover')?.item.image).toBe('thumb')
  })

  it('have no feed where only an avatar is wanted', () => {
    const group = { platform: platform(row('photo', 'avatar')), items: [item('photo')] }

    expect(placesOf(group)).toEqual(['channel', 'phone'])
    expect(shownAs(group, 'cover')).toBeNull()
  })

  it('do not show what the kit does not have', () => {
    expect(placesOf({ platform: platform(row('thumb', 'cover')), items: [] })).toEqual([])
  })
})
