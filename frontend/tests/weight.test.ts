import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { placeWeights, type Part } from '../vite.weight'

const part = (
  fileName: string,
  code: string,
  imports: string[] = [],
  facade: string | null = null,
): Part => ({
  fileName,
  code,
  imports,
  facadeModuleId: facade,
})
const bytes = (code: string) => gzipSync(code).length

test('a place weighs what is around it and all it imports, each part once', () => {
  const parts = [
    part('index.js', 'start', ['vue.js'], '/f/index.html'),
    part('shell.js', 'bars and all', ['vue.js'], '/f/src/ui/AppShell.vue'),
    part('vue.js', 'the library'),
    part('home.js', 'home', ['vue.js', 'cards.js'], '/f/src/features/home/HomePage.vue'),
    part('cards.js', 'cards', ['home.js']),
    part('dialog.js', 'only when asked for', [], '/f/src/ui/Dialog.vue'),
  ]
  const whole = ['start', 'bars and all', 'the library', 'home', 'cards'].reduce(
    (sum, code) => sum + bytes(code),
    0,
  )
  expect(placeWeights(parts)).toEqual([['features/home/HomePage.vue', whole]])
})
