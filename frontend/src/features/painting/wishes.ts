import { settled, strengthOf, USUAL_SHARE, USUAL_STEPS } from './share'
import type {
  ControlKind,
  LookKind,
  Lora,
  Operation,
  Painting,
  PaintMenu,
  PaintModel,
  PaintOptions,
  Picture,
  PictureRef,
  Preset,
} from './types'

/** What the studio takes at most. */
export const LORAS_LIMIT = 6
export const CONTROLS_LIMIT = 3
export const LOOKS_LIMIT = 3
export const PRESETS_LIMIT = 8

export interface ChosenLook {
  kind: LookKind
  picture: Picture
  scale: number
}

export interface ChosenControl {
  kind: ControlKind
  /** What it was drawn from, to show below it. */
  from: Picture
  /** The drawn one, once it is there: only that is painted by. */
  drawn: Picture | null
  scale: number
}

/** What an author wishes of a painted picture; null leaves it to the model's card. */
export interface PaintWishes {
  prompt: string
  negative: string
  presets: string[]
  model: string | null
  /** How much of the video's picture stays, 0 to 1. */
  share: number
  /** Which picture to start from; null takes the best stills in turn. */
  base: Picture | null
  /** Keep the picture and paint the missing sides instead of repainting it. */
  widen: boolean
  looks: ChosenLook[]
  controls: ChosenControl[]
  loras: { name: string; weight: number }[]
  steps: number | null
  guidance: number | null
  scheduler: string | null
  seed: number | null
}

export const emptyWishes = (): PaintWishes => ({
  prompt: '',
  negative: '',
  presets: [],
  model: null,
  share: USUAL_SHARE,
  base: null,
  widen: false,
  looks: [],
  controls: [],
  loras: [],
  steps: null,
  guidance: null,
  scheduler: null,
  seed: null,
})

/** The chosen model, else the first that is offered. */
export function modelOf(menu: PaintMenu, wishes: PaintWishes): PaintModel | undefined {
  return menu.models.find((one) => one.name === wishes.model) ?? menu.models[0]
}

export const lorasFor = (menu: PaintMenu, model: PaintModel | undefined): Lora[] =>
  menu.loras.filter((lora) => lora.family === model?.family)

export const stepsOf = (wishes: PaintWishes, model: PaintModel | undefined) =>
  wishes.steps ?? model?.defaults.steps ?? USUAL_STEPS

/** `name` taken or left; of the styles one holds at a time, modifiers add up. */
export function withPreset(chosen: readonly string[], name: string, presets: readonly Preset[]): string[] {
  if (chosen.includes(name)) return chosen.filter((one) => one !== name)
  const kindOf = (one: string) => presets.find((preset) => preset.name === one)?.kind
  const kept = kindOf(name) === 'style' ? chosen.filter((one) => kindOf(one) !== 'style') : [...chosen]
  return kept.length < PRESETS_LIMIT ? [...kept, name] : kept
}

/** The wishes as the API takes them: what the model cannot do is left out, what is undecided stays null. */
export function paintingOf(wishes: PaintWishes, menu: PaintMenu): Painting {
  const model = modelOf(menu, wishes)
  const can = (operation: Operation) => model?.operations.includes(operation) ?? false
  const pictures: Record<string, PictureRef> = {}
  const named = (name: string, picture: Picture) => {
    pictures[name] = picture.ref
    return name
  }
  const widen = wishes.widen && wishes.base !== null && can('outpaint')
  const share = can('repaint') ? settled(wishes.share, stepsOf(wishes, model)) : 0
  const operation = widen ? 'outpaint' : share > 0 ? 'repaint' : 'text'
  const known = new Set(lorasFor(menu, model).map((lora) => lora.name))
  const painting: PaintOptions = {
    operation,
    model: wishes.model,
    prompt: wishes.prompt.trim() || null,
    negative: wishes.negative.trim() || null,
    presets: wishes.presets.filter((name) => menu.presets.some((preset) => preset.name === name)),
    loras: wishes.loras.filter((lora) => known.has(lora.name)),
    controls: wishes.controls
      .filter((one) => one.drawn && model?.controls.includes(one.kind))
      .map((one, at) => ({
        kind: one.kind,
        picture: named(`control-${at + 1}`, one.drawn!),
        scale: one.scale,
      })),
    image_prompts: wishes.looks
      .filter((one) => model?.looks.includes(one.kind))
      .map((one, at) => ({
        kind: one.kind,
        picture: named(`look-${at + 1}`, one.picture),
        scale: one.scale,
      })),
    base: operation !== 'text' && wishes.base ? named('base', wishes.base) : null,
    steps: wishes.steps,
    guidance: wishes.guidance,
    scheduler: wishes.scheduler,
  }
  if (operation === 'repaint') painting.strength = strengthOf(share)
  return { painting, pictures }
}
