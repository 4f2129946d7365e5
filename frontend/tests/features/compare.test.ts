import { describe, expect, it } from 'vitest'
import { differenceOf, UNSEEN } from '@/features/compare/difference'

const grey = (...values: number[]) => new Uint8ClampedArray(values.flatMap((v) => [v, v, v, 255]))

describe('the difference of two pictures', () => {
  it('is nothing where they are the same but for what nobody sees', () => {
    const { share, pixels } = differenceOf(grey(100, 200), grey(100 + UNSEEN, 200 - UNSEEN))

    expect(share).toBe(0)
    expect(pixels[0]).toBe(pixels[1])
  })

  it('is counted and coloured where they are not', () => {
    const { share, pixels } = differenceOf(grey(100, 100, 100, 100), grey(100, 100, 100, 255))

    expect(share).toBe(0.25)
    expect(pixels[12]! - pixels[13]!).toBeGreaterThan(100)
    expect(pixels[0]).toBe(pixels[1])
  })

  it('cannot be told of pictures of different sizes', () => {
    expect(() => differenceOf(grey(1), grey(1, 2))).toThrow(RangeError)
  })
})
