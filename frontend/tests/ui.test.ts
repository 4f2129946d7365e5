import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { Problem, problemFrom } from '@/api/problem'
import { roleAtLeast } from '@/composables/useSession'
import { useDraft } from '@/composables/useDraft'
import { useSubmit } from '@/composables/useSubmit'
import { i18n } from '@/i18n'
import { allRoutes, safeNext } from '@/router'
import { partsAreMissing, recoverFromMissingPart } from '@/router/recover'
import { vuetify } from '@/theme'
import ErrorNote from '@/ui/ErrorNote.vue'
import PictureFrame from '@/ui/PictureFrame.vue'
import StateChip from '@/ui/StateChip.vue'
import StateView from '@/ui/StateView.vue'
import { notices, undoable } from '@/ui/notices'
import { STATES, type AnyState } from '@/ui/states'

const plugins = [i18n, vuetify]

describe('a state chip', () => {
  it.each(Object.keys(STATES) as AnyState[])('says %s with an icon and a word', (state) => {
    const chip = mount(StateChip, { props: { state }, global: { plugins } })
    expect(chip.find('svg').exists()).toBe(true)
    expect(chip.text()).toBe(i18n.global.t(`state.${state}`))
    expect(chip.classes()).toContain(STATES[state].tone)
  })
})

describe('an error note', () => {
  const note = (error: unknown) =>
    mount(ErrorNote, { props: { error, retryable: true }, global: { plugins } })

  it('says what the server said, and what to do next', () => {
    const text = note(problemFrom(409, { code: 'stale_version', detail: 'It has changed.' })).text()
    expect(text).toContain('It has changed.')
    expect(text).toContain(i18n.global.t('problem.conflict.next'))
  })

  it('shows nothing internal of a server in trouble', () => {
    expect(note(problemFrom(500, { detail: 'KeyError: secret' })).text()).not.toContain('KeyError')
  })

  it('offers to try again only where that can help', () => {
    expect(
      note(new Problem({ code: 'offline' }))
        .find('button')
        .exists(),
    ).toBe(true)
    expect(note(problemFrom(403, {})).find('button').exists()).toBe(false)
    expect(note(problemFrom(404, {})).find('button').exists()).toBe(false)
  })
})

describe('a place in its states', () => {
  const query = { data: ref<unknown>(), isPending: ref(true), error: ref<unknown>(null), refetch: vi.fn() }
  const view = (empty = false) =>
    mount(StateView, {
      props: { query, empty },
      slots: { default: 'content', empty: 'nothing yet' },
      global: { plugins },
    })

  it('is a skeleton, then an error with a way on, then itself, and stays when a refresh fails', async () => {
    const place = view()
    expect(place.find('[aria-busy=true]').exists()).toBe(true)
    query.error.value = new Problem({ code: 'offline' })
    await nextTick()
    await place.find('button').trigger('click')
    expect(query.refetch).toHaveBeenCalledOnce()
    query.data.value = []
    await nextTick()
    expect(place.text()).toBe('content')
    expect(view(true).text()).toBe('nothing yet')
  })
})

describe('a picture', () => {
  it('keeps its place, and says so when it cannot be shown', async () => {
    const frame = mount(PictureFrame, {
      props: { src: '/x.jpg', alt: 'A fox', ratio: 2 },
      global: { plugins },
    })
    expect(frame.attributes('style')).toContain('aspect-ratio: 2')
    expect(frame.find('img').attributes('alt')).toBe('A fox')
    await frame.find('img').trigger('error')
    expect(frame.find('img').exists()).toBe(false)
    expect(frame.find('[role=img]').attributes('aria-label')).toBe('A fox')
  })
})

describe('what can be taken back', () => {
  it('is done once, when the time is over or flushed', () => {
    vi.useFakeTimers()
    const commit = vi.fn()
    const one = undoable({ text: 'x', undoLabel: 'Undo', commit })
    one.flush()
    vi.advanceTimersByTime(10_000)
    expect(commit).toHaveBeenCalledExactlyOnceWith(false)
    expect(notices).toHaveLength(0)
  })
})

describe('roles', () => {
  it('stand in one line', () => {
    expect(roleAtLeast('owner', 'editor')).toBe(true)
    expect(roleAtLeast('author', 'author')).toBe(true)
    expect(roleAtLeast('viewer', 'author')).toBe(false)
    expect(roleAtLeast(null, 'viewer')).toBe(false)
  })
})

describe('a form', () => {
  it('keeps its words until they are sent', () => {
    useDraft('t', () => ({ title: '' })).form.title = 'half a'
    const again = useDraft('t', () => ({ title: '' }))
    expect(again.form.title).toBe('half a')
    again.clear()
    expect(useDraft('t', () => ({ title: '' })).form.title).toBe('')
  })

  it('is sent once, however often the button is pressed', async () => {
    let finish = () => {}
    const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
    const { submit, busy } = useSubmit(work)
    const first = submit()
    await submit()
    expect(work).toHaveBeenCalledOnce()
    expect(busy.value).toBe(true)
    finish()
    await first
    expect(busy.value).toBe(false)
  })
})

describe('a page whose script does not come', () => {
  it('is loaded anew once when the server answers, and not again and again', async () => {
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('ok')))
    const go = vi.fn()
    await recoverFromMissingPart('/teams/1', go)
    await recoverFromMissingPart('/teams/1', go)
    expect(go).toHaveBeenCalledExactlyOnceWith('/teams/1')
  })

  it('leaves the person where they are when there is no network, and says so', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
    const go = vi.fn()
    await recoverFromMissingPart('/teams/1', go)
    expect(go).not.toHaveBeenCalled()
    expect(notices.at(-1)?.text).toContain(i18n.global.t('problem.offline.what'))

    expect(partsAreMissing()).toBe(true)
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('ok')))
    await recoverFromMissingPart('/teams/2', go)
    expect(go).toHaveBeenCalledExactlyOnceWith('/teams/2')
  })
})

describe('places', () => {
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '', undefined, ['/a']])(
    'after sign-in are never %s',
    (next) => expect(safeNext(next)).toBe('/'),
  )

  it('after sign-in are the one that was asked for', () => {
    expect(safeNext('/videos/1?tab=x')).toBe('/videos/1?tab=x')
  })

  it('have titles that exist in both languages, and unique names', () => {
    const routes = allRoutes()
    expect(routes.length).toBeGreaterThan(12)
    for (const route of routes) {
      const title = route.meta?.title
      if (title)
        for (const language of ['en', 'ru'] as const)
          expect(i18n.global.te(title, language), title).toBe(true)
    }
    const names = routes.map((route) => route.name).filter(Boolean)
    expect(new Set(names).size).toBe(names.length)
  })
})
