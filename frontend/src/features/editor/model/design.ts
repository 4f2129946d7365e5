/**
 * The layered document as the server keeps it (schema 2). Places and sizes are fractions of the canvas: x and
 * widths of its width, y and heights of its height; lengths without a direction are fractions of its height.
 */

export interface Box {
  x: number
  y: number
  width: number
  height: number
}
export type Point = [number, number]
export type Kind = 'cover' | 'avatar' | 'banner'

export interface Mask {
  shape: 'rectangle' | 'ellipse' | 'polygon'
  radius: number
  points: Point[]
  fade_left: number
  fade_right: number
}

interface Placed {
  id: string
  name: string
  rotation: number
  opacity: number
  visible: boolean
  locked: boolean
}

/** What pictures and cut-outs share: a crop of a source, graded. */
interface Graded extends Placed {
  source: string
  crop: Box
  box: Box
  style: string
  tones: [string, string]
  exposure: number
  contrast: number
  saturation: number
  warmth: number
  flip: boolean
  mask: Mask
}

export interface PictureLayer extends Graded {
  type: 'picture'
  blur: number
  finish: boolean
}

export interface CutoutLayer extends Graded {
  type: 'cutout'
  outline: number
  outline_colour: string
  glow: number
  glow_colour: string
  shadow: number
  mend: string
}

export interface TextLine {
  text: string
  x: number
  y: number
  size: number
  colour: string
  width: number
  spans: { start: number; end: number; colour: string }[]
}

export interface Setting {
  leading: number
  max_lines: number
  spread: number
  smallest: number
  largest: number
  narrow: string
  valign: 'top' | 'middle' | 'bottom'
  hyphenate: boolean
}

export interface Plate {
  colour: string
  pad: number
  radius: number
  opacity: number
}

export interface TextLayer extends Placed {
  type: 'text'
  role: 'headline' | 'kicker' | 'monogram' | 'number' | 'note'
  text: string
  box: Box
  face: string
  caps: boolean
  align: 'left' | 'centre' | 'right'
  tracking: number
  colour: string | null
  emphasis: string
  emphasis_colour: string | null
  setting: Setting | null
  lines: TextLine[]
  stroke: number
  stroke_colour: string
  shadow: number
  shadow_colour: string
  shadow_opacity: number
  plate: Plate | null
}

export interface ShapeLayer extends Placed {
  type: 'shape'
  shape: 'rectangle' | 'ellipse' | 'polygon' | 'arrow'
  box: Box
  points: Point[]
  radius: number
  colour: string
  line: number
  shadow: number
}

export type Stop = [place: number, colour: string, opacity: number]

export interface GradientLayer extends Placed {
  type: 'gradient'
  shape: 'linear' | 'radial'
  box: Box
  angle: number
  stops: Stop[]
}

export interface TextureLayer extends Placed {
  type: 'texture'
  pattern: 'dots' | 'rays' | 'stripes' | 'grain' | 'paper'
  box: Box
  colour: string
  scale: number
  angle: number
  centre: Point
}

export interface LogoLayer extends Placed {
  type: 'logo'
  logo: string
  box: Box
  plate: Plate | null
  shadow: number
}

export interface BadgeLayer extends Placed {
  type: 'badge'
  shape: 'pill' | 'circle' | 'burst' | 'flag'
  box: Box
  text: string
  face: string
  caps: boolean
  colour: string
  ink: string
  shadow: number
}

export type Layer =
  PictureLayer | CutoutLayer | TextLayer | ShapeLayer | GradientLayer | TextureLayer | LogoLayer | BadgeLayer
export type LayerType = Layer['type']
export type LayerOf<T extends LayerType> = Extract<Layer, { type: T }>

export interface Design {
  schema_version: 1 | 2
  kind: Kind
  layout: string
  style: string
  width_px: number
  height_px: number
  background: string
  /** In the order they are drawn: the first lies lowest. */
  layers: Layer[]
  sources: Record<string, unknown>
  seed: number
}

export interface Size {
  width: number
  height: number
}

export const sizeOf = (design: Design): Size => ({ width: design.width_px, height: design.height_px })
export const layerOf = (design: Design, id: string | null): Layer | undefined =>
  design.layers.find((one) => one.id === id)

/** What shows a picture, as its layers name it. */
export const isPicture = (layer: Layer): layer is PictureLayer | CutoutLayer =>
  layer.type === 'picture' || layer.type === 'cutout'
