import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/review/:id?',
    name: 'review',
    component: () => import('./ReviewPage.vue'),
    props: true,
    meta: { title: 'shell.review', place: 'review' },
  },
]

export default routes
