import type { Box, PlatformImage } from '@/api/types'

export type Device = 'desktop' | 'phone' | 'tv'
export const DEVICES: readonly Device[] = ['desktop', 'phone', 'tv']

const WHOLE: Box = [0, 0, 1, 1]

/** A box as it comes over the API, whichever of its two spellings. */
export function boxOf(value: unknown): Box | null {
  if (Array.isArray(value) && value.length === 4) return value.map(Number) as Box
  if (typeof value === 'object' && value !== null && 'width' in value) {
    const box = value as { x: number; y: number; width: number; height: number }
    return [box.x, box.y, box.width, box.height]
  }
  return null
}

/**
 * What of the banner a device shows, in fractions of the whole picture. The platform table knows the safe
 * zone: phones show just that, desktops its height in full width, television the whole picture.
 */
export function cropFor(device: Device, image: PlatformImage | undefined): Box {
  const safe = boxOf(image?.safe_zone)
  if (!safe || device === 'tv') return WHOLE
  const [, y, , height] = safe
  return device === 'phone' ? safe : [0, y, 1, height]
}

/** Width by height of a crop of a picture. */
export function ratioOf(crop: Box, widthPx: number, heightPx: number): number {
  return (crop[2] * widthPx) / (crop[3] * heightPx)
}

/** Where the whole picture lies inside a frame that shows only `crop`, as CSS lengths in per cent of the frame. */
export function placeInside(crop: Box): { left: string; top: string; width: string; height: string } {
  const percent = (value: number) => `${+(value * 100).toFixed(4)}%`
  return {
    left: percent(-crop[0] / crop[2]),
    top: percent(-crop[1] / crop[3]),
    width: percent(1 / crop[2]),
    height: percent(1 / crop[3]),
  }
}

/** `zone` (fractions of the whole) as seen inside `crop`, in fractions of the crop. */
export function zoneInside(zone: Box, crop: Box): Box {
  return [(zone[0] - crop[0]) / crop[2], (zone[1] - crop[1]) / crop[3], zone[2] / crop[2], zone[3] / crop[3]]
}
