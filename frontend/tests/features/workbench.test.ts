import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, ref } from 'vue'
import { makeQueryClient } from '@/api/queries'
import { Problem } from '@/api/problem'
import { emptyBrief } from '@/features/workbench/brief'
import { useVersionActs } from '@/features/workbench/useVersionActs'
import { useWorkbench, type Workbench } from '@/features/workbench/useWorkbench'
import VersionActs from '@/features/workbench/VersionActs.vue'
import WallTile from '@/features/workbench/WallTile.vue'
import { i18n, showLanguage } from '@/i18n'
import { vuetify } from '@/theme'
import ConfirmDialog from '@/ui/ConfirmDialog.vue'
import { notices } from '@/ui/notices'
import { makeArtwork, makeJob, makeVersion } from './made'

type Handler = (event: Record<string, unknown>) => void
const heard = vi.hoisted(() => ({ handlers: new Map<string, Handler>() }))
vi.mock('@/live/useLive', () => ({
  useLive: (type: string, handler: Handler) => heard.handlers.set(type, handler),
  useLiveStatus: () => ref('open'),
}))

const server = vi.hoisted(() => ({
  jobs: [] as unknown[],
  versions: [] as unknown[],
  refusal: null as unknown,
  asked: [] as string[],
}))
vi.mock('@/api/endpoints', async (original) => {
  const page = (results: unknown[]) => ({ next: null, previous: null, results: [...results] })
  const act = (name: string) => async (id: string) => {
    server.asked.push(`${name} ${id}`)
    if (server.refusal) throw server.refusal
    return { ...(server.versions[0] as object), state: 'published', actions: [] }
  }
  return {
    ...(await original<object>()),
    jobs: {
      list: async () => page(server.jobs),
      makeCandidates: async (body: { count: number }) => {
        server.asked.push(`make ${body.count}`)
        const job = makeJob({
          id: 'new',
          state: 'queued',
          steps: 0,
          count: body.count,
          created_at: '2026-11-05T10:00:00Z',
        })
        server.jobs.unshift(job)
        return job
      },
    },
    artworks: { versions: async () => page(server.versions), retire: act('retire') },
    versions: { submit: act('submit'), publish: act('publish'), restore: act('restore') },
  }
})

const artwork = makeArtwork()
let bench: Workbench
let acts: ReturnType<typeof useVersionActs>

async function openBench() {
  const Bench = defineComponent({
    setup() {
      bench = useWorkbench(artwork)
      acts = useVersionActs({ workbench: bench, restored: () => undefined })
      return () => null
    },
  })
  mount(Bench, { global: { plugins: [[VueQueryPlugin, { queryClient: makeQueryClient() }], i18n, vuetify] } })
  await flushPromises()
}
const kinds = () => bench.wall.value[0]?.tiles.map((tile) => tile.kind)

beforeEach(() => {
  Object.assign(server, { jobs: [], versions: [], refusal: null, asked: [] })
  notices.splice(0)
  showLanguage('en')
})

