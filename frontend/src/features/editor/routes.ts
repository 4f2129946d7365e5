import type { RouteRecordRaw } from 'vue-router'

const component = () => import('./EditorPage.vue')
const meta = { layout: 'bare', title: 'workbench.editor', place: 'library' } as const

const routes: RouteRecordRaw[] = [
  { path: '/versions/:id/edit', name: 'version-edit', component, meta },
  { path: '/drafts/:id', name: 'draft', component, meta },
]

export default routes
