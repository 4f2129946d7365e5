/** How two pictures differ, pixel by pixel. */
export interface Difference {
  /** The first picture in pale grey, with what differs in colour over it; RGBA, as canvases have it. */
  pixels: Uint8ClampedArray<ArrayBuffer>
  /** Share of the pixels that differ by more than nobody sees, 0..1. */
  share: number
}

/** Bytes by which a channel may be off without being seen: what JPEG leaves of the same picture. */
export const UNSEEN = 6
/** A channel that is so far off shows the full colour. */
const FULL = 64
/** The accent of the interface, on white and black alike. */
const INK = [224, 36, 140] as const
const PALE = 0.3

/** Both are RGBA of the same size. Throws RangeError when they are not. */
export function differenceOf(first: Uint8ClampedArray, second: Uint8ClampedArray): Difference {
  if (first.length !== second.length) throw new RangeError('pictures of different sizes')
  const pixels = new Uint8ClampedArray(first.length)
  let different = 0
  for (let at = 0; at < first.length; at += 4) {
    const [r, g, b] = [first[at]!, first[at + 1]!, first[at + 2]!]
    const off = Math.max(
      Math.abs(r - second[at]!),
      Math.abs(g - second[at + 1]!),
      Math.abs(b - second[at + 2]!),
    )
    const strength = off <= UNSEEN ? 0 : Math.min(1, off / FULL)
    if (strength) different += 1
    const grey = 255 - PALE * (255 - (0.2126 * r + 0.7152 * g + 0.0722 * b))
    for (let channel = 0; channel < 3; channel += 1)
      pixels[at + channel] = grey + (INK[channel]! - grey) * strength
    pixels[at + 3] = 255
  }
  return { pixels, share: different / (first.length / 4) }
}
