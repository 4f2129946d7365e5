import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { operators, type InstalledModel, type Models } from '@/api/operators'

const KEY = ['models'] as const

/** What is installed and missing, and how to keep the list true after an act. */
export function useModels() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: KEY, queryFn: operators.models })
  const show = (models: Models) => queries.setQueryData(KEY, models)

  /** An act answered with this model: it stands in the list at once. */
  function changed(model: InstalledModel) {
    queries.setQueryData<Models>(
      KEY,
      (before) =>
        before && {
          ...before,
          installed: before.installed.map((one) => (one.name === model.name ? model : one)),
        },
    )
  }
  return { query, show, changed, refresh: () => queries.invalidateQueries({ queryKey: KEY }) }
}
