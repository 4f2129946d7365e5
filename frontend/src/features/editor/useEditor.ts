import {
  computed,
  inject,
  onScopeDispose,
  provide,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
} from 'vue'
import type { Brand, Draft } from './draft'
import type { Design, Layer } from './model/design'
import { layerOf, sizeOf } from './model/design'
import {
  abandoned,
  canRedo,
  canUndo,
  changed,
  during,
  ended,
  redone,
  settled,
  undone,
  type History,
} from './model/history'
import { keepHistory, keptHistory } from './model/keeping'
import type { Zones } from './model/snap'

const KEEP_AFTER_MS = 150
export type Mode = 'select' | 'crop'

/**
 * One draft being worked on: the design with its history, what is selected, and what is told to those who listen.
 * Nothing here knows the server or the canvas; both watch `design`.
 */
export function useEditor(draft: Draft, brand: Ref<Brand>) {
  const kept = keptHistory(draft.id, draft)
  const history = shallowRef<History>(kept.history)
  const revision = ref(draft.revision)
  const design = computed(() => history.value.design)
  const canvas = computed(() => sizeOf(design.value))
  const pictures = shallowRef(draft.pictures)

  const selectedId = ref<string | null>(null)
  const selected = computed(() => layerOf(design.value, selectedId.value))
  const mode = ref<Mode>('select')
  /** The text that is typed into on the canvas. */
  const writing = ref<string | null>(null)
  /** Who waits for a colour of the canvas; null while nobody does. */
  const picking = shallowRef<((hex: string) => void) | null>(null)
  /** A hand moves a layer's own pixels about: the server is asked when it lets go. */
  const held = ref(false)
  const said = ref('')
  const { safe_zone: safe, keep_clear: clear } = draft.image
  const zones = computed<Zones>(() => ({ safe, clear }))

  let timer: ReturnType<typeof setTimeout> | undefined
  const keep = () => {
    clearTimeout(timer)
    timer = undefined
    keepHistory(draft.id, history.value, revision.value)
  }
  watch([history, revision], () => (timer ??= setTimeout(keep, KEEP_AFTER_MS)))
  const leave = () => timer && keep()
  window.addEventListener('pagehide', leave)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', leave)
    leave()
  })

  function select(id: string | null) {
    if (selectedId.value === id) return
    mode.value = 'select'
    writing.value = null
    selectedId.value = id
  }
  const stepBack = (next: History) => {
    history.value = next
    if (!layerOf(next.design, selectedId.value)) select(null)
  }
  /** Say what happened; the same words twice are said twice. */
  function say(text: string) {
    said.value = said.value === text ? `${text}\u00a0` : text
  }

  const acts = {
    /** A step: `act` names it, changes with one `group` in quick succession are one. */
    change(next: Design, act: string, group = '') {
      history.value = changed(history.value, next, act, group, performance.now())
    },
    live: (next: Design) => void (history.value = during(history.value, next)),
    end: (act: string) => void (history.value = ended(history.value, act)),
    abandon: () => void (history.value = abandoned(history.value)),
    settle: (next: Design) => void (history.value = settled(history.value, next)),
    undo: () => stepBack(undone(history.value)),
    redo: () => stepBack(redone(history.value)),
  }
  return {
    draft,
    brand,
    history,
    design,
    canvas,
    pictures,
    selectedId,
    selected,
    mode,
    writing,
    picking,
    picked(hex: string) {
      picking.value?.(hex)
      picking.value = null
    },
    held,
    said,
    zones,
    revision,
    /** The server does not know yet what this browser remembered. */
    unsaved: kept.unsaved,
    canUndo: computed(() => canUndo(history.value)),
    canRedo: computed(() => canRedo(history.value)),
    select,
    say,
    pictureOf: (layer: Layer) =>
      'source' in layer ? pictures.value.find((one) => one.id === layer.source) : undefined,
    ...acts,
  }
}

export type Editor = ReturnType<typeof useEditor>
const KEY: InjectionKey<Editor> = Symbol('editor')

export const provideEditor = (editor: Editor) => provide(KEY, editor)
export function useTheEditor(): Editor {
  const editor = inject(KEY)
  if (!editor) throw new Error('no editor around this component')
  return editor
}
