import * as icons from '@mdi/js'
import type { Plugin } from 'vite'

const IMPORT = /import\s*\{([^}]*)\}\s*from\s*["']@mdi\/js["'];?/g
const ONE = '@mdi/js/one/'

/** The imports of `code` with a module for each icon. */
export function apart(code: string): string {
  return code.replace(IMPORT, (_, names: string) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => `import { ${name} } from '${ONE}${name.split(/\s/)[0]}';`)
      .join(' '),
  )
}

/**
 * The package is one module, and one module lies in one part of the build: the start would bring every icon of
 * every dialog. Taken apart, an icon comes with what shows it.
 */
export function iconsApart(): Plugin {
  return {
    name: 'icons-apart',
    apply: 'build',
    enforce: 'post',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('@mdi/js')) return null
      return { code: apart(code), map: null }
    },
    resolveId: (id) => (id.startsWith(ONE) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ONE}`)) return null
      const name = id.slice(ONE.length + 1)
      const path = (icons as Record<string, string>)[name]
      if (!path) this.error(`@mdi/js has no ${name}`)
      return `export const ${name} = ${JSON.stringify(path)}`
    },
  }
}
