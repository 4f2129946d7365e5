import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sendLora, type InstalledModel, type MissingModel, type Models, type Worker } from '@/api/operators'
import DiskCard from '@/features/site/models/DiskCard.vue'
import InstalledRow from '@/features/site/models/InstalledRow.vue'
import MissingModels from '@/features/site/models/MissingModels.vue'
import QueuesCard from '@/features/site/workers/QueuesCard.vue'
import WorkerCard from '@/features/site/workers/WorkerCard.vue'
import { i18n } from '@/i18n'
import { vuetify } from '@/theme'
import CopyField from '@/ui/CopyField.vue'

const global = { plugins: [i18n, vuetify] }

const card = (name: string, more: object = {}) => ({
  name,
  kind: 'base' as const,
  family: 'sdxl',
  title: `Title of ${name}`,
  about: '',
  repository: 'somebody/model',
  bytes: 2_500_000_000,
  memory_bytes: 2_500_000_000,
  trigger_words: [],
  licence: { name: 'MIT', url: '', restrictions: 'Keep the notice.', commercial: true, gated: false },
  ...more,
})
const installed = (more: Partial<InstalledModel> = {}): InstalledModel => ({
  name: 'sdxl',
  kind: 'base',
  family: 'sdxl',
  bytes: 6_900_000_000,
  card: card('sdxl'),
  revision: '462165984030d82259a11f4367a4eed129e94a7b',
  origin: 'pulled',
  accepted_by: { id: 1, display_name: 'Olga' },
  accepted_at: '2026-11-20T10:00:00Z',
  least_role: 'author',
  teams: [],
  offered: true,
  installed_at: '2026-11-20T09:00:00Z',
  ...more,
})
const missing = (name: string, recommended: boolean, more: object = {}): MissingModel => ({
  card: card(name, more),
  command: `manage.py models pull ${name}`,
  recommended,
})

describe('an installed model', () => {
  const row = (model: InstalledModel, vanished = false) =>
    mount(InstalledRow, { props: { model, vanished }, global })

  it('says who may use it and who answers for its licence', () => {
    const text = row(installed()).text()
    expect(text).toContain('Authors and above, every team')
    expect(text).toContain('Licence accepted: Olga, 20 Nov 2026')
    expect(text).toContain('Commit 4621659')
  })

  it('asks for its licence to be read before anything else', async () => {
    const shown = row(installed({ accepted_at: null, accepted_by: null }))
    expect(shown.text()).toContain('nobody paints with it')
    expect(shown.text()).not.toContain('every team')
    await shown
      .findAll('button')
      .find((button) => button.text() === 'Read the licence')!
      .trigger('click')
    expect(shown.emitted('read')).toHaveLength(1)
  })

  it('names few teams and counts many', () => {
    const teams = ['One', 'Two', 'Three'].map((name) => ({ id: name, name }))
    expect(row(installed({ teams: teams.slice(0, 2), least_role: 'owner' })).text()).toContain(
      'Owners only, One, Two',
    )
    expect(row(installed({ teams })).text()).toContain('3 teams')
  })

  it('says that it is switched off, or that whoever accepted has left', () => {
    expect(row(installed({ offered: false })).text()).toContain('Switched off')
    expect(row(installed({ accepted_by: null })).text()).toContain('by somebody who left')
  })
})

describe('models that can be brought', () => {
  it('give one command for all to begin with, and their weight', () => {
    const list = [missing('sdxl', true), missing('taesdxl', true), missing('qwen-image', false)]
    const shown = mount(MissingModels, { props: { missing: list }, global })
    const copy = shown.findComponent(CopyField)
    expect(copy.props('value')).toBe('manage.py models pull sdxl taesdxl')
    expect(copy.props('label')).toContain('5 GB')
    expect(shown.text()).toContain('All others · 1')
    expect(shown.find('details').attributes('open')).toBeUndefined()
  })

  it('tell of a licence that forbids earning and of a token', () => {
    const licence = { name: 'NC', url: '', restrictions: 'Research only.', commercial: false, gated: true }
    const text = mount(MissingModels, {
      props: { missing: [missing('turbo', false, { licence })] },
      global,
    }).text()
    expect(text).toContain('NC · not for earning money · wants a token of the source')
    expect(text).toContain('Research only.')
  })
})

