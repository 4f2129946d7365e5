/**
 * QR codes (ISO/IEC 18004:2015), as much as an otpauth:// address needs: byte mode, error correction level M,
 * versions 1 to 10 (at most 213 bytes). Drawn in the page, so that the secret goes to nobody else.
 */

/** Per version at level M: error-correction codewords per block, and data codewords of each block (table 9). */
const BLOCKS: [ec: number, data: number[]][] = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
]
/** Centres of the alignment patterns (annex E). */
const ALIGNMENT = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]
const BYTE_MODE = 0b0100
const PADDING = [0xec, 0x11]
const LEVEL_M = 0b00
const FORMAT_GENERATOR = 0x537
const FORMAT_MASK = 0x5412
const VERSION_GENERATOR = 0x1f25

const EXP = new Uint8Array(512)
const LOG = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = EXP[power + 255] = value
  LOG[value] = power
  value = value & 0x80 ? ((value << 1) ^ 0x11d) & 0xff : value << 1
}

function multiply(a: number, b: number): number {
  return a && b ? EXP[LOG[a]! + LOG[b]!]! : 0
}

/** The remainder of `data` by the Reed–Solomon generator of `degree`. */
function errorCorrection(data: number[], degree: number): number[] {
  let generator = [1]
  for (let root = 0; root < degree; root++) {
    const next = new Array<number>(generator.length + 1).fill(0)
    generator.forEach((factor, at) => {
      next[at]! ^= factor
      next[at + 1]! ^= multiply(factor, EXP[root]!)
    })
    generator = next
  }
  const rest = new Array<number>(degree).fill(0)
  for (const byte of data) {
    const lead = byte ^ rest.shift()!
    rest.push(0)
    for (let at = 0; at < degree; at++) rest[at]! ^= multiply(generator[at + 1]!, lead)
  }
  return rest
}

function codewords(bytes: Uint8Array, version: number): number[] {
  const [ec, sizes] = BLOCKS[version - 1]!
  const capacity = sizes.reduce((sum, size) => sum + size, 0)
  const bits: number[] = []
  const push = (value: number, count: number) => {
    for (let at = count - 1; at >= 0; at--) bits.push((value >> at) & 1)
  }
  push(BYTE_MODE, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  bytes.forEach((byte) => push(byte, 8))
  push(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8) bits.push(0)
  const data: number[] = []
  for (let at = 0; at < bits.length; at += 8) data.push(parseInt(bits.slice(at, at + 8).join(''), 2))
  for (let pad = 0; data.length < capacity; pad++) data.push(PADDING[pad % 2]!)

  let from = 0
  const blocks = sizes.map((size) => data.slice(from, (from += size)))
  const checks = blocks.map((block) => errorCorrection(block, ec))
  return [...interleave(blocks), ...interleave(checks)]
}

function interleave(blocks: number[][]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length))
  const woven: number[] = []
  for (let at = 0; at < longest; at++)
    for (const block of blocks) if (at < block.length) woven.push(block[at]!)
  return woven
}

type Grid = (boolean | null)[][]

function frame(version: number): Grid {
  const size = 17 + 4 * version
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null))
  const put = (row: number, column: number, dark: boolean) => {
    if (row >= 0 && column >= 0 && row < size && column < size) grid[row]![column] = dark
  }
  for (const [top, left] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const)
    for (let row = -1; row < 8; row++)
      for (let column = -1; column < 8; column++) {
        const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3))
        put(top + row, left + column, ring !== 2 && ring !== 4)
      }
  const centres = ALIGNMENT[version - 1]!
  for (const row of centres)
    for (const column of centres) {
      if (grid[row]![column] !== null) continue
      for (let y = -2; y <= 2; y++)
        for (let x = -2; x <= 2; x++) put(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1)
    }
  for (let at = 8; at < size - 8; at++) {
    grid[6]![at] ??= at % 2 === 0
    grid[at]![6] ??= at % 2 === 0
  }
  return grid
}

