import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/site',
    name: 'site',
    component: () => import('./SitePage.vue'),
    meta: { title: 'site.title', place: 'account' },
  },
  {
    path: '/site/models',
    name: 'site-models',
    component: () => import('./ModelsPage.vue'),
    meta: { title: 'site.places.models', place: 'account' },
  },
  {
    path: '/site/workers',
    name: 'site-workers',
    component: () => import('./WorkersPage.vue'),
    meta: { title: 'site.places.workers', place: 'account' },
  },
]

export default routes
