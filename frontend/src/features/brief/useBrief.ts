import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Language, Wishes } from '@/api/types'
import { briefs, type BriefEdit, type BriefFieldName, type BriefTold } from '@/api/understanding'

/** The brief of an artwork, and what people change in it. */
export function useBrief(artwork: MaybeRefOrGetter<string>) {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => keys.brief(toValue(artwork))),
    queryFn: () => briefs.get(toValue(artwork)),
  })
  const brief = computed(() => query.data.value)
  const busy = ref(false)
  const problem = ref<Problem | null>(null)

  const keep = (told: BriefTold) => queries.setQueryData(keys.brief(toValue(artwork)), told)

  async function doing(act: () => Promise<void>) {
    busy.value = true
    problem.value = null
    try {
      await act()
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      busy.value = false
    }
  }

  const edit = (changes: BriefEdit) =>
    doing(async () => void keep(await briefs.edit(toValue(artwork), changes)))
  /** What was written comes back in the place of what was typed. */
  const giveBack = (name: BriefFieldName) => edit({ [name]: null })
  const write = (writer: 'rules' | 'model', language: Language, wishes?: Wishes) =>
    doing(async () => {
      keep((await briefs.write(toValue(artwork), { writer, language, wishes })).brief)
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    })

  return { query, brief, busy, problem, edit, giveBack, write }
}
