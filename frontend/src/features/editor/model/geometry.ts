import type { Box, Layer, Point, Size, TextLayer } from './design'
import { isPicture } from './design'

/** No layer gets smaller than this share of the canvas: it could not be grasped any more. */
export const LEAST = 0.01

const turned = (x: number, y: number, degrees: number): Point => {
  const angle = (degrees * Math.PI) / 180
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]
}

/** Whether a layer's place is told by its points and not by its box. */
const byPoints = (layer: Layer) =>
  layer.type === 'shape' && (layer.shape === 'polygon' || layer.shape === 'arrow') && layer.points.length > 0

export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  // A level arrow has no height, and yet wants to be grasped.
  return { x, y, width: Math.max(LEAST, Math.max(...xs) - x), height: Math.max(LEAST, Math.max(...ys) - y) }
}

/** Where a layer is before it is turned, in fractions of the canvas. */
export const boxOf = (layer: Layer): Box =>
  layer.type === 'shape' && byPoints(layer) ? boundsOf(layer.points) : layer.box

/** The upright rectangle around a turned layer, in fractions of the canvas. */
export function aroundOf(layer: Layer, canvas: Size): Box {
  const box = boxOf(layer)
  if (!layer.rotation) return box
  const [halfWidth, halfHeight] = [(box.width * canvas.width) / 2, (box.height * canvas.height) / 2]
  const corners = [
    turned(halfWidth, halfHeight, layer.rotation),
    turned(-halfWidth, halfHeight, layer.rotation),
  ]
  const reachX = Math.max(...corners.map(([x]) => Math.abs(x))) / canvas.width
  const reachY = Math.max(...corners.map(([, y]) => Math.abs(y))) / canvas.height
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  return { x: x - reachX, y: y - reachY, width: reachX * 2, height: reachY * 2 }
}

const through = (from: Box, to: Box) => {
  const [scaleX, scaleY] = [to.width / from.width, to.height / from.height]
  return ([x, y]: Point): Point => [to.x + (x - from.x) * scaleX, to.y + (y - from.y) * scaleY]
}

/** Lines that nobody will set anew grow with their box, as large as its tighter side lets them. */
function carriedLines(layer: TextLayer, from: Box, to: Box): TextLayer['lines'] {
  const scale = Math.min(to.width / from.width, to.height / from.height)
  return layer.lines.map((line) => ({
    ...line,
    x: to.x + (line.x - from.x) * scale,
    y: to.y + (line.y - from.y) * scale,
    size: line.size * scale,
    width: line.width * scale,
  }))
}

/** The layer in another box, with everything that is told in points of the canvas taken along. */
export function inBox<T extends Layer>(layer: T, to: Box): T {
  const from = boxOf(layer)
  const carry = through(from, to)
  const next: Layer = layer
  if (next.type === 'shape')
    return { ...next, box: byPoints(next) ? next.box : to, points: next.points.map(carry) } as T
  if (next.type === 'texture') return { ...next, box: to, centre: carry(next.centre) } as T
  if (next.type === 'text') return { ...next, box: to, lines: carriedLines(next, from, to) } as T
  if (isPicture(next) && next.mask.points.length)
    return { ...next, box: to, mask: { ...next.mask, points: next.mask.points.map(carry) } } as T
  return { ...next, box: to } as T
}

/** The layer moved by fractions of the canvas. */
export function movedBy<T extends Layer>(layer: T, dx: number, dy: number): T {
  const box = boxOf(layer)
  return inBox(layer, { ...box, x: box.x + dx, y: box.y + dy })
}

/**
 * The layer resized by hand. A picture's crop keeps its people's proportions; words whose box changed may
 * become as large as it is.
 */
export function resized<T extends Layer>(layer: T, to: Box): T {
  const box = { ...to, width: Math.max(LEAST, to.width), height: Math.max(LEAST, to.height) }
  const next: Layer = inBox(layer, box)
  if (isPicture(next)) {
    const stretch = box.width / box.height / (layer.box.width / layer.box.height)
    return { ...next, crop: stretchedCrop(next.crop, stretch) } as T
  }
  if (next.type === 'text' && next.setting) {
    const { largest, smallest } = next.setting
    const setting = {
      ...next.setting,
      largest: Math.max(largest, box.height),
      smallest: Math.min(smallest, Math.max(0.02, box.height / 4)),
    }
    return { ...next, setting } as T
  }
  return next as T
}

/** A crop for a box that has become `stretch` times wider for its height: the inner part of what was seen. */
export function stretchedCrop(crop: Box, stretch: number): Box {
  const width = stretch < 1 ? crop.width * stretch : crop.width
  const height = stretch > 1 ? crop.height / stretch : crop.height
  return { x: crop.x + (crop.width - width) / 2, y: crop.y + (crop.height - height) / 2, width, height }
}

