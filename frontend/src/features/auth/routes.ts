import type { RouteRecordRaw } from 'vue-router'

const open = { layout: 'plain', open: true } as const

const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { ...open, title: 'auth.signIn.title' },
  },
  {
    path: '/sign-up',
    name: 'sign-up',
    component: () => import('./SignUpPage.vue'),
    meta: { ...open, title: 'auth.signUp.title' },
  },
  {
    path: '/verify-email/:key?',
    name: 'verify-email',
    component: () => import('./VerifyEmailPage.vue'),
    meta: { ...open, title: 'auth.verify.title' },
  },
  {
    path: '/reset/:key?',
    name: 'reset',
    component: () => import('./ResetPage.vue'),
    meta: { ...open, title: 'auth.reset.title' },
  },
  {
    path: '/invitations/:token',
    name: 'invitation',
    component: () => import('./InvitationPage.vue'),
    meta: { ...open, title: 'auth.invitation.title' },
  },
]

export default routes
