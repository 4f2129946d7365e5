import { useRouter } from 'vue-router'
import { editing } from '@/api/editing'
import type { Finding, Job, Version } from '@/api/types'
import { useSubmit } from '@/composables/useSubmit'

/**
 * Mend what a check found on a version: a new version is made of it, and its job given. Who is at work on the
 * version in the editor is taken there, where the same mend is a click: their work is not to be mixed in.
 */
export function useMend() {
  const router = useRouter()
  return useSubmit(async (version: Version, finding: Finding): Promise<Job | null> => {
    const draft = await editing.open(version.id)
    if (draft.revision > 1) {
      await router.push({ name: 'version-edit', params: { id: version.id } })
      return null
    }
    const { design } = await editing.fix(draft.id, draft.design, finding)
    return editing.makeVersion(draft.id, design, '')
  })
}
