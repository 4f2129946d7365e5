import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/videos/:id',
    name: 'video',
    component: () => import('./VideoPage.vue'),
    meta: { title: 'video.title', place: 'library' },
  },
]

export default routes
