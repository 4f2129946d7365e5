import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/channels/:id/:tab(look|history|settings)?',
    name: 'channel',
    component: () => import('./ChannelPage.vue'),
    meta: { title: 'channel.title', place: 'library' },
  },
]

export default routes