describe('the disk', () => {
  const models: Models = {
    folder: '/data/models',
    source_url: 'https://models.example',
    offline: false,
    used_bytes: 1_000_000_000,
    free_bytes: 9_000_000_000,
    installed: [],
    missing: [],
    unlisted: ['found'],
    vanished: [],
    faults: ['The model card bad.toml has a fault'],
    teams: [],
    families: [],
  }
  const shown = (more: Partial<Models> = {}) =>
    mount(DiskCard, { props: { models: { ...models, ...more }, busy: false }, global })

  it('says how full it is, where models come from, and what is not in step', () => {
    const text = shown().text()
    expect(text).toContain('Models take 1 GB, 9 GB are free.')
    expect(text).toContain('https://models.example')
    expect(text).toContain('In the folder, not on the list yet: found.')
    expect(text).toContain('bad.toml')
  })

  it('says that the server is offline instead of where it would ask', () => {
    const text = shown({ offline: true }).text()
    expect(text).toContain('offline')
    expect(text).not.toContain('https://models.example')
  })
})

describe('workers', () => {
  const worker: Worker = {
    name: 'one',
    host: 'box',
    pid: 7,
    queues: ['paint'],
    started_at: '2026-11-20T09:00:00Z',
    heard_at: '2026-11-20T09:00:05Z',
    jobs: ['a'],
    device: { kind: 'cuda', name: 'Card', memory_bytes: 48e9, free_bytes: 30e9, used_bytes: 18e9 },
    loaded: [{ name: 'sdxl', bytes: 6.9e9, idle_s: 0, in_use: true }],
    doing: [],
    waiting_pictures: 2,
    batches: 1,
    pictures: 4,
    stuck_for_s: 0,
    broken: null,
  }
  const shown = (more: Partial<Worker> = {}) =>
    mount(WorkerCard, { props: { worker: { ...worker, ...more } }, global })

  it('tell their device, what is loaded and what waits', () => {
    const text = shown().text()
    expect(text).toContain('Card')
    expect(text).toContain('18 GB of 48 GB taken')
    expect(text).toContain('sdxl')
    expect(text).toContain('4 pictures painted in 1 batch · 2 pictures wait here')
    expect(shown().find('[role=alert]').exists()).toBe(false)
  })

  it('say aloud when a device is silent or broken', () => {
    expect(shown({ stuck_for_s: 95 }).find('[role=alert]').text()).toContain('1:35')
    expect(shown({ broken: 'out of memory' }).find('[role=alert]').text()).toContain('out of memory')
  })

  it('are missed where a queue waits for nobody', () => {
    const queues = [{ name: 'paint' as const, waiting: 5, running: 0, workers: 0 }]
    const text = mount(QueuesCard, { props: { queues }, global }).text()
    expect(text).toContain('5 waiting')
    expect(text).toContain('nobody serves it')
  })
})

describe('sending a LoRA', () => {
  class FakeRequest {
    static last: FakeRequest
    static answer: [number, string] = [201, '{"name":"ink"}']
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
    headers: Record<string, string> = {}
    status = 0
    responseText = ''
    url = ''
    onload?: () => void
    onerror?: () => void
    constructor() {
      FakeRequest.last = this
    }
    open(_method: string, url: string) {
      this.url = url
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value
    }
    send() {
      this.upload.onprogress?.({ loaded: 1, total: 4 })
      ;[this.status, this.responseText] = FakeRequest.answer
      if (this.status) this.onload?.()
      else this.onerror?.()
    }
  }
  const file = new File(['x'], 'Ink & Wash.safetensors')
  const send = (answer: [number, string], heard: number[] = []) => {
    FakeRequest.answer = answer
    vi.stubGlobal('XMLHttpRequest', FakeRequest)
    return sendLora(file, { family: 'sdxl', title: '' }, (fraction) => heard.push(fraction))
  }
  afterEach(() => vi.unstubAllGlobals())

  it('tells how far it is and leaves out what was not said', async () => {
    const heard: number[] = []
    expect((await send([201, '{"name":"ink"}'], heard)).name).toBe('ink')
    expect(heard).toEqual([0.25])
    expect(FakeRequest.last.url).toBe('/api/v1/models/loras?file_name=Ink+%26+Wash.safetensors&family=sdxl')
    expect(FakeRequest.last.headers['Content-Type']).toBe('application/octet-stream')
  })

  it('fails with what the server said, or that there was no answer', async () => {
    const refused = '{"code":"validation_error","fields":{"file":[{"code":"model_pickled","message":"No."}]}}'
    await expect(send([400, refused])).rejects.toMatchObject({ status: 400, code: 'validation_error' })
    await expect(send([502, '<html>'])).rejects.toMatchObject({ code: 'internal_error' })
    await expect(send([0, ''])).rejects.toMatchObject({ code: 'offline' })
  })
})
