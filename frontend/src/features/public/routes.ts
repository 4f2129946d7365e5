import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/c/:handle',
    name: 'public-channel',
    component: () => import('./PublicChannelPage.vue'),
    meta: { layout: 'bare', open: true, title: 'publicChannel.title' },
  },
]

export default routes
