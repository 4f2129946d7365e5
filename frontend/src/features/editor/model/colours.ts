import type { Design } from './design'

export interface ColourGroup {
  name: 'brand' | 'picture' | 'used'
  colours: string[]
}
const MOST = 8
const HEX = /^#[0-9a-f]{6}$/

const distinct = (colours: readonly string[]) =>
  [...new Set(colours.map((one) => one.toLowerCase()))].filter((one) => HEX.test(one)).slice(0, MOST)

/** Every colour that a design names, in the order of its layers. */
export function usedColours(design: Design): string[] {
  const found: string[] = []
  const walk = (value: unknown) => {
    if (typeof value === 'string') found.push(value)
    else if (value && typeof value === 'object') Object.values(value).forEach(walk)
  }
  walk([design.background, design.layers])
  return distinct(found)
}

/** What to choose from: the team's colours first, then those of the pictures, then those in use. */
export function coloursOf(
  design: Design,
  pictures: readonly { palette: readonly { hex: string }[] }[],
  brand: readonly { hex: string }[],
): ColourGroup[] {
  const groups: ColourGroup[] = [
    { name: 'brand', colours: distinct(brand.map((one) => one.hex)) },
    {
      name: 'picture',
      colours: distinct(pictures.flatMap((one) => one.palette.map((swatch) => swatch.hex))),
    },
    { name: 'used', colours: usedColours(design) },
  ]
  return groups.filter((one) => one.colours.length)
}
