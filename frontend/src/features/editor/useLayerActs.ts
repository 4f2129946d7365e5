import { useI18n } from 'vue-i18n'
import { newBadge, newGradient, newLogo, newPicture, newShape, newText, type Means } from './model/adding'
import type { CutoutLayer, Layer, PictureLayer } from './model/design'
import { isPicture } from './model/design'
import { common, duplicated, freshId, inserted, removed, reordered, withLayer } from './model/edits'
import { boxOf, cropFor, movedBy, resized } from './model/geometry'
import { layerName } from './names'
import type { DraftPicture } from './draft'
import type { Editor } from './useEditor'

const OUTLINE = 0.008

/** What is done to layers as a whole, by button, key or menu; all of it is said aloud. */
export function useLayerActs(editor: Editor) {
  const { t } = useI18n()
  const name = (layer: Layer) => layerName(layer, t)
  const said = (act: string, layer: Layer, more: Record<string, unknown> = {}) =>
    editor.say(t(`editor.said.${act}`, { name: name(layer), ...more }))
  /** Do it to the selected layer, unless it is locked. */
  const onFree = (act: (layer: Layer) => void) => () => {
    const layer = editor.selected.value
    if (!layer) return
    if (layer.locked) said('locked', layer)
    else act(layer)
  }

  /** On top, where it is seen, unless it belongs above a certain layer. */
  function add(layer: Layer, above: string | null = null) {
    editor.change(inserted(editor.design.value, layer, above), 'add')
    editor.select(layer.id)
    said('added', layer)
  }
  const means = (): Means => {
    const headline = editor.design.value.layers.find((one) => one.type === 'text')
    const brand = (role: string) => editor.brand.value.palette.find((one) => one.role === role)?.hex
    return {
      face: editor.brand.value.fonts.headline || headline?.face || editor.draft.fonts[0]!.name,
      ink: '#ffffff',
      accent: brand('accent') ?? headline?.emphasis_colour ?? '#3d4fd6',
    }
  }

  const pixels = (x: number, y: number) => ({
    x: x / editor.canvas.value.width,
    y: y / editor.canvas.value.height,
  })
  function move(x: number, y: number) {
    onFree((layer) => {
      const by = pixels(x, y)
      const next = withLayer(editor.design.value, layer.id, (now) => movedBy(now, by.x, by.y))
      editor.change(next, 'move', `move:${layer.id}`)
      tellPlace('moved', layer.id)
    })()
  }
  function resize(x: number, y: number) {
    onFree((layer) => {
      const by = pixels(x, y)
      const next = withLayer(editor.design.value, layer.id, (now) => {
        const box = boxOf(now)
        const free = now.type === 'text' || now.type === 'shape' || now.type === 'gradient'
        const width = box.width + by.x
        const height = box.height + by.y
        if (free) return resized(now, { ...box, width, height })
        // What keeps its proportions grows by either key.
        const scale = Math.max(0.05, 1 + by.x / box.width + by.y / box.height)
        return resized(now, { ...box, width: box.width * scale, height: box.height * scale })
      })
      editor.change(next, 'resize', `resize:${layer.id}`)
      tellPlace('resized', layer.id)
    })()
  }
  function tellPlace(act: 'moved' | 'resized', id: string) {
    const layer = editor.design.value.layers.find((one) => one.id === id)!
    const box = boxOf(layer)
    const { width, height } = editor.canvas.value
    const px = { x: box.x * width, y: box.y * height, width: box.width * width, height: box.height * height }
    said(act, layer, Object.fromEntries(Object.entries(px).map(([key, value]) => [key, Math.round(value)])))
  }

  return {
    move,
    resize,
    addText: () => add(newText(editor.design.value, t('editor.add.textSample'), means())),
    addShape: (shape: 'rectangle' | 'ellipse' | 'arrow') =>
      add(newShape(editor.design.value, shape, means())),
    addGradient: () => add(newGradient(editor.design.value)),
    addBadge: () => add(newBadge(editor.design.value, t('editor.add.badgeSample'), means())),
    addLogo() {
      const logo = editor.draft.logos[0]
      if (logo) add(newLogo(editor.design.value, logo.id, { width: logo.width_px, height: logo.height_px }))
    },
    addPicture(picture: DraftPicture) {
      editor.pictures.value = [...editor.pictures.value.filter((one) => one.id !== picture.id), picture]
      add(newPicture(editor.design.value, picture.id, { width: picture.width_px, height: picture.height_px }))
    },
    /** Another picture in the selected layer's place, as much of it as fills the place. */
    swapPicture(picture: DraftPicture) {
      const layer = editor.selected.value
      if (!layer || !isPicture(layer)) return
      editor.pictures.value = [...editor.pictures.value.filter((one) => one.id !== picture.id), picture]
      const size = { width: picture.width_px, height: picture.height_px }
      const crop = cropFor(size, layer.box, editor.canvas.value, layer.crop)
      const next = withLayer(editor.design.value, layer.id, (now) =>
        isPicture(now)
          ? { ...now, source: picture.id, crop, ...(now.type === 'cutout' ? { mend: '' } : {}) }
          : now,
      )
      editor.change(next, 'swap')
      said('swapped', layer)
    },
    remove: onFree((layer) => {
      const at = editor.design.value.layers.indexOf(layer)
      editor.change(removed(editor.design.value, layer.id), 'remove')
      editor.select(editor.design.value.layers[Math.max(0, at - 1)]?.id ?? null)
      said('removed', layer)
    }),
    duplicate() {
      const layer = editor.selected.value
      const copy = layer && duplicated(editor.design.value, layer.id)
      if (!copy) return
      editor.change(copy.design, 'duplicate')
      editor.select(copy.id)
      said('duplicated', layer)
    },
    order(by: number) {
      const layer = editor.selected.value
      if (!layer) return
      const at = editor.design.value.layers.indexOf(layer)
      editor.change(reordered(editor.design.value, layer.id, at + by), 'order')
      const place =
        editor.design.value.layers.length - editor.design.value.layers.findIndex((one) => one.id === layer.id)
      said('ordered', layer, { n: place, of: editor.design.value.layers.length })
    },
    lock() {
      const layer = editor.selected.value
      if (!layer) return
      editor.change(common(editor.design.value, layer.id, { locked: !layer.locked }), 'lock')
      said(layer.locked ? 'unlocked' : 'locked', layer)
    },
    hide(layer = editor.selected.value) {
      if (!layer) return
      editor.change(common(editor.design.value, layer.id, { visible: !layer.visible }), 'hide')
      said(layer.visible ? 'hidden' : 'shown', layer)
    },
    /** The same picture with the person alone, or whole again. */
    asCutout(layer: PictureLayer | CutoutLayer, on: boolean): PictureLayer | CutoutLayer {
      if (on === (layer.type === 'cutout')) return layer
      return on ? cutOut(layer as PictureLayer) : wholeAgain(layer as CutoutLayer)
    },
    /** The person of the ground in a layer of their own: words may stand between the two. */
    cutFree(layer: PictureLayer) {
      add({ ...cutOut(layer), id: freshId(editor.design.value, 'cutout'), name: '', locked: false }, layer.id)
    },
  }
}
export type LayerActs = ReturnType<typeof useLayerActs>

function cutOut(picture: PictureLayer): CutoutLayer {
  const { id, name, rotation, opacity, visible, locked, source, crop, box, style, tones, flip, mask } =
    picture
  const { exposure, contrast, saturation, warmth } = picture
  return {
    id,
    name,
    rotation,
    opacity,
    visible,
    locked,
    source,
    crop,
    box,
    style,
    tones,
    flip,
    mask,
    exposure,
    contrast,
    saturation,
    warmth,
    type: 'cutout',
    outline: OUTLINE,
    outline_colour: '#ffffff',
    glow: 0,
    glow_colour: '#ffffff',
    shadow: 0.02,
    mend: '',
  }
}

function wholeAgain(layer: CutoutLayer): PictureLayer {
  const { id, name, rotation, opacity, visible, locked, source, crop, box, style, tones, flip, mask } = layer
  const { exposure, contrast, saturation, warmth } = layer
  const placed = { id, name, rotation, opacity, visible, locked }
  const graded = { source, crop, box, style, tones, exposure, contrast, saturation, warmth, flip, mask }
  return { ...placed, ...graded, type: 'picture', blur: 0, finish: true }
}
