import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import vuetify from 'vite-plugin-vuetify'
import { defineConfig } from 'vitest/config'
import { iconsApart } from './vite.icons.ts'
import { oneLanguage } from './vite.messages.ts'
import { weighPlaces } from './vite.weight.ts'

const backend = process.env.MASTHEAD_BACKEND ?? 'http://127.0.0.1:8000'
const proxied = ['/api', '/_allauth', '/media', '/p/', '/healthz']

export default defineConfig(({ command }) => ({
  // The site serves the built files under /static/; in development Vite answers at the root.
  base: command === 'build' ? '/static/' : '/',
  plugins: [vue(), vuetify({ autoImport: true }), oneLanguage(), iconsApart(), weighPlaces()],
  define: {
    // Every component of ours and of Vuetify has a setup function.
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Small files stay files: a strict content policy has no room for data: scripts or fonts.
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules\/(@vue|vue|vue-router|vue-i18n|@intlify)\// },
            { name: 'query', test: /node_modules\/(@tanstack|openapi-fetch)\// },
            { name: 'icons', test: /@mdi\/js\/one\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 8120,
    strictPort: true,
    proxy: {
      ...Object.fromEntries(proxied.map((path) => [path, { target: backend, changeOrigin: false }])),
      '/ws': { target: backend, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    server: { deps: { inline: ['vuetify'] } },
    css: false,
  },
}))
