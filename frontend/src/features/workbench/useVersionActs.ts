import { useI18n } from 'vue-i18n'
import { artworks, versions } from '@/api/endpoints'
import { asProblem } from '@/api/problem'
import type { Version } from '@/api/types'
import { useSubmit } from '@/composables/useSubmit'
import { notify } from '@/ui/notices'
import { bringOut, type Act } from './publishing'
import type { Workbench } from './useWorkbench'

interface Options {
  workbench: Pick<Workbench, 'moved' | 'refresh'>
  /** Called with the new draft after a restore. */
  restored: (version: Version) => void
}

/** The acts on a version. One at a time; when somebody was quicker the truth is fetched and said. */
export function useVersionActs({ workbench, restored }: Options) {
  const { t } = useI18n()

  async function perform(act: Act, version: Version): Promise<void> {
    if (act === 'publish') {
      const { outcome, version: after } = await bringOut(version, versions)
      await workbench.moved(after)
      notify(t(`workbench.outcome.${outcome}`))
    } else if (act === 'submit') {
      const after = await versions.submit(version.id)
      await workbench.moved(after)
      notify(t(after.state === 'approved' ? 'workbench.outcome.cleared' : 'workbench.outcome.held'))
    } else if (act === 'restore') {
      const draft = await versions.restore(version.id)
      await workbench.refresh()
      notify(t('workbench.outcome.restored', { n: draft.number }))
      restored(draft)
    } else {
      await artworks.retire(version.artwork)
      await workbench.refresh()
      notify(t('workbench.outcome.retired'))
    }
  }

  const { busy, problem, submit } = useSubmit(async (act: Act, version: Version) => {
    try {
      await perform(act, version)
    } catch (error) {
      const faster = asProblem(error).status === 409
      if (faster) notify(t('workbench.faster'))
      // Half of submit-and-publish may have happened, or another tab was quicker: the screen shows what is true.
      await workbench.refresh()
      if (!faster) throw error
    }
  })
  return { busy, problem, act: submit }
}
