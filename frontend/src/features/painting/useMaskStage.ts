import { onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { Mask, MaskHistory, union, type Brush, type Point, type Rect } from './mask'
import { fitted, moved, onPicture, pinched, pinchOf, zoomed, type Pinch, type Size, type View } from './view'

export type Tool = 'brush' | 'eraser' | 'hand'

const ZOOM_OF_WHEEL = 0.0016
const ZOOM_OF_KEY = 1.25
export const BRUSH_LEAST = 0.005
export const BRUSH_MOST = 0.4

/** The brush as a share of the picture's longer side, so that it feels the same on any picture. */
export const brushPx = (size: Size, share: number) =>
  Math.max(2, Math.round(Math.max(size.width, size.height) * share))

/**
 * A mask that is painted on a picture lying in `stage`: pointers, fingers, wheel and keys. `changed` hears which
 * part of the mask wants to be shown anew.
 */
export function useMaskStage(stage: Ref<HTMLElement | null>, size: Size, changed: (rect: Rect) => void) {
  const mask = new Mask(size.width, size.height)
  const history = new MaskHistory(mask)
  const tool = ref<Tool>('brush')
  const brush = reactive({ share: 0.06, soft: 0.35 })
  const box = shallowRef<Size>({ width: 1, height: 1 })
  const view = shallowRef<View>({ scale: 1, x: 0, y: 0 })
  /** Where the brush is, on the picture; null while it is nowhere. */
  const at = shallowRef<Point | null>(null)
  const state = reactive({ canUndo: false, canRedo: false, empty: true, coverage: 0, down: false })

  const brushNow = (): Brush => ({
    sizePx: brushPx(size, brush.share),
    soft: brush.soft,
    erase: tool.value === 'eraser',
  })
  function tell(rect: Rect | null) {
    if (rect) changed(rect)
  }
  function settle() {
    state.coverage = mask.coverage()
    Object.assign(state, { canUndo: history.canUndo, canRedo: history.canRedo, empty: state.coverage === 0 })
  }

  /** Go on from what is marked already. */
  function beginWith(marked: Uint8Array) {
    mask.data.set(marked)
    tell(mask.whole)
    settle()
  }

  // A stroke: from the brush touching the picture until it leaves it.
  let last: Point | null = null
  let touched: Rect | null = null
  function begin(point: Point) {
    history.begin()
    last = null
    touched = null
    state.down = true
    stroke(point)
  }
  function stroke(point: Point) {
    const rect = mask.line(last ?? point, point, brushNow())
    last = point
    touched = union(touched, rect)
    tell(rect)
  }
  function end() {
    if (!state.down) return
    state.down = false
    history.commit(touched)
    settle()
  }
  /** One step for all that `change` does. */
  function whole(change: () => Rect) {
    end()
    history.begin()
    const rect = change()
    history.commit(rect)
    tell(rect)
    settle()
  }
  const acts = {
    undo: () => (end(), tell(history.undo()), settle()),
    redo: () => (end(), tell(history.redo()), settle()),
    invert: () => whole(() => mask.invert()),
    clear: () => whole(() => mask.clear()),
    zoom: (factor: number, point?: Point) => {
      const middle = { x: box.value.width / 2, y: box.value.height / 2 }
      view.value = zoomed(view.value, factor, point ?? middle, box.value, size)
    },
    fit: () => (view.value = fitted(box.value, size)),
  }

  const pointOf = (event: PointerEvent | WheelEvent): Point => {
    const rect = stage.value!.getBoundingClientRect()
    return { x: event.clientX - rect.left, y: event.clientY - rect.top }
  }
  const fingers = new Map<number, Point>()
  let dragged: Point | null = null
  let pinch: Pinch | null = null

  const onPointerdown = (event: PointerEvent) => {
    if (!stage.value) return
    const point = pointOf(event)
    stage.value.setPointerCapture(event.pointerId)
    if (event.pointerType === 'touch') fingers.set(event.pointerId, point)
    if (fingers.size === 2) {
      // The first finger had begun a stroke before the second came: it was not meant.
      state.down = false
      tell(history.abandon(touched))
      const [one, other] = [...fingers.values()] as [Point, Point]
      pinch = pinchOf(one, other)
      return
    }
    if (event.button === 1 || tool.value === 'hand') dragged = point
    else if (event.button === 0) begin(onPicture(view.value, point))
    event.preventDefault()
    stage.value.focus({ preventScroll: true })
  }
  const onPointermove = (event: PointerEvent) => {
    const point = pointOf(event)
    at.value = onPicture(view.value, point)
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, point)
    if (pinch && fingers.size === 2) {
      const [one, other] = [...fingers.values()] as [Point, Point]
      const now = pinchOf(one, other)
      view.value = pinched(view.value, pinch, now, box.value, size)
      pinch = now
    } else if (dragged) {
      view.value = moved(view.value, { x: point.x - dragged.x, y: point.y - dragged.y }, box.value, size)
      dragged = point
    } else if (state.down) {
      const all = event.getCoalescedEvents?.() ?? []
      for (const one of all.length ? all : [event]) stroke(onPicture(view.value, pointOf(one)))
    }
  }
  const onPointerup = (event: PointerEvent) => {
    fingers.delete(event.pointerId)
    if (fingers.size < 2) pinch = null
    dragged = null
    end()
  }
  const onPointerleave = () => {
    if (!state.down) at.value = null
  }
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 16 : 1
    acts.zoom(Math.exp(-event.deltaY * lines * ZOOM_OF_WHEEL * (event.ctrlKey ? 4 : 1)), pointOf(event))
  }

  const resize = (share: number) => (brush.share = Math.min(BRUSH_MOST, Math.max(BRUSH_LEAST, share)))
  /** The brush walks by the arrows, and paints while it is down. */
  function walk(dx: number, dy: number) {
    const from = at.value ?? { x: size.width / 2, y: size.height / 2 }
    const to = {
      x: Math.min(size.width, Math.max(0, from.x + dx)),
      y: Math.min(size.height, Math.max(0, from.y + dy)),
    }
    at.value = to
    if (state.down) stroke(to)
    const { scale, x, y } = view.value
    const seen = { x: to.x * scale + x, y: to.y * scale + y }
    const beyond = (place: number, room: number) => (place < 24 ? 24 - place : Math.min(0, room - 24 - place))
    const by = { x: beyond(seen.x, box.value.width), y: beyond(seen.y, box.value.height) }
    if (by.x || by.y) view.value = moved(view.value, by, box.value, size)
  }
  function press() {
    if (state.down) end()
    else begin(at.value ?? (at.value = { x: size.width / 2, y: size.height / 2 }))
  }
  const ARROWS: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  const KEYS: Record<string, () => void> = {
    ' ': press,
    Enter: press,
    '[': () => void resize(brush.share / 1.2),
    ']': () => void resize(brush.share * 1.2),
    b: () => void (tool.value = 'brush'),
    e: () => void (tool.value = 'eraser'),
    h: () => void (tool.value = 'hand'),
    i: acts.invert,
    '+': () => acts.zoom(ZOOM_OF_KEY),
    '=': () => acts.zoom(ZOOM_OF_KEY),
    '-': () => acts.zoom(1 / ZOOM_OF_KEY),
    '0': acts.fit,
  }
  // Keys are known by where they lie too, so that a Cyrillic layout has them.
  const BY_PLACE: Record<string, string> = {
    KeyB: 'b',
    KeyE: 'e',
    KeyH: 'h',
    KeyI: 'i',
    KeyZ: 'z',
    KeyY: 'y',
  }
  const onKeydown = (event: KeyboardEvent) => {
    const key =
      BY_PLACE[event.code] ??
      (event.code === 'BracketLeft' ? '[' : event.code === 'BracketRight' ? ']' : event.key)
    const arrow = ARROWS[key]
    if (event.ctrlKey || event.metaKey) {
      if (key === 'z') (event.shiftKey ? acts.redo : acts.undo)()
      else if (key === 'y') acts.redo()
      else return
    } else if (arrow) {
      const far = Math.max(1, brushPx(size, brush.share) / 4) * (event.shiftKey ? 4 : 1)
      walk(arrow[0] * far, arrow[1] * far)
    } else if (key === 'Escape' && state.down) end()
    else if (KEYS[key] && !event.altKey) KEYS[key]()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  let watcher: ResizeObserver | undefined
  onMounted(() => {
    watcher = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      const first = box.value.width <= 1
      box.value = { width, height }
      if (first) acts.fit()
    })
    if (stage.value) watcher.observe(stage.value)
    // Vue's own listener would be passive, and the page would scroll along.
    stage.value?.addEventListener('wheel', onWheel, { passive: false })
  })
  onBeforeUnmount(() => watcher?.disconnect())
  watch(tool, end)

  const listeners = {
    onPointerdown,
    onPointermove,
    onPointerup,
    onPointercancel: onPointerup,
    onPointerleave,
    onKeydown,
    onBlur: end,
  }
  return { mask, tool, brush, view, at, state, acts, listeners, begin: beginWith }
}

export type MaskStageState = ReturnType<typeof useMaskStage>
