import { editing } from '@/api/editing'
import type { DraftPicture } from '../draft'
import type { CutoutLayer, Design } from '../model/design'
import { NO_MASK } from '../model/adding'
import { bitmapOf } from './bitmap'

const WHOLE = { x: 0, y: 0, width: 1, height: 1 }
const MOST_PX = 1280

/** Who was found in a whole picture, a byte for each of its pixels: what a cut-out of all of it lets through. */
export async function foundMask(
  draft: string,
  design: Design,
  layer: CutoutLayer,
  source: DraftPicture,
): Promise<Uint8Array> {
  const { width_px: width, height_px: height } = source
  const plain = { outline: 0, glow: 0, shadow: 0, rotation: 0, opacity: 1, visible: true, flip: false }
  const alone: CutoutLayer = { ...layer, ...plain, style: 'natural', crop: WHOLE, box: WHOLE, mask: NO_MASK }
  // Pulled to the shape of the canvas, and back to its own below.
  const asked: Design = { ...design, layers: [alone] }
  const want = { layers: [layer.id], whole: false, findings: false, feed: false }
  const drawn = await editing.draw(draft, asked, want, Math.min(MOST_PX, design.width_px))
  const [found] = drawn.layers
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')!
  if (found?.image) {
    const { x, y, width: wide, height: high } = found.box
    context.drawImage(await bitmapOf(found.image), x * width, y * height, wide * width, high * height)
  }
  const { data } = context.getImageData(0, 0, width, height)
  return Uint8Array.from({ length: width * height }, (_, at) => data[at * 4 + 3]!)
}
