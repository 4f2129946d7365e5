import { describe, expect, it, vi } from 'vitest'
import { auth } from '@/api/allauth'
import { Problem } from '@/api/problem'
import { deviceName } from './device'
import { qrModules, qrPath } from './qr'
import { useProof } from './useProof'

const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
const corner = (modules: boolean[][], top: number, left: number) =>
  modules.slice(top, top + 7).map((row) =>
    row
      .slice(left, left + 7)
      .map(Number)
      .join(''),
  )

describe('QR codes', () => {
  it.each([
    ['HI', 21],
    ['x'.repeat(62), 33],
    ['x'.repeat(213), 57],
  ])('are as small as the text allows, with their three finders', (text, size) => {
    const modules = qrModules(text)
    expect(modules).toHaveLength(size)
    expect(corner(modules, 0, 0)).toEqual(FINDER)
    expect(corner(modules, 0, size - 7)).toEqual(FINDER)
    expect(corner(modules, size - 7, 0)).toEqual(FINDER)
    expect(modules[6]!.slice(8, size - 8).map(Number)).toEqual(
      Array.from({ length: size - 16 }, (_, at) => (at + 1) % 2),
    )
  })

  it('carry a format word that is one of level M’s eight (ISO/IEC 18004 table C.1)', () => {
    const LEVEL_M = [
      '101010000010010',
      '101000100100101',
      '101111001111100',
      '101101101001011',
      '100010111111001',
      '100000011001110',
      '100111110010111',
      '100101010100000',
    ]
    const modules = qrModules('otpauth://totp/Masthead')
    const row = modules[8]!.map(Number)
    const word = [
      ...row.slice(0, 6),
      row[7],
      row[8],
      modules[7]![8],
      ...[5, 4, 3, 2, 1, 0].map((at) => modules[at]![8]),
    ]
    expect(LEVEL_M).toContain(word.map(Number).join(''))
  })

  it('refuse what does not fit', () => {
    expect(() => qrModules('x'.repeat(214))).toThrow(RangeError)
  })

  it('draw a square for every dark module', () => {
    expect(
      qrPath([
        [true, false],
        [false, true],
      ]),
    ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z')
  })
})

describe('proof of identity', () => {
  it('is asked for when the server wants it, and the act goes on after it', async () => {
    const act = vi
      .fn()
      .mockRejectedValueOnce(new Problem({ code: 'reauthentication_required', status: 401 }))
      .mockResolvedValueOnce('done')
    vi.spyOn(auth, 'reauthenticate').mockResolvedValue({
      authenticated: true,
      pending: null,
      mustProve: false,
      flows: [],
    })
    const proof = useProof()
    const result = proof.guarded(act)
    await vi.waitFor(() => expect(proof.asking.value).toBe(true))
    await proof.prove('secret')
    expect(await result).toBe('done')
    expect(proof.asking.value).toBe(false)
  })

  it('given up leaves the act undone', async () => {
    const act = vi.fn().mockRejectedValue(new Problem({ code: 'reauthentication_required', status: 401 }))
    const proof = useProof()
    const result = proof.guarded(act)
    await vi.waitFor(() => expect(proof.asking.value).toBe(true))
    proof.cancel()
    await expect(result).rejects.toMatchObject({ code: 'cancelled' })
    expect(act).toHaveBeenCalledOnce()
  })
})

describe('devices', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
      'Chrome, Linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1',
      'Safari, iPhone',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/130 YaBrowser/24.1 Safari/537.36', 'Yandex, Windows'],
    ['python-httpx/0.28', 'python-httpx/0.28'],
  ])('%s', (agent, name) => expect(deviceName(agent)).toBe(name))
})
