import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { reviews } from '@/api/endpoints'
import { Problem } from '@/api/problem'
import type { Review } from '@/api/types'
import { i18n } from '@/i18n'
import { vuetify } from '@/theme'
import { notices } from '@/ui/notices'
import { makeReview, makeVersion } from '../../../tests/factories'
import ReviewPage from './ReviewPage.vue'
import routes from './routes'
import { signalRows } from './signals'

let cases: Review[]
let page: VueWrapper
let router: ReturnType<typeof createRouter>

const press = (code: string, key = code, on: EventTarget = document.body) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))
const release = (code: string) =>
  document.body.dispatchEvent(
    new KeyboardEvent('keyup', { code, key: code, bubbles: true, cancelable: true }),
  )
const here = () => router.currentRoute.value.params.id
const veiled = () => page.find('[data-veil]').classes('veiled')

/** Navigation, query and the redraw each take a turn of their own; vue-query's takes a tick of the clock, too. */
async function settle() {
  for (let turn = 0; turn < 6; turn++) {
    vi.advanceTimersByTime(1)
    await flushPromises()
  }
}

async function open(path = '/review', moderator = true) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(['me'], { id: 1, is_moderator: moderator, teams: [] })
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: routes[0]!.path, name: 'review', component: ReviewPage, props: true },
      { path: '/', component: { template: '<i />' } },
    ],
  })
  await router.push(path)
  page = mount(
    { template: '<div><router-view /></div>' },
    {
      global: { plugins: [[VueQueryPlugin, { queryClient: queries }], i18n, vuetify, router] },
      attachTo: document.body,
    },
  )
  await settle()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  cases = ['one', 'two', 'three'].map((title, at) =>
    makeReview({
      id: title,
      video: { id: title, title },
      version: makeVersion({ state: 'in_review', sha256: String(at).repeat(64) }),
    }),
  )
  vi.spyOn(reviews, 'list').mockImplementation(async () => ({ next: null, previous: null, results: cases }))
  vi.spyOn(reviews, 'decide').mockImplementation(async (id) => {
    cases = cases.filter((one) => one.id !== id)
    return makeReview({ id, state: 'approved' })
  })
})

afterEach(() => {
  page.unmount()
  notices.splice(0)
})

describe('the review queue', () => {
  it('opens on the first case, veiled, and walks with J and K', async () => {
    await open()
    expect(here()).toBe('one')
    expect(veiled()).toBe(true)
    press('KeyJ', 'о')
    await settle()
    expect(here()).toBe('two')
    press('KeyK', 'л')
    await settle()
    expect(here()).toBe('one')
  })

  it('shows the picture while space is held, keeps it open after a short press, veils the next one', async () => {
    await open()
    press('Space', ' ')
    await settle()
    expect(veiled()).toBe(false)
    vi.advanceTimersByTime(600)
    release('Space')
    await settle()
    expect(veiled()).toBe(true)

    press('Space', ' ')
    vi.advanceTimersByTime(80)
    release('Space')
    await settle()
    expect(veiled()).toBe(false)
    press('KeyJ')
    await settle()
    expect(veiled()).toBe(true)
  })

  it('approves with one key: the next case is there at once, the server hears after five seconds', async () => {
    await open()
    press('KeyA')
    await settle()
    expect(here()).toBe('two')
    vi.advanceTimersByTime(4900)
    expect(reviews.decide).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    await settle()
    expect(reviews.decide).toHaveBeenCalledExactlyOnceWith(
      'one',
      'approve',
      { sha256: '0'.repeat(64) },
      false,
    )
  })

  it('takes a decision back with Z within the five seconds', async () => {
    await open()
    press('KeyA')
    await settle()
    press('KeyZ')
    vi.advanceTimersByTime(10_000)
    await settle()
    expect(here()).toBe('one')
    expect(reviews.decide).not.toHaveBeenCalled()
  })

  it('sends what was decided when the page is left before the time is over', async () => {
    await open()
    press('KeyA')
    await settle()
    window.dispatchEvent(new Event('pagehide'))
    await settle()
    expect(reviews.decide).toHaveBeenCalledExactlyOnceWith('one', 'approve', expect.anything(), true)
  })

  it('asks for a reason before it rejects; a number picks one', async () => {
    await open()
    press('KeyR')
    await settle()
    const form = page.find('form')
    await form.trigger('submit')
    expect(here()).toBe('one')
    const field = page.find<HTMLInputElement>('input[name=reason]')
    press('Digit2', '2', field.element)
    await settle()
    const reason = field.element.value
    expect(reason).toBe(i18n.global.t('review.reason.reject.sexual'))
    await form.trigger('submit')
    vi.advanceTimersByTime(5100)
    await settle()
    expect(reviews.decide).toHaveBeenCalledWith('one', 'reject', { sha256: '0'.repeat(64), reason }, false)
  })

  it('leaves letters alone while somebody writes a note', async () => {
    await open()
    const note = page.find('textarea[name=note]')
    press('KeyA', 'a', note.element)
    await settle()
    expect(here()).toBe('one')
  })

  it('brings a case back, and says why, when the server refuses the decision', async () => {
    vi.mocked(reviews.decide).mockRejectedValue(
      new Problem({ code: 'stale_version', status: 409, detail: 'Look again.' }),
    )
    await open()
    press('KeyA')
    await settle()
    vi.advanceTimersByTime(5100)
    await settle()
    expect(notices.map((one) => one.text)).toContain('Look again.')
    expect(page.findAll('nav a').map((one) => one.text())).toHaveLength(3)
  })

  it('shows nobody but moderators the queue', async () => {
    await open('/review', false)
    expect(page.text()).toContain(i18n.global.t('review.notYours'))
    expect(page.find('[data-veil]').exists()).toBe(false)
  })

  it('says so when the queue is empty', async () => {
    cases = []
    await open()
    expect(page.text()).toContain(i18n.global.t('review.emptyTitle'))
  })
})

describe('signals', () => {
  it('become plain rows, empty ones left out', () => {
    expect(
      signalRows({
        painter: 'collage',
        ai_painted: false,
        held_words: [{ word: 'hunt' }, 'gun'],
        nothing: [],
        no: null,
        scores: { nsfw: 0.2, deep: {} },
      }),
    ).toEqual([
      { name: 'painter', value: 'collage' },
      { name: 'ai_painted', value: false },
      { name: 'held_words', value: 'hunt, gun' },
      { name: 'nsfw', value: 0.2 },
    ])
  })
})
