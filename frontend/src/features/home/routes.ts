import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'home',
    component: () => import('./HomePage.vue'),
    meta: { title: 'shell.home', place: 'home' },
  },
  {
    path: '/library',
    name: 'library-chooser',
    component: () => import('./LibraryChooserPage.vue'),
    meta: { title: 'shell.library', place: 'library' },
  },
]

export default routes
