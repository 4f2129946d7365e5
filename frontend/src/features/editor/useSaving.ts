import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { editing } from '@/api/editing'
import type { Problem } from '@/api/problem'
import type { Draft } from './draft'
import { Saving, type Standing } from './model/saving'
import type { Editor } from './useEditor'

/** Keeps the draft on the server while it is worked on, and says how that stands. */
export function useSaving(editor: Editor) {
  const { id } = editor.draft
  const standing = ref<Standing>('saved')
  const problem = shallowRef<Problem | null>(null)
  const saving = new Saving(
    {
      put: (revision, design, leaving) => editing.save(id, revision, design, leaving),
      changed: (now) => {
        standing.value = now
        problem.value = saving.problem
        editor.revision.value = saving.revision
      },
    },
    editor.draft.revision,
  )
  // What is under way by hand is not kept before the hand lets go.
  watch(editor.history, (now, before) => {
    if (!now.before && (now.design !== before.design || before.before)) saving.change(now.design)
  })
  if (editor.unsaved) saving.change(editor.design.value)

  const leave = () => void saving.flush(true)
  const online = () => void saving.flush()
  window.addEventListener('pagehide', leave)
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('online', online)
    void saving.flush(true)
    saving.stop()
  })

  /** The newer design that another tab has kept; what was done here stays one step back. */
  async function takeTheirs(): Promise<void> {
    const theirs: Draft = await editing.get(id)
    saving.settle(theirs.revision, null)
    editor.pictures.value = theirs.pictures
    editor.change(theirs.design, 'elsewhere')
  }
  /** One's own stands; what the other tab did is lost, and it is told so in turn. */
  async function keepMine(): Promise<void> {
    const theirs: Draft = await editing.get(id)
    saving.settle(theirs.revision, editor.design.value)
  }
  return { standing, problem, flush: () => saving.flush(), takeTheirs, keepMine }
}
export type Keeper = ReturnType<typeof useSaving>
