import { expect, test } from 'vitest'
import type { Layer, PictureLayer, TextLayer } from './design'
import {
  aroundOf,
  boxOf,
  cropFor,
  fillsCanvas,
  inBox,
  movedBy,
  pannedCrop,
  poseOf,
  resized,
  stretchedCrop,
  tidyAngle,
  zoomedCrop,
} from './geometry'
import { madeDesign } from './made'

const canvas = { width: 1280, height: 720 }
const [ground, words, arrow] = madeDesign().layers as [PictureLayer, TextLayer, Layer]
const near = (value: number) => expect.closeTo(value, 6)

test('what is told in points goes along: lines of words, ends of an arrow, a polygon around a picture', () => {
  expect(movedBy(words, 0.1, -0.1).lines.map(({ x, y }) => [x, y])).toEqual([
    [near(0.2), near(0.2)],
    [near(0.2), near(0.35)],
  ])
  expect((movedBy(arrow, 0.1, 0) as typeof arrow & { points: number[][] }).points).toEqual([
    [near(0.72), near(0.34)],
    [near(0.52), near(0.6)],
  ])
  const polygon = {
    ...ground.mask,
    shape: 'polygon' as const,
    points: [
      [0, 0],
      [0.5, 0],
      [0, 1],
    ] as [number, number][],
  }
  const half = inBox({ ...ground, mask: polygon }, { x: 0.5, y: 0, width: 0.5, height: 1 })
  expect(half.mask.points).toEqual([
    [0.5, 0],
    [0.75, 0],
    [0.5, 1],
  ])
})

test('a picture made narrower shows less of its source, and nobody gets thin', () => {
  const narrow = resized(ground, { x: 0, y: 0, width: 0.5, height: 1 })
  expect(narrow.crop).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 })
  expect(stretchedCrop(ground.crop, 2)).toEqual({ x: 0, y: 0.25, width: 1, height: 0.5 })
})

test('words may become as large as the box they are given', () => {
  expect(resized(words, { x: 0, y: 0, width: 0.9, height: 0.8 }).setting).toMatchObject({ largest: 0.8 })
})

test('a turned layer takes more room', () => {
  const around = aroundOf({ ...words, rotation: 90 }, canvas)
  expect(around.width * canvas.width).toBeCloseTo(0.3 * 720)
  expect(around.height * canvas.height).toBeCloseTo(0.5 * 1280)
  expect(boxOf(arrow)).toEqual({ x: 0.42, y: 0.34, width: near(0.2), height: near(0.26) })
})

test('a crop fills its box, stays in its source, and is pulled the way the hand goes', () => {
  expect(cropFor({ width: 1000, height: 1000 }, { x: 0, y: 0, width: 1, height: 1 }, canvas)).toEqual({
    x: 0,
    y: near(0.21875),
    width: 1,
    height: near(0.5625),
  })
  const crop = { x: 0.2, y: 0.2, width: 0.5, height: 0.5 }
  expect(pannedCrop(crop, 0.2, 0)).toMatchObject({ x: near(0.1), y: 0.2 })
  expect(pannedCrop(crop, 9, -9)).toMatchObject({ x: 0, y: 0.5 })
  expect(zoomedCrop(crop, 2)).toMatchObject({ x: near(0.325), width: near(0.25) })
  expect(zoomedCrop(crop, 0.01)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
})

test('pixels drawn before go where the layer has gone since', () => {
  const now = { ...movedBy(words, 0.1, 0), rotation: 30 }
  expect(poseOf(words, now, canvas)).toEqual({
    x: near(576),
    y: near(252),
    rotation: 30,
    scaleX: 1,
    scaleY: 1,
  })
  const wide = resized(words, { ...words.box, width: 1, height: 0.15 })
  expect(poseOf(words, wide, canvas)).toMatchObject({ scaleX: 0.5, scaleY: 0.5 })
  const closer = { ...ground, crop: { x: 0, y: 0, width: 0.5, height: 0.5 } }
  expect(poseOf(ground, closer, canvas)).toMatchObject({ x: 1280, y: 720, scaleX: 2, scaleY: 2 })
  const mirrored = { ...closer, flip: true }
  expect(poseOf({ ...ground, flip: true }, mirrored, canvas)).toMatchObject({ x: 0, y: 720 })
})

test('angles are told as people do', () => {
  expect([-190, 370, 179.96].map(tidyAngle)).toEqual([170, 10, 180])
  expect([fillsCanvas(ground), fillsCanvas(words)]).toEqual([true, false])
})
