import { expect, test } from 'vitest'
import { coloursOf, usedColours } from './colours'
import { madeDesign } from './made'

test('the team’s colours come first, each colour once, and groups without any not at all', () => {
  const design = madeDesign()
  const pictures = [{ palette: [{ hex: '#AABBCC' }, { hex: '#aabbcc' }] }, { palette: [{ hex: '#000001' }] }]
  const groups = coloursOf(design, pictures, [{ hex: '#123456' }])
  expect(groups.map((one) => one.name)).toEqual(['brand', 'picture', 'used'])
  expect(groups[1]!.colours).toEqual(['#aabbcc', '#000001'])
  expect(coloursOf(design, [], []).map((one) => one.name)).toEqual(['used'])
})

test('colours in use are those that are written as such, wherever they stand', () => {
  const used = usedColours(madeDesign())
  expect(used[0]).toBe('#15181d')
  expect(used).toContain('#ffd84d')
  expect(used.every((one) => /^#[0-9a-f]{6}$/.test(one))).toBe(true)
})
