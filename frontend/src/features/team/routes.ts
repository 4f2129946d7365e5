import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/teams/new',
    name: 'new-team',
    component: () => import('./NewTeamPage.vue'),
    meta: { title: 'home.team.title', place: 'team' },
  },
  {
    path: '/teams/:team',
    name: 'team',
    component: () => import('./TeamPage.vue'),
    props: true,
    meta: { title: 'shell.team', place: 'team' },
  },
]

export default routes
