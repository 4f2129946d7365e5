import type { Design, Layer } from './design'

export const MOST_STEPS = 50
/** Changes of the same thing that follow each other within this time are one step. */
export const GROUPED_MS = 1200

export interface Step {
  design: Design
  /** What was done after it, as a key of the editor's words. */
  act: string
}

/** Where the design is, how it came there, and what was taken back. Never changed, only replaced. */
export interface History {
  past: Step[]
  design: Design
  future: Step[]
  /** What the last step was about and when: what follows at once belongs to it. */
  group: string
  at: number
  /** The design before the gesture that is under way. */
  before: Design | null
}

export const begun = (design: Design): History => ({
  past: [],
  design,
  future: [],
  group: '',
  at: 0,
  before: null,
})

export const canUndo = (history: History) => history.past.length > 0
export const canRedo = (history: History) => history.future.length > 0

const withStep = (history: History, step: Step): Step[] => [...history.past, step].slice(-MOST_STEPS)

/** A change that is done. With the same `group` soon after the last one it is part of that step. */
export function changed(history: History, design: Design, act: string, group = '', now = 0): History {
  if (design === history.design) return history
  const same = group !== '' && group === history.group && now - history.at < GROUPED_MS && canUndo(history)
  return {
    past: same ? history.past : withStep(history, { design: history.design, act }),
    design,
    future: [],
    group,
    at: now,
    before: null,
  }
}

/** Part of a gesture (a drag, a pull at a slider): seen, but no step before the gesture is `ended`. */
export const during = (history: History, design: Design): History => ({
  ...history,
  design,
  before: history.before ?? history.design,
})

export function ended(history: History, act: string): History {
  const { before } = history
  if (!before) return history
  if (before === history.design) return { ...history, before: null }
  return {
    ...history,
    past: withStep(history, { design: before, act }),
    future: [],
    group: '',
    before: null,
  }
}

/** As if the gesture had never begun. */
export const abandoned = (history: History): History =>
  history.before ? { ...history, design: history.before, before: null } : history

/** The same moment told more exactly, for instance with its words set anew: no step. */
export const settled = (history: History, design: Design): History => ({ ...history, design })

export function undone(history: History): History {
  const step = history.past.at(-1)
  if (!step) return history
  return {
    past: history.past.slice(0, -1),
    design: step.design,
    future: [{ design: history.design, act: step.act }, ...history.future],
    group: '',
    at: 0,
    before: null,
  }
}

export function redone(history: History): History {
  const [step, ...future] = history.future
  if (!step) return history
  return {
    past: withStep(history, { design: history.design, act: step.act }),
    design: step.design,
    future,
    group: '',
    at: 0,
    before: null,
  }
}

type Frame = Omit<Design, 'layers'> & { layers: number[] }

/** A history as it is kept between visits: layers that many steps share are written once. */
export interface Packed {
  layers: Layer[]
  frames: Frame[]
  acts: string[]
  /** Which of the frames is the present. */
  present: number
}

export function packed(history: History): Packed {
  const layers: Layer[] = []
  const places = new Map<string, number>()
  const place = (layer: Layer) => {
    const key = JSON.stringify(layer)
    if (!places.has(key)) places.set(key, layers.push(layer) - 1)
    return places.get(key)!
  }
  const present = history.before ?? history.design
  const designs = [
    ...history.past.map((one) => one.design),
    present,
    ...history.future.map((one) => one.design),
  ]
  return {
    frames: designs.map((design) => ({ ...design, layers: design.layers.map(place) })),
    acts: [...history.past, ...history.future].map((one) => one.act),
    present: history.past.length,
    layers,
  }
}

/** Null for what is no history of ours. */
export function unpacked(kept: Packed): History | null {
  const { layers, frames, acts, present } = kept
  if (!Array.isArray(layers) || !Array.isArray(frames) || !Array.isArray(acts) || !frames[present])
    return null
  const designs = frames.map((frame): Design => ({ ...frame, layers: frame.layers.map((at) => layers[at]!) }))
  return {
    ...begun(designs[present]!),
    past: designs.slice(0, present).map((design, at) => ({ design, act: acts[at]! })),
    future: designs.slice(present + 1).map((design, at) => ({ design, act: acts[present + at]! })),
  }
}
