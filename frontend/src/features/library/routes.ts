import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/channels/:id/library',
    name: 'library',
    component: () => import('./LibraryPage.vue'),
    meta: { title: 'library.title', place: 'library' },
  },
]

export default routes
