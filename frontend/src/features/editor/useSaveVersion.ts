import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { editing } from '@/api/editing'
import { artworks, jobs } from '@/api/endpoints'
import { Problem } from '@/api/problem'
import type { Job } from '@/api/types'
import { useSubmit } from '@/composables/useSubmit'
import { notify } from '@/ui/notices'
import type { Draft } from './draft'
import { forgetHistory } from './model/keeping'
import type { Editor } from './useEditor'

const ASK_EVERY_MS = 400

/** Where the versions of a draft's artwork are looked at, with one of them large. */
export function placeOf(draft: Pick<Draft, 'video' | 'channel' | 'design'>, version: string): string {
  const wall = draft.video ? `/videos/${draft.video}` : `/channels/${draft.channel}/${draft.design.kind}`
  return `${wall}?version=${version}`
}

/** Make a version of the design as it stands, and go and look at it. */
export function useSaveVersion(editor: Editor, flush: () => Promise<boolean>) {
  const { t } = useI18n()
  const router = useRouter()
  const queries = useQueryClient()
  const { draft } = editor
  const stage = ref('')
  let gone = false
  onScopeDispose(() => (gone = true))

  async function done(job: Job): Promise<Job | null> {
    let now = job
    while (['queued', 'running'].includes(now.state)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
      if (gone) return null
      now = await jobs.get(job.id)
      stage.value = now.text
    }
    return now
  }
  const { busy, problem, submit } = useSubmit(async (note: string) => {
    await flush()
    const job = await done(await editing.makeVersion(draft.id, editor.design.value, note))
    if (!job) return
    if (job.state !== 'succeeded')
      throw new Problem({ code: job.error?.code ?? 'unknown', detail: job.error?.text ?? '', status: 422 })
    const { results } = await artworks.versions(draft.artwork)
    const version = results.find((one) => one.candidate_of === job.id) ?? results[0]!
    forgetHistory(draft.id)
    await queries.invalidateQueries({ queryKey: ['versions', draft.artwork] })
    notify(t('editor.save.done', { n: version.number }))
    await router.push(placeOf(draft, version.id))
  })
  return { busy, problem, stage, submit }
}
