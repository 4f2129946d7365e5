import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/site',
    name: 'site',
    component: () => import('./SitePage.vue'),
    meta: { title: 'site.title', place: 'account' },
  },
]

export default routes
