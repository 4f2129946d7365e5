import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** What anybody may be asked to download before a place stands: bytes of script, compressed. */
export const LIMIT_BYTES = 200_000

/** Around every place: the start, the bars, and the longer of the two languages. */
const ALWAYS = [/\/index\.html$/, /\/ui\/AppShell\.vue$/, /\/i18n\/ru\.ts$/]
/** A place is a page, or what a page shows at once though it fetches it late. */
const PLACE = /\/src\/.*(Page|FirstSteps)\.vue$/

/** The part of a chunk that is weighed. */
export type Part = Pick<Rolldown.OutputChunk, 'fileName' | 'imports' | 'facadeModuleId' | 'code'>

/** The script of each place with all that it imports, in gzipped bytes, by the place's file, heaviest first. */
export function placeWeights(parts: readonly Part[]): [string, number][] {
  const byName = new Map(parts.map((part) => [part.fileName, part]))
  const sizes = new Map(parts.map((part) => [part.fileName, gzipSync(part.code).length]))
  const withImports = (start: Part, seen: Set<string>) => {
    if (seen.has(start.fileName)) return
    seen.add(start.fileName)
    for (const name of start.imports) {
      const part = byName.get(name)
      if (part) withImports(part, seen)
    }
  }
  const entries = parts.filter((part) => part.facadeModuleId)
  const always = entries.filter((part) => ALWAYS.some((one) => one.test(part.facadeModuleId!)))
  return entries
    .filter((part) => PLACE.test(part.facadeModuleId!))
    .map((place): [string, number] => {
      const seen = new Set<string>()
      for (const part of [...always, place]) withImports(part, seen)
      const bytes = [...seen].reduce((sum, name) => sum + sizes.get(name)!, 0)
      return [place.facadeModuleId!.replace(/^.*\/src\//, ''), bytes]
    })
    .sort((one, other) => other[1] - one[1])
}

/** Fails the build when a place has grown over the limit. */
export function weighPlaces(): Plugin {
  return {
    name: 'weigh-places',
    apply: 'build',
    writeBundle(_, bundle) {
      const weights = placeWeights(Object.values(bundle).filter((one) => one.type === 'chunk'))
      const inWords = ([place, bytes]: [string, number]) => `${(bytes / 1000).toFixed(1)} kB  ${place}`
      const over = weights.filter(([, bytes]) => bytes > LIMIT_BYTES)
      if (over.length)
        this.error(`More script than ${LIMIT_BYTES / 1000} kB gzip:\n${over.map(inWords).join('\n')}`)
      if (weights[0]) this.info(`heaviest place: ${inWords(weights[0])}`)
    },
  }
}