describe('the workbench', () => {
  it('shows as many places as were asked for, before the job has said a word', async () => {
    await openBench()
    await bench.make({ ...emptyBrief('cover', 'Forest'), count: 6 })
    await flushPromises()
    expect(server.asked).toEqual(['make 6'])
    expect(kinds()).toHaveLength(6)
    expect(bench.making.value?.id).toBe('new')
  })

  it('shows a job that was begun before the page was opened', async () => {
    server.jobs = [makeJob({ id: 'j1', state: 'running', steps: 4 })]
    server.versions = [makeVersion({ id: 'v1', candidate_of: 'j1' })]
    await openBench()
    expect(kinds()).toEqual(['version', 'painting', 'painting', 'painting'])
  })

  it('fills a place when the socket tells of a candidate, and hears nothing of other artworks', async () => {
    server.jobs = [makeJob({ id: 'j1', state: 'running', steps: 2 })]
    await openBench()
    const told = { job_id: 'j1', version_id: 'v9', index: 0, sequence: 4 }
    heard.handlers.get('job.candidate')!({ ...told, artwork_id: 'another' })
    expect(kinds()).toEqual(['painting', 'painting'])
    heard.handlers.get('job.candidate')!({ ...told, artwork_id: artwork.id })
    expect(kinds()).toEqual(['arriving', 'painting'])
  })

  it('shows the truth and says so when another tab was quicker', async () => {
    const version = makeVersion({ id: 'v1', state: 'approved', actions: ['publish'] })
    server.versions = [version]
    await openBench()
    server.refusal = new Problem({ code: 'invalid_transition', status: 409 })
    server.versions = [{ ...version, state: 'published', actions: ['retire'] }]
    await acts.act('publish', version)
    await flushPromises()
    expect(bench.versions.value[0]?.state).toBe('published')
    expect(notices.map((notice) => notice.text)).toEqual([i18n.global.t('workbench.faster')])
    expect(acts.problem.value).toBeNull()
  })

  it('keeps any other refusal for the person to read', async () => {
    const version = makeVersion({ actions: ['publish'] })
    server.versions = [version]
    await openBench()
    server.refusal = new Problem({ code: 'forbidden', status: 403 })
    await acts.act('publish', version)
    expect(acts.problem.value?.code).toBe('forbidden')
  })

  it('does one thing when pressed twice', async () => {
    const version = makeVersion({ actions: ['publish'] })
    server.versions = [version]
    await openBench()
    await Promise.all([acts.act('publish', version), acts.act('publish', version)])
    expect(server.asked).toEqual(['publish v1'])
  })
})

describe('what stands under a version', () => {
  const actsOf = (over: Parameters<typeof makeVersion>[0], props: object = {}) =>
    mount(VersionActs, {
      props: {
        version: makeVersion(over),
        canPublish: true,
        canMake: true,
        busy: false,
        problem: null,
        publicUrl: '/c/forest',
        ...props,
      },
      global: { plugins: [i18n, vuetify], stubs: { RouterLink: true, VDialog: true } },
    })
  const labels = (over: Parameters<typeof makeVersion>[0], props?: object) =>
    actsOf(over, props)
      .findAll('button, a')
      .map((button) => button.text())

  it('one button to publish a draft, and what an author may do instead', () => {
    expect(labels({ state: 'draft', actions: ['submit'] })[0]).toBe('Publish')
    expect(labels({ state: 'draft', actions: ['submit'] }, { canPublish: false })[0]).toBe('Send to review')
    expect(actsOf({ state: 'draft', actions: [] }, { canPublish: false, canMake: false }).text()).toContain(
      i18n.global.t('workbench.onlyAuthors'),
    )
  })

  it('taking down is asked about first', async () => {
    const wrapper = actsOf({ state: 'published', actions: ['retire'] })
    expect(wrapper.find('[role=status]').text()).toBe(i18n.global.t('workbench.standing.published'))
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Take down')!
      .trigger('click')
    expect(wrapper.emitted('act')).toBeUndefined()
    wrapper.getComponent(ConfirmDialog).vm.$emit('confirm')
    expect(wrapper.emitted('act')).toEqual([['retire']])
  })

  it('a refusal with its reason', () => {
    const review = {
      state: 'rejected',
      reason: 'A foreign logo',
      note: 'Top left',
      decided_at: null,
    } as const
    expect(actsOf({ state: 'rejected', review, actions: ['restore'] }).text()).toContain(
      'A foreign logo — Top left',
    )
  })
})

describe('a place on the wall', () => {
  const tileOf = (tile: object) =>
    mount(WallTile, {
      props: { tile: tile as never, kind: 'cover', sizes: '300px', text: 'Painting 2 of 4', fraction: 0.5 },
      global: { plugins: [i18n, vuetify] },
    })

  it('says what is being done only where it is being done', () => {
    const painting = { key: 'k', kind: 'painting', place: 2 }
    expect(tileOf({ ...painting, now: true }).text()).toContain('Painting 2 of 4')
    expect(tileOf({ ...painting, now: false }).text()).toBe('')
  })

  it('is a button named for what is seen on the picture', async () => {
    const version = makeVersion({ id: 'v3', number: 3, alt: 'A rabbit by its burrow' })
    const wrapper = tileOf({ key: 'k', kind: 'version', version })
    const button = wrapper.get('button')
    expect(button.attributes('aria-label')).toBe('Version 3, Draft. A rabbit by its burrow')
    await button.trigger('click')
    expect(wrapper.emitted('open')).toEqual([['v3']])
  })
})
