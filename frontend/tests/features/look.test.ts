import { describe, expect, it } from 'vitest'
import {
  asHex,
  canBeRelaid,
  contrast,
  emptyLook,
  inkOn,
  nextRole,
  saysTheSame,
  wholeLook,
} from '@/features/look/look'
import { makeVersion } from '../factories'

describe('colours', () => {
  it('reads what people type, and nothing that is no colour', () => {
    expect(asHex(' #AbC ')).toBe('#aabbcc')
    expect(asHex('D02030')).toBe('#d02030')
    expect(asHex('red')).toBeNull()
    expect(asHex('#12345')).toBeNull()
  })
  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  })
  it("takes the palette's own ink where it can be read, else a plain one", () => {
    const cream = { role: 'ink', hex: '#f4ead2' } as const
    expect(inkOn('#15181d', [cream]).hex).toBe('#f4ead2')
    expect(inkOn('#f0c020', [cream]).hex).toBe('#14161a')
  })
  it('offers the first role that is missing', () => {
    expect(nextRole([{ role: 'accent', hex: '#d02030' }])).toBe('second')
  })
})

describe('a look', () => {
  it('says the same whatever the order of its fields, and though empty lists are left out', () => {
    const rest: Partial<ReturnType<typeof emptyLook>> = emptyLook()
    delete rest.locks
    expect(saysTheSame(wholeLook(rest), emptyLook())).toBe(true)
    expect(saysTheSame(rest, emptyLook())).toBe(true)
    expect(saysTheSame({ ...emptyLook(), tagline: 'New' }, emptyLook())).toBe(false)
  })
  it('is tried only on what the server can lay out anew', () => {
    expect(canBeRelaid(makeVersion())).toBe(false)
    expect(canBeRelaid(makeVersion({ recipe: { brief: {}, image: {} } }))).toBe(true)
    expect(canBeRelaid(null)).toBe(false)
  })
})
