import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { editing } from '@/api/editing'
import { asProblem, type Problem } from '@/api/problem'
import type { BrandScore, DrawnFinding } from './draft'
import type { Box, Design } from './model/design'
import { Drawing, type Answer } from './model/drawing'
import { withSetTexts } from './model/edits'
import { bitmapOf } from './stage/bitmap'
import type { Editor } from './useEditor'

/** Quick enough to follow a hand; and as large as any screen shows it. */
export const QUICK_WIDTH_PX = 640
const FINE_WIDTH_PX = 1280
const CHECK_AFTER_MS = 250
const RETRY_CHECK_MS = 4000

/** Who draws: asks the server for the pixels of what changed, and for what the check has to say. */
export function useDesk(editor: Editor) {
  const { id } = editor.draft
  /** Counts up whenever there is something new to show. */
  const shown = ref(0)
  const problem = shallowRef<Problem | null>(null)
  const broken = shallowRef<ReadonlyMap<string, Problem>>(new Map())
  const findings = shallowRef<DrawnFinding[] | null>(null)
  const score = shallowRef<BrandScore | null>(null)
  const checking = ref(false)
  const drawing = ref(false)

  async function draw(design: Design, layers: string[], fine: boolean, signal: AbortSignal) {
    const want = { layers, whole: false, findings: false, feed: false }
    const width = Math.min(fine ? FINE_WIDTH_PX : QUICK_WIDTH_PX, design.width_px)
    const drawn = await editing.draw(id, design, want, width, signal)
    const pixels = await Promise.all(
      drawn.layers.map(async (one) => ({ ...one, image: await bitmapOf(one.image!) })),
    )
    return { design: drawn.design, layers: pixels } satisfies Answer<ImageBitmap>
  }

  const pixels = new Drawing<ImageBitmap>({
    draw,
    drawn: (asked, answered) => {
      const next = withSetTexts(editor.design.value, asked, answered)
      if (next !== editor.design.value && !editor.history.value.before) editor.settle(next)
    },
    changed: () => {
      shown.value += 1
      problem.value = pixels.problem
      drawing.value = pixels.busy
      broken.value = new Map([...pixels.broken].map(([layer, why]) => [layer, why.problem]))
    },
    settled: (design) => later(design, CHECK_AFTER_MS),
    blamed: (refusal) => {
      if (refusal.status !== 422) return null
      const field = Object.keys(refusal.fields).find((one) => one.startsWith('layers.'))
      return field?.slice('layers.'.length) ?? null
    },
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  function later(design: Design, ms: number) {
    clearTimeout(timer)
    checking.value = true
    timer = setTimeout(() => void check(design), ms)
  }
  async function check(design: Design) {
    const mine = ++asked
    const sound = { ...design, layers: design.layers.filter((one) => !pixels.broken.has(one.id)) }
    const want = { layers: [], whole: false, findings: true, feed: false }
    try {
      const said = await editing.draw(id, sound, want, QUICK_WIDTH_PX)
      if (mine !== asked) return
      findings.value = said.findings
      score.value = said.score
      checking.value = false
    } catch (error) {
      if (mine !== asked) return
      checking.value = false
      if (asProblem(error).status === 0 || asProblem(error).status >= 500) later(design, RETRY_CHECK_MS)
    }
  }

  watch(
    [editor.design, editor.held],
    ([design, held]) => {
      // What was found is about another picture from now on.
      asked += 1
      pixels.show(design, held)
    },
    { immediate: true },
  )
  const online = () => pixels.again()
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('online', online)
    clearTimeout(timer)
    asked += 1
    pixels.stop()
  })

  const pointed = shallowRef<Box | null>(null)
  return {
    sprites: pixels.sprites,
    shown,
    problem,
    broken,
    drawing,
    findings,
    score,
    checking,
    /** Where the finding is that somebody points at. */
    pointed,
    point: (box: Box | null) => (pointed.value = box),
    again: () => pixels.again(),
  }
}
export type Desk = ReturnType<typeof useDesk>