function remainder(value: number, generator: number, bits: number): number {
  let rest = value << bits
  for (let at = 31 - Math.clz32(rest); at >= bits; at--)
    if ((rest >> at) & 1) rest ^= generator << (at - bits)
  return rest
}

function writeFormat(grid: Grid, mask: number): void {
  const size = grid.length
  const data = (LEVEL_M << 3) | mask
  const bits = ((data << 10) | remainder(data, FORMAT_GENERATOR, 10)) ^ FORMAT_MASK
  for (let at = 0; at < 15; at++) {
    const dark = ((bits >> at) & 1) === 1
    const near = at < 6 ? at : at < 8 ? at + 1 : size - 15 + at
    grid[near]![8] = dark
    const across = at < 8 ? size - 1 - at : at === 8 ? 7 : 14 - at
    grid[8]![across] = dark
  }
  grid[size - 8]![8] = true
}

function writeVersion(grid: Grid, version: number): void {
  if (version < 7) return
  const bits = (version << 12) | remainder(version, VERSION_GENERATOR, 12)
  for (let at = 0; at < 18; at++) {
    const dark = ((bits >> at) & 1) === 1
    const row = Math.floor(at / 3)
    const column = grid.length - 11 + (at % 3)
    grid[row]![column] = dark
    grid[column]![row] = dark
  }
}

const MASKS: ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

function fill(reserved: Grid, words: number[], mask: number): boolean[][] {
  const size = reserved.length
  const grid = reserved.map((row) => [...row])
  const bits = words.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (word >> at) & 1))
  let next = 0
  let upward = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const row = upward ? size - 1 - step : step
      for (const column of [right, right - 1])
        if (grid[row]![column] === null)
          grid[row]![column] = ((bits[next++] ?? 0) === 1) !== MASKS[mask]!(row, column)
    }
    upward = !upward
  }
  return grid as boolean[][]
}

/** The four penalties of section 7.8.3; the mask with the least is the easiest to read. */
function penalty(grid: boolean[][]): number {
  const size = grid.length
  const lines = [...grid, ...grid.map((_, at) => grid.map((row) => row[at]!))]
  let score = 0
  for (const line of lines) {
    const text = line.map(Number).join('')
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) score += run.length - 2
    for (const finder of ['00001011101', '10111010000'])
      for (let at = text.indexOf(finder); at >= 0; at = text.indexOf(finder, at + 1)) score += 40
  }
  for (let row = 1; row < size; row++)
    for (let column = 1; column < size; column++) {
      const dark = grid[row]![column]
      if (
        dark === grid[row - 1]![column] &&
        dark === grid[row]![column - 1] &&
        dark === grid[row - 1]![column - 1]
      )
        score += 3
    }
  const share = grid.flat().filter(Boolean).length / (size * size)
  return score + Math.floor(Math.abs(share - 0.5) * 20) * 10
}

/** The modules of a code for `text`, dark ones true, without the quiet zone. Throws RangeError above 213 bytes. */
export function qrModules(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version =
    BLOCKS.findIndex(([, sizes], at) => {
      const capacity = sizes.reduce((sum, size) => sum + size, 0)
      return bytes.length + (at + 1 < 10 ? 2 : 3) <= capacity
    }) + 1
  if (version === 0) throw new RangeError(`${bytes.length} bytes are too many for a QR code of version 10`)

  const reserved = frame(version)
  writeFormat(reserved, 0)
  writeVersion(reserved, version)
  const words = codewords(bytes, version)
  const candidates = MASKS.map((_, mask) => {
    const written = reserved.map((row) => [...row])
    writeFormat(written, mask)
    return fill(written, words, mask)
  })
  return candidates.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

/** One SVG path of all dark modules, a unit each. */
export function qrPath(modules: boolean[][]): string {
  return modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
}
