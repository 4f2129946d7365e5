import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/outbox',
    name: 'outbox',
    component: () => import('./OutboxPage.vue'),
    meta: { layout: 'plain', open: true, title: 'outbox.title' },
  },
]

export default routes