/** The largest crop of a source that fills `box` undistorted, around the middle of the old crop if there is one. */
export function cropFor(source: Size, box: Box, canvas: Size, around?: Box): Box {
  const wanted = (box.width * canvas.width) / (box.height * canvas.height) / (source.width / source.height)
  const width = Math.min(1, wanted)
  const height = Math.min(1, 1 / wanted)
  const hold = (middle: number, length: number) => Math.min(1 - length, Math.max(0, middle - length / 2))
  const [x, y] = around ? [around.x + around.width / 2, around.y + around.height / 2] : [0.5, 0.5]
  return { x: hold(x, width), y: hold(y, height), width, height }
}

/** How far a crop may be zoomed out of or into its source. */
const CROP_LEAST = 0.08
/** What is pulled by (dx, dy) of its box shows what lies on the other side. Stays inside the source where it fits. */
export function pannedCrop(crop: Box, dx: number, dy: number): Box {
  const hold = (start: number, length: number) =>
    length >= 1 ? Math.min(0, Math.max(1 - length, start)) : Math.min(1 - length, Math.max(0, start))
  return {
    ...crop,
    x: hold(crop.x - dx * crop.width, crop.width),
    y: hold(crop.y - dy * crop.height, crop.height),
  }
}

/** The crop made `factor` times closer around (x, y) of its box. */
export function zoomedCrop(crop: Box, factor: number, x = 0.5, y = 0.5): Box {
  const most = Math.min(1 / crop.width, 1 / crop.height)
  const scale = Math.min(
    Math.max(1, most),
    Math.max(CROP_LEAST / Math.min(crop.width, crop.height), 1 / factor),
  )
  const next = {
    x: crop.x + crop.width * (1 - scale) * x,
    y: crop.y + crop.height * (1 - scale) * y,
    width: crop.width * scale,
    height: crop.height * scale,
  }
  return pannedCrop(next, 0, 0)
}

/** A place on the page and how a bitmap lying around its own middle is brought there. */
export interface Pose {
  x: number
  y: number
  rotation: number
  scaleX: number
  scaleY: number
}

/** Where `inner`, a part of the source, lies when `crop` fills `box`, mirrored if it is. */
function partOf(inner: Box, crop: Box, box: Box, flip: boolean): Box {
  const before = flip ? crop.x + crop.width - inner.x - inner.width : inner.x - crop.x
  return {
    x: box.x + (before / crop.width) * box.width,
    y: box.y + ((inner.y - crop.y) / crop.height) * box.height,
    width: (inner.width / crop.width) * box.width,
    height: (inner.height / crop.height) * box.height,
  }
}

/**
 * How pixels that were drawn for `drawn` show `now`, before the server has drawn it: turned, stretched and moved
 * around the middle of what was drawn, in pixels of the canvas. Words are never stretched out of shape.
 */
export function poseOf(drawn: Layer, now: Layer, canvas: Size): Pose {
  const from = boxOf(drawn)
  const frame = boxOf(now)
  const to =
    isPicture(drawn) && isPicture(now) && drawn.source === now.source
      ? partOf(drawn.crop, now.crop, frame, now.flip)
      : frame
  let [scaleX, scaleY] = [to.width / from.width, to.height / from.height]
  if (now.type === 'text' || now.type === 'logo' || now.type === 'badge')
    scaleX = scaleY = Math.min(scaleX, scaleY)
  const middle = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 }
  const away = turned(
    (to.x + to.width / 2 - middle.x) * canvas.width,
    (to.y + to.height / 2 - middle.y) * canvas.height,
    now.rotation,
  )
  return {
    x: middle.x * canvas.width + away[0],
    y: middle.y * canvas.height + away[1],
    rotation: now.rotation,
    scaleX,
    scaleY,
  }
}

/** Where the upper left of a bitmap lies from the middle of its layer once the layer's turn is taken back. */
export function bitmapPlace(drawn: Layer, bitmap: Box, canvas: Size): Point {
  const box = boxOf(drawn)
  return turned(
    (bitmap.x - box.x - box.width / 2) * canvas.width,
    (bitmap.y - box.y - box.height / 2) * canvas.height,
    -drawn.rotation,
  )
}

/** Whether a picture is the ground that everything stands on: it is moved within its frame, not with it. */
export const fillsCanvas = (layer: Layer): boolean => {
  const { x, y, width, height } = boxOf(layer)
  return !layer.rotation && x <= 0.001 && y <= 0.001 && x + width >= 0.999 && y + height >= 0.999
}

/** Degrees from -180 to 180, whole where they nearly are. */
export function tidyAngle(degrees: number): number {
  const around = ((((degrees + 180) % 360) + 360) % 360) - 180
  return Math.round(around * 10) / 10
}
