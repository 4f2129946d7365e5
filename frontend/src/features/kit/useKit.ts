import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { jobs } from '@/api/endpoints'
import { kits } from '@/api/kits'
import { keys } from '@/api/queries'
import type { Job } from '@/api/types'
import { useSubmit } from '@/composables/useSubmit'
import { useLiveStatus } from '@/live/useLive'

const ASK_EVERY_MS = 1000
const isOver = (job: Job | undefined) => Boolean(job && !['queued', 'running'].includes(job.state))

/** The kits of a version: the newest there is, until another is asked for; that one as soon as it is made. */
export function useKit(version: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  const queries = useQueryClient()
  const live = useLiveStatus()
  const jobId = ref<string | null>(null)
  const choosing = ref(false)

  const kitsQuery = useQuery({
    queryKey: computed(() => keys.kits(toValue(version))),
    queryFn: () => kits.of(toValue(version)),
    enabled: () => toValue(wanted),
  })
  const jobQuery = useQuery({
    queryKey: computed(() => keys.job(jobId.value ?? '')),
    queryFn: () => jobs.get(jobId.value ?? ''),
    enabled: computed(() => jobId.value !== null),
    refetchInterval: (now) =>
      isOver(now.state.data) ? false : live.value === 'open' ? ASK_EVERY_MS * 3 : ASK_EVERY_MS,
  })
  const job = computed(() => (jobId.value === null ? undefined : jobQuery.data.value))
  const finished = computed(() => kitsQuery.data.value?.filter((kit) => kit.finished) ?? [])
  const kit = computed(() => {
    if (jobId.value !== null) return finished.value.find((one) => one.job === jobId.value)
    return choosing.value ? undefined : finished.value[0]
  })

  const { busy, problem, submit } = useSubmit(async (platforms: string[]) => {
    const started = await kits.make(toValue(version), platforms)
    queries.setQueryData(keys.job(started.id), started)
    jobId.value = started.id
  })
  watch(
    () => job.value?.state,
    (state) => {
      if (state === 'succeeded') void kitsQuery.refetch()
    },
  )
  /** Back to choosing platforms. */
  function choose() {
    jobId.value = null
    choosing.value = true
  }
  watch(
    () => toValue(version),
    () => {
      jobId.value = null
      choosing.value = false
    },
  )
  return { busy, problem, make: submit, job, kit, kitsQuery, choose }
}
