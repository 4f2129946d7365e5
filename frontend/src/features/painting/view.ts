import type { Point } from './mask'

/** Where a picture lies in its stage: `scale` screen pixels to a pixel of the picture, its corner at x, y. */
export interface View {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

const DEEPEST = 8
/** A small picture is not blown up further than this before anybody asks. */
const LARGEST_AT_FIRST = 4
/** So much of the picture stays in sight, in screen pixels. */
const KEPT = 64

export function fitted(stage: Size, picture: Size, margin = 24): View {
  const room = (side: number) => Math.max(1, side - 2 * margin)
  const scale = Math.min(
    room(stage.width) / picture.width,
    room(stage.height) / picture.height,
    LARGEST_AT_FIRST,
  )
  return {
    scale,
    x: (stage.width - picture.width * scale) / 2,
    y: (stage.height - picture.height * scale) / 2,
  }
}

/** The picture cannot be lost behind the edge of its stage. */
function kept(view: View, stage: Size, picture: Size): View {
  const clamp = (at: number, room: number, side: number) => {
    const least = Math.min(KEPT, side)
    return Math.min(room - least, Math.max(least - side, at))
  }
  return {
    scale: view.scale,
    x: clamp(view.x, stage.width, picture.width * view.scale),
    y: clamp(view.y, stage.height, picture.height * view.scale),
  }
}

/** Nearer or farther by `factor`, with the point `at` of the stage staying where it is. */
export function zoomed(view: View, factor: number, at: Point, stage: Size, picture: Size): View {
  const least = Math.min(fitted(stage, picture).scale, 1) / 2
  const scale = Math.min(DEEPEST, Math.max(least, view.scale * factor))
  const by = scale / view.scale
  return kept({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, stage, picture)
}

export function moved(view: View, by: Point, stage: Size, picture: Size): View {
  return kept({ ...view, x: view.x + by.x, y: view.y + by.y }, stage, picture)
}

/** A point of the stage as a point of the picture. */
export function onPicture(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale }
}

export interface Pinch {
  middle: Point
  apart: number
}

export function pinchOf(one: Point, other: Point): Pinch {
  return {
    middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
    apart: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)),
  }
}

/** Two fingers drag and zoom at once. */
export function pinched(view: View, from: Pinch, to: Pinch, stage: Size, picture: Size): View {
  const dragged = {
    ...view,
    x: view.x + to.middle.x - from.middle.x,
    y: view.y + to.middle.y - from.middle.y,
  }
  return zoomed(dragged, to.apart / from.apart, to.middle, stage, picture)
}
