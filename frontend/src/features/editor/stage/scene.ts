import { Group } from 'konva/lib/Group'
import { Layer as Sheet } from 'konva/lib/Layer'
import { Ellipse } from 'konva/lib/shapes/Ellipse'
import { Image as Picture } from 'konva/lib/shapes/Image'
import { Line } from 'konva/lib/shapes/Line'
import { Rect } from 'konva/lib/shapes/Rect'
import { Transformer } from 'konva/lib/shapes/Transformer'
import { Stage } from 'konva/lib/Stage'
import type { Box, Design, Layer, Size } from '../model/design'
import { isPicture } from '../model/design'
import type { Sprite } from '../model/drawing'
import { bitmapPlace, boxOf, fillsCanvas, poseOf } from '../model/geometry'
import type { Line as Guide, Zones } from '../model/snap'

export type Sprites = ReadonlyMap<string, Sprite<ImageBitmap>>
export interface Overlays {
  zones: boolean
  badge: boolean
  circle: boolean
}

const ACCENT = '#3d4fd6'
const GUIDE = '#e5349a'
const AROUND_PX = 28
const TURNS = [-180, -135, -90, -45, 0, 45, 90, 135, 180]

/**
 * The canvas on the page. Below, real pixels: every layer's bitmap where the layer is now. Above, what is drawn
 * for the hand: the frame with its grips, guides, zones. The scene keeps nothing of its own.
 */
export class Scene {
  readonly stage: Stage
  readonly transformer: Transformer
  /** Stands for the selected layer while it is pulled at: what the transformer holds. */
  readonly proxy = new Rect({ fill: 'transparent', draggable: false, listening: false })
  scale = 1
  private readonly paper = new Sheet({ listening: false })
  private readonly marks = new Sheet()
  private readonly content = new Group()
  private readonly zoneMarks = new Group({ listening: false })
  private readonly guides = new Group({ listening: false })
  private readonly found = new Rect({
    stroke: '#b7791f',
    strokeWidth: 2,
    dash: [6, 4],
    listening: false,
    visible: false,
  })
  private readonly groups = new Map<string, Group>()
  private readonly ground = new Rect()
  private canvas: Size = { width: 1, height: 1 }

  constructor(container: HTMLDivElement, coarse: boolean) {
    this.stage = new Stage({ container, width: 1, height: 1 })
    this.transformer = new Transformer({
      anchorSize: coarse ? 16 : 11,
      anchorCornerRadius: coarse ? 8 : 6,
      anchorStroke: ACCENT,
      anchorFill: '#ffffff',
      borderStroke: ACCENT,
      borderStrokeWidth: 1.5,
      rotateAnchorOffset: 26,
      rotationSnaps: TURNS,
      rotationSnapTolerance: 4,
      // A finger finds a grip within 44 pixels.
      anchorStyleFunc: (anchor: Rect) => anchor.hitStrokeWidth(coarse ? 28 : 10),
      ignoreStroke: true,
      flipEnabled: false,
    })
    this.content.add(this.ground)
    this.paper.add(this.content)
    this.marks.add(this.zoneMarks, this.guides, this.found, this.proxy, this.transformer)
    this.stage.add(this.paper, this.marks)
  }

  /** Fit the canvas into so many pixels of the page. */
  resize(room: Size, canvas: Size): void {
    this.canvas = canvas
    const around = room.width < 480 ? 10 : AROUND_PX
    this.scale = Math.max(
      0.02,
      Math.min((room.width - 2 * around) / canvas.width, (room.height - 2 * around) / canvas.height),
    )
    this.stage.size(room)
    const at = {
      x: Math.round((room.width - canvas.width * this.scale) / 2),
      y: Math.round((room.height - canvas.height * this.scale) / 2),
    }
    this.content.position(at).scale({ x: this.scale, y: this.scale })
    this.content.clip({ x: 0, y: 0, ...canvas })
    this.ground.size(canvas)
    for (const one of [this.zoneMarks, this.guides]) one.position(at)
  }

  /** Where the canvas lies on the stage, in pixels of the page. */
  get frame(): Box {
    const { x, y } = this.content.position()
    return { x, y, width: this.canvas.width * this.scale, height: this.canvas.height * this.scale }
  }

  /** A place on the stage as fractions of the canvas. */
  fractions(x: number, y: number): { x: number; y: number } {
    const { frame } = this
    return { x: (x - frame.x) / frame.width, y: (y - frame.y) / frame.height }
  }

  show(design: Design, sprites: Sprites, hidden: string | null): void {
    this.ground.fill(design.background)
    const ids = new Set(design.layers.map((one) => one.id))
    for (const [id, group] of this.groups)
      if (!ids.has(id)) {
        group.destroy()
        this.groups.delete(id)
      }
    design.layers.forEach((layer, at) => {
      const group = this.groupOf(layer.id)
      const sprite = sprites.get(layer.id)
      group.visible(layer.visible && layer.id !== hidden && Boolean(sprite))
      if (sprite) this.place(group, sprite, layer)
      group.zIndex(at + 1)
    })
    this.paper.batchDraw()
  }

  private groupOf(id: string): Group {
    const known = this.groups.get(id)
    if (known) return known
    // Outside the frame that crops it, inside the pose that moves it.
    const group = new Group()
    group.add(new Group().add(new Picture({ image: undefined })))
    this.content.add(group)
    this.groups.set(id, group)
    return group
  }

