import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import 'vuetify/styles/core'
import './theme/fonts.css'
import './theme/base.css'
import App from './App.vue'
import { onSignedOut } from './api/client'
import { keys, makeQueryClient } from './api/queries'
import { i18n, showLanguage } from './i18n'
import { currentLanguage } from './i18n/language'
import { feedCache } from './live/cache'
import { live } from './live/useLive'
import { makeRouter } from './router'
import { vuetify } from './theme'

const queries = makeQueryClient()
const router = makeRouter(queries)

const words = showLanguage(currentLanguage())
feedCache(live, queries)
window.addEventListener('online', () => live.nudge())

onSignedOut(() => {
  live.stop()
  queries.removeQueries({ queryKey: keys.me() })
  const here = router.currentRoute.value
  // Before the first place is known, the router's own guard asks and answers.
  if (here.matched.length && !here.meta.open)
    void router.replace({ name: 'sign-in', query: { next: here.fullPath } })
})

const app = createApp(App).use(VueQueryPlugin, { queryClient: queries }).use(i18n).use(vuetify).use(router)
// Mounted once the place and its words are known, so that no wrong frame flashes first.
void Promise.all([router.isReady(), words]).then(() => app.mount('#app'))
