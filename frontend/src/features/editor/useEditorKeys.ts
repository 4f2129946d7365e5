import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { isPicture } from './model/design'
import { commandOf, tabbed, type Command } from './model/keys'
import { layerName } from './names'
import type { Editor } from './useEditor'
import type { LayerActs } from './useLayerActs'

interface Wants {
  edit: () => void
  help: () => void
  save: () => void
  rename: () => void
  turn: () => void
}

const TYPING = 'input, textarea, select, [contenteditable=true]'
/** Their keys are their own. */
const OTHERS = '[role=dialog], [role=alertdialog], [role=menu], [role=tab], .v-overlay'

/** The keyboard, for all that a hand can do. On the canvas every key counts; elsewhere those that nothing else wants. */
export function useEditorKeys(editor: Editor, acts: LayerActs, wants: Wants) {
  const { t } = useI18n()

  function step(back: boolean) {
    if (back ? !editor.canUndo.value : !editor.canRedo.value) return editor.say(t('editor.said.nothing'))
    const act = back ? editor.history.value.past.at(-1)!.act : editor.history.value.future[0]!.act
    if (back) editor.undo()
    else editor.redo()
    editor.say(t(back ? 'editor.said.undone' : 'editor.said.redone', { act: t(`editor.acts.${act}`) }))
  }
  function leave() {
    if (editor.picking.value) editor.picking.value = null
    else if (editor.mode.value === 'crop') editor.mode.value = 'select'
    else editor.select(null)
  }
  function edit() {
    const layer = editor.selected.value
    if (!layer) return
    if (layer.type === 'text' || layer.type === 'badge') editor.writing.value = layer.id
    else if (isPicture(layer)) editor.mode.value = editor.mode.value === 'crop' ? 'select' : 'crop'
    else wants.edit()
  }

  const run = (command: Command): void => {
    if (command.do === 'move') acts.move(command.x, command.y)
    else if (command.do === 'resize') acts.resize(command.x, command.y)
    else if (command.do === 'order') acts.order(command.by)
    else if (command.do === 'undo' || command.do === 'redo') step(command.do === 'undo')
    else {
      const rest = {
        edit,
        leave,
        remove: acts.remove,
        duplicate: acts.duplicate,
        hide: () => acts.hide(),
        ...plain,
      }
      rest[command.do as keyof typeof rest]?.()
    }
  }
  const plain = { help: wants.help, save: wants.save, rename: wants.rename, turn: wants.turn }

  function key(event: KeyboardEvent) {
    const target = event.target as HTMLElement
    if (event.defaultPrevented || !target.closest || target.closest(OTHERS)) return
    const onStage = target.matches('[data-stage]')
    if (onStage && event.key === 'Tab') return tab(event)
    const command = commandOf(event)
    if (!command) return
    const typing = target.matches(TYPING)
    if (typing && command.do !== 'save') return
    // A button that is pressed by Enter is pressed, and arrows scroll, unless the canvas has the keyboard.
    const own = target === document.body || onStage || target.matches('[data-layer]')
    if (!own && ['edit', 'move', 'resize', 'remove'].includes(command.do)) return
    if (command.do === 'edit' && !onStage) return
    event.preventDefault()
    run(command)
  }
  function tab(event: KeyboardEvent) {
    const ids = editor.design.value.layers.filter((one) => one.visible).map((one) => one.id)
    const next = tabbed(ids.reverse(), editor.selectedId.value, event.shiftKey ? -1 : 1)
    if (next === null) return
    event.preventDefault()
    editor.select(next)
    editor.say(t('editor.stage.selected', { name: layerName(editor.selected.value!, t) }))
  }
  onMounted(() => window.addEventListener('keydown', key))
  onBeforeUnmount(() => window.removeEventListener('keydown', key))
  return { undo: () => step(true), redo: () => step(false), edit }
}
