import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { jobs } from '@/api/endpoints'
import { looks, type BrandPreview, type Look } from '@/api/looks'
import { asProblem, type Problem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Version } from '@/api/types'
import { saysTheSame } from './look'

const WAIT_MS = 600

/**
 * Pictures in a look that is being changed: asked for a moment after the last change. What is shown stays
 * until the next ones are there.
 */
export function useExamples(options: {
  team: () => string
  look: () => Look
  versions: () => Version[]
  enabled: () => boolean
}) {
  const jobId = ref<string | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const shown = ref<Record<string, BrandPreview>>({})
  const asking = ref(false)
  let asked: unknown
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  const query = useQuery({
    queryKey: computed(() => keys.job(jobId.value ?? '')),
    queryFn: () => jobs.get(jobId.value as string),
    enabled: () => jobId.value !== null,
  })
  const job = computed(() => query.data.value)
  const running = computed(
    () =>
      asking.value ||
      (jobId.value !== null && !['succeeded', 'failed', 'cancelled'].includes(job.value?.state ?? '')),
  )
  watch(
    () => [job.value?.state, job.value?.fraction],
    () => {
      const result = job.value?.result
      // Progress comes live and without results: those are asked for as they come.
      if (job.value?.state === 'succeeded' && !result) void query.refetch()
    },
  )
  watch(
    () => job.value?.result?.previews,
    (previews) => {
      for (const one of previews ?? []) shown.value[one.version] = one
    },
  )

  async function ask() {
    const versions = options.versions()
    const wanted = [options.look(), versions.map((one) => one.id)]
    if (!versions.length || !options.enabled() || saysTheSame(wanted, asked)) return
    asked = JSON.parse(JSON.stringify(wanted))
    const mine = ++turn
    asking.value = true
    problem.value = null
    try {
      const queued = await looks.preview(
        options.team(),
        options.look(),
        versions.map((one) => one.id),
      )
      if (mine === turn) jobId.value = queued.id
    } catch (error) {
      if (mine !== turn) return
      problem.value = asProblem(error)
      asked = undefined
    } finally {
      if (mine === turn) asking.value = false
    }
  }
  watch(
    () => [
      JSON.stringify(options.look()),
      options
        .versions()
        .map((one) => one.id)
        .join(),
      options.enabled(),
    ],
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), WAIT_MS)
    },
    { immediate: true },
  )
  watch(options.enabled, (now) => {
    // Of each person only the newest examples are drawn: whoever gave way asks again when it is their turn.
    if (now || job.value?.state === 'succeeded') return
    asked = undefined
    jobId.value = null
  })
  onScopeDispose(() => clearTimeout(timer))
  return { shown, running, problem, job }
}
