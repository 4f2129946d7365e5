import type { Mask, Rect } from './mask'

/** Two inks in stripes: what is marked stands out on a picture of any colour. */
const INKS = [
  [61, 79, 214],
  [140, 154, 255],
] as const
const STRIPE_PX = 6
const DENSITY = 0.62

/** A part of the mask as RGBA bytes to lay over the picture. */
export function inked(mask: Mask, rect: Rect): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(rect.width * rect.height * 4)
  let to = 0
  for (let y = rect.y; y < rect.y + rect.height; y += 1)
    for (let x = rect.x; x < rect.x + rect.width; x += 1) {
      const value = mask.data[y * mask.width + x]!
      if (value) {
        const ink = INKS[Math.floor((x + y) / STRIPE_PX) % 2]!
        bytes[to] = ink[0]
        bytes[to + 1] = ink[1]
        bytes[to + 2] = ink[2]
        bytes[to + 3] = value * DENSITY
      }
      to += 4
    }
  return bytes
}

/** The mask in grey, white where to paint, opaque, in the size of its picture. */
export function greyed(mask: Mask): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(mask.data.length * 4)
  mask.data.forEach((value, at) => {
    bytes.fill(value, at * 4, at * 4 + 3)
    bytes[at * 4 + 3] = 255
  })
  return bytes
}

/** The mask as a PNG file. */
export async function maskFile(mask: Mask): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = mask.width
  canvas.height = mask.height
  canvas.getContext('2d')!.putImageData(new ImageData(greyed(mask), mask.width, mask.height), 0, 0)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('the mask could not be written')
  return new File([blob], 'mask.png', { type: 'image/png' })
}
