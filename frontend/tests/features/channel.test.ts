import { describe, expect, it } from 'vitest'
import type { PlatformImage } from '@/api/types'
import { boxOf, cropFor, placeInside, ratioOf, zoneInside } from '@/features/channel/crops'
import { historyOf } from '@/features/channel/history'
import { makeArtwork, makeVersion, makeVideo } from './made'

const youtube = {
  width_px: 2560,
  height_px: 1440,
  safe_zone: { x: 0.198047, y: 0.353125, width: 0.603906, height: 0.29375 },
} as unknown as PlatformImage
const rutube = { width_px: 2204, height_px: 864, safe_zone: [0.2, 0, 0.6, 1] } as unknown as PlatformImage

describe('the banner on devices', () => {
  it('follows the platform: YouTube shows 2560×423, 1546×423 and all of it', () => {
    const size = (device: 'desktop' | 'phone' | 'tv') => {
      const crop = cropFor(device, youtube)
      return [Math.round(crop[2] * 2560), Math.round(crop[3] * 1440)]
    }
    expect(size('desktop')).toEqual([2560, 423])
    expect(size('phone')).toEqual([1546, 423])
    expect(size('tv')).toEqual([2560, 1440])
  })

  it('RUTUBE shows all of it on a desk and the middle on a phone', () => {
    expect(ratioOf(cropFor('desktop', rutube), 2204, 864)).toBeCloseTo(2.551, 3)
    expect(ratioOf(cropFor('phone', rutube), 2204, 864)).toBeCloseTo(1.53, 2)
  })

  it('shows the whole picture where the table knows no zone', () => {
    expect(cropFor('phone', { safe_zone: null } as PlatformImage)).toEqual([0, 0, 1, 1])
    expect(cropFor('desktop', undefined)).toEqual([0, 0, 1, 1])
  })

  it('puts the picture so that the crop fills the frame', () => {
    expect(placeInside([0.2, 0, 0.6, 1])).toEqual({
      left: '-33.3333%',
      top: '0%',
      width: '166.6667%',
      height: '100%',
    })
  })

  it('draws the safe zone of a crop that is just the zone over all of it', () => {
    const zone = boxOf(rutube.safe_zone)!
    expect(zoneInside(zone, zone)).toEqual([0, 0, 1, 1])
  })
})

describe('a channel’s history', () => {
  it('tells the newest first, a cover that is both live and newest once, each with its link', () => {
    const live = makeVersion({ id: 'live', created_at: '2026-11-02T10:00:00Z', state: 'published' })
    const banner = makeVersion({ id: 'b1', kind: 'banner', created_at: '2026-11-03T10:00:00Z' })
    const video = makeVideo({ cover: makeArtwork({ live, latest: live }) })
    const rows = historyOf([banner], [video, makeVideo({ id: 'bare' })], 'c1')
    expect(rows.map((row) => row.to)).toEqual([
      '/channels/c1/banner?version=b1',
      '/videos/video1?version=live',
    ])
  })
})
