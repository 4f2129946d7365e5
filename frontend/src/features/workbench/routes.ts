import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/channels/:id/:kind(avatar|banner)',
    name: 'channel-artwork',
    component: () => import('./ChannelArtworkPage.vue'),
    meta: { title: 'workbench.title', place: 'library' },
  },
]

export default routes