  private place(group: Group, sprite: Sprite<ImageBitmap>, now: Layer): void {
    const inner = group.children[0] as Group
    const picture = inner.children[0] as Picture
    const { canvas } = this
    inner.setAttrs(poseOf(sprite.layer, now, canvas))
    const [x, y] = bitmapPlace(sprite.layer, sprite.box, canvas)
    picture.setAttrs({
      image: sprite.image,
      x,
      y,
      rotation: -sprite.layer.rotation,
      width: sprite.box.width * canvas.width,
      height: sprite.box.height * canvas.height,
      opacity: sprite.layer.opacity ? Math.min(1, now.opacity / sprite.layer.opacity) : 1,
    })
    const pulled =
      isPicture(now) && isPicture(sprite.layer) && now.crop !== sprite.layer.crop && !now.rotation
    const box = boxOf(now)
    if (pulled)
      group.clip({
        x: box.x * canvas.width,
        y: box.y * canvas.height,
        width: box.width * canvas.width,
        height: box.height * canvas.height,
      })
    else group.setAttrs({ clipX: undefined, clipY: undefined, clipWidth: undefined, clipHeight: undefined })
  }

  /** Put the grips around the selected layer; those that make sense for it. */
  select(layer: Layer | undefined, may: { resize: boolean; keepRatio: boolean }): void {
    if (!layer || !layer.visible) {
      this.transformer.nodes([])
      this.marks.batchDraw()
      return
    }
    const box = boxOf(layer)
    const { frame } = this
    const size = { width: box.width * frame.width, height: box.height * frame.height }
    this.proxy.setAttrs({
      ...size,
      x: frame.x + box.x * frame.width + size.width / 2,
      y: frame.y + box.y * frame.height + size.height / 2,
      offsetX: size.width / 2,
      offsetY: size.height / 2,
      scaleX: 1,
      scaleY: 1,
      rotation: layer.rotation,
    })
    const whole = fillsCanvas(layer)
    this.transformer.setAttrs({
      resizeEnabled: may.resize,
      rotateEnabled: may.resize && !whole,
      keepRatio: may.keepRatio,
      borderDash: layer.locked ? [4, 4] : [],
      centeredScaling: false,
    })
    if (this.transformer.nodes()[0] !== this.proxy) this.transformer.nodes([this.proxy])
    this.transformer.forceUpdate()
    this.marks.batchDraw()
  }

  guide(x: Guide | null, y: Guide | null): void {
    const { frame } = this
    this.guides.destroyChildren()
    const line = (points: number[]) =>
      this.guides.add(new Line({ points, stroke: GUIDE, strokeWidth: 1.5, dash: [5, 3] }))
    if (x) line([x.at * frame.width, 0, x.at * frame.width, frame.height])
    if (y) line([0, y.at * frame.height, frame.width, y.at * frame.height])
    this.marks.batchDraw()
  }

  overlay(overlays: Overlays, zones: Zones, badge: Box): void {
    const { frame } = this
    this.zoneMarks.destroyChildren()
    const on = (box: Box) => ({
      x: box.x * frame.width,
      y: box.y * frame.height,
      width: box.width * frame.width,
      height: box.height * frame.height,
    })
    if (overlays.zones) {
      if (zones.safe) this.shade(on(zones.safe), frame)
      for (const zone of zones.clear)
        this.zoneMarks.add(new Rect({ ...on(zone), fill: '#c0362c55' }), outline(on(zone)))
    }
    if (overlays.badge)
      this.zoneMarks.add(
        new Rect({ ...on(badge), fill: '#000000cc', cornerRadius: 4 * Math.max(1, frame.width / 640) }),
      )
    if (overlays.circle) this.round(frame)
    this.marks.batchDraw()
  }

  /** What lies outside the safe zone is darkened. */
  private shade(safe: Box, frame: Box): void {
    const dark = { fill: '#00000066' }
    const [right, low] = [safe.x + safe.width, safe.y + safe.height]
    this.zoneMarks.add(
      new Rect({ ...dark, x: 0, y: 0, width: safe.x, height: frame.height }),
      new Rect({ ...dark, x: right, y: 0, width: frame.width - right, height: frame.height }),
      new Rect({ ...dark, x: safe.x, y: 0, width: safe.width, height: safe.y }),
      new Rect({ ...dark, x: safe.x, y: low, width: safe.width, height: frame.height - low }),
      outline(safe),
    )
  }

  private round(frame: Box): void {
    const side = Math.min(frame.width, frame.height)
    const at = { x: frame.width / 2, y: frame.height / 2, radiusX: side / 2, radiusY: side / 2 }
    this.zoneMarks.add(
      new Ellipse({ ...at, stroke: '#000000', strokeWidth: 3, opacity: 0.4 }),
      new Ellipse({ ...at, stroke: '#ffffff', strokeWidth: 1.5, dash: [6, 4] }),
    )
  }

  /** Where a finding is, while somebody points at it. */
  point(box: Box | null): void {
    const { frame } = this
    this.found.visible(box !== null)
    if (box)
      this.found.setAttrs({
        x: frame.x + box.x * frame.width,
        y: frame.y + box.y * frame.height,
        width: box.width * frame.width,
        height: box.height * frame.height,
        fill: '#b7791f33',
      })
    this.marks.batchDraw()
  }

  /** The picture as it stands on the page, drawn into `context` in its size. */
  paint(context: CanvasRenderingContext2D): void {
    const { frame } = this
    const { canvas } = context
    const from = this.paper.getNativeCanvasElement()
    const ratio = from.width / Math.max(1, this.stage.width())
    context.imageSmoothingQuality = 'high'
    context.drawImage(
      from,
      frame.x * ratio,
      frame.y * ratio,
      frame.width * ratio,
      frame.height * ratio,
      0,
      0,
      canvas.width,
      canvas.height,
    )
  }

  destroy(): void {
    this.stage.destroy()
  }
}

const outline = (box: Box) => new Rect({ ...box, stroke: '#ffffff', strokeWidth: 1.5, dash: [6, 4] })
