import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/versions/:first/compare/:second',
    name: 'compare',
    component: () => import('./ComparePage.vue'),
    meta: { title: 'workbench.compareTitle', place: 'library' },
  },
]

export default routes
