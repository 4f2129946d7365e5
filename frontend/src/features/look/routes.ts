import type { RouteRecordRaw } from 'vue-router'
import { needWords } from '@/i18n'

/** A page of looks with its words, which no other place needs. */
const withWords =
  <T>(load: () => Promise<T>) =>
  async () => {
    const [page] = await Promise.all([load(), needWords('look'), needWords('painting')])
    return page
  }

const routes: RouteRecordRaw[] = [
  {
    path: '/teams/:team/looks',
    name: 'looks',
    component: withWords(() => import('./LooksPage.vue')),
    props: true,
    meta: { title: 'channel.tab.look', place: 'team' },
  },
  {
    path: '/teams/:team/looks/new',
    name: 'new-look',
    component: withWords(() => import('./LookPage.vue')),
    props: true,
    meta: { title: 'channel.tab.look', place: 'team' },
  },
  {
    path: '/looks/:id',
    name: 'look',
    component: withWords(() => import('./LookPage.vue')),
    props: true,
    meta: { title: 'channel.tab.look', place: 'library' },
  },
]

export default routes
