import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createVuetify } from 'vuetify'
import { Problem } from '@/api/problem'
import { briefs, type BriefTold } from '@/api/understanding'
import BriefPart from '@/features/brief/BriefPart.vue'
import { i18n } from '@/i18n'
import { makeArtwork } from '../factories'

const none = { kind: 'rule', video: null, at_s: null, text: 'as always' } as const

function makeBrief(over: Partial<BriefTold> = {}): BriefTold {
  return {
    artwork: 'a1',
    language: 'en',
    written_by: 'rules',
    written_at: null,
    headline: 'A house',
    headlines: [
      { text: 'A house', source: { ...none, kind: 'title', text: 'from the title' } },
      {
        text: 'Who lives here?',
        source: { ...none, kind: 'subtitles', text: 'from the subtitles at 01:12' },
      },
    ],
    kicker: '',
    keywords: ['house'],
    mood: 'bold',
    palette: ['#102030'],
    wants_face: 'any',
    subject: '',
    prompt: 'a house on a hill',
    negative: 'text',
    still: null,
    sources: {
      headline: [],
      kicker: [],
      keywords: [],
      mood: [],
      palette: [],
      wants_face: [],
      subject: [],
      prompt: [none],
      negative: [],
      still: [],
    },
    edited: [],
    notices: [{ code: 'llm_timeout', text: 'The language model gave no answer in time.' }],
    writers: [{ writer: 'rules', name: '' }],
    job: null,
    ...over,
  }
}

async function shown(told: BriefTold, canWrite = true): Promise<VueWrapper> {
  vi.spyOn(briefs, 'get').mockResolvedValue(told)
  const wrapper = mount(BriefPart, {
    props: { artwork: makeArtwork({ video: null }), canWrite, headline: 'A house', wish: ' noir ' },
    global: {
      plugins: [createVuetify(), i18n, [VueQueryPlugin, { queryClient: new QueryClient() }]],
    },
    attachTo: document.body,
  })
  await flushPromises()
  return wrapper
}

const prompt = (wrapper: VueWrapper) =>
  wrapper.findAll('textarea').find((one) => one.element.value === 'a house on a hill')!

describe('the brief', () => {
  beforeEach(() => document.body.replaceChildren())

  it('offers headlines with whose words they are, and takes the one that is pressed', async () => {
    const wrapper = await shown(makeBrief())
    const quote = wrapper.findAll('.choice button').find((one) => one.text().includes('Who lives here?'))!
    expect(quote.text()).toContain('from the subtitles at 01:12')
    await quote.trigger('click')
    expect(wrapper.emitted('update:headline')).toEqual([['Who lives here?']])
  })

  it('sends one field when it is left, and only when it was changed', async () => {
    const edit = vi
      .spyOn(briefs, 'edit')
      .mockResolvedValue(makeBrief({ prompt: 'a boat', edited: ['prompt'] }))
    const wrapper = await shown(makeBrief())
    const field = prompt(wrapper)
    await field.trigger('focus')
    await field.trigger('blur')
    expect(edit).not.toHaveBeenCalled()
    await field.trigger('focus')
    await field.setValue('a boat ')
    expect(edit).not.toHaveBeenCalled()
    await field.trigger('blur')
    await flushPromises()
    expect(edit).toHaveBeenCalledWith(expect.any(String), { prompt: 'a boat' })
  })

  it('gives a field back to whoever wrote it', async () => {
    const edit = vi.spyOn(briefs, 'edit').mockResolvedValue(makeBrief())
    const wrapper = await shown(makeBrief({ edited: ['prompt'] }))
    await wrapper.get('[aria-label="Back to what was written: Prompt"]').trigger('click')
    expect(edit).toHaveBeenCalledWith(expect.any(String), { prompt: null })
  })

  it('says under the field why its words were refused', async () => {
    const message = 'The site’s rules do not allow this.'
    vi.spyOn(briefs, 'edit').mockRejectedValue(
      new Problem({ code: 'validation_error', status: 400, fields: { prompt: [{ code: 'x', message }] } }),
    )
    const wrapper = await shown(makeBrief())
    await prompt(wrapper).setValue('something else')
    const field = wrapper.findAll('textarea').find((one) => one.element.value === 'something else')!
    await field.trigger('blur')
    await flushPromises()
    expect(wrapper.text()).toContain(message)
  })

  it('tells what became of a writing, and lets a model write where there is one', async () => {
    const write = vi.spyOn(briefs, 'write').mockResolvedValue({ brief: makeBrief(), job: null })
    const wrapper = await shown(makeBrief({ writers: [{ writer: 'model', name: 'baikal-7b' }] }))
    expect(wrapper.text()).toContain('The language model gave no answer in time.')
    await wrapper.get('.writers button').trigger('click')
    expect(write).toHaveBeenCalledWith(expect.any(String), {
      writer: 'model',
      language: 'en',
      wishes: expect.objectContaining({ text: 'noir' }),
    })
  })

  it('is only shown to those who may not write', async () => {
    const wrapper = await shown(makeBrief({ writers: [{ writer: 'model', name: 'm' }] }), false)
    // The other one is Vuetify's own, by which it measures how tall the text is.
    const fields = wrapper.findAll('textarea:not(.v-textarea__sizer)')
    expect(fields.length).toBeGreaterThan(3)
    expect(fields.every((one) => (one.element as HTMLTextAreaElement).disabled)).toBe(true)
    expect(wrapper.find('.writers').exists()).toBe(false)
  })
})
