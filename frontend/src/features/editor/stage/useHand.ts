import type { Ref } from 'vue'
import type { Box, Layer } from '../model/design'
import { isPicture } from '../model/design'
import { withLayer } from '../model/edits'
import {
  aroundOf,
  boxOf,
  fillsCanvas,
  movedBy,
  pannedCrop,
  resized,
  tidyAngle,
  zoomedCrop,
} from '../model/geometry'
import { layerAt, linesOf, snapEdge, snapMoved, type Lines } from '../model/snap'
import type { Editor } from '../useEditor'
import type { Scene } from './scene'

const REACH_PX = 7
/** Less than this is a press, not a drag. */
const DRAG_FROM_PX = 3
const WHEEL = 0.0015

interface Drag {
  x: number
  y: number
  layer: Layer
  lines: Lines
  moved: boolean
  /** Pulling the crop of a picture and not the picture. */
  crop: boolean
}

/** What pointers do on the canvas: choose, move, pull at the grips, crop. */
export function useHand(editor: Editor, scene: Ref<Scene | null>, acts: { edit: (layer: Layer) => void }) {
  let drag: Drag | null = null
  let pulled: { layer: Layer; lines: Lines } | null = null
  const reach = () => REACH_PX / scene.value!.scale
  const lines = (id: string) => linesOf(editor.design.value, id, editor.zones.value)

  const placeOf = () => {
    const point = scene.value!.stage.getPointerPosition()
    return point ? scene.value!.fractions(point.x, point.y) : { x: 0, y: 0 }
  }
  const cropped = (layer: Layer) => isPicture(layer) && (editor.mode.value === 'crop' || fillsCanvas(layer))

  function down(onGrip: boolean) {
    if (onGrip || !scene.value || editor.picking.value) return
    const at = placeOf()
    const held = editor.selected.value
    // While cropping the whole picture is what the hand is on.
    const hit = editor.mode.value === 'crop' && held ? held : layerAt(editor.design.value, at.x, at.y)
    const before = editor.selectedId.value
    if (hit?.id !== before) editor.select(hit?.id ?? null)
    if (!hit || hit.locked) return
    // The ground is only moved once it was chosen: a slip of the hand must not shift everything.
    if (fillsCanvas(hit) && hit.id !== before) return
    drag = { ...at, layer: hit, lines: lines(hit.id), moved: false, crop: cropped(hit) }
  }

  function move() {
    if (!drag || !scene.value) return
    const at = placeOf()
    const [dx, dy] = [at.x - drag.x, at.y - drag.y]
    const { frame } = scene.value
    if (!drag.moved && Math.hypot(dx * frame.width, dy * frame.height) < DRAG_FROM_PX) return
    drag.moved = true
    const { layer } = drag
    if (drag.crop) {
      live(layer.id, (now) =>
        isPicture(now) && isPicture(layer) ? { ...now, crop: panned(layer, dx, dy) } : now,
      )
      return
    }
    const around = aroundOf(layer, editor.canvas.value)
    const to: Box = { ...around, x: around.x + dx, y: around.y + dy }
    const snap = snapMoved(to, drag.lines, editor.canvas.value, reach())
    scene.value.guide(snap.x, snap.y)
    live(layer.id, () => movedBy(layer, dx + snap.dx, dy + snap.dy))
  }
  function panned(layer: Extract<Layer, { crop: Box }>, dx: number, dy: number): Box {
    const way = layer.flip ? -1 : 1
    return pannedCrop(layer.crop, (way * dx) / layer.box.width, dy / layer.box.height)
  }
  const live = (id: string, change: (layer: Layer) => Layer, held = true) => {
    editor.held.value = held
    editor.live(withLayer(editor.design.value, id, change))
  }
  function up() {
    const was = drag
    drag = null
    if (!was?.moved) return
    letGo(was.crop ? 'crop' : 'move')
  }
  function letGo(act: string) {
    scene.value?.guide(null, null)
    editor.end(act)
    editor.held.value = false
  }

  let wheeled: ReturnType<typeof setTimeout> | undefined
  function wheel(event: WheelEvent) {
    const layer = editor.selected.value
    if (!layer || !cropped(layer) || !isPicture(layer) || layer.locked) return
    event.preventDefault()
    const at = placeOf()
    const x = (at.x - layer.box.x) / layer.box.width
    const crop = zoomedCrop(
      layer.crop,
      Math.exp(-event.deltaY * WHEEL),
      layer.flip ? 1 - x : x,
      (at.y - layer.box.y) / layer.box.height,
    )
    live(layer.id, (now) => ({ ...now, crop }) as Layer, false)
    clearTimeout(wheeled)
    wheeled = setTimeout(() => letGo('crop'), 400)
  }

  // The grips pull at a proxy; what it became is read off it.
  function grip() {
    const layer = editor.selected.value
    if (layer) pulled = { layer, lines: lines(layer.id) }
  }
  function pull() {
    if (!pulled || !scene.value) return
    const { proxy, frame, transformer } = scene.value
    const { layer } = pulled
    const anchor = transformer.getActiveAnchor()
    if (anchor === 'rotater') {
      live(layer.id, (now) => ({ ...now, rotation: tidyAngle(proxy.rotation()) }))
      return
    }
    const width = (proxy.width() * proxy.scaleX()) / frame.width
    const height = (proxy.height() * proxy.scaleY()) / frame.height
    // The middle of what the proxy has become: its own middle is its offset.
    const x = (proxy.x() - frame.x) / frame.width
    const y = (proxy.y() - frame.y) / frame.height
    const free = { x: x - width / 2, y: y - height / 2, width, height }
    live(layer.id, () => resized(layer, layer.rotation ? free : snapped(free, anchor ?? '', boxOf(layer))))
  }
  /** The pulled edges drawn to the lines; kept proportions follow the edge that snapped. */
  function snapped(box: Box, anchor: string, from: Box): Box {
    const { canvas } = editor
    const keep = scene.value!.transformer.keepRatio() && anchor.includes('-') && !/middle|center/.test(anchor)
    const next = { ...box }
    const [left, right] = [anchor.includes('left'), anchor.includes('right')]
    const [top, bottom] = [anchor.includes('top'), anchor.includes('bottom')]
    const across =
      left || right
        ? snapEdge(left ? box.x : box.x + box.width, pulled!.lines.x, canvas.value.width, reach())
        : null
    const down =
      !keep && (top || bottom)
        ? snapEdge(top ? box.y : box.y + box.height, pulled!.lines.y, canvas.value.height, reach())
        : null
    if (across?.line) {
      next.width += left ? -across.by : across.by
      if (left) next.x += across.by
      if (keep) {
        next.height = (next.width / from.width) * from.height
        if (top) next.y = box.y + box.height - next.height
      }
    }
    if (down?.line) {
      next.height += top ? -down.by : down.by
      if (top) next.y += down.by
    }
    scene.value!.guide(across?.line ?? null, down?.line ?? null)
    return next
  }
  function pulledEnd() {
    const act = scene.value?.transformer.getActiveAnchor() === 'rotater' ? 'turn' : 'resize'
    pulled = null
    letGo(act)
  }

  function twice() {
    const at = placeOf()
    const hit = layerAt(editor.design.value, at.x, at.y)
    if (hit) acts.edit(hit)
  }

  /** Hear what happens on the scene from now on. */
  function attach(of: Scene) {
    of.stage.on('pointerdown', (event) => down(event.target !== of.stage && event.target !== of.proxy))
    of.stage.on('pointermove', move)
    of.stage.on('dblclick dbltap', twice)
    of.transformer.on('transformstart', grip)
    of.transformer.on('transform', pull)
    of.transformer.on('transformend', pulledEnd)
  }
  return { attach, up, wheel, pulling: () => pulled !== null }
}
