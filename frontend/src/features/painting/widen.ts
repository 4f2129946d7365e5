import type { Rect } from './mask'
import type { Size } from './view'

/** Differences in shape smaller than this are a matter of cutting, not of painting. */
const WORTH_PAINTING = 0.04

export interface Widening {
  /** Where the picture lies on the widened canvas, all in the picture's own pixels. */
  canvas: Size
  picture: Rect
  /** What is painted anew: left and right, or above and below. */
  sides: 'beside' | 'above'
  addedPx: number
}

/** The picture in the middle of a canvas of the shape `ratio` (width by height) that holds it whole; null when it fills it. */
export function widening(picture: Size, ratio: number): Widening | null {
  const own = picture.width / picture.height
  if (Math.abs(Math.log(own / ratio)) < WORTH_PAINTING) return null
  const beside = own < ratio
  const canvas = beside
    ? { width: Math.round(picture.height * ratio), height: picture.height }
    : { width: picture.width, height: Math.round(picture.width / ratio) }
  const x = Math.round((canvas.width - picture.width) / 2)
  const y = Math.round((canvas.height - picture.height) / 2)
  return {
    canvas,
    picture: { x, y, width: picture.width, height: picture.height },
    sides: beside ? 'beside' : 'above',
    addedPx: beside ? canvas.width - picture.width : canvas.height - picture.height,
  }
}
