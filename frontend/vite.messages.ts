import type { Plugin } from 'vite'

interface Node {
  type: string
  start: number
  end: number
  [name: string]: unknown
}

const WANTED = /\/messages(?:\.late)?\.ts\?only=(\w+)$/

/**
 * `messages.ts?only=ru` (or `messages.late.ts?only=ru`) is the Russian half of a feature's messages. People write both languages side by side,
 * and nobody downloads the one they don't read.
 */
export function oneLanguage(): Plugin {
  return {
    name: 'one-language',
    enforce: 'post',
    transform(code, id) {
      const language = WANTED.exec(id)?.[1]
      if (!language) return null
      const found = findHalf(this.parse(code) as unknown as Node, language)
      if (!found) this.error(`${id}: no "${language}" in an object literal named "messages"`)
      const { whole, half } = found
      return {
        code: code.slice(0, whole.start) + code.slice(half.start, half.end) + code.slice(whole.end),
        map: null,
      }
    },
  }
}

function findHalf(program: Node, language: string): { whole: Node; half: Node } | undefined {
  const declarators = (program.body as Node[]).flatMap(
    (one) => (one.declarations as Node[] | undefined) ?? [],
  )
  const whole = declarators.find((one) => (one.id as Node).name === 'messages')?.init as Node | undefined
  const property = ((whole?.properties as Node[] | undefined) ?? []).find((one) => {
    const key = one.key as Node
    return key.name === language || key.value === language
  })
  return whole && property ? { whole, half: property.value as Node } : undefined
}
