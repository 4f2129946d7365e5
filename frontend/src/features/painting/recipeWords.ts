/** A line of a recipe as a person reads it: `name` is an i18n key under `painting.recipe`. */
export interface RecipeLine {
  name: string
  value: string
  /** Long text of its own, not a short fact. */
  prose?: boolean
}

export interface RecipePart {
  /** i18n key under `painting.recipe.parts`. */
  part: 'asked' | 'numbers' | 'models' | 'pictures' | 'place'
  lines: RecipeLine[]
}

export interface Speech {
  /** The words for a name that only the code knows, such as an operation's; the name itself when unknown. */
  named: (group: string, name: string) => string
  number: (value: number) => string
  percent: (fraction: number) => string
}

type Data = Record<string, unknown>
const SHORT_HASH = 10

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): Data[] => (Array.isArray(value) ? value.filter(isData) : [])
const wordsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const short = (hash: unknown) => text(hash).slice(0, SHORT_HASH)

/**
 * A painted version's recipe in words: what was asked, the numbers, the models with their revisions, the pictures
 * that went in, the set-up. Whatever the recipe does not hold is left out.
 */
export function recipeParts(recipe: Data, say: Speech): RecipePart[] {
  const options = isData(recipe.options) ? recipe.options : {}
  const record = isData(recipe.record) ? recipe.record : {}
  const numbers = isData(record.numbers) ? record.numbers : {}
  const wishes = isData(recipe.wishes) ? recipe.wishes : {}
  const brief = isData(recipe.brief) ? recipe.brief : {}
  const setup = isData(record.setup) ? record.setup : {}
  const batch = isData(record.batch) ? record.batch : {}

  const asked: RecipeLine[] = []
  const add = (lines: RecipeLine[], name: string, value: string, prose = false) => {
    if (value) lines.push(prose ? { name, value, prose } : { name, value })
  }
  const operation = text(numbers.operation) || text(options.operation)
  add(asked, 'operation', operation && say.named('operations', operation))
  add(asked, 'headline', text(brief.headline) || text(wishes.headline))
  add(asked, 'style', text(recipe.style) && say.named('styles', text(recipe.style)))
  add(asked, 'layout', text(recipe.layout) && say.named('layouts', text(recipe.layout)))
  add(asked, 'wish', text(wishes.text), true)
  add(asked, 'prompt', text(numbers.prompt) || text(options.prompt), true)
  add(asked, 'negative', text(numbers.negative) || text(options.negative), true)
  add(
    asked,
    'presets',
    wordsOf(options.presets)
      .map((name) => say.named('presets', name))
      .join(', '),
  )

  const counted: RecipeLine[] = []
  const count = (name: string, value: unknown, as: (value: number) => string = say.number) => {
    if (typeof value === 'number') add(counted, name, as(value))
  }
  const plain = (value: number) => String(value)
  const of = (name: string) => numbers[name] ?? options[name]
  if (typeof numbers.width_px === 'number' && typeof numbers.height_px === 'number')
    add(counted, 'size', `${numbers.width_px} × ${numbers.height_px}`)
  count('steps', of('steps'), plain)
  count('guidance', of('guidance'))
  if (operation !== 'text') count('strength', of('strength'), say.percent)
  add(counted, 'scheduler', text(of('scheduler')) && say.named('schedulers', text(of('scheduler'))))
  count('seed', numbers.seed ?? recipe.seed, plain)

  const models = listOf(record.models).map((model): RecipeLine => {
    const lora = listOf(numbers.loras).find((one) => model.part === 'lora' && one.name === model.name)
    const weight = typeof lora?.weight === 'number' ? say.percent(lora.weight) : ''
    const revision = [text(model.revision), short(model.sha256)].filter(Boolean).join(', ')
    const named = [text(model.name), weight].filter(Boolean).join(' · ')
    return {
      name: `as.${text(model.part) || 'other'}`,
      value: revision ? `${named} (${revision})` : named,
    }
  })

  const pictures = [
    ...listOf(numbers.controls).map((one) => ({ ...one, group: 'controls' })),
    ...listOf(numbers.looks).map((one) => ({ ...one, group: 'looks' })),
  ].map((one: Data): RecipeLine => ({
    name: String(one.group),
    value: [
      say.named(`${String(one.group)}Kinds`, text(one.kind)),
      typeof one.scale === 'number' ? say.percent(one.scale) : '',
    ]
      .filter(Boolean)
      .join(' · '),
  }))
  for (const input of listOf(record.inputs)) {
    const role = text(input.role).split(':')[0] ?? ''
    if (['base', 'mask'].includes(role))
      pictures.push({ name: role, value: `${String(input.width_px)} × ${String(input.height_px)}` })
  }

  const place: RecipeLine[] = []
  add(
    place,
    'device',
    [text(setup.device_name) || text(setup.device), text(setup.dtype)].filter(Boolean).join(', '),
  )
  const seeds = Array.isArray(batch.seeds) ? batch.seeds.length : 0
  if (seeds > 1 && typeof batch.place === 'number') add(place, 'batch', `${batch.place + 1} / ${seeds}`)
  if (isData(setup.libraries))
    add(
      place,
      'libraries',
      Object.entries(setup.libraries)
        .map(([name, version]) => `${name} ${String(version)}`)
        .join(', '),
    )

  const parts: RecipePart[] = [
    { part: 'asked', lines: asked },
    { part: 'numbers', lines: counted },
    { part: 'models', lines: models },
    { part: 'pictures', lines: pictures },
    { part: 'place', lines: place },
  ]
  return parts.filter((part) => part.lines.length)
}

const DEGREES = ['invisible', 'visible', 'another'] as const

export interface Replay {
  /** How far it is from what it should equal; nothing at all is `identical`. */
  degree: 'identical' | (typeof DEGREES)[number]
  /** What has changed since on the site, as the server names it. */
  changes: string
}

/** How a version that was made again by its recipe came out; null for all others. */
export function replayOf(replay: unknown): Replay | null {
  if (!isData(replay) || typeof replay.identical !== 'boolean') return null
  if (replay.identical) return { degree: 'identical', changes: '' }
  const degree = DEGREES.find((one) => one === replay.drift) ?? 'visible'
  return { degree, changes: text(replay.changes) }
}
