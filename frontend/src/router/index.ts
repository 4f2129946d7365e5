import type { QueryClient } from '@tanstack/vue-query'
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { fetchMe } from '@/composables/useSession'
import { partsAreMissing, recoverFromMissingPart } from './recover'
import { whenTallEnough } from './scroll'

declare module 'vue-router' {
  interface RouteMeta {
    /** `app`: bars around it. `plain`: a quiet page of its own. `bare`: nothing at all around it. */
    layout?: 'app' | 'plain' | 'bare'
    /** Needs no account. */
    open?: boolean
    /** i18n key of the tab's title. */
    title?: string
    /** Which of the bars' places is marked as the current one. */
    place?: 'home' | 'library' | 'review' | 'team' | 'account'
  }
}

/** Every feature folder exports the routes of its pages as the default of `routes.ts`. */
const features = import.meta.glob<RouteRecordRaw[]>('../features/*/routes.ts', {
  eager: true,
  import: 'default',
})

export function allRoutes(): RouteRecordRaw[] {
  return [
    ...Object.values(features).flat(),
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('@/ui/NotFoundPage.vue'),
      meta: { layout: 'plain', open: true, title: 'notFound.title' },
    },
  ]
}

/** Where to go after sign-in: only ever a place of ours. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

export function makeRouter(queries: QueryClient): Router {
  const router = createRouter({
    history: createWebHistory('/'),
    routes: allRoutes(),
    async scrollBehavior(to, from, saved) {
      if (saved) {
        await whenTallEnough(saved.top)
        return saved
      }
      if (to.hash) return { el: to.hash }
      return to.path === from.path ? undefined : { top: 0 }
    },
  })
  router.beforeEach(async (to) => {
    if (partsAreMissing()) {
      await recoverFromMissingPart(to.fullPath)
      return false
    }
    if (to.meta.open) return true
    const person = await fetchMe(queries).catch(() => undefined)
    // No answer is not "nobody": the page opens and says itself that the network is away.
    if (person === null) return { name: 'sign-in', query: { next: to.fullPath } }
    return true
  })
  router.onError((error, to) => {
    console.error(error)
    void recoverFromMissingPart(to.fullPath)
  })
  return router
}
