import type {
  BadgeLayer,
  Box,
  Design,
  GradientLayer,
  LogoLayer,
  Mask,
  PictureLayer,
  ShapeLayer,
  Size,
  TextLayer,
} from './design'
import { freshId } from './edits'
import { cropFor } from './geometry'

/** What is new begins in the middle, in a size that can be grasped at once. */
const placed = (design: Design, type: string) => ({
  id: freshId(design, type),
  name: '',
  rotation: 0,
  opacity: 1,
  visible: true,
  locked: false,
})

/** A box in the middle, `width` of the canvas wide, in the shape of `ratio`. */
export function middleBox(design: Design, width: number, ratio: number): Box {
  const canvas = design.width_px / design.height_px
  const height = Math.min(0.8, (width * canvas) / ratio)
  const wide = Math.min(width, (height * ratio) / canvas)
  return { x: (1 - wide) / 2, y: (1 - height) / 2, width: wide, height }
}

export const NO_MASK: Mask = { shape: 'rectangle', radius: 0, points: [], fade_left: 0, fade_right: 0 }

export interface Means {
  face: string
  ink: string
  accent: string
}

export function newText(design: Design, text: string, { face, ink }: Means): TextLayer {
  return {
    ...placed(design, 'text'),
    type: 'text',
    role: 'note',
    text,
    box: middleBox(design, 0.5, 4),
    face,
    caps: false,
    align: 'centre',
    tracking: 0,
    colour: ink,
    emphasis: '',
    emphasis_colour: null,
    setting: {
      leading: 0.3,
      max_lines: 3,
      spread: 1,
      smallest: 0.03,
      largest: 0.16,
      narrow: '',
      valign: 'middle',
      hyphenate: false,
    },
    lines: [],
    stroke: 0,
    stroke_colour: '#000000',
    shadow: 0.02,
    shadow_colour: '#000000',
    shadow_opacity: 0.55,
    plate: null,
  }
}

export function newShape(
  design: Design,
  shape: 'rectangle' | 'ellipse' | 'arrow',
  { accent }: Means,
): ShapeLayer {
  const box = middleBox(design, 0.25, shape === 'rectangle' ? 1.6 : 1)
  return {
    ...placed(design, shape),
    type: 'shape',
    shape,
    box,
    points:
      shape === 'arrow'
        ? [
            [0.62, 0.34],
            [0.42, 0.6],
          ]
        : [],
    radius: 0,
    colour: accent,
    line: shape === 'arrow' ? 0.035 : shape === 'ellipse' ? 0.016 : 0,
    shadow: shape === 'arrow' ? 0.02 : 0,
  }
}

export function newGradient(design: Design): GradientLayer {
  return {
    ...placed(design, 'gradient'),
    type: 'gradient',
    shape: 'linear',
    box: { x: 0, y: 0, width: 1, height: 1 },
    angle: 90,
    stops: [
      [0.4, '#000000', 0],
      [1, '#000000', 0.8],
    ],
  }
}

export function newBadge(design: Design, text: string, { face, accent, ink }: Means): BadgeLayer {
  return {
    ...placed(design, 'badge'),
    type: 'badge',
    shape: 'pill',
    box: middleBox(design, 0.2, 3),
    text,
    face,
    caps: true,
    colour: accent,
    ink,
    shadow: 0,
  }
}

export function newLogo(design: Design, logo: string, size: Size): LogoLayer {
  return {
    ...placed(design, 'logo'),
    type: 'logo',
    logo,
    box: middleBox(design, 0.18, size.width / size.height),
    plate: null,
    shadow: 0,
  }
}

export function newPicture(design: Design, source: string, size: Size): PictureLayer {
  const box = middleBox(design, 0.4, size.width / size.height)
  const canvas = { width: design.width_px, height: design.height_px }
  return {
    ...placed(design, 'picture'),
    type: 'picture',
    source,
    box,
    crop: cropFor(size, box, canvas),
    style: 'natural',
    tones: ['#15181d', '#fafaf7'],
    blur: 0,
    exposure: 0,
    contrast: 1,
    saturation: 1,
    warmth: 0,
    flip: false,
    mask: { ...NO_MASK, radius: 0.02 },
    finish: true,
  }
}
